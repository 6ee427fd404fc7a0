//! Rows become types here, and a row that says what cannot be becomes a named error.

use domain::{
    cases::{CaseSet, CaseState, Fields, Report, Slot, StateName},
    ids::{CaseId, CertificationId, FacilityId, MemberId, RequestId, VersionId},
    period::Period,
    registry::{FacilityKind, RecordView},
};
use jiff::civil;
use jiff_sqlx::{Date, Timestamp};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result};

const CASE: &str = "case_report";
const VERSION: &str = "case_version";
const RECORD: &str = "certification";

/// A case as use cases change it: its standing and what the registered version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LockedCase {
    pub id: CaseId,
    pub owner: MemberId,
    pub set: CaseSet,
    pub slot: Slot,
    pub state: CaseState,
    /// The draft differs from what was registered last; always true while nothing was registered.
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
            (Some(start), Some(end)) => Some(period(VERSION, start, end)?),
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

pub(super) struct RecordRow {
    pub certification_id: Uuid,
    pub facility_id: Uuid,
    pub name: String,
    pub prefecture: String,
    pub kind: String,
    pub certificate_no: String,
    pub start_on: Date,
    pub end_on: Date,
}

impl RecordRow {
    /// The record as people choose it on `today` (C5).
    pub fn view(self, today: civil::Date) -> Result<RecordView> {
        let period = period(RECORD, self.start_on, self.end_on)?;
        Ok(RecordView {
            id: CertificationId(self.certification_id),
            facility: FacilityId(self.facility_id),
            name: self.name,
            prefecture: self.prefecture,
            kind: self.kind.parse::<FacilityKind>().map_err(|()| Error::inconsistent(RECORD, "kind"))?,
            certificate_no: self.certificate_no,
            ended: RecordView::has_ended(&period, today),
            period,
        })
    }
}

/// The state with its facts; the columns must agree (C8).
pub(super) fn state(name: &str, version: Option<Uuid>, request: Option<Uuid>) -> Result<CaseState> {
    let name = StateName::ALL
        .into_iter()
        .find(|state| state.key() == name)
        .ok_or_else(|| Error::inconsistent(CASE, format!("state {name}")))?;
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
    let known: CaseSet = set.parse().map_err(|()| Error::inconsistent(CASE, format!("set {set}")))?;
    u8::try_from(slot)
        .ok()
        .and_then(|number| Slot::new(known, number))
        .map(|slot| (known, slot))
        .ok_or_else(|| Error::inconsistent(CASE, format!("slot {slot} of {set}")))
}

/// What was chosen, else what the slot starts with, else nothing (C2).
pub(super) fn category_shown(set: CaseSet, slot: Slot, chosen: Option<&str>) -> String {
    match chosen {
        Some(chosen) if !chosen.is_empty() => chosen.to_owned(),
        _ => set.default_category(slot).unwrap_or_default().to_owned(),
    }
}

/// `緩和 太郎`
pub(super) fn full_name(family: &str, given: &str) -> String {
    format!("{family} {given}")
}

fn period(table: &'static str, start: Date, end: Date) -> Result<Period> {
    Period::new(start.to_jiff(), end.to_jiff()).ok_or_else(|| Error::inconsistent(table, "start after end"))
}
