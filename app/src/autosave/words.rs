//! The server's words about a draft.

use domain::{calendar, cases::Saved};
use jiff::{Timestamp, civil::Date};

use super::Answer;

/// When it was stored; with the day when that is not today.
pub fn stored_words(at: Timestamp, today: Date) -> String {
    if calendar::day(at) == today {
        stored_now(at)
    } else {
        format!("下書き保存済み {}", calendar::stamp(at))
    }
}

/// The same of what was stored just now.
pub fn stored_now(at: Timestamp) -> String {
    format!("下書き保存済み {}", calendar::clock(at))
}

/// The answer to a save.
pub fn saved(saved: Saved) -> Answer {
    match saved {
        Saved::Kept { version, saved_at } => {
            Answer { version: Some(version), words: stored_now(saved_at), ..Answer::default() }
        }
        Saved::Conflict { .. } => Answer::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c11_the_line_names_the_day_when_it_is_not_today() {
        let at: Timestamp = "2026-10-01T14:59:00Z".parse().expect("a moment");
        let today = calendar::day(at);
        assert_eq!(stored_words(at, today), "下書き保存済み 23:59");
        let tomorrow = today.tomorrow().expect("a day");
        assert_eq!(stored_words(at, tomorrow), "下書き保存済み 2026/10/01 23:59");
    }
}
