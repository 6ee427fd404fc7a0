//! 書面による承認 (P9): the office records what a supervisor who has left has signed. Apart from the actions of applicants
//! and supervisors ([`crate::cases::may`]): no page of theirs does it, and the browser's program need not carry it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Eligibility, PaperRefused, eligibility};
use crate::{
    actor::Actor,
    cases::{CaseSet, CaseState, Report, Slot, StateName},
    documents::DocumentView,
    ids::{CaseId, DocumentId, MemberId, RequestId},
    period::Period,
    reading::{self, DayProblem},
    registry::Qualification,
    text::{self, Beyond, Limit},
};

/// Longest reason.
pub const PAPER_REASON_LIMIT: Limit = Limit::of(200);

/// Can a paper approve a case of this set in this state? 未承認 and 非承認: of any supervisor who has left; 承認依頼中: of the
/// one who is asked ([`check_paper`]).
pub fn takes_paper(set: CaseSet, state: StateName) -> bool {
    set.needs_approval()
        && matches!(state, StateName::Registered | StateName::Rejected | StateName::Requested)
}

/// May the actor record a paper for a case in this state ([`takes_paper`])? Identity before state (P10).
pub fn may_record_paper(actor: &Actor, set: CaseSet, state: &CaseState) -> Result<(), PaperRefused> {
    let Actor::Office(_) = actor else { return Err(PaperRefused::OnlyOffice) };
    if takes_paper(set, state.name()) { Ok(()) } else { Err(PaperRefused::PaperState(state.name())) }
}

/// 書面による承認: the case is 承認済み by `request`, which is the waiting one when one waits.
pub fn approve_on_paper(state: CaseState, request: RequestId) -> Result<CaseState, PaperRefused> {
    match state {
        CaseState::Registered { version } | CaseState::Rejected { version, .. } => {
            Ok(CaseState::Approved { version, request })
        }
        CaseState::Requested { version, request: waiting } if waiting == request => {
            Ok(CaseState::Approved { version, request })
        }
        _ => Err(PaperRefused::PaperState(state.name())),
    }
}

/// What the office types about the paper, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperForm {
    /// 会員番号 of the supervisor.
    pub supervisor_no: String,
    pub signed_on: String,
    pub reason: String,
    /// The scan, once it has arrived.
    pub document: Option<DocumentId>,
}

/// What is known of the named supervisor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperSupervisor {
    pub id: MemberId,
    pub left: bool,
    pub held: Vec<Qualification>,
}

/// What the check needs to know beside the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFacts {
    pub applicant: MemberId,
    pub slot: u8,
    /// 主に緩和医療を提供した期間
    pub period: Period,
    /// Whoever is asked now, when the case is 承認依頼中.
    pub asked: Option<MemberId>,
    /// The member with the typed number, when there is one.
    pub supervisor: Option<PaperSupervisor>,
    /// The scan is there.
    pub scanned: bool,
    pub today: Date,
}

/// A paper that is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub supervisor: MemberId,
    pub signed_on: Date,
    pub reason: String,
}

/// Why a paper cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperProblem {
    SupervisorMissing,
    SupervisorUnknown,
    /// Still a member: they judge here.
    SupervisorPresent,
    /// P4
    OwnCase,
    /// P3, in words with dates.
    NotQualified(String),
    /// Somebody else is asked now.
    OtherAsked,
    DayMissing,
    NotADay,
    /// A day of a year that nobody means.
    StrangeYear(i16),
    DayToCome,
    ReasonMissing,
    ReasonTooLong(usize),
    ReasonOverladen,
    ScanMissing,
}

impl PaperProblem {
    /// The input that it is about.
    pub fn input(&self) -> &'static str {
        match self {
            Self::SupervisorMissing
            | Self::SupervisorUnknown
            | Self::SupervisorPresent
            | Self::OwnCase
            | Self::NotQualified(_)
            | Self::OtherAsked => "supervisor_no",
            Self::DayMissing | Self::NotADay | Self::StrangeYear(_) | Self::DayToCome => "signed_on",
            Self::ReasonMissing | Self::ReasonTooLong(_) | Self::ReasonOverladen => "reason",
            Self::ScanMissing => "document",
        }
    }

    /// What the person reads at the field.
    pub fn message(&self) -> String {
        match self {
            Self::SupervisorMissing => "「指導者の会員番号」を入力してください。".into(),
            Self::SupervisorUnknown => "この会員番号の会員はいません。会員番号をご確認ください。".into(),
            Self::SupervisorPresent => {
                "この指導者は在籍しています。申請者から、システムで承認依頼を送ってください。".into()
            }
            Self::OwnCase => "申請者ご本人は指導者になれません。別の会員番号を入力してください。".into(),
            Self::NotQualified(reason) => format!("{reason}指導者の会員番号をご確認ください。"),
            Self::OtherAsked => {
                "この症例は、別の指導者に承認依頼中です。先に申請者が取り下げてください。".into()
            }
            Self::DayMissing => "「書面の日付」を入力してください。".into(),
            Self::NotADay => "「書面の日付」は、正しい日付を入力してください。".into(),
            Self::StrangeYear(year) => DayProblem::StrangeYear(*year).message("書面の日付"),
            Self::DayToCome => "「書面の日付」は、今日までの日付を入力してください。".into(),
            Self::ReasonMissing => "「理由」を入力してください。".into(),
            Self::ReasonTooLong(count) => {
                let limit = PAPER_REASON_LIMIT.characters();
                format!("「理由」は{limit}文字以内で入力してください(現在{count}文字)。")
            }
            Self::ReasonOverladen => text::overladen("「理由」"),
            Self::ScanMissing => "「書面のスキャン(PDF)」を選択してください。".into(),
        }
    }
}

/// Everything that is not right, in the order of the form, or the paper (P9, P3, P4).
pub fn check_paper(form: &PaperForm, facts: &PaperFacts) -> Result<Paper, Vec<PaperProblem>> {
    let mut problems = Vec::new();
    let supervisor = named(form, facts).map_err(|problem| problems.push(problem)).ok();
    let day = signed(form, facts.today).map_err(|problem| problems.push(problem)).ok();
    let reason = form.reason.trim();
    match PAPER_REASON_LIMIT.check(reason) {
        Ok(0) => problems.push(PaperProblem::ReasonMissing),
        Ok(_) => {}
        Err(Beyond::Characters { count, .. }) => problems.push(PaperProblem::ReasonTooLong(count)),
        Err(Beyond::Overladen) => problems.push(PaperProblem::ReasonOverladen),
    }
    if !facts.scanned {
        problems.push(PaperProblem::ScanMissing);
    }
    match (supervisor, day) {
        (Some(supervisor), Some(signed_on)) if problems.is_empty() => {
            Ok(Paper { supervisor, signed_on, reason: text::unix_lines(reason) })
        }
        _ => Err(problems),
    }
}

fn named(form: &PaperForm, facts: &PaperFacts) -> Result<MemberId, PaperProblem> {
    if form.supervisor_no.trim().is_empty() {
        return Err(PaperProblem::SupervisorMissing);
    }
    let named = facts.supervisor.as_ref().ok_or(PaperProblem::SupervisorUnknown)?;
    if named.id == facts.applicant {
        return Err(PaperProblem::OwnCase);
    }
    if !named.left {
        return Err(PaperProblem::SupervisorPresent);
    }
    if facts.asked.is_some_and(|asked| asked != named.id) {
        return Err(PaperProblem::OtherAsked);
    }
    // That they have left is why there is a paper.
    match eligibility(false, false, &named.held, &[(facts.slot, facts.period)]) {
        Eligibility::Eligible => Ok(named.id),
        other => Err(PaperProblem::NotQualified(other.reason())),
    }
}

fn signed(form: &PaperForm, today: Date) -> Result<Date, PaperProblem> {
    if form.signed_on.trim().is_empty() {
        return Err(PaperProblem::DayMissing);
    }
    match reading::day(&form.signed_on) {
        Err(DayProblem::NotADay) => Err(PaperProblem::NotADay),
        Err(DayProblem::StrangeYear(year)) => Err(PaperProblem::StrangeYear(year)),
        Ok(day) if day > today => Err(PaperProblem::DayToCome),
        Ok(day) => Ok(day),
    }
}

/// `/office/cases/{id}/paper-approval`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPage {
    pub case: CaseId,
    pub applicant: MemberId,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: StateName,
    /// The version registered last: whose it is, where and when. Nothing before 登録.
    pub report: Option<Report>,
    /// Why it cannot be recorded now.
    pub refused: Option<PaperRefused>,
    /// What was typed, when it can be.
    pub open: Option<PaperTyped>,
    /// It was recorded.
    pub recorded: Option<RecordedPaper>,
}

/// What was typed, and what is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperTyped {
    pub form: PaperForm,
    /// Name of the member with the typed number.
    pub supervisor: Option<String>,
    pub document: Option<DocumentView>,
    pub problems: Vec<PaperProblem>,
}

/// A paper as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedPaper {
    pub supervisor: String,
    #[serde(with = "crate::wire::day")]
    pub signed_on: Date,
    pub reason: String,
    pub document: DocumentId,
    /// Who recorded it.
    pub by: String,
    #[serde(with = "crate::wire::moment")]
    pub at: Timestamp,
}
