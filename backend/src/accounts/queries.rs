//! All SQL of accounts.

use domain::{
    accounts::{MemberPage, Realm},
    ids::{FacilityId, MemberId, OfficeUserId},
    period::Period,
    registry::Qualification,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Error, Result};

/// Whoever can have a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub realm: Realm,
    pub id: Uuid,
    pub name: String,
    pub email: String,
    /// 会員番号; empty outside the members' realm.
    pub member_no: String,
    pub physician: bool,
    pub left_on: Option<Date>,
    pub password_hash: Option<String>,
}

struct AccountRow {
    id: Uuid,
    name: String,
    email: String,
    member_no: String,
    profession: String,
    left_on: Option<jiff_sqlx::Date>,
    password_hash: Option<String>,
}

impl AccountRow {
    fn into_account(self, realm: Realm) -> Account {
        Account {
            realm,
            id: self.id,
            name: self.name,
            email: self.email,
            member_no: self.member_no,
            physician: realm == Realm::Member && domain::registry::is_physician(&self.profession),
            left_on: self.left_on.map(jiff_sqlx::Date::to_jiff),
            password_hash: self.password_hash,
        }
    }
}

/// Whom these words mean (A3); `key` as [`domain::accounts::account_key`] makes it.
pub async fn account_named(db: &mut PgConnection, realm: Realm, key: &str) -> Result<Option<Account>> {
    find(db, realm, Some(key), None).await
}

/// The account of this id.
pub async fn account(db: &mut PgConnection, realm: Realm, id: Uuid) -> Result<Option<Account>> {
    find(db, realm, None, Some(id)).await
}

async fn find(
    db: &mut PgConnection,
    realm: Realm,
    key: Option<&str>,
    id: Option<Uuid>,
) -> Result<Option<Account>> {
    let row = match realm {
        Realm::Member => {
            sqlx::query_as!(
                AccountRow,
                r#"select member.member_id as id, family_name || ' ' || given_name as "name!", email, member_no,
                       profession, left_on, credential.password_hash as "password_hash?"
                   from member
                   left join credential on credential.realm = 'member' and credential.account_id = member.member_id
                   where member_no in ($1, upper($1)) or lower(email) = lower($1) or member.member_id = $2"#,
                key,
                id,
            )
            .fetch_optional(db)
            .await?
        }
        Realm::Facility => {
            sqlx::query_as!(
                AccountRow,
                r#"select facility.facility_id as id, name, login_email as "email!", '' as "member_no!",
                       '' as "profession!", null::date as left_on, credential.password_hash as "password_hash?"
                   from facility
                   left join credential on credential.realm = 'facility' and credential.account_id = facility.facility_id
                   where login_email is not null and (lower(login_email) = lower($1) or facility.facility_id = $2)"#,
                key,
                id,
            )
            .fetch_optional(db)
            .await?
        }
        Realm::Office => {
            sqlx::query_as!(
                AccountRow,
                r#"select office_user.office_user_id as id, name, email, '' as "member_no!", '' as "profession!",
                       null::date as left_on, credential.password_hash as "password_hash?"
                   from office_user
                   left join credential on credential.realm = 'office'
                       and credential.account_id = office_user.office_user_id
                   where lower(email) = lower($1) or office_user.office_user_id = $2"#,
                key,
                id,
            )
            .fetch_optional(db)
            .await?
        }
    };
    Ok(row.map(|row| row.into_account(realm)))
}

/// Is this still the hash of the account? Keeps it from being changed until the transaction ends, so that a sign-in with
/// the old password and a password change cannot pass each other (A5).
pub async fn hold_password(
    db: &mut PgConnection,
    realm: Realm,
    id: Uuid,
    password_hash: &str,
) -> Result<bool> {
    let held = sqlx::query_scalar!(
        "select 1 as one from credential where realm = $1 and account_id = $2 and password_hash = $3 for share",
        realm.key(),
        id,
        password_hash,
    )
    .fetch_optional(db)
    .await?;
    Ok(held.is_some())
}

/// Replaces the hash, unless somebody else has done so.
pub async fn renew_hash(db: &mut PgConnection, account: &Account, old: &str, new: &str) -> Result<()> {
    sqlx::query!(
        "update credential set password_hash = $4 where realm = $1 and account_id = $2 and password_hash = $3",
        account.realm.key(),
        account.id,
        old,
        new,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps a new password.
pub async fn save_password(
    db: &mut PgConnection,
    realm: Realm,
    id: Uuid,
    hash: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into credential (realm, account_id, password_hash, changed_at) values ($1, $2, $3, $4)
         on conflict (realm, account_id) do update
         set password_hash = excluded.password_hash, changed_at = excluded.changed_at",
        realm.key(),
        id,
        hash,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A session as it begins.
pub struct SessionStart<'a> {
    pub token_hash: &'a [u8],
    pub realm: Realm,
    pub account: Uuid,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub persistent: bool,
    pub client: String,
}

pub async fn insert_session(db: &mut PgConnection, session: SessionStart<'_>) -> Result<()> {
    sqlx::query!(
        "insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent, client)
         values ($1, $2, $3, $4, $4, $5, $6, $7)",
        session.token_hash,
        session.realm.key(),
        session.account,
        session.now.to_sqlx() as _,
        session.expires_at.to_sqlx() as _,
        session.persistent,
        session.client,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who holds a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Member { id: MemberId, profession: String, left_on: Option<Date> },
    Facility(FacilityId),
    Office(OfficeUserId),
}

/// The holder of a session that is not over, when the account still exists. In the same statement the session is seen: at
/// most once in `quiet`, and only what is not kept for a fixed time lives on until `idle_end` (A6).
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
               where token_hash = $1 and expires_at > $2 and last_seen_at <= $3
           )
           select member.member_id as "member_id?", member.profession as "profession?", member.left_on as "left_on?",
               facility.facility_id as "facility_id?", office_user.office_user_id as "office_user_id?"
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
}

/// Ends one session.
pub async fn delete_session(db: &mut PgConnection, token_hash: &[u8]) -> Result<Option<Ended>> {
    let row = sqlx::query!(
        "delete from session where token_hash = $1 returning realm, account_id, client",
        token_hash,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Ended { realm: realm(&row.realm, "session")?, account: row.account_id, client: row.client })
    })
    .transpose()
}

/// Ends all sessions of an account; answers how many.
pub async fn delete_sessions_of(db: &mut PgConnection, realm: Realm, account: Uuid) -> Result<u64> {
    let gone = sqlx::query!("delete from session where realm = $1 and account_id = $2", realm.key(), account)
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
    row.map(|row| Ok((realm(&row.realm, "password_link")?, row.account_id))).transpose()
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

/// A signed-in member, for header and menu.
pub struct MemberHead {
    pub name: String,
    pub profession: String,
    pub waiting: i64,
}

pub async fn member_head(db: &mut PgConnection, id: MemberId) -> Result<Option<MemberHead>> {
    let head = sqlx::query_as!(
        MemberHead,
        r#"select family_name || ' ' || given_name as "name!", profession,
               (select count(*) from approval_request where supervisor_id = $1 and state = 'waiting') as "waiting!"
           from member where member_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(head)
}

pub async fn facility_name(db: &mut PgConnection, id: FacilityId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select name from facility where facility_id = $1", id.0)
        .fetch_optional(db)
        .await?)
}

pub async fn office_name(db: &mut PgConnection, id: OfficeUserId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select name from office_user where office_user_id = $1", id.0)
        .fetch_optional(db)
        .await?)
}

/// A member's own data, without qualifications.
pub async fn member_page(db: &mut PgConnection, id: MemberId) -> Result<Option<MemberPage>> {
    let row = sqlx::query!(
        "select member_no, family_name, given_name, family_kana, given_kana, email, profession, affiliation, joined_on
         from member where member_id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| MemberPage {
        member_no: row.member_no,
        name: format!("{} {}", row.family_name, row.given_name),
        kana: format!("{} {}", row.family_kana, row.given_kana),
        email: row.email,
        physician: domain::registry::is_physician(&row.profession),
        profession: row.profession,
        affiliation: row.affiliation,
        joined_on: row.joined_on.to_jiff(),
        qualifications: Vec::new(),
    }))
}

/// A member's qualifications, newest first.
pub async fn qualifications(db: &mut PgConnection, id: MemberId) -> Result<Vec<Qualification>> {
    let rows = sqlx::query!(
        "select kind, certificate_no, start_on, end_on from qualification
         where member_id = $1 order by start_on desc, kind",
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unlike = |what: &str| Error::inconsistent("qualification", what);
            Ok(Qualification {
                kind: row.kind.parse().map_err(|()| unlike("unknown kind"))?,
                certificate_no: row.certificate_no,
                period: Period::new(row.start_on.to_jiff(), row.end_on.to_jiff())
                    .ok_or_else(|| unlike("ends before it starts"))?,
            })
        })
        .collect()
}

/// What waits for a member, and what stands behind it.
pub struct DashboardHead {
    pub name: String,
    pub to_judge: i64,
    pub oldest: Option<Timestamp>,
    /// Was asked for a judgement at least once.
    pub was_asked: bool,
}

pub async fn dashboard_head(db: &mut PgConnection, id: MemberId) -> Result<Option<DashboardHead>> {
    let row = sqlx::query!(
        r#"select family_name || ' ' || given_name as "name!", queue.waiting as "waiting!", queue.oldest,
               exists (select 1 from approval_request where supervisor_id = $1) as "was_asked!"
           from member
           cross join (select count(*) as waiting, min(requested_at) as oldest from approval_request
                       where supervisor_id = $1 and state = 'waiting') as queue
           where member_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| DashboardHead {
        name: row.name,
        to_judge: row.waiting,
        oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
        was_asked: row.was_asked,
    }))
}

/// One filled slot, as far as progress needs it.
pub struct SlotState {
    pub set_key: String,
    pub slot: i16,
    pub state: String,
    /// 症例区分 of the version registered last.
    pub category: Option<String>,
}

/// The filled slots of all sets of a member, in order.
pub async fn slot_states(db: &mut PgConnection, id: MemberId) -> Result<Vec<SlotState>> {
    let rows = sqlx::query_as!(
        SlotState,
        r#"select case_report.set_key, case_report.slot, case_report.state, case_version.category as "category?"
           from case_report
           left join case_version on case_version.version_id = case_report.version_id
           where case_report.member_id = $1 and case_report.deleted_at is null
           order by case_report.set_key, case_report.slot"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
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
    let counters =
        sqlx::query!("delete from rate_counter where window_start <= $1", counters_before.to_sqlx() as _)
            .execute(&mut *db)
            .await?;
    Ok(sessions.rows_affected() + links.rows_affected() + counters.rows_affected())
}

fn realm(key: &str, table: &'static str) -> Result<Realm> {
    Realm::ALL
        .into_iter()
        .find(|realm| realm.key() == key)
        .ok_or_else(|| Error::inconsistent(table, "unknown realm"))
}
