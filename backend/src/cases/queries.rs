//! All SQL of case reports.

use std::collections::BTreeMap;

use domain::{
    cases::{Aside, CaseSet, CaseState, Fields, Registrable, Report, Slot},
    ids::{AsideId, CaseId, MemberId, VersionId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::rows::{
    AskedRow, Held, HeldRow, Listed, ListedRow, LockedCase, LockedRow, Opened, OpenedRow, ReportRow,
};
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
    sqlx::query_as!(
        LockedRow,
        r#"select c.case_id, c.member_id, c.set_key, c.slot, c.state, c.version_id, c.request_id, c.memo,
                  c.draft is distinct from coalesce(v.fields, '{}') as "changed!", c.draft ->> 'category' as draft_category,
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
                  q.requested_at as "requested_at?", q.decided_at as "decided_at?"
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

/// Locks the case in a slot together with its draft.
pub(super) async fn hold(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slot: Slot,
) -> Result<Option<Held>> {
    sqlx::query_as!(
        HeldRow,
        r#"select case_id, state, version_id, request_id, draft as "draft: Json<Fields>", memo, draft_version,
                  draft_saved_at, result_unread
           from case_report
           where member_id = $1 and set_key = $2 and slot = $3 and deleted_at is null
           for update"#,
        owner.0,
        set.key(),
        i16::from(slot.number()),
    )
    .fetch_optional(db)
    .await?
    .map(Held::try_from)
    .transpose()
}

/// Puts a blank case into an empty slot; does nothing when somebody was faster. Its draft's version goes on from the
/// cases that were deleted from the slot, so that a tab which still shows one of them can never match (C11).
pub(super) async fn occupy(
    db: &mut PgConnection,
    owner: MemberId,
    set: CaseSet,
    slot: Slot,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into case_report (case_id, member_id, set_key, slot, state, draft_version, draft_saved_at)
         select $1, $2, $3, $4, 'unregistered', coalesce(max(draft_version) + 1, 0), $5
         from case_report
         where member_id = $2 and set_key = $3 and slot = $4
         on conflict (member_id, set_key, slot) where deleted_at is null do nothing",
        Uuid::now_v7(),
        owner.0,
        set.key(),
        i16::from(slot.number()),
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Overwrites the draft of a locked case and answers its new version.
pub(super) async fn save_draft(
    db: &mut PgConnection,
    case: CaseId,
    fields: &Fields,
    memo: &str,
    now: Timestamp,
) -> Result<i64> {
    let version = sqlx::query_scalar!(
        "update case_report
         set draft = $2, memo = $3, draft_version = draft_version + 1, draft_saved_at = $4
         where case_id = $1
         returning draft_version",
        case.0,
        Json(fields) as _,
        memo,
        now.to_sqlx() as _,
    )
    .fetch_one(db)
    .await?;
    Ok(version)
}

/// Sets typed text aside, once: the same text of the same case is kept only one time. The case is locked.
pub(super) async fn set_aside(
    db: &mut PgConnection,
    case: CaseId,
    fields: &Fields,
    memo: &str,
    base_version: i64,
    now: Timestamp,
) -> Result<AsideId> {
    let id = sqlx::query_scalar!(
        r#"with same as (
               select aside_id from case_aside where case_id = $2 and fields = $3 and memo = $4 limit 1
           ), added as (
               insert into case_aside (aside_id, case_id, fields, memo, base_version, kept_at)
               select $1, $2, $3, $4, $5, $6 where not exists (select from same)
               returning aside_id
           )
           select aside_id as "aside_id!" from same union all select aside_id from added"#,
        Uuid::now_v7(),
        case.0,
        Json(fields) as _,
        memo,
        base_version,
        now.to_sqlx() as _,
    )
    .fetch_one(db)
    .await?;
    Ok(AsideId(id))
}

/// What was set aside, newest first.
pub(super) async fn asides(db: &mut PgConnection, case: CaseId) -> Result<Vec<Aside>> {
    let rows = sqlx::query!(
        r#"select aside_id, kept_at, fields as "fields: Json<Fields>", memo
           from case_aside where case_id = $1 order by kept_at desc, aside_id desc"#,
        case.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Aside {
            id: AsideId(row.aside_id),
            kept_at: row.kept_at.to_jiff(),
            fields: row.fields.0,
            memo: row.memo,
        })
        .collect())
}

/// Takes what was set aside off the pile and answers its text.
pub(super) async fn remove_aside(
    db: &mut PgConnection,
    case: CaseId,
    aside: AsideId,
) -> Result<Option<(Fields, String)>> {
    let row = sqlx::query!(
        r#"delete from case_aside where aside_id = $1 and case_id = $2
           returning fields as "fields: Json<Fields>", memo"#,
        aside.0,
        case.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.fields.0, row.memo)))
}

/// The number and the fields of the version registered last.
pub(super) async fn last_version(db: &mut PgConnection, case: CaseId) -> Result<Option<(i32, Fields)>> {
    let row = sqlx::query!(
        r#"select number, fields as "fields: Json<Fields>" from case_version
           where case_id = $1 order by number desc limit 1"#,
        case.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.number, row.fields.0)))
}

/// Keeps a registered version.
pub(super) async fn insert_version(
    db: &mut PgConnection,
    case: CaseId,
    version: VersionId,
    number: i32,
    report: &Registrable,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into case_version
             (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        version.0,
        case.0,
        number,
        Json(&report.fields) as _,
        report.category,
        report.certification.0,
        report.period.start().to_sqlx() as _,
        report.period.end().to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Empties the slot; the case stays for the audit (C10).
pub(super) async fn delete(db: &mut PgConnection, case: CaseId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update case_report set deleted_at = $2, result_unread = false where case_id = $1",
        case.0,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The applicant has seen the result (通知).
pub(super) async fn mark_read(db: &mut PgConnection, case: CaseId) -> Result<()> {
    sqlx::query!("update case_report set result_unread = false where case_id = $1 and result_unread", case.0)
        .execute(db)
        .await?;
    Ok(())
}

/// Number, id and moment of every registered version, ascending.
pub(super) async fn versions(
    db: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<(i32, VersionId, Timestamp)>> {
    let rows = sqlx::query!(
        "select version_id, number, registered_at from case_version where case_id = $1 order by number",
        case.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, VersionId(row.version_id), row.registered_at.to_jiff()))
        .collect())
}

/// Every request of a case with its decision and comments, in the order of asking.
pub(super) async fn asked(db: &mut PgConnection, case: CaseId) -> Result<Vec<AskedRow>> {
    let rows = sqlx::query_as!(
        AskedRow,
        r#"select s.family_name, s.given_name, q.message, q.state, q.requested_at, q.decided_at, q.general_comment,
                  (select jsonb_object_agg(a.field_key, a.comment) from approval_comment a
                   where a.request_id = q.request_id) as "fields: Json<BTreeMap<String, String>>"
           from approval_request q
           join member s on s.member_id = q.supervisor_id
           where q.case_id = $1
           order by q.requested_at, q.request_id"#,
        case.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// The versions with these numbers as people read them, ascending.
pub(super) async fn reports(
    db: &mut PgConnection,
    case: CaseId,
    numbers: &[i32],
    today: Date,
) -> Result<Vec<Report>> {
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
           where v.case_id = $1 and v.number = any($2)
           order by v.number"#,
        case.0,
        numbers,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| row.report(today))
    .collect()
}

fn numbers(slots: &[Slot]) -> Vec<i16> {
    slots.iter().map(|slot| i16::from(slot.number())).collect()
}
