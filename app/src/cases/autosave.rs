//! Carries out what [`Keep`] says: sends, waits, keeps in the browser.

use std::time::Duration;

use domain::cases::{CaseSet, FieldProblem, Registered, Saved, Slot};
use leptos::{prelude::*, task::spawn_local};

use super::api::{self, Submitted};
use crate::{
    error::AppError,
    keep::{self, Command, Entry, Event, Intent, Journal, Keep, Status, Text},
};

/// What became of 「一時保存」 or 「登録」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Saved,
    Registered,
    /// Not registered: these fields of the text are not right.
    Invalid(Text, Vec<FieldProblem>),
    /// Nothing was done; the status says why.
    Failed,
}

/// The keeping of one open editor.
#[derive(Clone, Copy)]
pub struct Keeper {
    set: CaseSet,
    slot: Slot,
    machine: StoredValue<Keep>,
    /// Known once it is known who is signed in.
    journal: StoredValue<Option<Journal>>,
    /// What the person reads beside the title.
    pub status: RwSignal<Status>,
    /// Called when a button's work is done.
    ended: Callback<Ended>,
}

impl Keeper {
    pub fn new(set: CaseSet, slot: Slot, machine: Keep, ended: Callback<Ended>) -> Self {
        let status = RwSignal::new(machine.status().clone());
        Self { set, slot, machine: StoredValue::new(machine), journal: StoredValue::new(None), status, ended }
    }

    /// From now on the browser keeps what is not confirmed, under this name.
    pub fn open(&self, journal: Journal) {
        self.journal.set_value(Some(journal));
    }

    /// Something happened. Harmless after the page is gone.
    pub fn on(&self, event: Event) {
        let Some(todo) = self.machine.try_update_value(|machine| machine.on(event)) else { return };
        let Some(status) = self.machine.try_with_value(|machine| machine.status().clone()) else { return };
        if self.status.try_get_untracked().is_some_and(|now| now != status) {
            self.status.set(status);
        }
        for command in todo {
            self.carry_out(command);
        }
    }

    fn carry_out(&self, command: Command) {
        let this = *self;
        match command {
            Command::Journal { version, changed } => this.with_journal(|journal| {
                journal.write(&Entry { version, at: keep::now(), changed });
            }),
            Command::Forget => this.with_journal(Journal::clear),
            Command::Wait(milliseconds) => {
                let pause = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
                set_timeout(move || this.on(Event::Pause), pause);
            }
            Command::Send { version, text, intent } => spawn_local(async move {
                let answer = match intent {
                    None => this.autosave(version, text).await,
                    Some(intent) => this.submit(version, text, intent).await,
                };
                if let Some(answer) = answer {
                    this.on(Event::Answer(answer));
                }
            }),
        }
    }

    fn with_journal(&self, act: impl FnOnce(&Journal)) {
        let _ = self.journal.try_with_value(|journal| journal.as_ref().map(act));
    }

    async fn autosave(&self, version: i64, text: Text) -> Option<Result<Saved, AppError>> {
        Some(api::autosave_case(self.set, self.slot.number(), version, text.fields, text.memo).await)
    }

    async fn submit(&self, version: i64, text: Text, intent: Intent) -> Option<Result<Saved, AppError>> {
        let number = self.slot.number();
        let answer = api::submit_case(
            self.set,
            number,
            version,
            intent,
            text.fields.clone(),
            text.memo.clone(),
            String::new(),
        )
        .await;
        let (ended, answer) = match answer {
            Ok(Submitted::Saved(saved @ Saved::Kept { .. })) => (Ended::Saved, Some(Ok(saved))),
            Ok(Submitted::Registered(Registered::Done)) => {
                self.with_journal(Journal::clear);
                (Ended::Registered, None)
            }
            Ok(Submitted::Registered(Registered::Invalid { problems, version, saved_at })) => {
                (Ended::Invalid(text, problems), Some(Ok(Saved::Kept { version, saved_at })))
            }
            Ok(
                Submitted::Registered(Registered::Conflict { aside })
                | Submitted::Saved(Saved::Conflict { aside }),
            ) => (Ended::Failed, Some(Ok(Saved::Conflict { aside }))),
            Err(error) => (Ended::Failed, Some(Err(error))),
        };
        self.ended.try_run(ended);
        answer
    }
}
