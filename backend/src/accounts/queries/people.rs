//! Whoever can have a password, and the password.

use domain::{
    accounts::{Applying, Realm, SignUp},
    ids::FacilityId,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Result;

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

/// What an account is mailed at, kept from being changed until the transaction ends; without anything of its password.
pub async fn hold_address(db: &mut PgConnection, realm: Realm, id: Uuid) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "select email from (select email from member where $1 = 'member' and member_id = $2 for share) as held
         union all
         select login_email from (select login_email from facility
             where $1 = 'facility' and facility_id = $2 for share) as held
         union all
         select email from (select email from office_user where $1 = 'office' and office_user_id = $2 for share) as held",
        realm.key(),
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.flatten())
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
                r#"select facility.facility_id as id, display_name(facility) as "name!", login_email as "email!", '' as "member_no!",
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

/// Makes the account of 新規登録, or renews one that nobody has confirmed; nothing when the address is in use (A8).
pub async fn sign_up(
    db: &mut PgConnection,
    id: FacilityId,
    applying: Applying,
    sign_up: &SignUp,
    now: Timestamp,
) -> Result<Option<FacilityId>> {
    let id = sqlx::query_scalar!(
        "insert into facility (facility_id, name, kana, prefecture, search_key, login_email,
                               contact_family_name, contact_given_name, applies_as, signed_up_at)
         values ($1, '', '', '', '', $2, $3, $4, $5, $6)
         on conflict (lower(login_email)) do update
         set login_email = excluded.login_email, contact_family_name = excluded.contact_family_name,
             contact_given_name = excluded.contact_given_name, applies_as = excluded.applies_as,
             signed_up_at = excluded.signed_up_at
         where facility.facility_no is null
           and not exists (select from credential where realm = 'facility' and account_id = facility.facility_id)
         returning facility_id",
        id.0,
        sign_up.email,
        sign_up.family_name,
        sign_up.given_name,
        applying.key(),
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(FacilityId))
}

/// Removes sign-ups from before `before` whose address nobody has confirmed by setting a password.
pub async fn forget_unconfirmed(db: &mut PgConnection, before: Timestamp) -> Result<u64> {
    let gone = sqlx::query!(
        "delete from facility
         where facility_no is null and signed_up_at <= $1
           and not exists (select from credential where realm = 'facility' and account_id = facility.facility_id)",
        before.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(gone.rows_affected())
}

/// What a hospital that is no facility yet has signed up for.
pub async fn applies_as(db: &mut PgConnection, id: FacilityId) -> Result<Option<Applying>> {
    let key = sqlx::query_scalar!(
        "select applies_as from facility where facility_id = $1 and facility_no is null",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(key.flatten().and_then(|key| key.parse().ok()))
}
