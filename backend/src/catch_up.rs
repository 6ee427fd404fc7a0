//! What is due by the calendar and done one by one: a start day, the day of a change, the end of an account.

use uuid::Uuid;

use crate::Result;

/// Goes through what is due, each in a transaction of its own. One that fails is logged and left out until the next time, so
/// that it keeps no other one waiting.
pub(crate) struct CatchUp {
    what: &'static str,
    done: u64,
    failed: Vec<Uuid>,
}

impl CatchUp {
    /// `what` is named in the log where one fails.
    pub(crate) fn of(what: &'static str) -> Self {
        Self { what, done: 0, failed: Vec::new() }
    }

    /// What the next query must leave out.
    pub(crate) fn failed(&self) -> &[Uuid] {
        &self.failed
    }

    /// What became of one of them.
    pub(crate) fn record(&mut self, id: Uuid, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.done += 1,
            Err(error) => {
                tracing::error!(what = self.what, %id, %error, "is due and could not be done");
                self.failed.push(id);
            }
        }
    }

    /// How many were done.
    pub(crate) fn done(self) -> u64 {
        self.done
    }
}
