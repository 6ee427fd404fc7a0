//! Addresses: a public interface (`docs/screens.md`), written in one place.

use domain::{
    accounts::{Applying, Awaits, FactorProblem},
    applications::{Part, RoundField, TypedRound},
    approvals::Verdict,
    cases::{CaseSet, Slot},
    demo::TypedMoment,
    ids::{ChangeId, DocumentId, FacilityId, LinkageId, MemberId, RequestId, RoundId},
    network::LinkageAction,
    notices::OutboxFilter,
    registry::{FacilityKind, RegisterFilter},
};

mod door;
mod office;

pub use door::{Door, home};
pub use office::OfficeRoute;

/// Every page that something links or redirects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    SignIn,
    SignInThen(String),
    FacilitySignIn,
    FacilitySignInThen(String),
    /// 「ログイン選択画面」
    FacilityApply,
    ApplySignIn(Applying),
    /// 「新規登録」
    SignUp(Applying),
    /// 施設マイページ
    Facility,
    /// 「基幹施設申請」
    Apply(Applying),
    /// 「1.申請書」, 「2.概要書」
    ApplyForm(Applying, Part),
    /// The form, with what 登録 says of the draft.
    ApplyFormChecked(Applying, Part),
    /// Takes 「1.申請書」 with its file.
    SendForm1,
    /// Takes a file by itself.
    SendDocument,
    /// 「2.概要書」, with the 基幹施設 found for these words.
    ApplyCores(Applying, String),
    /// Everything as the office will see it.
    ApplyReview(Applying),
    /// 「申請書・在籍証明書DL」
    ApplyTemplate(Applying),
    /// A file, for the facility that sent it.
    FacilityDocument(DocumentId),
    /// A facility's page for what it holds: 「基幹施設」「連携施設」「認定研修施設」
    FacilityHeld(FacilityKind),
    /// 「詳細・変更」
    FacilityDetails(FacilityKind),
    /// 「認定返上申請」
    FacilityReturn(FacilityKind),
    /// The same with the question that restates what was typed.
    FacilityReturnAsk(FacilityKind),
    /// 「(基幹)研修施設群」
    FacilityNetwork,
    /// The question before something is done with a linkage.
    Linkage(LinkageId, LinkageAction),
    /// The log-in address and password of a facility.
    FacilityAccount,
    /// The link by which a new log-in address confirms.
    FacilityAddress(String),
    /// 「施設名簿」
    Register,
    /// The same, with what is looked for.
    RegisterOf(RegisterFilter),
    /// The same as a file.
    RegisterCsv(RegisterFilter),
    OfficeSignIn,
    OfficeSignInThen(String),
    /// The page of the second factor that a session waits for, with the way to the page that was asked for at first.
    SecondFactor(Awaits, Option<String>),
    /// 「リカバリーコード」, with the same way on.
    RecoveryCodes(Option<String>),
    /// 「事務局TOP」
    Office,
    /// 「送信メール」
    OfficeMail(OutboxFilter),
    /// 「監査ログ」
    OfficeAudit,
    /// 「変更・返上」: what facilities ask for.
    OfficeChanges,
    /// One change or 返上 as the office judges it.
    OfficeChange(ChangeId),
    /// One facility with everything that is known of it.
    OfficeFacility(FacilityId),
    /// The office's question before 解除 of a facility's linkage.
    OfficeLinkage(FacilityId, LinkageId),
    /// One member with everything that is known of them.
    OfficeMember(MemberId),
    /// 「申請期間」
    OfficeRounds,
    /// An earlier page of it, from 0.
    OfficeRoundsPage(u32),
    /// 「申請期間の追加」, with what was typed.
    OfficeRoundNew(Option<TypedRound>),
    /// 「申請期間の変更」, with what was typed on which version.
    OfficeRound(RoundId, Option<(i64, TypedRound)>),
    /// 「申請期間の削除」
    OfficeRoundDelete(RoundId),
    PasswordForgot(Door),
    PasswordSet(String),
    Member,
    Certification,
    Cases(CaseSet),
    Case(CaseSet, Slot),
    /// The editor, with what 登録 says of the draft.
    CaseChecked(CaseSet, Slot),
    /// The editor, with what 診療施設検索 finds for these words.
    CaseFacilities(CaseSet, Slot, String),
    CasePrint(CaseSet, Slot),
    /// The print page's report as a PDF file.
    CasePdf(CaseSet, Slot),
    CaseHistory(CaseSet, Slot),
    CaseDelete(CaseSet, Slot),
    /// 「症例承認依頼」 for these slots.
    Request(CaseSet, Vec<u8>),
    /// The same, with what 指導者登録 finds for these words.
    RequestSearch(CaseSet, Vec<u8>, String),
    Withdraw(CaseSet, Vec<u8>),
    /// 「申請済みのデータ照会」
    CasesApplied(CaseSet),
    Approvals,
    Approval(RequestId),
    /// The same page with the question before the decision.
    ApprovalAsk(RequestId, Verdict),
    ApprovalPrint(RequestId),
    ApprovalPdf(RequestId),
    ApprovalsPrevious,
    DevMail,
    /// 「デモの日時」, with what was typed.
    DevClock(TypedMoment),
}

impl Route {
    /// Path and query.
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/".into(),
            Self::SignIn => "/signin".into(),
            Self::SignInThen(next) => format!("/signin?next={}", encode(next)),
            Self::FacilitySignIn => "/facility/signin".into(),
            Self::FacilitySignInThen(next) => format!("/facility/signin?next={}", encode(next)),
            Self::FacilityApply => "/facility/apply".into(),
            Self::ApplySignIn(applying) => format!("/facility/apply/{}/signin", applying.key()),
            Self::SignUp(applying) => format!("/facility/signup?kind={}", applying.key()),
            Self::Facility => "/facility".into(),
            Self::Apply(applying) => format!("/facility/apply/{}", applying.key()),
            Self::ApplyForm(applying, part) => format!("/facility/apply/{}/{}", applying.key(), part.key()),
            Self::ApplyFormChecked(applying, part) => {
                format!("/facility/apply/{}/{}?check=1", applying.key(), part.key())
            }
            Self::SendForm1 => "/facility/form1".into(),
            Self::SendDocument => "/facility/documents".into(),
            Self::ApplyCores(applying, words) => {
                format!("/facility/apply/{}/form2?q={}#f-core", applying.key(), encode(words))
            }
            Self::ApplyReview(applying) => format!("/facility/apply/{}/review", applying.key()),
            Self::ApplyTemplate(applying) => format!("/facility/apply/{}/template.pdf", applying.key()),
            Self::FacilityDocument(document) => format!("/facility/documents/{document}"),
            Self::FacilityHeld(kind) => format!("/facility/{}", kind.key()),
            Self::FacilityDetails(kind) => format!("/facility/{}/details", kind.key()),
            Self::FacilityReturn(kind) => format!("/facility/{}/return", kind.key()),
            Self::FacilityReturnAsk(kind) => format!("/facility/{}/return?ask=1", kind.key()),
            Self::FacilityNetwork => "/facility/network".into(),
            Self::Linkage(linkage, action) => format!("/facility/network/{linkage}/{}", action.key()),
            Self::FacilityAccount => "/facility/account".into(),
            Self::FacilityAddress(token) => format!("/facility/address/{}", encode(token)),
            Self::Register => "/register".into(),
            Self::RegisterOf(filter) => with_query("/register", &register_query(filter)),
            Self::RegisterCsv(filter) => with_query("/register.csv", &register_query(filter)),
            Self::OfficeSignIn => "/office/signin".into(),
            Self::OfficeSignInThen(next) => format!("/office/signin?next={}", encode(next)),
            Self::SecondFactor(Awaits::Code, next) => then("/office/second-factor", next.as_deref()),
            Self::SecondFactor(Awaits::SetUp, next) => then("/office/second-factor/setup", next.as_deref()),
            Self::RecoveryCodes(next) => then("/office/second-factor/recovery-codes", next.as_deref()),
            Self::Office => "/office".into(),
            Self::OfficeMail(filter) => {
                let state = filter.state.map(|state| format!("state={}", state.key()));
                let before = filter.before.map(|mail| format!("before={mail}"));
                let pairs: Vec<String> = state.into_iter().chain(before).collect();
                let mark = if pairs.is_empty() { "" } else { "?" };
                format!("/office/mail{mark}{}", pairs.join("&"))
            }
            Self::OfficeAudit => "/office/audit".into(),
            Self::OfficeChanges => "/office/changes".into(),
            Self::OfficeChange(id) => format!("/office/changes/{id}"),
            Self::OfficeFacility(id) => format!("/office/facilities/{id}"),
            Self::OfficeLinkage(facility, linkage) => {
                format!("/office/facilities/{facility}/linkages/{linkage}")
            }
            Self::OfficeMember(id) => format!("/office/members/{id}"),
            Self::OfficeRounds | Self::OfficeRoundsPage(0) => "/office/rounds".into(),
            Self::OfficeRoundsPage(page) => format!("/office/rounds?page={}", page + 1),
            Self::OfficeRoundNew(None) => "/office/rounds/new".into(),
            Self::OfficeRoundNew(Some(typed)) => format!("/office/rounds/new?{}", round_query(typed)),
            Self::OfficeRound(id, None) => format!("/office/rounds/{id}"),
            Self::OfficeRound(id, Some((version, typed))) => {
                format!("/office/rounds/{id}?version={version}&{}", round_query(typed))
            }
            Self::OfficeRoundDelete(id) => format!("/office/rounds/{id}/delete"),
            Self::PasswordForgot(Door::Member) => "/password/forgot".into(),
            Self::PasswordForgot(door) => format!("/password/forgot?door={}", door.key()),
            Self::PasswordSet(token) => format!("/password/set/{}", encode(token)),
            Self::Member => "/member".into(),
            Self::Certification => "/certification".into(),
            Self::Cases(set) => format!("/cases/{}", set.key()),
            Self::Case(set, slot) => format!("/cases/{}/{}", set.key(), slot.number()),
            Self::CaseChecked(set, slot) => format!("/cases/{}/{}?check=1", set.key(), slot.number()),
            Self::CaseFacilities(set, slot, words) => {
                format!("/cases/{}/{}?q={}#facility", set.key(), slot.number(), encode(words))
            }
            Self::CasePrint(set, slot) => format!("/cases/{}/{}/print", set.key(), slot.number()),
            Self::CasePdf(set, slot) => format!("/cases/{}/{}/print.pdf", set.key(), slot.number()),
            Self::CaseHistory(set, slot) => format!("/cases/{}/{}/history", set.key(), slot.number()),
            Self::CaseDelete(set, slot) => format!("/cases/{}/{}/delete", set.key(), slot.number()),
            Self::Request(set, slots) => format!("/cases/{}/request{}", set.key(), slots_query(slots)),
            Self::RequestSearch(set, slots, words) => {
                let path = Self::Request(*set, slots.clone()).path();
                let mark = if slots.is_empty() { '?' } else { '&' };
                format!("{path}{mark}q={}", encode(words))
            }
            Self::CasesApplied(set) => format!("/cases/{}/applied", set.key()),
            Self::Withdraw(set, slots) => format!("/cases/{}/withdraw{}", set.key(), slots_query(slots)),
            Self::Approvals => "/approvals".into(),
            Self::Approval(request) => format!("/approvals/{request}"),
            Self::ApprovalAsk(request, verdict) => format!("/approvals/{request}?ask={}", verdict.key()),
            Self::ApprovalPrint(request) => format!("/approvals/{request}/print"),
            Self::ApprovalPdf(request) => format!("/approvals/{request}/print.pdf"),
            Self::ApprovalsPrevious => "/approvals/previous".into(),
            Self::DevMail => "/dev/mail".into(),
            Self::DevClock(typed) if typed.is_empty() => "/dev/clock".into(),
            Self::DevClock(typed) => {
                format!("/dev/clock?date={}&time={}", encode(&typed.date), encode(&typed.time))
            }
        }
    }

    /// The same with what was wrong with a second factor.
    pub fn with_problem(&self, problem: FactorProblem) -> String {
        let path = self.path();
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}problem={}", encode(&serde_json::to_string(&problem).unwrap_or_default()))
    }

    /// The same with what was typed there, where something was.
    pub fn with(&self, typed: &[(&str, &str)]) -> String {
        let filled = typed.iter().filter(|(_, text)| !text.is_empty());
        let pairs: Vec<String> = filled.map(|(name, text)| format!("{name}={}", encode(text))).collect();
        let path = self.path();
        let mark = if path.contains('?') { '&' } else { '?' };
        if pairs.is_empty() { path } else { format!("{path}{mark}{}", pairs.join("&")) }
    }

    /// The sign-in page of those whose page this is, with the way back to it.
    #[must_use]
    pub fn after_sign_in(&self) -> Self {
        Self::sign_in_for(self.path())
    }

    /// The sign-in page of those whose page is at this path.
    #[must_use]
    pub fn sign_in_for(path: String) -> Self {
        if path.starts_with("/facility") {
            Self::FacilitySignInThen(path)
        } else if path.starts_with("/office") {
            Self::OfficeSignInThen(path)
        } else {
            Self::SignInThen(path)
        }
    }
}

/// `?next=…`, when there is a page to go on to.
fn then(path: &str, next: Option<&str>) -> String {
    next.map_or_else(|| path.to_owned(), |next| format!("{path}?next={}", encode(next)))
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// `opens_on=2027-02-01&…`
fn round_query(typed: &TypedRound) -> String {
    let pairs = RoundField::ALL.map(|field| format!("{}={}", field.key(), encode(typed.get(field))));
    pairs.join("&")
}

/// `q=…&prefecture=…&kind=core&page=2`, of what is looked for.
fn register_query(filter: &RegisterFilter) -> String {
    let words = (!filter.words.is_empty()).then(|| format!("q={}", encode(&filter.words)));
    let prefecture = filter.prefecture().map(|name| format!("prefecture={}", encode(name)));
    let kind = filter.kind.map(|kind| format!("kind={}", kind.key()));
    let page = (filter.page > 0).then(|| format!("page={}", filter.page + 1));
    [words, prefecture, kind, page].into_iter().flatten().collect::<Vec<_>>().join("&")
}

/// `?n=1&n=3`
fn slots_query(slots: &[u8]) -> String {
    let pairs: Vec<String> = slots.iter().map(|n| format!("n={n}")).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

/// Percent-encodes everything but unreserved characters.
pub fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The reverse of [`encode`]; broken sequences stay as they are.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex =
            (first == b'%').then(|| tail.get(..2)).flatten().and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(byte) = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A path of this site, safe to go to after sign-in: no other host, no control characters; otherwise nothing.
pub fn local_path(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    (plain && next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/api/")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_sign_in_one_stays_on_this_site() {
        for path in ["/cases/specialist?n=1", "/"] {
            assert_eq!(local_path(path), Some(path));
        }
        for path in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/api/accounts/sign_out",
            "cases",
            "/a\r\nb",
            "",
        ] {
            assert_eq!(local_path(path), None, "{path:?}");
        }
    }

    #[test]
    fn what_is_encoded_comes_back() {
        for text in ["", "100001", "太郎+花子 100%", "a%2Fb", "𠮷"] {
            assert_eq!(decode(&encode(text)), text);
        }
    }
}
