//! Rows become types here, and a row that says what cannot be becomes a named error.

use std::collections::BTreeMap;

use domain::{
    approvals::{Comments, RequestState},
    calendar,
    cases::{CaseRow, CaseSet, CaseState, Fields, HistoryEntry, Report, Review, Slot, StateName},
    ids::{CaseId, MemberId, RequestId, VersionId},
    period::Period,
};
use jiff::civil;
use jiff_sqlx::{Date, Timestamp};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, registry::RecordRow, rows};

const CASE: &str = "case_report";
const VERSION: &str = "case_version";
const REQUEST: &str = "approval_request";

/// A case as use cases change it: its standing and what the registered version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LockedCase {
    pub id: CaseId,
    pub owner: MemberId,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: CaseState,
    /// The draft differs from what was registered last (from nothing, while nothing was registered).
    pub unregistered_changes: bool,
    /// 症例区分 of the registered version; before that, of the draft or the slot.
    pub category: String,
    /// 備考: for the applicant only (C7).
    pub memo: String,
    /// The period of the registered version.
    pub period: Option<Period>,
}

pub(super) struct LockedRow {
    pub case_id: Uuid,
    pub member_id: Uuid,
    pub set_key: String,
    pub slot: i16,
    pub state: String,
    pub version_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub changed: bool,
    pub draft_category: Option<String>,
    pub category: Option<String>,
    pub memo: String,
    pub start_on: Option<Date>,
    pub end_on: Option<Date>,
}

impl TryFrom<LockedRow> for LockedCase {
    type Error = Error;
    fn try_from(row: LockedRow) -> Result<Self> {
        let (set, slot) = place(&row.set_key, row.slot)?;
        let period = match (row.start_on, row.end_on) {
            (Some(start), Some(end)) => Some(rows::period(VERSION, start, end)?),
            _ => None,
        };
        Ok(Self {
            id: CaseId(row.case_id),
            owner: MemberId(row.member_id),
            set,
            slot,
            state: state(&row.state, row.version_id, row.request_id)?,
            unregistered_changes: row.changed,
            category: row
                .category
                .unwrap_or_else(|| category_shown(set, slot, row.draft_category.as_deref())),
            memo: row.memo,
            period,
        })
    }
}

/// A case whose draft may change: locked, with everything that is typed.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub id: CaseId,
    pub state: CaseState,
    pub fields: Fields,
    pub memo: String,
    /// Version of the draft.
    pub version: i64,
    pub saved_at: jiff::Timestamp,
    pub unread: bool,
}

impl Held {
    pub fn is_blank(&self) -> bool {
        self.fields.is_empty() && self.memo.is_empty()
    }
}

pub(super) struct HeldRow {
    pub case_id: Uuid,
    pub state: String,
    pub version_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub draft: Json<Fields>,
    pub memo: String,
    pub draft_version: i64,
    pub draft_saved_at: Timestamp,
    pub result_unread: bool,
}

impl TryFrom<HeldRow> for Held {
    type Error = Error;
    fn try_from(row: HeldRow) -> Result<Self> {
        Ok(Self {
            id: CaseId(row.case_id),
            state: state(&row.state, row.version_id, row.request_id)?,
            fields: row.draft.0,
            memo: row.memo,
            version: row.draft_version,
            saved_at: row.draft_saved_at.to_jiff(),
            unread: row.result_unread,
        })
    }
}

/// A case as the list shows it, with the facts that its pages need.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub id: CaseId,
    pub state: CaseState,
    pub row: CaseRow,
}

pub(super) struct ListedRow {
    pub case_id: Uuid,
    pub slot: i16,
    pub state: String,
    pub version_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub draft_category: Option<String>,
    pub memo: String,
    pub changed: bool,
    pub result_unread: bool,
    pub supervisor_family: Option<String>,
    pub supervisor_given: Option<String>,
    pub requested_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub signed_on: Option<Date>,
}

impl ListedRow {
    pub fn listed(self, set: CaseSet) -> Result<Listed> {
        let (_, slot) = place(set.key(), self.slot)?;
        let state = state(&self.state, self.version_id, self.request_id)?;
        let on = |at: Option<Timestamp>| at.map(|at| calendar::day(at.to_jiff()));
        Ok(Listed {
            id: CaseId(self.case_id),
            state,
            row: CaseRow {
                slot,
                state: state.name(),
                category: category_shown(set, slot, self.draft_category.as_deref()),
                memo: self.memo,
                exists: true,
                unregistered_changes: self.changed,
                supervisor: self
                    .supervisor_family
                    .zip(self.supervisor_given)
                    .map(|(family, given)| full_name(&family, &given)),
                requested_on: on(self.requested_at),
                decided_on: on(self.decided_at),
                unread: self.result_unread,
                signed_on: self.signed_on.map(Date::to_jiff),
            },
        })
    }
}

/// The row of a slot in which nothing is kept.
pub(super) fn empty_row(set: CaseSet, slot: Slot) -> CaseRow {
    CaseRow {
        slot,
        state: StateName::Unregistered,
        category: category_shown(set, slot, None),
        memo: String::new(),
        exists: false,
        unregistered_changes: false,
        supervisor: None,
        requested_on: None,
        decided_on: None,
        unread: false,
        signed_on: None,
    }
}

/// The draft of a slot with its standing, as the editor opens it.
pub(super) struct Opened {
    pub held: Held,
    pub changed: bool,
    pub review: Option<Review>,
}

pub(super) struct OpenedRow {
    pub case_id: Uuid,
    pub state: String,
    pub version_id: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub draft: Json<Fields>,
    pub memo: String,
    pub draft_version: i64,
    pub draft_saved_at: Timestamp,
    pub result_unread: bool,
    pub changed: bool,
    pub review_id: Option<Uuid>,
    pub review_family: Option<String>,
    pub review_given: Option<String>,
    pub review_at: Option<Timestamp>,
    pub review_general: Option<String>,
    pub review_fields: Option<Json<BTreeMap<String, String>>>,
}

impl TryFrom<OpenedRow> for Opened {
    type Error = Error;
    fn try_from(row: OpenedRow) -> Result<Self> {
        let review = match (row.review_id, row.review_family, row.review_given, row.review_at) {
            (Some(id), Some(family), Some(given), Some(at)) => Some(Review {
                request: RequestId(id),
                supervisor: full_name(&family, &given),
                decided_at: at.to_jiff(),
                comments: Comments {
                    general: row.review_general.unwrap_or_default(),
                    fields: row.review_fields.map(|fields| fields.0).unwrap_or_default(),
                },
            }),
            _ => None,
        };
        let held = HeldRow {
            case_id: row.case_id,
            state: row.state,
            version_id: row.version_id,
            request_id: row.request_id,
            draft: row.draft,
            memo: row.memo,
            draft_version: row.draft_version,
            draft_saved_at: row.draft_saved_at,
            result_unread: row.result_unread,
        };
        Ok(Self { held: held.try_into()?, changed: row.changed, review })
    }
}

/// One request of a case, for its history.
pub(super) struct AskedRow {
    pub family_name: String,
    pub given_name: String,
    pub message: String,
    pub state: String,
    pub requested_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub general_comment: String,
    pub fields: Option<Json<BTreeMap<String, String>>>,
    /// The date on the paper (P9).
    pub signed_on: Option<Date>,
}

impl AskedRow {
    /// The request, and what became of it.
    pub fn entries(self) -> Result<Vec<(jiff::Timestamp, HistoryEntry)>> {
        let supervisor = full_name(&self.family_name, &self.given_name);
        let state: RequestState = rows::word(REQUEST, &self.state)?;
        let comments = Comments {
            general: self.general_comment,
            fields: self.fields.map(|fields| fields.0).unwrap_or_default(),
        };
        let asked_at = self.requested_at.to_jiff();
        let asked =
            HistoryEntry::Requested { supervisor: supervisor.clone(), at: asked_at, message: self.message };
        let ended = match (state, self.decided_at.map(Timestamp::to_jiff)) {
            (RequestState::Waiting, None) => None,
            (RequestState::Withdrawn, Some(at)) => Some((at, HistoryEntry::Withdrawn { supervisor, at })),
            (RequestState::Approved, Some(at)) if let Some(signed_on) = self.signed_on => {
                let entry = HistoryEntry::OnPaper { supervisor, at, signed_on: signed_on.to_jiff() };
                // Nobody was asked here before: the paper is all there is.
                if at == asked_at {
                    return Ok(vec![(at, entry)]);
                }
                Some((at, entry))
            }
            (RequestState::Approved, Some(at)) => {
                Some((at, HistoryEntry::Approved { supervisor, at, comments }))
            }
            (RequestState::Rejected, Some(at)) => {
                Some((at, HistoryEntry::Rejected { supervisor, at, comments }))
            }
            _ => return Err(Error::inconsistent(REQUEST, format!("{} with other facts", state.key()))),
        };
        Ok([(asked_at, asked)].into_iter().chain(ended).collect())
    }
}

pub(super) struct ReportRow {
    pub set_key: String,
    pub slot: i16,
    pub family_name: String,
    pub given_name: String,
    pub affiliation: String,
    pub member_no: String,
    pub version_id: Uuid,
    pub number: i32,
    pub registered_at: Timestamp,
    pub fields: Json<Fields>,
    pub certification_id: Uuid,
    pub facility_id: Uuid,
    pub name: String,
    pub prefecture: String,
    pub kind: String,
    pub certificate_no: String,
    pub start_on: Date,
    pub end_on: Date,
}

impl ReportRow {
    /// The report as it is read on `today`.
    pub fn report(self, today: civil::Date) -> Result<Report> {
        let (set, slot) = place(&self.set_key, self.slot)?;
        let record = RecordRow {
            certification_id: self.certification_id,
            facility_id: self.facility_id,
            name: self.name,
            prefecture: self.prefecture,
            kind: self.kind,
            certificate_no: self.certificate_no,
            start_on: self.start_on,
            end_on: self.end_on,
        };
        Ok(Report {
            set,
            slot,
            applicant: full_name(&self.family_name, &self.given_name),
            affiliation: self.affiliation,
            member_no: self.member_no,
            version: VersionId(self.version_id),
            number: self.number,
            registered_at: self.registered_at.to_jiff(),
            fields: self.fields.0,
            record: record.view(today)?,
        })
    }
}

/// The state with its facts; the columns must agree (C8).
pub(super) fn state(name: &str, version: Option<Uuid>, request: Option<Uuid>) -> Result<CaseState> {
    let name: StateName = rows::word(CASE, name)?;
    match (name, version.map(VersionId), request.map(RequestId)) {
        (StateName::Unregistered, None, None) => Ok(CaseState::Unregistered),
        (StateName::Registered, Some(version), None) => Ok(CaseState::Registered { version }),
        (StateName::Complete, Some(version), None) => Ok(CaseState::Complete { version }),
        (StateName::Requested, Some(version), Some(request)) => Ok(CaseState::Requested { version, request }),
        (StateName::Approved, Some(version), Some(request)) => Ok(CaseState::Approved { version, request }),
        (StateName::Rejected, Some(version), Some(request)) => Ok(CaseState::Rejected { version, request }),
        _ => Err(Error::inconsistent(CASE, format!("{} with other facts", name.key()))),
    }
}

/// The set and the slot in it.
pub(super) fn place(set: &str, slot: i16) -> Result<(CaseSet, Slot)> {
    let known: CaseSet = rows::word(CASE, set)?;
    u8::try_from(slot)
        .ok()
        .and_then(|number| Slot::new(known, number))
        .map(|slot| (known, slot))
        .ok_or_else(|| Error::inconsistent(CASE, format!("slot {slot} of {set}")))
}

fn category_shown(set: CaseSet, slot: Slot, chosen: Option<&str>) -> String {
    set.category_or_default(slot, chosen.unwrap_or_default()).to_owned()
}

/// `緩和 太郎`
pub(super) fn full_name(family: &str, given: &str) -> String {
    format!("{family} {given}")
}
