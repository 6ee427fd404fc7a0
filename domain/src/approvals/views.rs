//! What people see of approval requests. No shape in here has room for 備考, but [`RequestDraftCase`], which is the
//! applicant's own (C7).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Comments, Eligibility, RequestState};
use crate::{
    cases::{CaseSet, FieldDiff, Report, Slot},
    ids::{MemberId, RequestId},
    period::Period,
    registry::Qualification,
};

/// One case on 「症例承認依頼」, before it is sent. Shown to the applicant, hence with 備考.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDraftCase {
    pub slot: Slot,
    pub category: String,
    pub memo: String,
    pub period: Period,
}

/// One member who matches the words, choosable or not (P3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorChoice {
    pub id: MemberId,
    pub name: String,
    pub kana: String,
    pub affiliation: String,
    /// Supervising qualifications and 認定医, newest first.
    pub qualifications: Vec<Qualification>,
    pub eligibility: Eligibility,
}

/// Answer of the supervisor search: at most [`SupervisorSearch::LIMIT`] people, the choosable first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorSearch {
    pub words: String,
    pub found: Vec<SupervisorChoice>,
    /// More match than are shown: use more words.
    pub more: bool,
}

impl SupervisorSearch {
    pub const LIMIT: usize = 30;
}

/// 「症例承認依頼」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDraft {
    pub set: CaseSet,
    pub cases: Vec<RequestDraftCase>,
    /// The search, when words were given.
    pub search: Option<SupervisorSearch>,
    /// The supervisor chosen in the address, when there is one.
    pub chosen: Option<SupervisorChoice>,
}

/// One row of 「症例承認」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    pub request: RequestId,
    #[serde(with = "crate::wire::moment")]
    pub requested_at: Timestamp,
    pub set: CaseSet,
    pub slot: Slot,
    pub category: String,
    pub applicant: String,
    pub state: RequestState,
    #[serde(with = "crate::wire::maybe_moment")]
    pub decided_at: Option<Timestamp>,
    /// 2 and more: 再依頼.
    pub attempt: u32,
}

/// What the queue is narrowed to; lives in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFilter {
    /// Only this state.
    #[serde(default)]
    pub state: Option<RequestState>,
    /// Words of the applicant's name or kana.
    #[serde(default)]
    pub applicant: String,
    /// From 1.
    #[serde(default)]
    pub page: u32,
}

impl QueueFilter {
    /// Rows on one page.
    pub const PAGE: u32 = 50;
}

/// 「症例承認」: waiting first, then the newest (P8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    pub rows: Vec<QueueRow>,
    pub filter: QueueFilter,
    /// Of the whole queue, whatever the filter.
    pub waiting: u32,
    pub approved: u32,
    pub rejected: u32,
    pub withdrawn: u32,
    /// Rows that match the filter.
    pub matching: u32,
    /// 年度 shown besides what waits.
    pub fiscal_year: i16,
}

/// The decision before a request of the same case, by whichever supervisor was asked then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierDecision {
    pub request: RequestId,
    /// Who judged: another name than the asked supervisor's when somebody else is asked this time.
    pub supervisor: String,
    #[serde(with = "crate::wire::moment")]
    pub decided_at: Timestamp,
    pub state: RequestState,
    pub comments: Comments,
}

/// `/approvals/{request}`: one report to judge, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestPage {
    pub request: RequestId,
    pub report: Report,
    pub state: RequestState,
    pub attempt: u32,
    #[serde(with = "crate::wire::moment")]
    pub requested_at: Timestamp,
    #[serde(with = "crate::wire::maybe_moment")]
    pub decided_at: Option<Timestamp>,
    /// 通信欄 (P1).
    pub message: String,
    /// The decision's comments, or those being written.
    pub comments: Comments,
    /// Version of the comments being written.
    pub comment_version: i64,
    /// The decision before this request, when there is one.
    pub earlier: Option<EarlierDecision>,
    /// Fields that changed since that decision.
    pub changes: Vec<FieldDiff>,
    /// Waiting requests around this one, at most [`RequestPage::NEIGHBOURS`], for the list at the left.
    pub waiting: Vec<QueueRow>,
    pub waiting_count: u32,
    /// The waiting request after and before this one in the queue's order; none when this is the last.
    pub next: Option<RequestId>,
    pub previous: Option<RequestId>,
}

impl RequestPage {
    pub const NEIGHBOURS: usize = 12;
}

vocabulary! {
    /// What the supervisor decides, in the words of the button.
    pub enum Verdict {
        Approve = "approve" "承認する",
        Reject = "reject" "非承認にする",
    }
}

/// One row of 「症例承認確認(前年度以前)」 (P8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousRow {
    pub fiscal_year: i16,
    pub applicant: String,
    pub member_no: String,
    /// 承認症例数
    pub approved: u32,
    #[serde(with = "crate::wire::day")]
    pub first_decided_on: Date,
    #[serde(with = "crate::wire::day")]
    pub last_decided_on: Date,
}
