//! The part of the process that nobody waits for: it empties the outbox, woken by `LISTEN` and by a timer.

use std::{sync::Arc, time::Duration};

use backend::Backend;

use crate::{events::Events, health::Pulse};

/// How often it looks without being woken: retries become due, and a notification may have been lost.
const ROUND: Duration = Duration::from_secs(15);

/// Comes round until the end of the process; finishes the mail it is at.
pub async fn work(backend: Backend, events: Events, pulse: Arc<Pulse>) {
    loop {
        pulse.beat(backend.clock.now());
        tokio::select! {
            () = events.shutdown.cancelled() => return,
            () = events.outbox.notified() => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}
