//! The second factor of the office, and the sessions that wait for it.

use domain::{accounts::Awaits, ids::OfficeUserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{Result, rows::word};

/// How the holder of an office session stands with the second factor.
pub struct Standing {
    pub awaits: Option<Awaits>,
    /// Offered by this session.
    pub new_secret: Option<Vec<u8>>,
    pub email: String,
    /// Recovery codes not used yet; nothing when there is no second factor.
    pub codes_left: Option<u32>,
}

pub async fn standing(db: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        r#"select session.awaits, session.new_secret, office_user.email,
               case when second_factor.office_user_id is not null then (
                   select count(*) from recovery_code
                   where recovery_code.office_user_id = second_factor.office_user_id and used_at is null
               ) end as codes_left
           from session
           join office_user on office_user.office_user_id = session.account_id
           left join second_factor on second_factor.office_user_id = session.account_id
           where session.token_hash = $1 and session.expires_at > $2 and session.realm = 'office'"#,
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Standing {
            awaits: row.awaits.map(|awaits| word("session", &awaits)).transpose()?,
            new_secret: row.new_secret,
            email: row.email,
            codes_left: row.codes_left.map(|left| u32::try_from(left).unwrap_or(u32::MAX)),
        })
    })
    .transpose()
}

/// Recovery codes not used yet; nothing when this person has no second factor.
pub async fn codes_left(db: &mut PgConnection, user: OfficeUserId) -> Result<Option<u32>> {
    let left = sqlx::query_scalar!(
        r#"select (
               select count(*) from recovery_code
               where recovery_code.office_user_id = second_factor.office_user_id and used_at is null
           ) as "left!"
           from second_factor where office_user_id = $1"#,
        user.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(left.map(|left| u32::try_from(left).unwrap_or(u32::MAX)))
}

/// An office session, held until the transaction ends.
pub struct Held {
    pub token_hash: Vec<u8>,
    pub user: OfficeUserId,
    pub awaits: Option<Awaits>,
    pub new_secret: Option<Vec<u8>>,
    /// 「ログイン情報を保存する」
    pub keep: bool,
}

pub async fn lock_session(db: &mut PgConnection, token_hash: &[u8], now: Timestamp) -> Result<Option<Held>> {
    let row = sqlx::query!(
        "select account_id, awaits, new_secret, persistent from session
         where token_hash = $1 and expires_at > $2 and realm = 'office' for update",
        token_hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Held {
            token_hash: token_hash.to_vec(),
            user: OfficeUserId(row.account_id),
            awaits: row.awaits.map(|awaits| word("session", &awaits)).transpose()?,
            new_secret: row.new_secret,
            keep: row.persistent,
        })
    })
    .transpose()
}

/// Lets an open session offer a secret.
pub async fn offer_secret(db: &mut PgConnection, token_hash: &[u8], secret: &[u8]) -> Result<()> {
    sqlx::query!("update session set new_secret = $2 where token_hash = $1", token_hash, secret)
        .execute(db)
        .await?;
    Ok(())
}

/// The secret of somebody who has a second factor.
pub async fn secret(db: &mut PgConnection, user: OfficeUserId) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar!("select secret from second_factor where office_user_id = $1", user.0)
        .fetch_optional(db)
        .await?)
}

/// Uses the code of this step up; `false` when it, or a later one, was used before.
pub async fn use_step(db: &mut PgConnection, user: OfficeUserId, step: i64) -> Result<bool> {
    let marked = sqlx::query!(
        "update second_factor set last_step = $2 where office_user_id = $1 and last_step < $2",
        user.0,
        step,
    )
    .execute(db)
    .await?;
    Ok(marked.rows_affected() == 1)
}

/// Keeps a new second factor; `false` when there is one already.
pub async fn insert_factor(
    db: &mut PgConnection,
    user: OfficeUserId,
    secret: &[u8],
    step: i64,
    now: Timestamp,
) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into second_factor (office_user_id, secret, last_step, set_up_at) values ($1, $2, $3, $4)
         on conflict do nothing",
        user.0,
        secret,
        step,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Puts a new set of recovery codes into the place of the old one.
pub async fn replace_codes(db: &mut PgConnection, user: OfficeUserId, hashes: &[Vec<u8>]) -> Result<()> {
    sqlx::query!("delete from recovery_code where office_user_id = $1", user.0).execute(&mut *db).await?;
    sqlx::query!(
        "insert into recovery_code (office_user_id, code_hash) select $1, unnest($2::bytea[])",
        user.0,
        hashes,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Uses a recovery code up; `false` when it is none of the present set, or was used before.
pub async fn use_recovery_code(
    db: &mut PgConnection,
    user: OfficeUserId,
    hash: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let marked = sqlx::query!(
        "update recovery_code set used_at = $3 where office_user_id = $1 and code_hash = $2 and used_at is null",
        user.0,
        hash,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(marked.rows_affected() == 1)
}
