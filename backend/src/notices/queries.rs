//! All SQL of mail.

use std::time::Duration;

use domain::{
    ids::MailId,
    notices::{MailStanding, MailState, OutboxCounts, OutboxFilter, OutboxMail},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;

use super::render::Letter;
use crate::{Error, Result};

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

/// One delivered mail of the demo mailbox, `/dev/mail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevMail {
    pub id: MailId,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub received_at: Timestamp,
}

/// A mail that a worker has taken; `attempt` counts from 1 and tells later whether it is still this worker's.
#[derive(Clone, Debug)]
pub struct Taken {
    pub id: MailId,
    pub kind: String,
    pub to: String,
    pub subject: String,
    pub params: Value,
    pub attempt: u32,
}

/// Takes the mails that have been due longest, at most so many. For the time of the lease other workers pass them by,
/// whatever their own clocks say: it is measured by the database's.
pub async fn take_due(
    db: &mut PgConnection,
    now: Timestamp,
    lease: Duration,
    most: usize,
) -> Result<Vec<Taken>> {
    let rows = sqlx::query!(
        "with due as materialized (
             select mail_id from mail_outbox
             where state = 'waiting' and next_attempt_at <= $1
               and (leased_until is null or leased_until <= clock_timestamp())
             order by next_attempt_at, mail_id limit $3 for update skip locked
         )
         update mail_outbox as mail set attempts = attempts + 1, leased_until = clock_timestamp() + $2::interval
         from due where mail.mail_id = due.mail_id
         returning mail.mail_id, kind, to_address, subject, params, attempts",
        now.to_sqlx() as _,
        lease as _,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    let taken = rows.into_iter().map(|row| Taken {
        id: MailId(row.mail_id),
        kind: row.kind,
        to: row.to_address,
        subject: row.subject,
        params: row.params,
        attempt: u32::try_from(row.attempts).unwrap_or(u32::MAX),
    });
    Ok(taken.collect())
}

/// Sent. Whoever sent it, it went: this holds even when the lease is over and another worker has it.
pub async fn mark_sent(db: &mut PgConnection, mail: &Taken, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update mail_outbox set state = 'sent', sent_at = $2, last_error = null where mail_id = $1 and state <> 'sent'",
        mail.id.0,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// To be tried again at `next`, unless another worker has it by now.
pub async fn put_off(db: &mut PgConnection, mail: &Taken, next: Timestamp, why: &str) -> Result<()> {
    sqlx::query!(
        "update mail_outbox set next_attempt_at = $3, leased_until = null, last_error = $4
         where mail_id = $1 and state = 'waiting' and attempts = $2",
        mail.id.0,
        attempts(mail),
        next.to_sqlx() as _,
        why,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Given up, unless another worker has it by now.
pub async fn mark_dead(db: &mut PgConnection, mail: &Taken, why: &str) -> Result<()> {
    sqlx::query!(
        "update mail_outbox set state = 'dead', last_error = $3
         where mail_id = $1 and state = 'waiting' and attempts = $2",
        mail.id.0,
        attempts(mail),
        why,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A mail that was given up waits again, as if never tried; `false` when it is not dead.
pub async fn revive(db: &mut PgConnection, id: MailId, now: Timestamp) -> Result<bool> {
    let revived = sqlx::query!(
        "with revived as (
             update mail_outbox set state = 'waiting', attempts = 0, next_attempt_at = $2, leased_until = null
             where mail_id = $1 and state = 'dead'
             returning mail_id
         )
         select pg_notify('outbox', '') from revived",
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(revived.is_some())
}

/// Into the demo mailbox; a repeat replaces what came first.
pub async fn insert_dev_mail(
    db: &mut PgConnection,
    mail: &Taken,
    letter: &Letter,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into dev_mail (mail_id, to_address, subject, body_text, body_html, received_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (mail_id) do update
         set body_text = excluded.body_text, body_html = excluded.body_html, received_at = excluded.received_at",
        mail.id.0,
        mail.to,
        mail.subject,
        letter.text,
        letter.html,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn dev_mails(db: &mut PgConnection) -> Result<Vec<DevMail>> {
    let rows = sqlx::query!(
        "select mail_id, to_address, subject, body_text, body_html, received_at
         from dev_mail order by received_at desc, mail_id desc limit 100"
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DevMail {
            id: MailId(row.mail_id),
            to: row.to_address,
            subject: row.subject,
            text: row.body_text,
            html: row.body_html,
            received_at: row.received_at.to_jiff(),
        })
        .collect())
}

pub async fn outbox_counts(db: &mut PgConnection) -> Result<OutboxCounts> {
    let row = sqlx::query!(
        r#"select waiting.number as "waiting!", waiting.oldest,
               (select count(*) from mail_outbox where state = 'dead') as "dead!"
           from (select count(*) as number, min(created_at) as oldest from mail_outbox where state = 'waiting') as waiting"#
    )
    .fetch_one(db)
    .await?;
    let count = |rows: i64| u32::try_from(rows).unwrap_or(u32::MAX);
    Ok(OutboxCounts {
        waiting: count(row.waiting),
        dead: count(row.dead),
        oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

/// Newest first. Postgres plans it for the state that is asked for, and finds the few that wait or were given up among the
/// many that were sent (docs/plans/office.md).
pub async fn outbox(db: &mut PgConnection, filter: OutboxFilter, most: usize) -> Result<Vec<OutboxMail>> {
    let rows = sqlx::query!(
        "select mail_id, to_address, subject, state, attempts, next_attempt_at, created_at, sent_at, last_error
         from mail_outbox
         where ($1::text is null or state = $1)
           and created_at
               <= coalesce((select newer.created_at from mail_outbox as newer where newer.mail_id = $2), 'infinity')
           and ($2::uuid is null
               or (created_at, mail_id) < (select newer.created_at, newer.mail_id from mail_outbox as newer where newer.mail_id = $2))
         order by created_at desc, mail_id desc limit $3",
        filter.state.map(MailState::key),
        filter.before.map(|mail| mail.0),
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let standing = match (row.state.as_str(), row.sent_at) {
                ("waiting", None) => MailStanding::Waiting { next_attempt_at: row.next_attempt_at.to_jiff() },
                ("sent", Some(at)) => MailStanding::Sent { at: at.to_jiff() },
                ("dead", None) => MailStanding::Dead,
                _ => return Err(Error::inconsistent("mail_outbox", "state and facts differ")),
            };
            Ok(OutboxMail {
                id: MailId(row.mail_id),
                to: row.to_address,
                subject: row.subject,
                standing,
                attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
                created_at: row.created_at.to_jiff(),
                last_error: row.last_error,
            })
        })
        .collect()
}

fn attempts(mail: &Taken) -> i32 {
    i32::try_from(mail.attempt).unwrap_or(i32::MAX)
}
