//! All SQL of accounts: sessions, links and counters here, people and their passwords, and pages, in files of their own.

mod address;
mod office;
mod pages;
mod people;
mod second_factor;

use domain::{
    accounts::{Awaits, Realm},
    ids::{FacilityId, MemberId, OfficeUserId},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Result, rows::word};

pub use address::{
    account_page, end_address_links, give_token, insert_address_link, is_taken, usable_address_link,
    use_address_link, withdraw_address_link,
};
pub use office::{HeldLogin, forget_unconfirmed_at, give_login, has_no_login, hold_login};
pub use pages::{
    SlotState, dashboard_head, facility_head, facility_home, facility_records, member_head, member_page,
    office_name, qualifications, slot_states,
};
pub use people::{
    Account, account, account_named, applies_as, forget_unconfirmed, hold_address, hold_password, renew_hash,
    save_password, sign_up,
};
pub use second_factor::{
    Held, Standing, codes_left, insert_factor, lock_session, offer_secret, replace_codes, secret, standing,
    use_recovery_code, use_step,
};

/// A session as it begins.
pub struct SessionStart<'a> {
    pub token_hash: &'a [u8],
    pub realm: Realm,
    pub account: Uuid,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub persistent: bool,
    pub client: String,
    /// What it waits for before it opens anything, and the secret it offers meanwhile.
    pub awaits: Option<Awaits>,
    pub new_secret: Option<&'a [u8]>,
}

pub async fn insert_session(db: &mut PgConnection, session: SessionStart<'_>) -> Result<()> {
    sqlx::query!(
        "insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent, client,
                              awaits, new_secret)
         values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9)",
        session.token_hash,
        session.realm.key(),
        session.account,
        session.now.to_sqlx() as _,
        session.expires_at.to_sqlx() as _,
        session.persistent,
        session.client,
        session.awaits.map(Awaits::key),
        session.new_secret,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who holds a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Member {
        id: MemberId,
        profession: String,
        left_on: Option<Date>,
    },
    Facility(FacilityId),
    Office(OfficeUserId),
    /// Somebody of the office who has given the password and not yet the second factor.
    HalfOpen(Awaits),
}

/// The holder of a session that is not over, when the account still exists. In the same statement the session is seen: at
/// most once in `quiet`, and only what is not kept for a fixed time lives on until `idle_end` (A6); what waits for a second
/// factor does not.
pub async fn see_session(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
    quiet: SignedDuration,
    idle_end: Timestamp,
) -> Result<Option<Holder>> {
    let row = sqlx::query!(
        r#"with seen as (
               update session
               set last_seen_at = $2, expires_at = case when persistent then expires_at else $4 end
               where token_hash = $1 and expires_at > $2 and last_seen_at <= $3 and awaits is null
           )
           select member.member_id as "member_id?", member.profession as "profession?", member.left_on as "left_on?",
               facility.facility_id as "facility_id?", office_user.office_user_id as "office_user_id?",
               session.awaits
           from session
           left join member on session.realm = 'member' and member.member_id = session.account_id
           left join facility on session.realm = 'facility' and facility.facility_id = session.account_id
               and facility.login_email is not null
           left join office_user on session.realm = 'office' and office_user.office_user_id = session.account_id
           where session.token_hash = $1 and session.expires_at > $2"#,
        token_hash,
        now.to_sqlx() as _,
        (now - quiet).to_sqlx() as _,
        idle_end.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if let Some(awaits) = row.awaits {
        return word("session", &awaits).map(Holder::HalfOpen).map(Some);
    }
    Ok(match (row.member_id, row.profession, row.facility_id, row.office_user_id) {
        (Some(id), Some(profession), ..) => {
            let left_on = row.left_on.map(jiff_sqlx::Date::to_jiff);
            Some(Holder::Member { id: MemberId(id), profession, left_on })
        }
        (.., Some(id), None) => Some(Holder::Facility(FacilityId(id))),
        (.., None, Some(id)) => Some(Holder::Office(OfficeUserId(id))),
        _ => None,
    })
}

/// A session that was ended.
pub struct Ended {
    pub realm: Realm,
    pub account: Uuid,
    pub client: String,
    /// It was waiting for the second factor.
    pub half_open: bool,
}

/// Ends one session.
pub async fn delete_session(db: &mut PgConnection, token_hash: &[u8]) -> Result<Option<Ended>> {
    let row = sqlx::query!(
        "delete from session where token_hash = $1 returning realm, account_id, client, awaits",
        token_hash,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Ended {
            realm: word("session", &row.realm)?,
            account: row.account_id,
            client: row.client,
            half_open: row.awaits.is_some(),
        })
    })
    .transpose()
}

/// Ends all sessions of an account but one; answers how many.
pub async fn delete_sessions_of(
    db: &mut PgConnection,
    realm: Realm,
    account: Uuid,
    but: Option<&[u8]>,
) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from session where realm = $1 and account_id = $2 and token_hash is distinct from $3",
        realm.key(),
        account,
        but,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}

pub async fn insert_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    realm: Realm,
    account: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into password_link (token_hash, realm, account_id, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        token_hash,
        realm.key(),
        account,
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whose link this is, when it is neither used nor too old. Changes nothing (A5).
pub async fn usable_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<(Realm, Uuid)>> {
    let row = sqlx::query!(
        "select realm, account_id from password_link where token_hash = $1 and used_at is null and expires_at > $2",
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| Ok((word("password_link", &row.realm)?, row.account_id))).transpose()
}

/// Locks all links of an account, always in the same order, so that two of them cannot be used at once.
pub async fn lock_links(db: &mut PgConnection, realm: Realm, account: Uuid) -> Result<()> {
    sqlx::query!(
        "select token_hash from password_link where realm = $1 and account_id = $2 order by token_hash for update",
        realm.key(),
        account,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// Uses a link up; `false` when it is used or too old (A5).
pub async fn use_link(db: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<bool> {
    let used = sqlx::query!(
        "update password_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
        token_hash,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Makes every link of an account that is still good unusable.
pub async fn void_links_of(db: &mut PgConnection, realm: Realm, account: Uuid, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update password_link set expires_at = $3
         where realm = $1 and account_id = $2 and used_at is null and expires_at > $3",
        realm.key(),
        account,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Hits in one window, this one included.
pub struct Hits {
    pub account: i64,
    pub client: i64,
}

/// Counts one hit on both keys, in one statement, so that no two tries anywhere see the same number. The account's row
/// comes first everywhere, so that two tries never wait for each other in a circle.
pub async fn count_hits(
    db: &mut PgConnection,
    account: &str,
    client: &str,
    window_start: Timestamp,
) -> Result<Hits> {
    let rows = sqlx::query!(
        "insert into rate_counter (key, window_start, hits) values ($1, $3, 1), ($2, $3, 1)
         on conflict (key, window_start) do update set hits = rate_counter.hits + 1
         returning key, hits",
        account,
        client,
        window_start.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    let of = |key: &str| rows.iter().find(|row| row.key == key).map_or(0, |row| i64::from(row.hits));
    Ok(Hits { account: of(account), client: of(client) })
}

/// Takes the account's hits and one of the client's back.
pub async fn forgive_hits(
    db: &mut PgConnection,
    account: &str,
    client: &str,
    window_start: Timestamp,
) -> Result<()> {
    clear_hits(db, &[account.to_owned()]).await?;
    sqlx::query!(
        "update rate_counter set hits = hits - 1 where key = $1 and window_start = $2 and hits > 0",
        client,
        window_start.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets all hits on these keys.
pub async fn clear_hits(db: &mut PgConnection, keys: &[String]) -> Result<()> {
    sqlx::query!("delete from rate_counter where key = any($1)", keys).execute(db).await?;
    Ok(())
}

/// Removes what nobody can use any more; answers how many rows.
pub async fn sweep(
    db: &mut PgConnection,
    now: Timestamp,
    links_before: Timestamp,
    counters_before: Timestamp,
) -> Result<u64> {
    let sessions = sqlx::query!("delete from session where expires_at <= $1", now.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    let links = sqlx::query!("delete from password_link where expires_at <= $1", links_before.to_sqlx() as _)
        .execute(&mut *db)
        .await?;
    let addresses =
        sqlx::query!("delete from address_link where expires_at <= $1", links_before.to_sqlx() as _)
            .execute(&mut *db)
            .await?;
    let counters =
        sqlx::query!("delete from rate_counter where window_start <= $1", counters_before.to_sqlx() as _)
            .execute(&mut *db)
            .await?;
    let gone = [sessions, links, addresses, counters];
    Ok(gone.iter().map(sqlx::postgres::PgQueryResult::rows_affected).sum())
}
