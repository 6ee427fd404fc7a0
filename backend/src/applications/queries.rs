//! SQL of applications and their forms.

pub(super) mod office;
pub(super) mod rounds;
mod start;
pub(super) mod versions;

use domain::{
    accounts::Applying,
    applications::{ApplicationState, Part, SetAside, Sheets},
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, AsideId, DocumentId, FacilityId, RoundId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::rows::{Held, HeldRow};
use crate::Result;

pub(super) use start::{
    NewRecord, end_record, insert_record, last_certificate_no, last_facility_no, lock_facility, named_core,
    next_due, records, save_certified, settle_facility,
};

/// The application of a facility for a 種別 that is not over yet, to read.
pub(super) async fn live(
    db: &mut PgConnection,
    owner: FacilityId,
    applying: Applying,
) -> Result<Option<Held>> {
    Ok(read_live(db, owner, Some(applying)).await?.pop())
}

/// The applications of a facility that are not over yet.
pub(super) async fn all_live(db: &mut PgConnection, owner: FacilityId) -> Result<Vec<Held>> {
    read_live(db, owner, None).await
}

async fn read_live(
    db: &mut PgConnection,
    owner: FacilityId,
    applying: Option<Applying>,
) -> Result<Vec<Held>> {
    sqlx::query_as!(
        HeldRow,
        r#"select a.application_id, a.facility_id, a.applies_as, a.state, a.version_id, a.certification_id,
                  a.submitted_at, a.asked_for, a.round_id,
                  r.opens_on as "opens_on?", r.closes_on as "closes_on?", r.starts_on as "starts_on?",
                  f1.fields as "form1?: Json<Fields>", f1.draft_version as "form1_version?",
                  f1.saved_at as "form1_saved_at?", f1.registered as "form1_registered?",
                  f2.fields as "form2?: Json<Fields>", f2.draft_version as "form2_version?",
                  f2.saved_at as "form2_saved_at?", f2.registered as "form2_registered?"
           from application a
           left join application_round r using (round_id)
           left join application_form f1 on f1.application_id = a.application_id and f1.part = 'form1'
           left join application_form f2 on f2.application_id = a.application_id and f2.part = 'form2'
           where a.facility_id = $1 and ($2::text is null or a.applies_as = $2)
             and a.state not in ('failed', 'certified')"#,
        owner.0,
        applying.map(Applying::key),
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Held::try_from)
    .collect()
}

/// Locks the application of a facility for a 種別, which is begun when there is none, and reads it under the lock.
pub(super) async fn hold(db: &mut PgConnection, owner: FacilityId, applying: Applying) -> Result<Held> {
    sqlx::query!(
        "insert into application (application_id, facility_id, applies_as, state) values ($1, $2, $3, 'draft')
         on conflict (facility_id, applies_as) where state not in ('failed', 'certified') do nothing",
        Uuid::now_v7(),
        owner.0,
        applying.key(),
    )
    .execute(&mut *db)
    .await?;
    // A statement of its own: what was committed while it waited for the lock is seen only by the next one.
    sqlx::query!(
        "select application_id from application
         where facility_id = $1 and applies_as = $2 and state not in ('failed', 'certified') for update",
        owner.0,
        applying.key(),
    )
    .fetch_one(&mut *db)
    .await?;
    live(db, owner, applying)
        .await?
        .ok_or_else(|| crate::Error::inconsistent("application", "gone under its lock"))
}

/// Overwrites the draft of a form of a locked application and answers its new version.
pub(super) async fn save_form(
    db: &mut PgConnection,
    application: ApplicationId,
    part: Part,
    fields: &Fields,
    now: Timestamp,
) -> Result<i64> {
    let version = sqlx::query_scalar!(
        "insert into application_form (application_id, part, fields, draft_version, saved_at, registered)
         values ($1, $2, $3, 1, $4, false)
         on conflict (application_id, part) do update
         set fields = $3, draft_version = application_form.draft_version + 1, saved_at = $4
         returning draft_version",
        application.0,
        part.key(),
        Json(fields) as _,
        now.to_sqlx() as _,
    )
    .fetch_one(db)
    .await?;
    Ok(version)
}

/// 登録済 or 未完了.
pub(super) async fn set_registered(
    db: &mut PgConnection,
    application: ApplicationId,
    part: Part,
    registered: bool,
) -> Result<()> {
    sqlx::query!(
        "update application_form set registered = $3 where application_id = $1 and part = $2",
        application.0,
        part.key(),
        registered,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets typed text aside, once: the same text of the same form is kept only one time. The application is locked.
pub(super) async fn set_aside(
    db: &mut PgConnection,
    application: ApplicationId,
    part: Part,
    fields: &Fields,
    base_version: i64,
    now: Timestamp,
) -> Result<AsideId> {
    let id = sqlx::query_scalar!(
        r#"with same as (
               select aside_id from application_aside where application_id = $2 and part = $3 and fields = $4 limit 1
           ), added as (
               insert into application_aside (aside_id, application_id, part, fields, base_version, kept_at)
               select $1, $2, $3, $4, $5, $6 where not exists (select from same)
               returning aside_id
           )
           select aside_id as "aside_id!" from same union all select aside_id from added"#,
        Uuid::now_v7(),
        application.0,
        part.key(),
        Json(fields) as _,
        base_version,
        now.to_sqlx() as _,
    )
    .fetch_one(db)
    .await?;
    Ok(AsideId(id))
}

/// What was set aside of a form, newest first.
pub(super) async fn asides(
    db: &mut PgConnection,
    application: ApplicationId,
    part: Part,
) -> Result<Vec<SetAside>> {
    let rows = sqlx::query!(
        r#"select aside_id, kept_at, fields as "fields: Json<Fields>"
           from application_aside where application_id = $1 and part = $2 order by kept_at desc, aside_id desc"#,
        application.0,
        part.key(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SetAside {
            id: AsideId(row.aside_id),
            kept_at: row.kept_at.to_jiff(),
            fields: row.fields.0,
        })
        .collect())
}

/// Takes what was set aside off the pile and answers its text.
pub(super) async fn remove_aside(
    db: &mut PgConnection,
    application: ApplicationId,
    part: Part,
    aside: AsideId,
) -> Result<Option<Fields>> {
    let row = sqlx::query!(
        r#"delete from application_aside where aside_id = $1 and application_id = $2 and part = $3
           returning fields as "fields: Json<Fields>""#,
        aside.0,
        application.0,
        part.key(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| row.fields.0))
}

/// Keeps what is submitted as the next version and answers its number.
pub(super) async fn insert_version(
    db: &mut PgConnection,
    application: ApplicationId,
    version: ApplicationVersionId,
    sheets: &Sheets,
    now: Timestamp,
) -> Result<i32> {
    let number = sqlx::query_scalar!(
        "insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from application_version where application_id = $2
         returning number",
        version.0,
        application.0,
        Json(&sheets.form1) as _,
        Json(&sheets.form2) as _,
        now.to_sqlx() as _,
    )
    .fetch_one(db)
    .await?;
    Ok(number)
}

/// The state of a locked application after 申請.
pub(super) async fn save_submitted(
    db: &mut PgConnection,
    application: ApplicationId,
    state: &ApplicationState,
    round: RoundId,
    search_key: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update application
         set state = $2, version_id = $3, round_id = $4, submitted_at = $5, search_key = $6, asked_for = null
         where application_id = $1",
        application.0,
        state.name().key(),
        state.version().map(|version| version.0),
        round.0,
        now.to_sqlx() as _,
        search_key,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Does a submitted version name this document, or a text that was set aside?
pub(super) async fn is_named(
    db: &mut PgConnection,
    application: ApplicationId,
    document: DocumentId,
) -> Result<bool> {
    let named = sqlx::query_scalar!(
        r#"select exists (select from application_version
                          where application_id = $1 and form1 ->> 'document' = $2)
               or exists (select from application_aside
                          where application_id = $1 and part = 'form1' and fields ->> 'document' = $2) as "named!""#,
        application.0,
        document.to_string(),
    )
    .fetch_one(db)
    .await?;
    Ok(named)
}

/// The application address: what the facility signs in with.
pub(super) async fn address(db: &mut PgConnection, facility: FacilityId) -> Result<Option<String>> {
    let email = sqlx::query_scalar!("select login_email from facility where facility_id = $1", facility.0)
        .fetch_optional(db)
        .await?;
    Ok(email.flatten())
}
