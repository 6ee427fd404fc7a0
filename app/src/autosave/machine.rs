//! When to save, what the browser keeps, what is said. Pure: events in, commands out.

use super::{Changed, Inputs};

/// What is said about the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was ever stored.
    Empty,
    /// The server's words for when it was stored.
    Stored(String),
    /// Typed or under way, not confirmed yet.
    Saving,
    Offline,
    SignedOut,
    /// The server had a newer draft; saving has stopped.
    Conflict,
    /// The server says no, in these words; saving has stopped.
    Stopped(String),
}

impl Status {
    /// The sentence on the screen.
    pub fn words(&self) -> &str {
        match self {
            Self::Empty => "入力した内容は自動的に下書き保存されます。",
            Self::Stored(words) | Self::Stopped(words) => words,
            Self::Saving => "保存しています…",
            Self::Offline => "通信が切れています。入力はこの端末に保存されています。",
            Self::SignedOut => {
                "ログインの有効期限が切れました。入力はこの端末に保存されています。もう一度ログインすると、この画面に戻ります。"
            }
            Self::Conflict => {
                "別の画面でより新しい内容が保存されたため、自動保存を止めました。この画面の入力は上書きせずに保管されています。"
            }
        }
    }

    /// What was typed is not on its way to the server.
    pub fn is_trouble(&self) -> bool {
        !matches!(self, Self::Empty | Self::Stored(_) | Self::Saving)
    }
}

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
    /// The server could not be reached, or could not answer: to be tried again.
    Unreachable,
    /// It says no, in these words.
    Refused(String),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An input changed; this stands in all of them now.
    Typed(Inputs),
    /// The timer that was asked for ran out.
    Pause,
    /// The person left a field, or the page is being hidden.
    Left,
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
            leaving: false,
            failures: 0,
            status: words.clone().map_or(Status::Empty, Status::Stored),
            words,
        }
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Nothing is sent any more until the page is opened again.
    pub fn stopped(&self) -> bool {
        matches!(self.status, Status::Conflict | Status::Stopped(_))
    }

    fn pressed(&self) -> bool {
        self.press == Press::Waits
    }

    fn trouble(&self) -> bool {
        matches!(self.status, Status::Offline | Status::SignedOut)
    }

    /// Takes what happened, answers what to do.
    pub fn on(&mut self, event: Event) -> Vec<Command> {
        let mut todo = Vec::new();
        match event {
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
            Event::Pause => {
                self.timer = false;
                self.send(&mut todo);
            }
            Event::Left | Event::Online => self.send(&mut todo),
            Event::Leaving => self.leaving = true,
            Event::Stayed => {
                self.leaving = false;
                if self.typed == self.stored {
                    todo.push(Command::Forget);
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
                    todo.push(Command::Forget);
                }
                self.not_done(todo);
            }
            Err(Failure::SignedOut) => {
                self.status = Status::SignedOut;
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
    fn keep(&self, todo: &mut Vec<Command>) {
        let changed = self.typed.differing(&self.stored);
        todo.push(if changed.is_empty() {
            Command::Forget
        } else {
            Command::Keep { version: self.version, changed }
        });
    }

    fn wait(&mut self, milliseconds: i32, todo: &mut Vec<Command>) {
        if !self.timer {
            self.timer = true;
            todo.push(Command::Wait(milliseconds));
        }
    }

    fn send(&mut self, todo: &mut Vec<Command>) {
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
mod tests {
    use super::*;

    fn text(history: &str) -> Inputs {
        [("fields[history]", history)].into_iter().collect()
    }

    fn at(version: i64) -> String {
        format!("下書き保存済み {version}")
    }

    fn stored(version: i64) -> Event {
        Event::Answer(Ok(Saved::Stored { version, words: at(version) }))
    }

    fn send(version: i64, history: &str) -> Command {
        Command::Send { version, inputs: text(history) }
    }

    fn keep(version: i64, history: &str) -> Command {
        Command::Keep { version, changed: [("fields[history]".into(), history.into())].into() }
    }

    fn opened() -> Autosave {
        Autosave::new(3, text("発症"), Some(at(3)))
    }

    #[test]
    fn c11_every_key_is_kept_at_once_and_on_the_server_after_one_pause() {
        let mut form = opened();
        assert_eq!(form.on(Event::Typed(text("発症は"))), [keep(3, "発症は"), Command::Wait(PAUSE)]);
        assert_eq!(form.status(), &Status::Saving);
        assert_eq!(form.on(Event::Typed(text("発症は春"))), [keep(3, "発症は春")], "the timer runs already");
        assert_eq!(form.on(Event::Pause), [send(3, "発症は春")]);
        assert_eq!(form.on(stored(4)), [Command::Forget]);
        assert_eq!(form.status(), &Status::Stored(at(4)));
    }

    #[test]
    fn c11_the_pause_leaves_time_within_two_seconds() {
        const { assert!(PAUSE <= 1_500) };
    }

    #[test]
    fn c11_one_request_at_a_time_and_the_next_names_the_version_of_the_answer() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        assert_eq!(form.on(Event::Left), [send(3, "a")]);
        assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab")]);
        assert_eq!(form.on(Event::Left), []);
        assert_eq!(form.on(Event::Pause), [], "the first timer runs out while the request is under way");
        assert_eq!(form.on(stored(4)), [keep(4, "ab"), Command::Wait(PAUSE)]);
        assert_eq!(form.on(Event::Pause), [send(4, "ab")]);
        assert_eq!(form.on(stored(5)), [Command::Forget]);
    }

    #[test]
    fn c11_without_connection_it_tries_again_with_growing_pauses_and_the_browser_keeps_the_text() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        for pause in RETRIES.into_iter().chain([30_000]) {
            assert_eq!(form.on(Event::Pause), [send(3, "a")]);
            assert_eq!(form.on(Event::Answer(Err(Failure::Unreachable))), [Command::Wait(pause)]);
            assert_eq!(form.status(), &Status::Offline);
        }
        assert_eq!(form.on(Event::Online), [send(3, "a")], "the browser's word is enough to try at once");
        assert_eq!(form.on(stored(4)), [Command::Forget]);
        assert_eq!(form.status(), &Status::Stored(at(4)));
    }

    #[test]
    fn c11_a_save_without_an_answer_does_not_meet_itself_as_a_newer_draft() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        form.on(Event::Answer(Err(Failure::Unreachable)));
        form.on(Event::Typed(text("ab")));
        assert_eq!(form.on(Event::Press), [send(3, "a")], "first what may be there already");
        assert_eq!(form.on(stored(4)), [keep(4, "ab"), send(4, "ab")]);
        assert_eq!(form.on(stored(5)), [Command::Forget, Command::Post { version: 5 }]);
    }

    #[test]
    fn c11_an_expired_session_keeps_the_text_and_the_next_key_tries_again() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        assert_eq!(form.on(Event::Answer(Err(Failure::SignedOut))), []);
        assert_eq!(form.status(), &Status::SignedOut);
        assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab"), Command::Wait(PAUSE)]);
        assert_eq!(form.status(), &Status::SignedOut, "it is not said to be saving before it is");
        assert_eq!(form.on(Event::Pause), [send(3, "ab")]);
    }

    #[test]
    fn c11_a_conflict_stops_saving_and_later_keys_stay_in_the_browser() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        assert_eq!(form.on(Event::Answer(Ok(Saved::SetAside))), [Command::Forget]);
        assert_eq!(form.status(), &Status::Conflict);
        assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab")]);
        assert_eq!(form.on(Event::Left), []);
    }

    #[test]
    fn c9_a_refusal_stops_saving_and_says_why() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        assert_eq!(form.on(Event::Answer(Err(Failure::Refused("承認依頼中です。".into())))), []);
        assert_eq!(form.status(), &Status::Stopped("承認依頼中です。".into()));
        assert_eq!(form.on(Event::Online), []);
        assert_eq!(
            form.on(Event::Press),
            [Command::Post { version: 3 }],
            "every word comes back with the reason"
        );
    }

    #[test]
    fn c3_a_button_waits_until_the_newest_text_is_stored() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Left);
        form.on(Event::Typed(text("ab")));
        assert_eq!(form.on(Event::Press), []);
        assert_eq!(form.on(stored(4)), [keep(4, "ab"), send(4, "ab")]);
        assert_eq!(form.on(stored(5)), [Command::Forget, Command::Post { version: 5 }]);
        assert_eq!(form.on(Event::Typed(text("abc"))), [keep(5, "abc")], "the timer runs already");
        assert_eq!(form.on(Event::Pause), [], "the form is on its way");
        assert_eq!(form.on(Event::GiveUp), []);
        assert_eq!(form.on(Event::Left), [send(5, "abc")]);
    }

    #[test]
    fn c3_a_button_asks_the_server_first_also_when_everything_is_stored() {
        let mut form = opened();
        assert_eq!(form.on(Event::Press), [send(3, "発症")]);
        let todo = form.on(Event::Answer(Err(Failure::Unreachable)));
        assert_eq!(
            todo,
            [Command::Wait(RETRIES[0]), Command::NotDone],
            "no page is left for one that does not come"
        );
        form.on(Event::Press);
        form.on(Event::GiveUp);
        assert_eq!(form.on(stored(4)), [Command::Forget]);
    }

    #[test]
    fn c11_what_is_stored_while_the_page_is_left_stays_in_the_browser_for_the_next_one() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        assert_eq!(form.on(Event::Leaving), []);
        assert_eq!(form.on(stored(4)), [], "the next page may have been made before");
        assert_eq!(form.status(), &Status::Stored(at(4)));
        assert_eq!(form.on(Event::Stayed), [Command::Forget], "it was a file that was fetched");

        form.on(Event::Typed(text("ab")));
        form.on(Event::Leaving);
        assert_eq!(form.on(Event::Typed(text("a"))), [Command::Forget], "what is taken back does not return");
    }

    #[test]
    fn c11_typed_and_taken_back_is_no_save() {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        assert_eq!(form.on(Event::Typed(text("発症"))), [Command::Forget]);
        assert_eq!(form.on(Event::Pause), []);
        assert_eq!(form.status(), &Status::Stored(at(3)));
    }

    #[test]
    fn c11_trouble_is_what_is_not_on_its_way() {
        assert!(
            !Status::Stored(at(1)).is_trouble()
                && !Status::Empty.is_trouble()
                && !Status::Saving.is_trouble()
        );
        assert!(
            Status::Offline.is_trouble() && Status::Conflict.is_trouble() && Status::SignedOut.is_trouble()
        );
    }
}
