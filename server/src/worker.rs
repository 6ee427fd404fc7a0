//! The part of the process that nobody waits for: it empties the outbox, woken by `LISTEN` and by a timer, and sweeps away
//! what has run out.

use std::{sync::Arc, time::Duration};

use backend::{Backend, notices::Transport};
use jiff::{SignedDuration, Timestamp};

use crate::{config::Settings, events::Events, health::Pulse};

/// How often it looks without being woken: retries become due, and a notification may have been lost.
const ROUND: Duration = Duration::from_secs(15);
/// Mails per round; between rounds it shows that it lives and hears of the end.
const MAILS: usize = 10;
/// How often sessions, links, counters and files that have run out are thrown away.
const SWEEP: SignedDuration = SignedDuration::from_mins(60);

/// Where mails go with these settings: to the mail server, in a demo without one to `/dev/mail`, otherwise nowhere: they
/// wait.
pub fn transport(settings: &Settings) -> Result<Option<Transport>, String> {
    match &settings.smtp_url {
        // The cause could quote the password.
        Some(url) => Transport::smtp(url).map(Some).map_err(|_| "SMTP_URL を読み取れません".to_owned()),
        None => Ok(settings.is_demo().then_some(Transport::DevMailbox)),
    }
}

/// What the worker needs.
pub struct Worker {
    pub backend: Backend,
    pub transport: Option<Transport>,
    pub events: Events,
    pub pulse: Arc<Pulse>,
}

impl Worker {
    /// Comes round until the end of the process; finishes the mails it is at.
    pub async fn work(self) {
        let mut swept = Timestamp::MIN;
        while !self.events.shutdown.is_cancelled() {
            let now = self.backend.clock.now();
            self.pulse.beat(now);
            if now.duration_since(swept) > SWEEP {
                self.sweep().await;
                swept = now;
            }
            if self.deliver().await == MAILS {
                continue;
            }
            tokio::select! {
                () = self.events.shutdown.cancelled() => return,
                () = self.events.outbox.notified() => {}
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    }

    /// How many mails were taken. A database that does not answer is asked again in the next round.
    async fn deliver(&self) -> usize {
        let Some(transport) = &self.transport else { return 0 };
        match self.backend.notices().deliver_due(transport, MAILS).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                0
            }
        }
    }

    async fn sweep(&self) {
        for (what, done) in [
            ("accounts swept", self.backend.accounts().sweep().await),
            ("documents swept", self.backend.documents().sweep().await),
            ("changes in effect", self.backend.facilities().take_effect().await),
            ("rounds planned", self.backend.applications().plan_rounds().await),
        ] {
            match done {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, what),
                Err(error) => tracing::error!(what, %error, "housekeeping"),
            }
        }
    }
}
