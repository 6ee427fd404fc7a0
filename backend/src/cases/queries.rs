//! All SQL of case reports.

use domain::{
    cases::{CaseSet, CaseState, Fields, Report, Slot},
    ids::{CaseId, MemberId, VersionId},
};
use jiff::civil::Date;
use sqlx::{PgConnection, types::Json};

use super::rows::{LockedCase, LockedRow, ReportRow};
use crate::{Error, Result};

/// Locks the cases in these slots and answers them in the order of the slots, so that two who lock several never wait for
/// each other in a circle. Empty slots are absent. Two statements: the second reads what the lock waited for.
pub(crate) async fn lock_slots(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slots: &[Slot],
) -> Result<Vec<LockedCase>> {
    sqlx::query_scalar!(
        "select case_id from case_report
         where member_id = $1 and set_key = $2 and slot = any($3) and deleted_at is null
         order by slot
         for update",
        owner.0,
        set.key(),
        &numbers(slots),
    )
    .fetch_all(&mut *db)
    .await?;
    self::slots(db, owner, set, slots).await
}

/// The cases in these slots in their order, without locking them. Empty slots are absent.
pub(crate) async fn slots(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slots: &[Slot],
) -> Result<Vec<LockedCase>> {
    sqlx::query_as!(
        LockedRow,
        r#"select c.case_id, c.member_id, c.set_key, c.slot, c.state, c.version_id, c.request_id, c.memo,
                  c.draft is distinct from v.fields as "changed!", c.draft ->> 'category' as draft_category,
                  v.category as "category?", v.start_on as "start_on?", v.end_on as "end_on?"
           from case_report c
           left join case_version v on v.version_id = c.version_id
           where c.member_id = $1 and c.set_key = $2 and c.slot = any($3) and c.deleted_at is null
           order by c.slot"#,
        owner.0,
        set.key(),
        &numbers(slots),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(LockedCase::try_from)
    .collect()
}

/// Locks one case. A deleted one is not found: nothing may be done with it any more (C10).
pub(crate) async fn lock_case(db: &mut PgConnection, case: CaseId) -> Result<LockedCase> {
    sqlx::query_scalar!(
        "select case_id from case_report where case_id = $1 and deleted_at is null for update",
        case.0
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or(Error::NotFound)?;
    sqlx::query_as!(
        LockedRow,
        r#"select c.case_id, c.member_id, c.set_key, c.slot, c.state, c.version_id, c.request_id, c.memo,
                  c.draft is distinct from v.fields as "changed!", c.draft ->> 'category' as draft_category,
                  v.category as "category?", v.start_on as "start_on?", v.end_on as "end_on?"
           from case_report c
           left join case_version v on v.version_id = c.version_id
           where c.case_id = $1"#,
        case.0,
    )
    .fetch_one(db)
    .await?
    .try_into()
}

/// Keeps a state that a transition of `domain` answered. `result_unread`: the applicant has a result to look at (通知).
pub(crate) async fn save_state(
    db: &mut PgConnection,
    case: CaseId,
    state: &CaseState,
    result_unread: bool,
) -> Result<()> {
    sqlx::query!(
        "update case_report set state = $2, version_id = $3, request_id = $4, result_unread = $5 where case_id = $1",
        case.0,
        state.name().key(),
        state.version().map(|id| id.0),
        state.request().map(|id| id.0),
        result_unread,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A registered version as people read it on `today`, without 備考 (C7), also of a deleted case. One statement.
pub(crate) async fn report(db: &mut PgConnection, version: VersionId, today: Date) -> Result<Report> {
    sqlx::query_as!(
        ReportRow,
        r#"select c.set_key, c.slot, m.family_name, m.given_name, m.affiliation, m.member_no,
                  v.version_id, v.number, v.registered_at, v.fields as "fields: Json<Fields>",
                  r.certification_id, r.facility_id, f.name, f.prefecture, r.kind, r.certificate_no, r.start_on, r.end_on
           from case_version v
           join case_report c on c.case_id = v.case_id
           join member m on m.member_id = c.member_id
           join certification r on r.certification_id = v.certification_id
           join facility f on f.facility_id = r.facility_id
           where v.version_id = $1"#,
        version.0,
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?
    .report(today)
}

fn numbers(slots: &[Slot]) -> Vec<i16> {
    slots.iter().map(|slot| i16::from(slot.number())).collect()
}
