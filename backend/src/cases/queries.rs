//! SQL of case reports: how a case stands, the list, the editor. What is typed and what was registered have files of their
//! own.

mod drafts;
mod reports;

use std::collections::BTreeMap;

use domain::{
    cases::{CaseSet, CaseState, Fields, Slot},
    ids::{CaseId, MemberId},
};
use sqlx::{PgConnection, types::Json};

use super::rows::{Listed, ListedRow, LockedCase, LockedRow, Opened, OpenedRow};
use crate::{Error, Result};
pub(crate) use reports::report;
pub(super) use {
    drafts::{asides, delete, hold, occupy, remove_aside, save_draft, set_aside},
    reports::{asked, insert_version, last_version, reports, versions},
};

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
                  c.draft is distinct from coalesce(v.fields, '{}') as "changed!", c.draft ->> 'category' as draft_category,
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
    find_case(db, case).await
}

/// The same without locking it.
pub(crate) async fn find_case(db: &mut PgConnection, case: CaseId) -> Result<LockedCase> {
    sqlx::query_as!(
        LockedRow,
        r#"select c.case_id, c.member_id, c.set_key, c.slot, c.state, c.version_id, c.request_id, c.memo,
                  c.draft is distinct from coalesce(v.fields, '{}') as "changed!", c.draft ->> 'category' as draft_category,
                  v.category as "category?", v.start_on as "start_on?", v.end_on as "end_on?"
           from case_report c
           left join case_version v on v.version_id = c.version_id
           where c.case_id = $1 and c.deleted_at is null"#,
        case.0,
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?
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

/// Every case of a set, or the one in a slot, as the list shows it; empty slots are absent. One statement.
pub(super) async fn listed(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slot: Option<Slot>,
) -> Result<Vec<Listed>> {
    sqlx::query_as!(
        ListedRow,
        r#"select c.case_id, c.slot, c.state, c.version_id, c.request_id, c.memo, c.result_unread,
                  c.draft ->> 'category' as draft_category,
                  c.draft is distinct from coalesce(v.fields, '{}') as "changed!",
                  s.family_name as "supervisor_family?", s.given_name as "supervisor_given?",
                  q.requested_at as "requested_at?", q.decided_at as "decided_at?",
                  (select p.signed_on from paper_approval p where p.request_id = c.request_id) as signed_on
           from case_report c
           left join case_version v on v.version_id = c.version_id
           left join approval_request q on q.request_id = c.request_id
           left join member s on s.member_id = q.supervisor_id
           where c.member_id = $1 and c.set_key = $2 and ($3::smallint is null or c.slot = $3)
             and c.deleted_at is null
           order by c.slot"#,
        owner.0,
        set.key(),
        slot.map(|slot| i16::from(slot.number())),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| row.listed(set))
    .collect()
}

/// The case in a slot with its draft and the last 非承認, unless it was approved since (P6).
pub(super) async fn opened(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slot: Slot,
) -> Result<Option<Opened>> {
    sqlx::query_as!(
        OpenedRow,
        r#"select c.case_id, c.state, c.version_id, c.request_id, c.draft as "draft: Json<Fields>", c.memo,
                  c.draft_version, c.draft_saved_at, c.result_unread,
                  c.draft is distinct from coalesce(v.fields, '{}') as "changed!",
                  q.request_id as "review_id?", s.family_name as "review_family?", s.given_name as "review_given?",
                  q.decided_at as "review_at?", q.general_comment as "review_general?",
                  (select jsonb_object_agg(a.field_key, a.comment) from approval_comment a
                   where a.request_id = q.request_id) as "review_fields: Json<BTreeMap<String, String>>"
           from case_report c
           left join case_version v on v.version_id = c.version_id
           left join lateral (
               select r.request_id, r.supervisor_id, r.decided_at, r.general_comment
               from approval_request r
               where r.case_id = c.case_id and r.state = 'rejected' and c.state <> 'approved'
               order by r.requested_at desc
               limit 1
           ) q on true
           left join member s on s.member_id = q.supervisor_id
           where c.member_id = $1 and c.set_key = $2 and c.slot = $3 and c.deleted_at is null"#,
        owner.0,
        set.key(),
        i16::from(slot.number()),
    )
    .fetch_optional(db)
    .await?
    .map(Opened::try_from)
    .transpose()
}

/// The applicant has seen the result (通知).
pub(super) async fn mark_read(db: &mut PgConnection, case: CaseId) -> Result<()> {
    sqlx::query!("update case_report set result_unread = false where case_id = $1 and result_unread", case.0)
        .execute(db)
        .await?;
    Ok(())
}

fn numbers(slots: &[Slot]) -> Vec<i16> {
    slots.iter().map(|slot| i16::from(slot.number())).collect()
}
