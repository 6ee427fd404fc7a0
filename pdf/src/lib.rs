//! Documents on paper, as PDF (docs/adr/0011): made here from data, never from markup that a person typed; and read, when
//! somebody sends one (docs/adr/0012).

mod appearance;
mod inspect;
mod lines;
mod mended;
mod paper;
mod picture;
mod whole;

use domain::{accounts::Applying, cases::PrintPage, documents::TITLE, text::paper::on_paper};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use inspect::inspect;
pub use paper::Error;
pub use picture::picture;

use lines::breakable;
use paper::{Paper, Template};

/// A document to be typeset, as one process tells another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Document {
    /// See [`report`].
    Report(Box<PrintPage>),
    /// See [`application_template`].
    ApplicationTemplate { applying: Applying, legal_form: String, society: String },
}

impl Document {
    /// The name that it is saved under.
    pub fn file_name(&self) -> String {
        match self {
            Self::Report(page) => page.file_name(),
            Self::ApplicationTemplate { applying, .. } => application_file_name(*applying),
        }
    }

    /// The document as PDF.
    pub fn typeset(&self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Report(page) => report(page),
            Self::ApplicationTemplate { applying, legal_form, society } => {
                application_template(*applying, legal_form, society)
            }
        }
    }
}

const REPORT: Template = Template { name: "report.typ", text: include_str!("../templates/report.typ") };

const APPLICATION: Template =
    Template { name: "application.typ", text: include_str!("../templates/application.typ") };

/// A registered report on A4: the print page's words, tagged for screen readers. Without 備考 (C7), as the page is.
///
/// Takes some tenths of a second of computing: not for an async thread.
pub fn report(page: &PrintPage) -> Result<Vec<u8>, Error> {
    let pairs = |lines: Vec<(&str, String)>| -> Vec<_> {
        lines.into_iter().map(|(label, text)| json!({ "label": label, "text": breakable(&text) })).collect()
    };
    let data = json!({
        "title": breakable(&page.title()),
        "head": breakable(&page.running_head()),
        "applicant": on_paper(&page.report.applicant),
        "facts": pairs(page.facts()),
        "entries": pairs(page.entries()),
    });
    Paper::new(REPORT, &data).typeset()
}

/// 申請書・在籍証明書 to be filled in by hand, stamped and scanned: one A4 sheet, `applying` ticked. `legal_form` is what
/// stands before the society's name.
pub fn application_template(applying: Applying, legal_form: &str, society: &str) -> Result<Vec<u8>, Error> {
    let kinds: Vec<_> = Applying::ALL
        .into_iter()
        .map(|kind| json!({ "label": kind.kind().label(), "ticked": kind == applying }))
        .collect();
    let data = json!({
        "title": TITLE,
        "legal_form": legal_form,
        "society": society,
        "kinds": kinds,
        "qualifications": ["指導医", "専門医", "認定医"],
    });
    Paper::new(APPLICATION, &data).typeset()
}

/// `申請書・在籍証明書_基幹施設.pdf`
fn application_file_name(applying: Applying) -> String {
    format!("{TITLE}_{}.pdf", applying.kind().label())
}
