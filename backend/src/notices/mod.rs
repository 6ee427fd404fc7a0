//! Mail: the outbox, its templates and the worker that empties it (E1, E2, P7).

mod delivery;
mod enqueue;
mod queries;
mod render;

use domain::{
    audit::EventName,
    ids::MailId,
    notices::{Outbox, OutboxCounts, OutboxFilter},
};
use jiff::SignedDuration;

use crate::{
    By, Error, Notices, Result,
    audit::{self, Event},
};

pub use delivery::Transport;
pub use enqueue::enqueue;
pub use queries::DevMail;

/// How many mails stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxState {
    pub waiting: u32,
    /// Given up.
    pub dead: u32,
    /// How long the oldest waiting mail has been waiting.
    pub oldest_waiting: Option<SignedDuration>,
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
        by.office()?;
        queries::outbox_counts(&mut *self.0.db.acquire().await?).await
    }

    /// The mails of the outbox with their state, newest first, one page; for the office (E2). Two statements.
    pub async fn outbox(&self, by: &By, filter: OutboxFilter) -> Result<Outbox> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let counts = queries::outbox_counts(&mut db).await?;
        let mut mails = queries::outbox(&mut db, filter, OutboxFilter::PAGE + 1).await?;
        let more = mails.len() > OutboxFilter::PAGE;
        mails.truncate(OutboxFilter::PAGE);
        Ok(Outbox { filter, counts, mails, more })
    }

    /// Gives a mail that was given up a new start, after somebody has repaired what was wrong.
    pub async fn revive(&self, by: &By, id: MailId) -> Result<()> {
        by.office()?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        if !queries::revive(&mut tx, id, now).await? {
            return Err(Error::NotFound);
        }
        audit::record(&mut tx, by, Event::new(EventName::MailRevived, id.0), now).await?;
        Ok(tx.commit().await?)
    }
}

#[cfg(test)]
mod tests;
