//! Carries out what [`Keep`] says on a page that is taken over: sends, waits, keeps in the browser.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{
    Command, Entry, Event, Found, Intent, Journal, Keep, Status, Taken, Text,
    journal::{LEFT, now, on_leaving},
};
use crate::error::AppError;

/// The keeping of one open form.
#[derive(Clone, Copy)]
pub struct Keeper {
    held: StoredValue<Held>,
    /// What the person reads beside the title.
    pub status: RwSignal<Status>,
}

struct Held {
    machine: Keep,
    /// Known once it is known who is signed in.
    journal: Option<Journal>,
    /// Brings a text to the server, and says [`Sending::answered`].
    send: Arc<dyn Fn(Sending) + Send + Sync>,
}

/// A text on its way to the server.
pub struct Sending {
    pub keeper: Keeper,
    pub version: i64,
    pub text: Text,
    pub intent: Option<Intent>,
    /// Since when the browser keeps it, and where.
    kept: Option<(i64, Journal)>,
}

impl Keeper {
    pub fn new(machine: Keep, send: impl Fn(Sending) + Send + Sync + 'static) -> Self {
        let status = RwSignal::new(machine.status().clone());
        Self { held: StoredValue::new(Held { machine, journal: None, send: Arc::new(send) }), status }
    }

    /// From now on the browser keeps what is not confirmed, under this name; what it kept there the last time. None: the page
    /// is gone.
    pub fn open(&self, journal: Journal) -> Option<Found> {
        self.held.try_update_value(|held| {
            let found = journal.found(held.machine.confirmed(), held.machine.version());
            held.journal = Some(journal);
            found
        })
    }

    /// Listens to the browser until the page is left.
    pub fn listen(self) {
        let on = |name: &'static str, event: fn() -> Event| {
            window_event_listener_untyped(name, move |_| self.say(event()))
        };
        let handles = [
            on("online", || Event::Online),
            on("focus", || Event::Online),
            on("pagehide", || Event::Left),
            on_leaving(move |event| self.say(event)),
        ];
        on_cleanup(move || {
            for handle in handles {
                handle.remove();
            }
            // By a link within the program there is no "pagehide".
            self.say(Event::Left);
        });
    }

    /// Something happened. Harmless after the page is gone.
    pub fn say(&self, event: Event) {
        self.on(event);
    }

    /// Is the page still there?
    fn on(&self, event: Event) -> bool {
        let done = self.held.try_update_value(|held| (held.machine.on(event), held.machine.status().clone()));
        let Some((todo, status)) = done else { return false };
        if self.status.try_get_untracked().is_some_and(|now| now != status) {
            self.status.set(status);
        }
        for command in todo {
            self.carry_out(command);
        }
        true
    }

    fn carry_out(&self, command: Command) {
        let this = *self;
        match command {
            Command::Journal { version, changed } => {
                let entry = Entry { version, at: now(), changed };
                this.with_journal(|journal| journal.write(&entry));
            }
            Command::Forget => this.forget(),
            Command::Wait(milliseconds) => {
                let pause = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
                set_timeout(move || this.say(Event::Pause), pause);
            }
            Command::Send { version, text, intent } => {
                let Some((journal, send)) =
                    self.held.try_with_value(|held| (held.journal.clone(), Arc::clone(&held.send)))
                else {
                    return;
                };
                let kept = journal.and_then(|journal| Some((journal.read()?.at, journal)));
                send(Sending { keeper: this, version, text, intent, kept });
            }
        }
    }

    /// The browser need not keep anything any more.
    pub fn forget(&self) {
        self.with_journal(Journal::clear);
    }

    /// What waited for the person's choice is chosen, or thrown away.
    pub fn forget_waiting(&self) {
        self.with_journal(|journal| journal.waiting().clear());
    }

    /// The version that the server was heard of last.
    pub fn version(&self) -> Option<i64> {
        self.held.try_with_value(|held| held.machine.version())
    }

    fn with_journal(&self, act: impl FnOnce(&Journal)) {
        self.held.try_with_value(|held| held.journal.as_ref().map(act));
    }
}

impl Sending {
    /// The server's answer. Is the page still there? If not, the browser forgets what it kept of this as soon as no page
    /// comes any more that was made before.
    pub fn answered(self, answer: Result<Taken, AppError>) -> bool {
        let taken = answer.is_ok();
        let there = self.keeper.on(Event::Answer(answer));
        if !there
            && taken
            && let Some((at, journal)) = self.kept
        {
            set_timeout(move || journal.forget(at), LEFT);
        }
        there
    }
}
