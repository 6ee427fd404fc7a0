//! Documents on paper, as PDF (docs/adr/0011). What a person typed reaches the templates as data, never as markup.

mod paper;

use domain::cases::PrintPage;
use serde_json::json;

use paper::{Paper, Template};

/// Why a document could not be typeset: a fault of a template, never of what somebody typed.
#[derive(Debug, thiserror::Error)]
#[error("typesetting {template}: {reasons}")]
pub struct Error {
    template: &'static str,
    reasons: String,
}

const REPORT: Template = Template { name: "report.typ", text: include_str!("../templates/report.typ") };

/// A registered report on A4: the print page's words, tagged for screen readers. Without 備考 (C7), as the page is.
///
/// Takes some tenths of a second of computing: not for an async thread.
pub fn report(page: &PrintPage) -> Result<Vec<u8>, Error> {
    let pairs = |lines: Vec<(&str, String)>| -> Vec<_> {
        lines.into_iter().map(|(label, text)| json!({ "label": label, "text": text })).collect()
    };
    let data = json!({
        "title": page.title(),
        "head": page.running_head(),
        "applicant": page.report.applicant,
        "facts": pairs(page.facts()),
        "entries": pairs(page.entries()),
    });
    Paper::new(REPORT, &data).typeset()
}
