//! Mail: the outbox, its templates and the worker that empties it (E1, E2, P7).

mod delivery;
mod queries;
mod render;

use domain::{
    actor::Actor,
    ids::MailId,
    notices::{Mail, Outbox, OutboxCounts, OutboxFilter},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Backend, By, Error, Result, Settings,
    audit::{self, Event},
};

pub use delivery::Transport;

/// Use cases of mail.
pub struct Notices<'a>(pub(crate) &'a Backend);

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

/// How many mails stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxState {
    pub waiting: u32,
    /// Given up.
    pub dead: u32,
    /// How long the oldest waiting mail has been waiting.
    pub oldest_waiting: Option<SignedDuration>,
}

/// Puts a mail into the outbox, in the transaction of the change it tells of (E1).
pub async fn enqueue(
    db: &mut PgConnection,
    settings: &Settings,
    to: &str,
    mail: &Mail,
    now: Timestamp,
) -> Result<()> {
    let subject = subject(settings, mail);
    let params =
        serde_json::to_value(mail).map_err(|e| Error::Internal(format!("mail {}: {e}", mail.kind())))?;
    let id = MailId(Uuid::now_v7());
    // The id is in the mail's Message-ID: by this line a mail leads to the request that it came from.
    tracing::info!(mail = %id, kind = mail.kind(), "a mail waits");
    queries::insert(db, id, mail.kind(), to, &subject, params, now).await
}

/// 『【日本緩和医療学会】パスワードの設定をお願いいたします』, always one line.
fn subject(settings: &Settings, mail: &Mail) -> String {
    format!("【{}】{}", settings.society, mail.subject()).chars().filter(|c| !c.is_control()).collect()
}

impl Notices<'_> {
    /// The newest mails of the demo mailbox, at most 100.
    pub async fn dev_mails(&self) -> Result<Vec<DevMail>> {
        queries::dev_mails(&mut *self.0.db.acquire().await?).await
    }

    /// How the outbox stands, for `/readyz`.
    pub async fn outbox_state(&self) -> Result<OutboxState> {
        let now = self.0.clock.now();
        let counts = queries::outbox_counts(&mut *self.0.db.acquire().await?).await?;
        Ok(OutboxState {
            waiting: counts.waiting,
            dead: counts.dead,
            oldest_waiting: counts.oldest.map(|since| now.duration_since(since)),
        })
    }

    /// How many mails wait and how many were given up; for the office (E2).
    pub async fn outbox_counts(&self, by: &By) -> Result<OutboxCounts> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        queries::outbox_counts(&mut *self.0.db.acquire().await?).await
    }

    /// The mails of the outbox with their state, newest first, one page; for the office (E2). Two statements.
    pub async fn outbox(&self, by: &By, filter: OutboxFilter) -> Result<Outbox> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        let mut db = self.0.db.acquire().await?;
        let counts = queries::outbox_counts(&mut db).await?;
        let mut mails = queries::outbox(&mut db, filter, OutboxFilter::PAGE + 1).await?;
        let more = mails.len() > OutboxFilter::PAGE;
        mails.truncate(OutboxFilter::PAGE);
        Ok(Outbox { filter, counts, mails, more })
    }

    /// Gives a mail that was given up a new start, after somebody has repaired what was wrong.
    pub async fn revive(&self, by: &By, id: MailId) -> Result<()> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        if !queries::revive(&mut tx, id, now).await? {
            return Err(Error::NotFound);
        }
        audit::record(&mut tx, by, Event::new("mail.revived", id.0), now).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests;
