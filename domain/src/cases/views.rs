//! What a person sees of cases: the shapes that the use cases answer and the pages show.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{CaseSet, FieldProblem, Fields, Limits, Progress, Slot, StateName, diff::Part};
use crate::{
    approvals::Comments,
    ids::{AsideId, CaseId, MemberId, RequestId, VersionId},
    registry::RecordView,
};

/// One row of the list; every slot has one, empty slots too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    pub slot: Slot,
    pub state: StateName,
    /// 症例区分: of the draft, else the slot's default; empty when none is chosen.
    pub category: String,
    /// 備考, for the applicant's eyes (C7).
    pub memo: String,
    /// Something is kept in the slot: it can be deleted.
    pub exists: bool,
    /// The draft differs from what was registered last.
    pub unregistered_changes: bool,
    pub supervisor: Option<String>,
    #[serde(with = "crate::wire::maybe_day")]
    pub requested_on: Option<Date>,
    #[serde(with = "crate::wire::maybe_day")]
    pub decided_on: Option<Date>,
    /// A result that the applicant has not opened yet (通知).
    pub unread: bool,
    /// The date on the paper, of a case that was approved on one (P9).
    #[serde(with = "crate::wire::maybe_day")]
    pub signed_on: Option<Date>,
}

/// 「専門医新規申請(20例)」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    pub set: CaseSet,
    pub rows: Vec<CaseRow>,
    pub progress: Progress,
}

/// The supervisor's last 非承認, for the blue frame (P6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub request: RequestId,
    pub supervisor: String,
    #[serde(with = "crate::wire::moment")]
    pub decided_at: Timestamp,
    pub comments: Comments,
}

/// A draft that met a newer one (C11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    pub id: AsideId,
    #[serde(with = "crate::wire::moment")]
    pub kept_at: Timestamp,
    pub fields: Fields,
    pub memo: String,
}

/// `専門医新規申請_編集画面(番号:1)`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseEditor {
    pub set: CaseSet,
    pub slot: Slot,
    pub state: StateName,
    pub fields: Fields,
    pub memo: String,
    /// Version of the draft; a save names the version it was typed on (C11). 0: nothing was ever kept.
    pub version: i64,
    #[serde(with = "crate::wire::maybe_moment")]
    pub saved_at: Option<Timestamp>,
    /// The draft differs from what was registered last.
    pub unregistered_changes: bool,
    /// The record that `fields["facility"]` names.
    pub record: Option<RecordView>,
    pub review: Option<Review>,
    pub asides: Vec<Aside>,
    /// What 登録 would say of the draft as it is kept. The page shows it only after 登録 was pressed.
    pub problems: Vec<FieldProblem>,
    /// What the society has set for the texts' lengths (C4).
    pub limits: Limits,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saved {
    /// Kept, as this version.
    Kept {
        version: i64,
        #[serde(with = "crate::wire::moment")]
        saved_at: Timestamp,
    },
    /// A newer draft is there. What was sent was set aside as `aside`; nothing was overwritten (C11).
    Conflict { aside: AsideId },
}

/// What became of 登録.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Registered {
    Done,
    /// Kept as a draft, not registered: these fields are not right (C3).
    Invalid {
        problems: Vec<FieldProblem>,
        version: i64,
        #[serde(with = "crate::wire::moment")]
        saved_at: Timestamp,
    },
    Conflict {
        aside: AsideId,
    },
}

/// A registered version as it is read: by its applicant, the asked supervisor, the office; on paper too. Never has 備考 (C7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub set: CaseSet,
    pub slot: Slot,
    pub applicant: String,
    pub affiliation: String,
    pub member_no: String,
    pub version: VersionId,
    /// 1 for the first registered version.
    pub number: i32,
    #[serde(with = "crate::wire::moment")]
    pub registered_at: Timestamp,
    pub fields: Fields,
    pub record: RecordView,
}

impl Report {
    /// The fields with the record's name in the place of its id, for comparing two versions.
    pub fn readable(&self) -> Fields {
        let mut fields = self.fields.clone();
        fields.set("facility", self.record.full());
        fields
    }
}

/// The print page: the report with its standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintPage {
    pub report: Report,
    pub state: StateName,
    pub supervisor: Option<String>,
    #[serde(with = "crate::wire::maybe_day")]
    pub decided_on: Option<Date>,
    /// The date on the paper, when it was approved on one (P9).
    #[serde(with = "crate::wire::maybe_day")]
    pub signed_on: Option<Date>,
}

/// One line of a case's history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HistoryEntry {
    Registered {
        version: VersionId,
        number: i32,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
    },
    Requested {
        supervisor: String,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
        message: String,
    },
    Withdrawn {
        supervisor: String,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
    },
    Approved {
        supervisor: String,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
        comments: Comments,
    },
    /// 書面による承認, recorded by the office (P9).
    OnPaper {
        supervisor: String,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
        #[serde(with = "crate::wire::day")]
        signed_on: Date,
    },
    Rejected {
        supervisor: String,
        #[serde(with = "crate::wire::moment")]
        at: Timestamp,
        comments: Comments,
    },
}

/// What changed in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDiff {
    pub key: String,
    pub label: String,
    pub parts: Vec<Part>,
}

/// `/cases/{set}/{number}/history`: versions and decisions, and the difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub set: CaseSet,
    pub slot: Slot,
    pub entries: Vec<HistoryEntry>,
    /// Version numbers that exist, ascending.
    pub versions: Vec<i32>,
    /// Numbers compared and the fields that differ; none when there is only one version.
    pub compared: Option<(i32, i32, Vec<FieldDiff>)>,
}

/// A case as the office reads it (P10): the registered report and what became of it; no draft, and no 備考 (C7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeCase {
    pub id: CaseId,
    pub owner: MemberId,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: StateName,
    /// None before 登録.
    pub report: Option<Report>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
}

/// What 削除 asks before it does it (C10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletePage {
    pub row: CaseRow,
    pub set: CaseSet,
}
