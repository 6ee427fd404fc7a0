//! How facilities sign in, and the links by which they change it.

use domain::{
    accounts::{AccountPage, AskedAddress},
    ids::{AddressLinkId, FacilityId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::Result;

/// What a facility signs in with, and what it has asked for.
pub async fn account_page(
    db: &mut PgConnection,
    id: FacilityId,
    now: Timestamp,
) -> Result<Option<AccountPage>> {
    let row = sqlx::query!(
        r#"select login_email as "email!", link.link_id as "link_id?", link.address as "address?",
               link.expires_at as "expires_at?"
           from facility
           left join address_link link on link.facility_id = facility.facility_id and link.ended_at is null
               and link.expires_at > $2 and link.former = facility.login_email
           where facility.facility_id = $1 and login_email is not null"#,
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| AccountPage {
        email: row.email,
        asked: row.link_id.zip(row.address).zip(row.expires_at).map(|((link, address), until)| {
            AskedAddress { link: AddressLinkId(link), address, until: until.to_jiff() }
        }),
    }))
}

/// Does another facility sign in with this address? One that has only typed it at 「新規登録」 does not (A8).
pub async fn is_taken(db: &mut PgConnection, address: &str, but: FacilityId) -> Result<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (
               select from facility
               where lower(login_email) = lower($1) and facility_id <> $2
                 and (facility_no is not null or exists (
                     select from credential where realm = 'facility' and account_id = facility.facility_id))
           ) as "taken!""#,
        address,
        but.0,
    )
    .fetch_one(db)
    .await?;
    Ok(taken)
}

/// Keeps a wish; its token comes with its mail.
pub async fn insert_address_link(
    db: &mut PgConnection,
    link: AddressLinkId,
    facility: FacilityId,
    former: &str,
    address: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into address_link (link_id, facility_id, former, address, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        link.0,
        facility.0,
        former,
        address,
        now.to_sqlx() as _,
        expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives an open link its token, in place of an earlier one.
pub async fn give_token(
    db: &mut PgConnection,
    link: AddressLinkId,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update address_link set token_hash = $2, expires_at = $3 where link_id = $1 and ended_at is null",
        link.0,
        token_hash,
        expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a link is about.
pub struct Asked {
    pub facility: FacilityId,
    pub name: String,
    pub former: String,
    pub address: String,
}

/// What a link is about, while it is open and its facility signs in with what it signed in with when it asked. Changes
/// nothing.
pub async fn usable_address_link(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Asked>> {
    let row = sqlx::query!(
        r#"select facility.facility_id, display_name(facility) as "name!", link.former, link.address
           from address_link link join facility on facility.facility_id = link.facility_id
           where token_hash = $1 and ended_at is null and expires_at > $2 and login_email = former"#,
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Asked {
        facility: FacilityId(row.facility_id),
        name: row.name,
        former: row.former,
        address: row.address,
    }))
}

/// Uses a link up; `false` when it has ended or is too old.
pub async fn use_address_link(db: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<bool> {
    let used = sqlx::query!(
        "update address_link set ended_at = $2 where token_hash = $1 and ended_at is null and expires_at > $2",
        token_hash,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// Takes one wish of a facility back; `false` when it is not open any more, or not this facility's.
pub async fn withdraw_address_link(
    db: &mut PgConnection,
    facility: FacilityId,
    link: AddressLinkId,
    now: Timestamp,
) -> Result<bool> {
    let ended = sqlx::query!(
        "update address_link set ended_at = $3
         where facility_id = $1 and link_id = $2 and ended_at is null and expires_at > $3",
        facility.0,
        link.0,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends what a facility has asked for.
pub async fn end_address_links(db: &mut PgConnection, facility: FacilityId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update address_link set ended_at = $2 where facility_id = $1 and ended_at is null",
        facility.0,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
