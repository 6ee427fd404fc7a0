//! The journal in the browser's storage. Only called from handlers and effects, never while a page is rendered. A browser
//! without storage (private windows) is no error.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::Storage;

use super::{Entry, Event, Kept, Text, weigh};

/// Longer than the server takes to begin an answer: if this page still stands then, it was not left.
pub(super) const LEFT: Duration = Duration::from_secs(40);

/// Milliseconds since 1970 by the browser's clock.
pub fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of our age fit")]
    let now = js_sys::Date::now() as i64;
    now
}

/// The journal of one draft. The id of its owner is in the name, so that nobody sees what another typed on the same device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    key: String,
}

impl Journal {
    pub fn of(draft: &str) -> Self {
        Self { key: format!("journal:{draft}") }
    }

    /// Where an entry waits for the person's choice, so that further typing does not overwrite it.
    #[must_use]
    pub fn waiting(&self) -> Self {
        Self { key: format!("{}:waiting", self.key) }
    }

    /// Weighs what is kept against the server's draft, and forgets what the server has.
    pub fn found(&self, server: &Text, version: i64) -> Found {
        let waiting = self.waiting();
        let mut restored = None;
        if let Some(entry) = self.read() {
            match weigh(&entry, server, version) {
                Kept::Nothing => self.clear(),
                Kept::Restore(_) => restored = Some(entry),
                Kept::Offer(_) => {
                    waiting.write(&entry);
                    self.clear();
                }
            }
        }
        let other = waiting.read().and_then(|entry| match weigh(&entry, server, version) {
            Kept::Nothing => {
                waiting.clear();
                None
            }
            Kept::Restore(text) | Kept::Offer(text) => Some((entry, text)),
        });
        Found { restored, other }
    }

    pub fn read(&self) -> Option<Entry> {
        serde_json::from_str(&storage()?.get_item(&self.key).ok()??).ok()
    }

    pub fn write(&self, entry: &Entry) {
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(entry)) {
            let _ = storage.set_item(&self.key, &json);
        }
    }

    /// Forgets what was kept at this moment, and nothing that came after it.
    pub fn forget(&self, at: i64) {
        if self.read().is_some_and(|entry| entry.at == at) {
            self.clear();
        }
    }

    pub fn clear(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }
}

/// What the browser kept of a draft the last time.
#[derive(Default)]
pub struct Found {
    /// Typed on the very draft that the server has: these inputs go back.
    pub restored: Option<Entry>,
    /// Typed on another draft: this text waits for a choice.
    pub other: Option<(Entry, Text)>,
}

/// Says when the page is about to be left, and when it was not after all.
pub fn on_leaving(say: impl Fn(Event) + Clone + 'static) -> WindowListenerHandle {
    window_event_listener_untyped("beforeunload", move |_| {
        let later = say.clone();
        say(Event::Leaving);
        set_timeout(move || later(Event::Stayed), LEFT);
    })
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
