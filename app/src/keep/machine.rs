//! When to save, what to keep in the browser, what to say. Pure: events in, commands out.

use std::collections::BTreeMap;

use domain::{calendar, cases::Saved};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Intent, Text};
use crate::error::AppError;

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

impl Status {
    /// The sentence on the screen. Without `today`, what is kept was kept since the page was opened.
    pub fn words(&self, today: Option<Date>) -> String {
        match self {
            Self::Empty => "入力した内容は自動的に下書き保存されます。".into(),
            Self::Kept(at) if today.is_none_or(|today| calendar::day(*at) == today) => {
                format!("下書き保存済み {}", calendar::clock(*at))
            }
            Self::Kept(at) => format!("下書き保存済み {}", calendar::stamp(*at)),
            Self::Saving => "保存しています…".into(),
            Self::Offline => "通信が切れています。入力はこの端末に保存されています。".into(),
            Self::SignedOut => {
                "ログインの有効期限が切れました。入力はこの端末に保存されています。もう一度ログインすると、この画面に戻ります。".into()
            }
            Self::Conflict => {
                "別の画面でより新しい内容が保存されたため、自動保存を止めました。この画面の入力は上書きせずに保管されています。".into()
            }
            Self::Stopped(error) => error.message(),
        }
    }

    /// What was typed is not on its way to the server.
    pub fn is_trouble(&self) -> bool {
        !matches!(self, Self::Empty | Self::Kept(_) | Self::Saving)
    }
}

/// What the server did with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    /// Kept, as this version.
    Kept {
        version: i64,
        #[serde(with = "domain::wire::moment")]
        saved_at: Timestamp,
    },
    /// A newer draft is there. What was sent is kept beside it; nothing was overwritten.
    Aside,
}

impl From<Saved> for Taken {
    fn from(saved: Saved) -> Self {
        match saved {
            Saved::Kept { version, saved_at } => Self::Kept { version, saved_at },
            Saved::Conflict { .. } => Self::Aside,
        }
    }
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
    /// The page is about to be left: the next one may be made by the server before it has what is under way.
    Leaving,
    /// The page was not left after all.
    Stayed,
    /// The browser says that it is connected again.
    Online,
    /// 「一時保存」 or 「登録」.
    Submit(Intent),
    /// The server answered what was sent last.
    Answer(Result<Taken, AppError>),
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
    /// Sent, and never answered: the server may have it. Sent once more as it was, it is kept or known there, and its
    /// answer names the version; anything else sent in its place could meet itself as a newer draft.
    unsure: Option<Text>,
    wanted: Option<Intent>,
    timer: bool,
    /// What is confirmed now may be missing on the page that comes: the browser keeps it until that one is there.
    leaving: bool,
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
            unsure: None,
            wanted: None,
            timer: false,
            leaving: false,
            failures: 0,
            saved_at,
            status: saved_at.map_or(Status::Empty, Status::Kept),
        }
    }

    /// What the server has, as far as is known here.
    pub fn confirmed(&self) -> &Text {
        &self.confirmed
    }

    /// The version that what is typed now is sent with.
    pub fn version(&self) -> i64 {
        self.version
    }

    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Nothing is sent any more until the page is opened again.
    pub fn stopped(&self) -> bool {
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
            Event::Leaving => self.leaving = true,
            Event::Stayed => {
                self.leaving = false;
                if self.typed == self.confirmed {
                    todo.push(Command::Forget);
                }
            }
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

    fn answer(&mut self, answer: Result<Taken, AppError>, todo: &mut Vec<Command>) {
        let Some(sent) = self.sent.take() else { return };
        let resent = self.unsure.is_some();
        match answer {
            Ok(Taken::Kept { version, saved_at }) => {
                self.version = version;
                self.confirmed = sent;
                self.failures = 0;
                self.unsure = None;
                self.saved_at = Some(saved_at);
                self.status = Status::Kept(saved_at);
                if !self.leaving || self.typed != self.confirmed {
                    self.journal(todo);
                }
                if self.wanted.is_some() || (resent && self.typed != self.confirmed) {
                    self.send(todo);
                } else if self.typed != self.confirmed {
                    self.status = Status::Saving;
                    self.wait(PAUSE, todo);
                }
            }
            Ok(Taken::Aside) => {
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
                self.unsure = Some(sent);
                self.status = Status::Offline;
                let pause = RETRIES[self.failures.min(RETRIES.len() - 1)];
                self.failures += 1;
                self.wait(pause, todo);
            }
            Err(error @ (AppError::Refused(_) | AppError::Said(_) | AppError::NotFound)) => {
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
        if let Some(text) = self.unsure.clone() {
            self.sent = Some(text.clone());
            todo.push(Command::Send { version: self.version, text, intent: None });
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        cases::StateName,
        refused::{CaseAction, Refused},
    };

    fn text(history: &str) -> Text {
        Text { fields: [("history", history)].into_iter().collect(), memo: String::new() }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn kept(version: i64) -> Event {
        Event::Answer(Ok(Taken::Kept { version, saved_at: at(version) }))
    }

    fn send(version: i64, history: &str) -> Command {
        Command::Send { version, text: text(history), intent: None }
    }

    fn journal(version: i64, history: &str) -> Command {
        Command::Journal { version, changed: [("history".into(), history.into())].into() }
    }

    fn opened() -> Keep {
        Keep::new(3, text("発症"), Some(at(3)))
    }

    #[test]
    fn c11_every_key_is_in_the_journal_at_once_and_on_the_server_after_one_pause() {
        let mut keep = opened();
        assert_eq!(keep.on(Event::Typed(text("発症は"))), [journal(3, "発症は"), Command::Wait(PAUSE)]);
        assert_eq!(keep.status(), &Status::Saving);
        assert_eq!(
            keep.on(Event::Typed(text("発症は春"))),
            [journal(3, "発症は春")],
            "the timer runs already"
        );
        assert_eq!(keep.on(Event::Pause), [send(3, "発症は春")]);
        assert_eq!(keep.on(kept(4)), [Command::Forget]);
        assert_eq!(keep.status(), &Status::Kept(at(4)));
    }

    #[test]
    fn c11_the_pause_leaves_time_within_two_seconds() {
        const { assert!(PAUSE <= 1_500) };
    }

    #[test]
    fn c11_one_request_at_a_time_and_the_next_names_the_version_of_the_answer() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        assert_eq!(keep.on(Event::Left), [send(3, "a")]);
        assert_eq!(keep.on(Event::Typed(text("ab"))), [journal(3, "ab")]);
        assert_eq!(keep.on(Event::Left), []);
        assert_eq!(keep.on(Event::Pause), [], "the first timer runs out while the request is under way");
        assert_eq!(keep.on(kept(4)), [journal(4, "ab"), Command::Wait(PAUSE)]);
        assert_eq!(keep.on(Event::Pause), [send(4, "ab")]);
        assert_eq!(keep.on(kept(5)), [Command::Forget]);
    }

    #[test]
    fn c11_without_connection_it_tries_again_with_growing_pauses_and_keeps_the_journal() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        for pause in RETRIES.into_iter().chain([30_000]) {
            assert_eq!(keep.on(Event::Pause), [send(3, "a")]);
            assert_eq!(keep.on(Event::Answer(Err(AppError::Unreachable))), [Command::Wait(pause)]);
            assert_eq!(keep.status(), &Status::Offline);
        }
        assert_eq!(keep.on(Event::Online), [send(3, "a")], "the browser's word is enough to try at once");
        assert_eq!(keep.on(kept(4)), [Command::Forget]);
        assert_eq!(keep.status(), &Status::Kept(at(4)));
    }

    #[test]
    fn c11_a_save_without_an_answer_does_not_meet_itself_as_a_newer_draft() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Pause);
        keep.on(Event::Answer(Err(AppError::Unreachable)));
        keep.on(Event::Typed(text("ab")));
        assert_eq!(keep.on(Event::Submit(Intent::Save)), [send(3, "a")], "first what may be there already");
        let save = Command::Send { version: 4, text: text("ab"), intent: Some(Intent::Save) };
        assert_eq!(keep.on(kept(4)), [journal(4, "ab"), save]);
    }

    #[test]
    fn c11_an_expired_session_keeps_the_journal_and_the_next_key_tries_again() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Pause);
        assert_eq!(keep.on(Event::Answer(Err(AppError::SignedOut))), []);
        assert_eq!(keep.status(), &Status::SignedOut);
        assert_eq!(keep.on(Event::Typed(text("ab"))), [journal(3, "ab"), Command::Wait(PAUSE)]);
        assert_eq!(keep.status(), &Status::SignedOut, "it is not said to be saving before it is");
        assert_eq!(keep.on(Event::Pause), [send(3, "ab")]);
    }

    #[test]
    fn c11_a_conflict_stops_saving_and_later_keys_stay_in_the_journal() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Pause);
        assert_eq!(keep.on(Event::Answer(Ok(Taken::Aside))), [Command::Forget]);
        assert_eq!(keep.status(), &Status::Conflict);
        assert_eq!(keep.on(Event::Typed(text("ab"))), [journal(3, "ab")]);
        assert_eq!(keep.on(Event::Left), []);
        assert_eq!(keep.on(Event::Submit(Intent::Register)), []);
    }

    #[test]
    fn c9_a_refusal_stops_saving_and_says_why() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Pause);
        let refused =
            AppError::Refused(Refused::CaseState { action: CaseAction::Edit, state: StateName::Requested });
        assert_eq!(keep.on(Event::Answer(Err(refused.clone()))), []);
        assert_eq!(keep.status(), &Status::Stopped(refused));
        assert_eq!(keep.on(Event::Online), []);
    }

    #[test]
    fn c3_a_button_waits_for_the_save_under_way_and_then_sends_the_newest_text() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Left);
        keep.on(Event::Typed(text("ab")));
        assert_eq!(keep.on(Event::Submit(Intent::Register)), []);
        let todo = keep.on(kept(4));
        assert_eq!(
            todo,
            [
                journal(4, "ab"),
                Command::Send { version: 4, text: text("ab"), intent: Some(Intent::Register) }
            ]
        );
    }

    #[test]
    fn c3_a_button_sends_also_what_is_kept_already() {
        let mut keep = opened();
        let todo = keep.on(Event::Submit(Intent::Save));
        assert_eq!(todo, [Command::Send { version: 3, text: text("発症"), intent: Some(Intent::Save) }]);
    }

    #[test]
    fn c11_what_is_confirmed_while_the_page_is_left_stays_in_the_browser_for_the_next_one() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        keep.on(Event::Pause);
        assert_eq!(keep.on(Event::Leaving), []);
        assert_eq!(keep.on(kept(4)), [], "the next page may have been made before");
        assert_eq!(keep.status(), &Status::Kept(at(4)));
        assert_eq!(keep.on(Event::Stayed), [Command::Forget], "it was a file that was fetched");

        keep.on(Event::Typed(text("ab")));
        keep.on(Event::Leaving);
        assert_eq!(keep.on(Event::Typed(text("a"))), [Command::Forget], "what is taken back does not return");
    }

    #[test]
    fn c11_typed_and_taken_back_is_no_save() {
        let mut keep = opened();
        keep.on(Event::Typed(text("a")));
        assert_eq!(keep.on(Event::Typed(text("発症"))), [Command::Forget]);
        assert_eq!(keep.on(Event::Pause), []);
        assert_eq!(keep.status(), &Status::Kept(at(3)));
    }

    #[test]
    fn c11_what_the_browser_kept_comes_back_on_the_same_draft_and_is_offered_on_another() {
        let server = text("発症");
        let entry = |version, history: &str| Entry {
            version,
            at: 0,
            changed: [("history".into(), history.into()), ("memo".into(), "覚え".into())].into(),
        };
        let back = Text { memo: "覚え".into(), ..text("発症は春") };
        assert_eq!(weigh(&entry(3, "発症は春"), &server, 3), Kept::Restore(back.clone()));
        assert_eq!(weigh(&entry(2, "発症は春"), &server, 3), Kept::Offer(back.clone()));
        assert_eq!(
            weigh(&entry(2, "発症は春"), &back, 3),
            Kept::Nothing,
            "the answer was lost, the save was not"
        );
    }

    #[test]
    fn c11_the_line_names_the_day_when_it_is_not_today() {
        let at: Timestamp = "2026-10-01T14:59:00Z".parse().unwrap();
        let today = calendar::day(at);
        assert_eq!(Status::Kept(at).words(Some(today)), "下書き保存済み 23:59");
        assert_eq!(Status::Kept(at).words(None), "下書き保存済み 23:59");
        assert_eq!(
            Status::Kept(at).words(Some(today.tomorrow().unwrap())),
            "下書き保存済み 2026/10/01 23:59"
        );
        assert!(!Status::Kept(at).is_trouble() && Status::Offline.is_trouble());
    }

    #[test]
    fn c11_an_emptied_input_comes_back_empty() {
        let entry = Entry { version: 3, at: 0, changed: text("").differing(&text("発症")) };
        assert_eq!(weigh(&entry, &text("発症"), 3), Kept::Restore(Text::default()));
    }
}
