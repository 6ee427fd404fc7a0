//! What the browser keeps of a form until the server has it. A browser without storage (private windows) is no error.

use std::time::Duration;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use super::{Changed, Inputs};

/// Longer than the server takes to begin an answer: if this page still stands then, it was not left.
pub const LEFT: Duration = Duration::from_secs(40);

/// What the server has not stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Version of the draft it was typed on.
    pub version: i64,
    /// Milliseconds since 1970, by the browser's clock: shown, never compared with another clock.
    pub at: f64,
    pub changed: Changed,
}

/// What to do with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing that the server does not have.
    Nothing,
    /// Typed on the very draft that the server has: it goes back into the inputs.
    Restore,
    /// Typed on another draft: the server sets it aside, and the person chooses.
    Aside(Inputs),
}

impl Entry {
    /// Compares with the server's draft.
    pub fn reconcile(&self, server: &Inputs, version: i64) -> Found {
        let inputs = server.clone().with(&self.changed);
        if inputs == *server {
            Found::Nothing
        } else if self.version == version {
            Found::Restore
        } else {
            Found::Aside(inputs)
        }
    }
}

/// The local copy of one draft. The id of its owner is in the name, so that nobody sees what another typed on the same
/// device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCopy {
    key: String,
}

impl LocalCopy {
    pub fn of(draft: &str) -> Self {
        Self { key: format!("journal:{draft}") }
    }

    /// Where an entry waits for the server, so that further typing does not overwrite it.
    #[must_use]
    pub fn waiting(&self) -> Self {
        Self { key: format!("{}:waiting", self.key) }
    }

    pub fn read(&self) -> Option<Entry> {
        serde_json::from_str(&storage()?.get_item(&self.key).ok()??).ok()
    }

    pub fn write(&self, entry: &Entry) {
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(entry)) {
            let _ = storage.set_item(&self.key, &json);
        }
    }

    pub fn clear(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(version: i64, history: &str) -> Entry {
        let changed =
            [("fields[history]".to_owned(), history.to_owned()), ("memo".to_owned(), "覚え".to_owned())];
        Entry { version, at: 0.0, changed: changed.into() }
    }

    #[test]
    fn c11_what_the_browser_kept_comes_back_on_the_same_draft_and_is_set_aside_on_another() {
        let server: Inputs = [("fields[history]", "発症")].into_iter().collect();
        let back: Inputs = [("fields[history]", "発症は春"), ("memo", "覚え")].into_iter().collect();
        assert_eq!(entry(3, "発症は春").reconcile(&server, 3), Found::Restore);
        assert_eq!(entry(2, "発症は春").reconcile(&server, 3), Found::Aside(back.clone()));
        assert_eq!(
            entry(2, "発症は春").reconcile(&back, 3),
            Found::Nothing,
            "the answer was lost, the save was not"
        );
    }

    #[test]
    fn c11_an_emptied_input_comes_back_empty() {
        let server: Inputs = [("fields[history]", "発症")].into_iter().collect();
        let changed = Inputs::default().differing(&server);
        assert_eq!(changed.get("fields[history]").map(String::as_str), Some(""));
        assert_eq!(server.with(&changed), Inputs::default());
    }
}
