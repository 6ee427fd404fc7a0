//! Nothing typed is lost (C11): when to save, what to keep in the browser, what to say. Pure: events in, commands out;
//! `autosave.rs` carries them out.

use std::collections::BTreeMap;

use domain::cases::{Fields, MEMO_KEY, Saved};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::api::Intent;
use crate::error::AppError;

/// Everything that stands in the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    pub fields: Fields,
    /// 備考.
    pub memo: String,
}

impl Text {
    /// The text of one input, 備考 among them.
    pub fn get(&self, input: &str) -> &str {
        if input == MEMO_KEY { &self.memo } else { self.fields.get(input) }
    }

    fn set(&mut self, input: &str, value: &str) {
        if input == MEMO_KEY {
            value.clone_into(&mut self.memo);
        } else {
            self.fields.set(input, value);
        }
    }

    /// The inputs that stand otherwise in `self` than in `other`, with their text in `self`.
    pub fn differing(&self, other: &Self) -> BTreeMap<String, String> {
        let names = self.fields.0.keys().chain(other.fields.0.keys()).map(String::as_str);
        names
            .chain([MEMO_KEY])
            .filter(|name| self.get(name) != other.get(name))
            .map(|name| (name.to_owned(), self.get(name).to_owned()))
            .collect()
    }

    /// This text with the given inputs replaced.
    pub fn with(mut self, changed: &BTreeMap<String, String>) -> Self {
        for (input, value) in changed {
            self.set(input, value);
        }
        self
    }
}

/// What the browser keeps: what the server has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Version of the draft it was typed on.
    pub version: i64,
    /// Milliseconds since 1970, by the browser's clock: shown, never compared.
    pub at: i64,
    /// Text by input; emptied inputs too.
    pub changed: BTreeMap<String, String>,
}

/// What to do with what the browser kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing, or nothing that the server does not have.
    Nothing,
    /// Typed on the very draft that the server has: it goes back into the inputs.
    Restore(Text),
    /// Typed on another draft: the person chooses.
    Offer(Text),
}

/// Weighs what the browser kept against the server's draft.
pub fn weigh(entry: &Entry, server: &Text, version: i64) -> Kept {
    let text = server.clone().with(&entry.changed);
    if text == *server {
        Kept::Nothing
    } else if entry.version == version {
        Kept::Restore(text)
    } else {
        Kept::Offer(text)
    }
}

/// What the person reads beside the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was ever kept.
    Empty,
    Kept(Timestamp),
    /// Typed or under way, not confirmed yet.
    Saving,
    Offline,
    SignedOut,
    /// The server had a newer draft; saving has stopped.
    Conflict,
    /// The server says no; saving has stopped.
    Stopped(AppError),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An input changed; this stands in all of them now.
    Typed(Text),
    /// The timer that was asked for ran out.
    Pause,
    /// The person left a field, or the page is being hidden.
    Left,
    /// The browser says that it is connected again.
    Online,
    /// 「一時保存」 or 「登録」.
    Submit(Intent),
    /// The server answered what was sent last.
    Answer(Result<Saved, AppError>),
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Keep this in the browser.
    Journal { version: i64, changed: BTreeMap<String, String> },
    /// The browser need not keep anything any more.
    Forget,
    /// Send [`Event::Pause`] after so many milliseconds.
    Wait(i32),
    /// Send the text to the server; with an intent, as that button does.
    Send { version: i64, text: Text, intent: Option<Intent> },
}

/// From the first unsaved key to the save; with the way to the server it stays below the two seconds of C11.
const PAUSE: i32 = 1_200;
/// Pauses between tries while the server cannot be reached.
const RETRIES: [i32; 5] = [2_000, 4_000, 8_000, 15_000, 30_000];

/// One editor's keeping: at most one request is under way, and each names the version of the last answer.
#[derive(Clone, Debug)]
pub struct Keep {
    version: i64,
    confirmed: Text,
    typed: Text,
    sent: Option<Text>,
    wanted: Option<Intent>,
    timer: bool,
    failures: usize,
    saved_at: Option<Timestamp>,
    status: Status,
}

impl Keep {
    /// An editor that shows the server's draft.
    pub fn new(version: i64, text: Text, saved_at: Option<Timestamp>) -> Self {
        Self {
            version,
            confirmed: text.clone(),
            typed: text,
            sent: None,
            wanted: None,
            timer: false,
            failures: 0,
            saved_at,
            status: saved_at.map_or(Status::Empty, Status::Kept),
        }
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    fn stopped(&self) -> bool {
        matches!(self.status, Status::Conflict | Status::Stopped(_))
    }

    fn trouble(&self) -> bool {
        matches!(self.status, Status::Offline | Status::SignedOut)
    }

    /// Takes what happened, answers what to do.
    pub fn on(&mut self, event: Event) -> Vec<Command> {
        let mut todo = Vec::new();
        match event {
            Event::Typed(text) => {
                if text == self.typed {
                    return todo;
                }
                self.typed = text;
                self.journal(&mut todo);
                if !self.stopped() && self.sent.is_none() {
                    if !self.trouble() {
                        self.status = Status::Saving;
                    }
                    self.wait(PAUSE, &mut todo);
                }
            }
            Event::Pause => {
                self.timer = false;
                self.send(&mut todo);
            }
            Event::Left | Event::Online => self.send(&mut todo),
            Event::Submit(intent) => {
                if !self.stopped() {
                    self.wanted = Some(intent);
                    self.send(&mut todo);
                }
            }
            Event::Answer(answer) => self.answer(answer, &mut todo),
        }
        todo
    }

    fn answer(&mut self, answer: Result<Saved, AppError>, todo: &mut Vec<Command>) {
        let Some(sent) = self.sent.take() else { return };
        match answer {
            Ok(Saved::Kept { version, saved_at }) => {
                self.version = version;
                self.confirmed = sent;
                self.failures = 0;
                self.saved_at = Some(saved_at);
                self.status = Status::Kept(saved_at);
                self.journal(todo);
                if self.wanted.is_some() {
                    self.send(todo);
                } else if self.typed != self.confirmed {
                    self.status = Status::Saving;
                    self.wait(PAUSE, todo);
                }
            }
            Ok(Saved::Conflict { .. }) => {
                // What was sent is on the server, set aside; only what was typed since is the browser's to keep.
                self.wanted = None;
                self.status = Status::Conflict;
                if self.typed == sent {
                    todo.push(Command::Forget);
                }
            }
            Err(AppError::SignedOut) => {
                self.wanted = None;
                self.status = Status::SignedOut;
            }
            Err(AppError::Unreachable | AppError::Internal(_) | AppError::TooMany(_)) => {
                self.wanted = None;
                self.status = Status::Offline;
                let pause = RETRIES[self.failures.min(RETRIES.len() - 1)];
                self.failures += 1;
                self.wait(pause, todo);
            }
            Err(error @ (AppError::Refused(_) | AppError::NotFound)) => {
                self.wanted = None;
                self.status = Status::Stopped(error);
            }
        }
    }

    /// The browser keeps what the server has not confirmed.
    fn journal(&self, todo: &mut Vec<Command>) {
        let changed = self.typed.differing(&self.confirmed);
        todo.push(if changed.is_empty() {
            Command::Forget
        } else {
            Command::Journal { version: self.version, changed }
        });
    }

    fn wait(&mut self, milliseconds: i32, todo: &mut Vec<Command>) {
        if !self.timer {
            self.timer = true;
            todo.push(Command::Wait(milliseconds));
        }
    }

    fn send(&mut self, todo: &mut Vec<Command>) {
        if self.sent.is_some() || self.stopped() {
            return;
        }
        let intent = self.wanted.take();
        if intent.is_none() && self.typed == self.confirmed {
            // Typed and taken back: there is nothing to save.
            self.status = self.saved_at.map_or(Status::Empty, Status::Kept);
            return;
        }
        if !self.trouble() {
            self.status = Status::Saving;
        }
        self.sent = Some(self.typed.clone());
        todo.push(Command::Send { version: self.version, text: self.typed.clone(), intent });
    }
}
