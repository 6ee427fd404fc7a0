//! 「監査ログ」: who did what, when, from where (E1), as the office reads it.

mod event;

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{calendar, reading, wire};

pub use event::EventName;

/// Days shown when no day is asked for: nobody wants to read years by accident.
pub const USUAL_DAYS: i64 = 31;

vocabulary! {
    /// Whose doing a line tells of.
    pub enum Doer {
        Member = "member" "会員",
        Facility = "facility" "施設",
        Office = "office" "事務局",
        /// By itself, or by somebody who was not signed in.
        System = "system" "システム・ログイン前",
    }
}

/// Which lines are asked for: newest first, those older than `before`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// First and last day in Japan, both inside.
    #[serde(with = "wire::day")]
    pub from: Date,
    #[serde(with = "wire::day")]
    pub to: Date,
    pub doer: Option<Doer>,
    /// How the event begins, e.g. `account.`; empty for all.
    pub event: String,
    /// The last line of the page before.
    pub before: Option<Uuid>,
}

impl AuditFilter {
    /// Lines on one page.
    pub const PAGE: usize = 50;

    /// What was typed into the filter. Days that are none, or the wrong way round, are the usual ones;
    /// [`TypedFilter::problems`] says so.
    pub fn read(typed: &TypedFilter, today: Date) -> Self {
        let to = reading::day(&typed.to).unwrap_or(today);
        let usual = to.checked_sub((USUAL_DAYS - 1).days()).unwrap_or(to);
        let from = reading::day(&typed.from).ok().filter(|from| *from <= to).unwrap_or(usual);
        Self {
            from,
            to,
            doer: typed.doer.parse().ok(),
            event: typed.event.trim().to_ascii_lowercase().replace(char::is_control, ""),
            before: typed.before.parse().ok(),
        }
    }

    /// The first moment inside, and the first one after it.
    pub fn moments(&self) -> (Timestamp, Timestamp) {
        let start = |day: Date| calendar::JST.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        let end = start(self.to).checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
        (start(self.from), end)
    }
}

/// The filter as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedFilter {
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub doer: String,
    #[serde(default)]
    pub event: String,
    #[serde(default)]
    pub before: String,
}

impl TypedFilter {
    /// What is not right with the days: the input, and what the person reads there.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let read = |typed: &str| if typed.trim().is_empty() { None } else { Some(reading::day(typed)) };
        let (from, to) = (read(&self.from), read(&self.to));
        let mut problems = Vec::new();
        for (input, label, read) in [("from", "開始日", from), ("to", "終了日", to)] {
            if let Some(Err(problem)) = read {
                problems.push((input, problem.message(label)));
            }
        }
        if let (Some(Ok(from)), Some(Ok(to))) = (from, to)
            && from > to
        {
            problems.push(("from", "「開始日」は、終了日以前の日付にしてください。".into()));
        }
        problems
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    pub id: Uuid,
    #[serde(with = "wire::moment")]
    pub at: Timestamp,
    pub doer: Doer,
    /// Who it was, when the account still exists.
    pub name: Option<String>,
    /// `capability.event`; of a line that another release wrote it may be none of [`EventName`].
    pub event: String,
    /// Whom or what it was about; the name when that is a member, a facility or somebody of the office.
    pub subject: Option<String>,
    /// Ids and numbers, never typed text: `set: specialist, slot: 3`.
    pub detail: String,
    pub client: String,
}

impl AuditLine {
    /// What the event is called; nothing when this program does not know it.
    pub fn event_label(&self) -> Option<&'static str> {
        self.event.parse().ok().map(EventName::label)
    }
}

/// 「監査ログ」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub filter: AuditFilter,
    /// The days as typed, where one of them could not be taken, and why: the lines are then those of the usual days.
    pub refused: Option<(TypedFilter, Vec<(String, String)>)>,
    pub lines: Vec<AuditLine>,
    /// There are older ones.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_that_are_none_are_the_usual_ones() {
        let today = date(2026, 10, 1);
        for (from, to, expected) in [
            ("", "", (date(2026, 9, 1), today)),
            ("2026-04-01", "", (date(2026, 4, 1), today)),
            ("", "2026-04-30", (date(2026, 3, 31), date(2026, 4, 30))),
            ("2026-04-01", "2026-04-01", (date(2026, 4, 1), date(2026, 4, 1))),
            ("2026-04-02", "2026-04-01", (date(2026, 3, 2), date(2026, 4, 1))),
            ("soon", "2026-02-30", (date(2026, 9, 1), today)),
        ] {
            let typed = TypedFilter { from: from.into(), to: to.into(), ..TypedFilter::default() };
            let read = AuditFilter::read(&typed, today);
            assert_eq!((read.from, read.to), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn b26_days_that_are_not_taken_are_said() {
        for (from, to, expected) in [
            ("", "", vec![]),
            ("2026-04-01", "2026-04-01", vec![]),
            ("0026-04-01", "", vec!["from"]),
            ("2026-04-01", "9999-12-31", vec!["to"]),
            ("2206-04-01", "soon", vec!["from", "to"]),
            ("2026-04-02", "2026-04-01", vec!["from"]),
        ] {
            let typed = TypedFilter { from: from.into(), to: to.into(), ..TypedFilter::default() };
            let inputs: Vec<_> = typed.problems().into_iter().map(|(input, _)| input).collect();
            assert_eq!(inputs, expected, "{from:?} {to:?}");
            let read = AuditFilter::read(&typed, date(2026, 10, 1));
            assert!(read.from.year() > 2000 && read.to.year() < 2100, "{from:?} {to:?}");
        }
    }

    #[test]
    fn days_are_whole_days_in_japan() {
        let typed =
            TypedFilter { from: "2026-04-01".into(), to: "2026-04-02".into(), ..TypedFilter::default() };
        let (first, after) = AuditFilter::read(&typed, date(2026, 10, 1)).moments();
        assert_eq!(first.to_string(), "2026-03-31T15:00:00Z");
        assert_eq!(after.to_string(), "2026-04-02T15:00:00Z");
    }

    #[test]
    fn words_that_mean_nothing_filter_nothing() {
        let typed = TypedFilter {
            doer: "nobody".into(),
            event: " Account. ".into(),
            before: "x".into(),
            ..TypedFilter::default()
        };
        let read = AuditFilter::read(&typed, date(2026, 10, 1));
        assert_eq!((read.doer, read.event.as_str(), read.before), (None, "account.", None));
        for doer in Doer::ALL {
            assert_eq!(doer.key().parse(), Ok(doer));
        }
    }
}
