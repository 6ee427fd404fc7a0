//! SQL of what is typed: the draft, what was set aside, the slot itself.

use domain::{
    cases::{Aside, CaseSet, Fields, Slot},
    ids::{AsideId, CaseId, MemberId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{
    Result,
    cases::rows::{Held, HeldRow},
};

/// Locks the case in a slot together with its draft.
pub(in crate::cases) async fn hold(
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
pub(in crate::cases) async fn occupy(
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
pub(in crate::cases) async fn save_draft(
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
pub(in crate::cases) async fn set_aside(
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
pub(in crate::cases) async fn asides(db: &mut PgConnection, case: CaseId) -> Result<Vec<Aside>> {
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
pub(in crate::cases) async fn remove_aside(
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

/// Empties the slot; the case stays for the audit (C10).
pub(in crate::cases) async fn delete(db: &mut PgConnection, case: CaseId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update case_report set deleted_at = $2, result_unread = false where case_id = $1",
        case.0,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
