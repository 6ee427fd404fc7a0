//! From an outbox row to a letter: text and HTML in Japanese. Templates get names, numbers and addresses; there is
//! nothing of a case in [`Mail`] that they could show (P7). What is put into HTML is escaped by its file name.

use askama::Template;
use domain::{
    accounts::Realm,
    applications::Decision,
    calendar::long,
    cases::slots_in_words,
    facilities::About,
    notices::{ChangeNews, Mail},
};
use jiff::civil::Date;

use crate::{Error, Result, Settings};

/// A mail's two bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub text: String,
    pub html: String,
}

/// What the frame of every mail shows.
struct Frame<'a> {
    society: &'a str,
    public_url: &'a str,
    subject: &'a str,
}

/// One kind of mail: the same data through `<kind>.txt` and `<kind>.html`.
macro_rules! letters {
    ($($module:ident ($text:tt, $html:tt) { $($field:ident: $type:ty),* $(,)? })*) => {$(
        mod $module {
            use super::{Frame, Letter, Template};

            #[derive(Template)]
            #[template(path = $text)]
            struct Text<'a> { letter: &'a Frame<'a>, $($field: &'a $type),* }

            #[derive(Template)]
            #[template(path = $html)]
            struct Html<'a> { letter: &'a Frame<'a>, $($field: &'a $type),* }

            pub(super) fn render(letter: &Frame<'_>, $($field: &$type),*) -> askama::Result<Letter> {
                Ok(Letter { text: Text { letter, $($field),* }.render()?, html: Html { letter, $($field),* }.render()? })
            }
        }
    )*};
}

letters! {
    password_link ("password_link.txt", "password_link.html") { name: str, door: str, url: str, hours: u16 }
    approval_requested ("approval_requested.txt", "approval_requested.html") {
        supervisor: str, applicant: str, set: str, count: usize, slots: str, url: str,
    }
    approval_withdrawn ("approval_withdrawn.txt", "approval_withdrawn.html") {
        supervisor: str, applicant: str, set: str, count: usize, slots: str, url: str,
    }
    case_decided ("case_decided.txt", "case_decided.html") {
        applicant: str, supervisor: str, set: str, slot: u8, approved: bool, url: str,
    }
    case_approved_on_paper ("case_approved_on_paper.txt", "case_approved_on_paper.html") {
        applicant: str, supervisor: str, set: str, slot: u8, url: str,
    }
    application_received ("application_received.txt", "application_received.html") {
        facility: str, kind: str, again: bool, url: str,
    }
    application_decided ("application_decided.txt", "application_decided.html") {
        facility: str, kind: str, lead: str, words: str, next: str, url: str,
    }
    certification_started ("certification_started.txt", "certification_started.html") {
        facility: str, kind: str, certificate_no: str, period: str, asked: str, url: str,
    }
    linkage_requested ("linkage_requested.txt", "linkage_requested.html") {
        core: str, partner: str, starts: str, url: str,
    }
    linkage_approved ("linkage_approved.txt", "linkage_approved.html") {
        core: str, partner: str, starts: str, url: str,
    }
    linkage_refused ("linkage_refused.txt", "linkage_refused.html") { core: str, partner: str, url: str }
    linkage_withdrawn ("linkage_withdrawn.txt", "linkage_withdrawn.html") { core: str, partner: str, url: str }
    linkage_dissolved ("linkage_dissolved.txt", "linkage_dissolved.html") {
        facility: str, other: str, from: str, object_until: str, url: str,
    }
    core_gives_back ("core_gives_back.txt", "core_gives_back.html") {
        core: str, partner: str, last: str, alone: bool, url: str,
    }
    login_address_given ("login_address_given.txt", "login_address_given.html") {
        facility: str, to_former: bool, by_itself: bool, url: str,
    }
    address_link ("address_link.txt", "address_link.html") { facility: str, url: str, hours: u16 }
    address_asked ("address_asked.txt", "address_asked.html") { facility: str }
    change_told ("change_told.txt", "change_told.html") {
        facility: str, about: str, words: str, closed: bool, url: str,
    }
}

/// Renders a mail. `link_token`: the fresh token of a [`Mail::PasswordLink`] or [`Mail::AddressLink`], which stands in no
/// table (A5).
pub fn letter(settings: &Settings, subject: &str, mail: &Mail, link_token: Option<&str>) -> Result<Letter> {
    let base = settings.public_url.as_str();
    let network = format!("{base}/facility/network");
    let frame = Frame { society: &settings.society, public_url: base, subject };
    let rendered = match mail {
        Mail::PasswordLink { realm, name, account: _ } => {
            let url = format!("{base}/password/set/{}", given(link_token)?);
            password_link::render(&frame, name, door(*realm), &url, &settings.link_hours)
        }
        Mail::ApprovalRequested { supervisor, applicant, set, slots, first } => {
            let url = format!("{base}/approvals/{first}");
            let words = slots_in_words(slots);
            approval_requested::render(&frame, supervisor, applicant, set.label(), &slots.len(), &words, &url)
        }
        Mail::ApprovalWithdrawn { supervisor, applicant, set, slots } => {
            let url = format!("{base}/approvals");
            let words = slots_in_words(slots);
            approval_withdrawn::render(&frame, supervisor, applicant, set.label(), &slots.len(), &words, &url)
        }
        Mail::CaseDecided { applicant, supervisor, set, slot, approved } => {
            let url = format!("{base}/cases/{}/{slot}", set.key());
            case_decided::render(&frame, applicant, supervisor, set.label(), slot, approved, &url)
        }
        Mail::CaseApprovedOnPaper { applicant, supervisor, set, slot } => {
            let url = format!("{base}/cases/{}/{slot}", set.key());
            case_approved_on_paper::render(&frame, applicant, supervisor, set.label(), slot, &url)
        }
        Mail::ApplicationReceived { facility, applying, number } => {
            let url = format!("{base}/facility/apply/{}", applying.key());
            application_received::render(&frame, facility, applying.kind().label(), &(*number > 1), &url)
        }
        Mail::ApplicationDecided { facility, applying, decision, words, starts } => {
            let url = format!("{base}/facility/apply/{}", applying.key());
            let kind = applying.kind().label();
            let (lead, next) = result(*decision, kind, *starts);
            application_decided::render(&frame, facility, kind, &lead, words, &next, &url)
        }
        Mail::CertificationStarted { facility, applying, certificate_no, from, to, asked } => {
            let url = format!("{base}/facility");
            let (kind, asked) = (applying.kind().label(), asked.sentence().unwrap_or_default());
            certification_started::render(
                &frame,
                facility,
                kind,
                certificate_no,
                &format!("{} 〜 {}", long(*from), long(*to)),
                &asked,
                &url,
            )
        }
        Mail::LinkageRequested { core, partner, starts } => {
            linkage_requested::render(&frame, core, partner, &long(*starts), &network)
        }
        Mail::LinkageApproved { core, partner, starts } => {
            linkage_approved::render(&frame, core, partner, &long(*starts), &network)
        }
        Mail::LinkageRefused { core, partner } => linkage_refused::render(&frame, core, partner, &network),
        Mail::LinkageWithdrawn { core, partner } => {
            linkage_withdrawn::render(&frame, core, partner, &network)
        }
        Mail::LinkageDissolved { facility, other, from, object_until } => linkage_dissolved::render(
            &frame,
            facility,
            other,
            &long(*from),
            &object_until.map(long).unwrap_or_default(),
            &network,
        ),
        Mail::CoreGivesBack { core, partner, last, alone } => {
            core_gives_back::render(&frame, core, partner, &long(*last), alone, &network)
        }
        Mail::LoginAddressGiven { facility, to_former, by_itself } => {
            let url = format!("{base}/facility/signin");
            login_address_given::render(&frame, facility, to_former, by_itself, &url)
        }
        Mail::AddressLink { facility, link: _ } => {
            let url = format!("{base}/facility/address/{}", given(link_token)?);
            address_link::render(&frame, facility, &url, &settings.link_hours)
        }
        Mail::AddressAsked { facility } => address_asked::render(&frame, facility),
        Mail::ChangeTold { facility, about, page, news } => {
            let closed = *news == ChangeNews::Closed;
            let place = match (closed, about) {
                (true, _) => "facility/signin".to_owned(),
                (false, About::Return) => format!("facility/{}/return", page.key()),
                (false, _) => format!("facility/{}/details", page.key()),
            };
            let url = format!("{base}/{place}");
            change_told::render(&frame, facility, about.label(), news.label(), &closed, &url)
        }
    };
    rendered.map_err(|e| Error::Internal(format!("template {}: {e}", mail.kind())))
}

/// What the office has decided, and what comes next.
fn result(decision: Decision, kind: &str, starts: Date) -> (String, String) {
    match decision {
        Decision::Return => (
            format!("{kind}の申請について、データの修正をお願いいたします。"),
            format!(
                "次のアドレスから書類を開いて修正し、もう一度「{kind} 申請」を押してください。申請期間が終わったあとでも、修正して申請できます。"
            ),
        ),
        Decision::Pass => (
            format!("{kind}の申請は、審査の結果、合格となりました。"),
            format!(
                "認定開始日は{}です。当日の0:00から、認定施設としての施設マイページをご利用いただけます。",
                long(starts)
            ),
        ),
        Decision::Fail => (
            format!("{kind}の申請は、審査の結果、不合格となりました。"),
            "次の申請期間に、あらためて申請できます。".to_owned(),
        ),
    }
}

/// The token that was made for this mail.
fn given(link_token: Option<&str>) -> Result<&str> {
    link_token.ok_or_else(|| Error::Internal("a link without its token".into()))
}

fn door(realm: Realm) -> &'static str {
    match realm {
        Realm::Member => "会員専用ページ",
        Realm::Facility => "施設マイページ",
        Realm::Office => "認定システム(事務局)",
    }
}
