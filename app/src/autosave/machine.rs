//! When to save, what the browser keeps, what is said. Pure: events in, commands out.

use super::{Changed, Device, Inputs, Status};

/// What the server did with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Stored as this version; the words say when.
    Stored { version: i64, words: String },
    /// A newer draft is there. What was sent is set aside beside it; nothing was overwritten.
    SetAside,
}

/// Why it did nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    SignedOut,
    /// Somebody else is signed in than the one for whom the page was made (C19).
    AnotherAccount,
    /// The server could not be reached, or could not answer: to be tried again.
    Unreachable,
    /// It says no, in these words.
    Refused(String),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What the browser kept of earlier pages is back in the inputs, or there is nothing: the server may be asked from now on.
    Ready,
    /// An input changed; this stands in all of them now.
    Typed(Inputs),
    /// The browser has done what it was last told to keep or to forget: it is on the disk.
    Kept,
    /// The browser cannot keep anything.
    NotKept,
    /// The timer that was asked for ran out.
    Pause,
    /// The person left a field, or the page is out of sight.
    Left,
    /// The page is gone with this: nobody waits for an answer any more.
    Gone,
    /// The page is about to be left: the next one may be made by the server before it has what is under way.
    Leaving,
    /// The page was not left after all.
    Stayed,
    /// The browser says that it is connected again.
    Online,
    /// A button of the form was pressed: the browser posts the form once everything is stored.
    Press,
    /// Nothing came of what was pressed: it was stopped, or no page came.
    GiveUp,
    /// The server answered what was sent last.
    Answer(Result<Saved, Failure>),
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Keep this in the browser.
    Keep { version: i64, changed: Changed },
    /// The browser need not keep anything any more.
    Forget,
    /// Send [`Event::Pause`] after so many milliseconds.
    Wait(i32),
    /// Send the text to the server.
    Send { version: i64, inputs: Inputs },
    /// Everything is stored: the browser posts the form, as this version.
    Post { version: i64 },
    /// What was pressed is not done; the status says why.
    NotDone,
}

/// From the first unsaved key to the save; with the way to the server it stays below the two seconds of C11.
const PAUSE: i32 = 1_200;
/// Pauses between tries while the server cannot be reached.
const RETRIES: [i32; 5] = [2_000, 4_000, 8_000, 15_000, 30_000];

/// What became of a press of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    No,
    /// The form goes when everything is stored.
    Waits,
    /// The browser posts the form: whatever were sent beside it would meet it as another window's.
    Goes,
}

/// Whether what the browser kept of earlier pages has been looked for: nothing is sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    Looks,
    /// It looks, and something was to be sent meanwhile.
    Due,
    Ready,
}

/// The saving of one open form: at most one request is under way, and each names the version of the last answer.
#[derive(Clone, Debug)]
pub struct Autosave {
    version: i64,
    stored: Inputs,
    typed: Inputs,
    sent: Option<Inputs>,
    /// Sent, and never answered: the server may have it. Sent once more as it was, it is stored or known there, and its
    /// answer names the version; anything else sent in its place could meet itself as a newer draft.
    unsure: Option<Inputs>,
    press: Press,
    timer: bool,
    opening: Opening,
    /// The browser was last told to keep something, not to forget it.
    keeping: bool,
    /// What came of the last write of the browser; nothing while one is under way.
    written: Option<bool>,
    /// What is stored now may be missing on the page that comes: the browser keeps it until that one is there.
    leaving: bool,
    failures: usize,
    words: Option<String>,
    status: Status,
}

impl Autosave {
    /// A form that shows the server's draft; `words` say when it was stored, if it ever was.
    pub fn new(version: i64, inputs: Inputs, words: Option<String>) -> Self {
        Self {
            version,
            stored: inputs.clone(),
            typed: inputs,
            sent: None,
            unsure: None,
            press: Press::No,
            timer: false,
            opening: Opening::Looks,
            keeping: false,
            written: None,
            leaving: false,
            failures: 0,
            status: words.clone().map_or(Status::Empty, Status::Stored),
            words,
        }
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The server may be asked ([`Event::Ready`]).
    pub fn is_ready(&self) -> bool {
        self.opening == Opening::Ready
    }

    /// Where that stands on this device which the server has not stored (C18). A form that goes takes it along.
    pub fn device(&self) -> Device {
        if !self.keeping || self.typed == self.stored || self.press == Press::Goes {
            return Device::Unneeded;
        }
        match self.written {
            None => Device::Writing,
            Some(true) => Device::Kept,
            Some(false) => Device::Unable,
        }
    }

    /// Nothing is sent any more until the page is opened again.
    pub fn stopped(&self) -> bool {
        matches!(self.status, Status::Conflict | Status::Stopped(_))
    }

    fn pressed(&self) -> bool {
        self.press == Press::Waits
    }

    fn trouble(&self) -> bool {
        matches!(self.status, Status::Offline | Status::SignedOut | Status::AnotherAccount)
    }

    /// Takes what happened, answers what to do.
    pub fn on(&mut self, event: Event) -> Vec<Command> {
        let mut todo = Vec::new();
        match event {
            Event::Ready => {
                if std::mem::replace(&mut self.opening, Opening::Ready) == Opening::Due {
                    self.send(&mut todo);
                }
            }
            Event::Typed(inputs) => {
                if inputs == self.typed {
                    return todo;
                }
                self.typed = inputs;
                self.keep(&mut todo);
                if !self.stopped() && self.sent.is_none() {
                    if !self.trouble() {
                        self.status = Status::Saving;
                    }
                    self.wait(PAUSE, &mut todo);
                }
            }
            Event::Kept => self.written = Some(true),
            Event::NotKept => self.written = Some(false),
            Event::Pause => {
                self.timer = false;
                self.send(&mut todo);
            }
            Event::Left | Event::Online => self.send(&mut todo),
            Event::Gone => {
                // Whole and at once: what the next page finds in the browser is then what the server has.
                self.opening = Opening::Ready;
                self.unsure = None;
                self.send(&mut todo);
            }
            Event::Leaving => self.leaving = true,
            Event::Stayed => {
                self.leaving = false;
                if self.typed == self.stored {
                    self.forget(&mut todo);
                }
            }
            Event::Press => {
                self.press = Press::Waits;
                if self.stopped() {
                    // Posted by the browser, every word comes back with the reason.
                    self.post(&mut todo);
                } else {
                    self.send(&mut todo);
                }
            }
            Event::GiveUp => self.press = Press::No,
            Event::Answer(answer) => self.answer(answer, &mut todo),
        }
        todo
    }

    fn answer(&mut self, answer: Result<Saved, Failure>, todo: &mut Vec<Command>) {
        let Some(sent) = self.sent.take() else { return };
        let resent = self.unsure.is_some();
        match answer {
            Ok(Saved::Stored { version, words }) => {
                self.version = version;
                self.stored = sent;
                self.failures = 0;
                self.unsure = None;
                self.words = Some(words.clone());
                self.status = Status::Stored(words);
                let all = self.typed == self.stored;
                if !self.leaving || !all {
                    self.keep(todo);
                }
                if self.pressed() && all {
                    self.post(todo);
                } else if self.pressed() || (resent && !all) {
                    self.send(todo);
                } else if !all {
                    self.status = Status::Saving;
                    self.wait(PAUSE, todo);
                }
            }
            Ok(Saved::SetAside) => {
                // What was sent is on the server, set aside; only what was typed since is the browser's to keep.
                self.status = Status::Conflict;
                if self.typed == sent {
                    self.forget(todo);
                }
                self.not_done(todo);
            }
            Err(failure @ (Failure::SignedOut | Failure::AnotherAccount)) => {
                let another = failure == Failure::AnotherAccount;
                self.status = if another { Status::AnotherAccount } else { Status::SignedOut };
                if self.pressed() {
                    // The page that comes holds every word, and signs in.
                    self.post(todo);
                }
            }
            Err(Failure::Unreachable) => {
                self.unsure = Some(sent);
                self.status = Status::Offline;
                let pause = RETRIES[self.failures.min(RETRIES.len() - 1)];
                self.failures += 1;
                self.wait(pause, todo);
                self.not_done(todo);
            }
            Err(Failure::Refused(why)) => {
                self.status = Status::Stopped(why);
                if self.pressed() {
                    self.post(todo);
                }
            }
        }
    }

    fn post(&mut self, todo: &mut Vec<Command>) {
        self.press = Press::Goes;
        todo.push(Command::Post { version: self.version });
    }

    fn not_done(&mut self, todo: &mut Vec<Command>) {
        if self.pressed() {
            self.press = Press::No;
            todo.push(Command::NotDone);
        }
    }

    /// The browser keeps what the server has not stored.
    fn keep(&mut self, todo: &mut Vec<Command>) {
        let changed = self.typed.differing(&self.stored);
        if changed.is_empty() {
            return self.forget(todo);
        }
        self.keeping = true;
        // What could not be kept is not believed to be kept before it is.
        self.written = self.written.filter(|kept| !kept);
        todo.push(Command::Keep { version: self.version, changed });
    }

    fn forget(&mut self, todo: &mut Vec<Command>) {
        self.keeping = false;
        todo.push(Command::Forget);
    }

    fn wait(&mut self, milliseconds: i32, todo: &mut Vec<Command>) {
        if !self.timer {
            self.timer = true;
            todo.push(Command::Wait(milliseconds));
        }
    }

    fn send(&mut self, todo: &mut Vec<Command>) {
        if !self.is_ready() {
            self.opening = Opening::Due;
            return;
        }
        if self.sent.is_some() || self.press == Press::Goes || self.stopped() {
            return;
        }
        if let Some(inputs) = self.unsure.clone() {
            self.sent = Some(inputs.clone());
            todo.push(Command::Send { version: self.version, inputs });
            return;
        }
        if !self.pressed() && self.typed == self.stored {
            // Typed and taken back: there is nothing to save.
            self.status = self.words.clone().map_or(Status::Empty, Status::Stored);
            return;
        }
        if !self.trouble() {
            self.status = Status::Saving;
        }
        self.sent = Some(self.typed.clone());
        todo.push(Command::Send { version: self.version, inputs: self.typed.clone() });
    }
}

#[cfg(test)]
mod tests;
