//! The part of the process that nobody waits for: it empties the outbox, woken by `LISTEN` and by a timer, begins
//! certifications on their start day, and sweeps away what has run out.

use std::{sync::Arc, time::Duration};

use backend::{Backend, notices::Transport};
use jiff::{SignedDuration, Timestamp};

use crate::{config::Settings, events::Events, health::Pulse, metrics};

/// How often it looks without being woken: retries become due, and a notification may have been lost.
const ROUND: Duration = Duration::from_secs(15);
/// Mails per round; between rounds it shows that it lives and hears of the end.
const MAILS: usize = 40;
/// How often sessions, links, counters and files that have run out are thrown away.
const SWEEP: SignedDuration = SignedDuration::from_mins(60);

/// What the clock may gain on the machine's between two looks without having been set.
const JUMP: SignedDuration = SignedDuration::from_millis(20);

/// The mail server of these settings, where they name one.
pub fn mail_server(settings: &Settings) -> Result<Option<Transport>, String> {
    // The cause could quote the password.
    let read = |url: &String| Transport::smtp(url).map_err(|_| "SMTP_URL を読み取れません".to_owned());
    settings.smtp_url.as_ref().map(read).transpose()
}

/// Where mails go: to the mail server, in a demo without one to `/dev/mail`, otherwise nowhere: they wait.
pub fn transport(mail_server: Option<Transport>, backend: &Backend) -> Option<Transport> {
    mail_server.or_else(|| backend.is_demo().then_some(Transport::DevMailbox))
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
        let (mut swept, mut ahead) = (Timestamp::MIN, SignedDuration::ZERO);
        while !self.events.shutdown.is_cancelled() {
            self.follow_clock().await;
            let (machine, now) = (self.backend.clock.machine(), self.backend.clock.now());
            self.pulse.beat(machine);
            // Days that were skipped are caught up with at once, by whichever node the clock was set.
            let jumped = now.duration_since(machine) > ahead + JUMP;
            ahead = now.duration_since(machine);
            self.certify().await;
            if jumped || now.duration_since(swept) > SWEEP {
                self.sweep().await;
                swept = now;
            }
            if self.deliver().await == MAILS {
                continue;
            }
            tokio::select! {
                () = self.events.shutdown.cancelled() => return,
                () = self.events.outbox.notified() => {}
                () = self.events.clock.notified() => {}
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    }

    /// Certifications whose start day has come, in every round: at the start of the process, seconds after midnight, and
    /// where another server left off (F9).
    async fn certify(&self) {
        let done = self.backend.applications().certify_due().await;
        metrics::worked("certifications", &done);
        match done {
            Ok(0) => {}
            Ok(certified) => tracing::info!(certified, "certifications have begun"),
            Err(error) => tracing::error!(%error, "certifications that are due"),
        }
    }

    /// How many mails were taken. A database that does not answer is asked again in the next round.
    async fn deliver(&self) -> usize {
        let Some(transport) = &self.transport else { return 0 };
        let done = self.backend.notices().deliver_due(transport, MAILS).await;
        metrics::worked("mails", &done);
        match done {
            Ok(taken) => {
                metrics::mailed(taken);
                taken
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                0
            }
        }
    }

    /// The demo's clock, every time it comes round: a notification may have been lost.
    async fn follow_clock(&self) {
        if let Err(error) = self.backend.demo().follow_clock().await {
            tracing::error!(%error, "the demo's clock could not be read");
        }
    }

    async fn sweep(&self) {
        for (what, done) in [
            ("accounts swept", self.backend.accounts().sweep().await),
            ("documents swept", self.backend.documents().sweep().await),
            ("imports swept", self.backend.registry().sweep_imports().await),
            ("changes in effect", self.backend.facilities().take_effect().await),
            ("rounds planned", self.backend.applications().plan_rounds().await),
        ] {
            metrics::worked(what, &done);
            match done {
                Ok(0) => {}
                Ok(rows) => tracing::info!(rows, what),
                Err(error) => tracing::error!(what, %error, "housekeeping"),
            }
        }
    }
}
