//! Who did what, when, from where: one line in the transaction of the change (E1).

mod export;
mod queries;
#[cfg(test)]
mod tests;

use domain::{
    actor::Actor,
    audit::{AuditFilter, AuditLine, AuditPage, Doer, EventName, TypedFilter},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Audit, By, Origin, Result};

impl Audit<'_> {
    /// 「監査ログ」: the lines of these days, newest first, one page; for the office. One statement.
    pub async fn page(&self, by: &By, typed: &TypedFilter) -> Result<AuditPage> {
        by.office()?;
        let filter = AuditFilter::read(typed, self.0.today());
        let mut db = self.0.db.acquire().await?;
        let mut lines = queries::lines(&mut db, &filter, AuditFilter::PAGE + 1).await?;
        let more = lines.len() > AuditFilter::PAGE;
        lines.truncate(AuditFilter::PAGE);
        let problems: Vec<_> =
            typed.problems().into_iter().map(|(input, said)| (input.to_owned(), said)).collect();
        let refused = (!problems.is_empty()).then(|| (typed.clone(), problems));
        Ok(AuditPage { filter, refused, lines, more })
    }
}

/// The newest lines by or about an account, for its page. Asks nobody who they are: the page has.
pub(crate) async fn around(db: &mut PgConnection, account: Uuid, most: usize) -> Result<Vec<AuditLine>> {
    queries::around(db, account, most).await
}

/// What happened, and to whom. `detail` holds ids and numbers, never typed text.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: EventName,
    pub subject: Option<Uuid>,
    pub detail: Value,
}

impl Event {
    pub fn new(name: EventName, subject: impl Into<Uuid>) -> Self {
        Self { name, subject: Some(subject.into()), detail: Value::Object(serde_json::Map::new()) }
    }

    #[must_use]
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// Writes the line for something that a person did.
pub async fn record(db: &mut PgConnection, by: &By, event: Event, at: Timestamp) -> Result<()> {
    let doer = match by.actor {
        Actor::Member { .. } => Doer::Member,
        Actor::Facility(_) => Doer::Facility,
        Actor::Office(_) => Doer::Office,
    };
    write(db, doer, Some(by.actor.account()), &by.origin, event, at).await
}

/// Writes the line for something that the system did by itself, or that was tried without being signed in.
pub async fn record_system(
    db: &mut PgConnection,
    origin: &Origin,
    event: Event,
    at: Timestamp,
) -> Result<()> {
    write(db, Doer::System, None, origin, event, at).await
}

async fn write(
    db: &mut PgConnection,
    doer: Doer,
    actor: Option<Uuid>,
    origin: &Origin,
    event: Event,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into audit_line (audit_id, at, realm, actor_id, event, subject_id, detail, client)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        Uuid::now_v7(),
        at.to_sqlx() as _,
        doer.key(),
        actor,
        event.name.key(),
        event.subject,
        event.detail,
        origin.client,
    )
    .execute(db)
    .await?;
    Ok(())
}
