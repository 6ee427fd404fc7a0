//! All SQL of mail.

use domain::ids::MailId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;

use crate::Result;

/// A waiting mail, due at once; wakes the worker when the transaction commits.
pub async fn insert(
    db: &mut PgConnection,
    id: MailId,
    kind: &str,
    to: &str,
    subject: &str,
    params: Value,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "with placed as (
             insert into mail_outbox (mail_id, kind, to_address, subject, params, state, next_attempt_at, created_at)
             values ($1, $2, $3, $4, $5, 'waiting', $6, $6)
             returning mail_id
         )
         select pg_notify('outbox', '') from placed",
        id.0,
        kind,
        to,
        subject,
        params,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
