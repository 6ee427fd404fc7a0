//! All SQL of the demo society: what no use case does.

use domain::{
    accounts::{Applying, Realm},
    ids::{CertificationId, FacilityId, MemberId, OfficeUserId, RequestId},
    period::Period,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use super::DataKind;
use crate::{Error, Result, rows};

/// What stands in the database before a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// A load was begun and cut short.
    Half,
    /// A load came to its end.
    All,
    /// Other people, or the work of others.
    Strangers,
}

/// Tables whose rows refer to no other table's: without a row in any of them the database is empty. Apart from counters,
/// from what an import stages, and from what the program writes down of the database itself.
pub const ROOTS: [&str; 12] = [
    "application_round",
    "application_round_planned",
    "audit_line",
    "credential",
    "demo_clock",
    "dev_mail",
    "facility",
    "mail_outbox",
    "member",
    "office_user",
    "password_link",
    "session",
];

/// Waits until no other process loads; held until the transaction ends.
pub async fn lock(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('demo society'))").execute(db).await?;
    Ok(())
}

/// What is there; `client` marks the audit lines of the demo society.
pub async fn found(db: &mut PgConnection, client: &str) -> Result<Found> {
    let row = sqlx::query!(
        r#"select exists (select 1 from audit_line where event = 'demo.loaded') as "loaded!",
                  exists (select 1 from audit_line where client <> $1) as "others!""#,
        client,
    )
    .fetch_one(&mut *db)
    .await?;
    Ok(match (super::data_kind(db).await?, row.loaded) {
        (None, _) => Found::Nothing,
        (Some(DataKind::Demo), true) => Found::All,
        (Some(DataKind::Demo), false) if !row.others => Found::Half,
        (Some(DataKind::Demo | DataKind::Real), _) => Found::Strangers,
    })
}

/// What is written down of whose data this is.
pub async fn marked(db: &mut PgConnection) -> Result<Option<DataKind>> {
    let kind = sqlx::query_scalar!("select kind from data_kind").fetch_optional(db).await?;
    kind.map(|kind| rows::word("data_kind", &kind)).transpose()
}

/// Writes down whose data this is, where nothing is written yet.
pub async fn mark(db: &mut PgConnection, kind: DataKind) -> Result<()> {
    sqlx::query!("insert into data_kind (kind) values ($1) on conflict do nothing", kind.key())
        .execute(db)
        .await?;
    Ok(())
}

/// Is there anything in the database?
pub async fn holds_data(db: &mut PgConnection) -> Result<bool> {
    let rows = ROOTS.map(|table| format!("exists (select from {table})")).join(" or ");
    Ok(sqlx::query_scalar(AssertSqlSafe(format!("select {rows}"))).fetch_one(db).await?)
}

/// How many accounts with one of these addresses have a password.
pub async fn with_password(db: &mut PgConnection, addresses: &[String]) -> Result<u64> {
    let accounts = sqlx::query_scalar!(
        r#"select count(*) as "accounts!" from credential
           where (realm = 'member' and account_id in (select member_id from member where lower(email) = any($1)))
              or (realm = 'facility'
                  and account_id in (select facility_id from facility where lower(login_email) = any($1)))
              or (realm = 'office'
                  and account_id in (select office_user_id from office_user where lower(email) = any($1)))"#,
        addresses,
    )
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(accounts).unwrap_or_default())
}

/// Throws away what a load that was cut short has left.
pub async fn clear(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "truncate member, qualification, facility, certification, office_user, second_factor, recovery_code, credential,
                  session, password_link, address_link, rate_counter, audit_line, case_report, case_version, case_aside, approval_request, approval_comment,
                  application_round, application_round_planned, application, application_form, application_version, application_decision, application_aside, document, linkage, facility_change,
                  paper_approval, registry_import, mail_outbox, dev_mail"
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn member(db: &mut PgConnection, number: &str) -> Result<MemberId> {
    let found = sqlx::query_scalar!("select member_id from member where member_no = $1", number)
        .fetch_optional(db)
        .await?;
    found.map(MemberId).ok_or_else(|| Error::Internal(format!("no member {number} in the demo society")))
}

pub async fn facility(db: &mut PgConnection, email: &str) -> Result<FacilityId> {
    let found = sqlx::query_scalar!("select facility_id from facility where login_email = $1", email)
        .fetch_optional(db)
        .await?;
    found.map(FacilityId).ok_or_else(|| Error::Internal(format!("no facility {email} in the demo society")))
}

pub async fn office_user(db: &mut PgConnection, email: &str) -> Result<OfficeUserId> {
    let found = sqlx::query_scalar!("select office_user_id from office_user where email = $1", email)
        .fetch_optional(db)
        .await?;
    found.map(OfficeUserId).ok_or_else(|| Error::Internal(format!("no {email} in the demo society")))
}

pub async fn record(db: &mut PgConnection, number: &str) -> Result<(CertificationId, Period)> {
    let row = sqlx::query!(
        "select certification_id, start_on, end_on from certification where certificate_no = $1",
        number,
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::Internal(format!("no record {number} in the demo society")))?;
    let period = rows::period("certification", row.start_on, row.end_on)?;
    Ok((CertificationId(row.certification_id), period))
}

pub async fn insert_office_user(db: &mut PgConnection, email: &str, name: &str) -> Result<OfficeUserId> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into office_user (office_user_id, email, name) values ($1, $2, $3)",
        id,
        email,
        name
    )
    .execute(db)
    .await?;
    Ok(OfficeUserId(id))
}

pub async fn insert_password(
    db: &mut PgConnection,
    realm: Realm,
    account: Uuid,
    hash: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into credential (realm, account_id, password_hash, changed_at) values ($1, $2, $3, $4)",
        realm.key(),
        account,
        hash,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The waiting request for the case in a slot of 専門医新規申請.
pub async fn waiting_request(db: &mut PgConnection, applicant: MemberId, slot: u8) -> Result<RequestId> {
    let found = sqlx::query_scalar!(
        "select request_id from approval_request
         where applicant_id = $1 and set_key = 'specialist' and slot = $2 and state = 'waiting'",
        applicant.0,
        i16::from(slot),
    )
    .fetch_optional(db)
    .await?;
    found.map(RequestId).ok_or_else(|| Error::Internal(format!("nothing waits in slot {slot}")))
}

/// The version of the draft in a slot of 専門医新規申請; 0 when there is none.
pub async fn draft_version(db: &mut PgConnection, owner: MemberId, slot: u8) -> Result<i64> {
    let found = sqlx::query_scalar!(
        "select draft_version from case_report
         where member_id = $1 and set_key = 'specialist' and slot = $2 and deleted_at is null",
        owner.0,
        i16::from(slot),
    )
    .fetch_optional(db)
    .await?;
    Ok(found.unwrap_or(0))
}

/// The mails of the story were read long ago: they stand in the outbox as sent, and nobody gets them today.
pub async fn settle_mails(db: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "update mail_outbox set state = 'sent', sent_at = created_at, attempts = 1 where state = 'waiting'"
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Results of cases that were approved long ago have been seen; the newest 非承認 has not.
pub async fn read_old_results(db: &mut PgConnection) -> Result<()> {
    sqlx::query!("update case_report set result_unread = false where state = 'approved'").execute(db).await?;
    Ok(())
}

/// Opens a round of applications.
pub async fn open_round(
    db: &mut PgConnection,
    applying: Applying,
    window: Period,
    starts: Date,
) -> Result<()> {
    sqlx::query!(
        "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
         values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        applying.key(),
        window.start().to_sqlx() as _,
        window.end().to_sqlx() as _,
        starts.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many microseconds the demo's clock is ahead of the machine's, where it was ever set.
pub async fn clock(db: &mut PgConnection) -> Result<Option<i64>> {
    Ok(sqlx::query_scalar!("select ahead_us from demo_clock").fetch_optional(db).await?)
}

/// Sets the demo's clock ahead, never back, answers how far it is ahead then, and tells every node when the transaction
/// commits.
pub async fn set_clock(db: &mut PgConnection, ahead_us: i64) -> Result<i64> {
    let ahead = sqlx::query!(
        r#"with moved as (
               insert into demo_clock (ahead_us) values ($1)
               on conflict (only_one) do update set ahead_us = greatest(demo_clock.ahead_us, excluded.ahead_us)
               returning ahead_us
           )
           select ahead_us as "ahead_us!", pg_notify('clock', '') from moved"#,
        ahead_us,
    )
    .fetch_one(db)
    .await?;
    Ok(ahead.ahead_us)
}
