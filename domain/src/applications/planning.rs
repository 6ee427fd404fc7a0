//! What the office may do with rounds (F1): reading what it types, and what may still change once a facility has applied.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ApplicationRefused, Round};
use crate::{
    accounts::Applying,
    period::Period,
    reading::{self, DayProblem},
};

vocabulary! {
    /// One field of a round.
    pub enum RoundField {
        Applying = "applying" "種別",
        Opens = "opens_on" "申請期間の初日",
        Closes = "closes_on" "申請期間の最終日",
        Starts = "starts_on" "認定開始日",
    }
}

/// A round as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedRound {
    #[serde(default)]
    pub applying: String,
    #[serde(default)]
    pub opens_on: String,
    #[serde(default)]
    pub closes_on: String,
    #[serde(default)]
    pub starts_on: String,
}

/// The days of a round: 申請期間, and 認定開始日 after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDays {
    pub window: Period,
    #[serde(with = "crate::wire::day")]
    pub starts: Date,
}

/// Why what was typed makes no round, or may not take the place of the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoundProblem {
    Missing(RoundField),
    NotADay(RoundField),
    /// A day of a year that nobody means.
    StrangeYear(RoundField, i16),
    /// The last day lies before the first.
    ClosesTooEarly,
    /// The last day is over already.
    Over,
    /// 認定開始日 lies before the end of 申請期間.
    StartsTooEarly,
    /// Another round of the same 種別 is open on one of the days.
    Overlaps,
    /// Facilities have applied: the first day is history.
    OpensFixed,
    /// Facilities have applied, and the last day would lie in the past.
    ClosesFixed,
    /// 合格 was given for this day.
    StartFixed,
}

impl RoundProblem {
    /// The field that it stands at.
    pub fn field(self) -> RoundField {
        match self {
            Self::Missing(field) | Self::NotADay(field) | Self::StrangeYear(field, _) => field,
            Self::Overlaps | Self::OpensFixed => RoundField::Opens,
            Self::ClosesTooEarly | Self::Over | Self::ClosesFixed => RoundField::Closes,
            Self::StartsTooEarly | Self::StartFixed => RoundField::Starts,
        }
    }

    /// What the person reads there.
    pub fn message(self) -> String {
        match self {
            Self::Missing(RoundField::Applying) => "「種別」を選択してください。".into(),
            Self::Missing(field) => format!("「{}」を入力してください。", field.label()),
            Self::NotADay(field) => {
                format!("「{}」は、2027-02-01のように、暦にある日付で入力してください。", field.label())
            }
            Self::StrangeYear(field, year) => DayProblem::StrangeYear(year).message(field.label()),
            Self::ClosesTooEarly => "「申請期間の最終日」は、初日以降の日付にしてください。".into(),
            Self::Over => "「申請期間の最終日」が過ぎています。今日以降の日付にしてください。".into(),
            Self::StartsTooEarly => {
                "「認定開始日」は、申請期間の最終日より後の日付にしてください。".into()
            }
            Self::Overlaps => "同じ種別の別の申請期間と重なっています。日付をずらしてください。".into(),
            Self::OpensFixed => {
                "申請した施設があるため、「申請期間の初日」は変更できません。元の日付に戻してください。".into()
            }
            Self::ClosesFixed => {
                "申請した施設があるため、「申請期間の最終日」を過ぎた日にはできません。今日以降の日付にしてください。"
                    .into()
            }
            Self::StartFixed => {
                "この認定開始日で合格した施設があるため、「認定開始日」は変更できません。元の日付に戻してください。"
                    .into()
            }
        }
    }
}

impl TypedRound {
    /// A round as it would be typed.
    pub fn of(round: &Round) -> Self {
        Self {
            applying: round.applying.key().into(),
            opens_on: round.window.start().to_string(),
            closes_on: round.window.end().to_string(),
            starts_on: round.starts.to_string(),
        }
    }

    /// What stands in an input.
    pub fn get(&self, field: RoundField) -> &str {
        match field {
            RoundField::Applying => &self.applying,
            RoundField::Opens => &self.opens_on,
            RoundField::Closes => &self.closes_on,
            RoundField::Starts => &self.starts_on,
        }
    }

    /// 種別, where one is chosen.
    pub fn applying(&self) -> Option<Applying> {
        self.applying.parse().ok()
    }

    /// The days, each in its order.
    ///
    /// # Errors
    /// Everything that is not right with them, in one go.
    pub fn read(&self) -> Result<RoundDays, Vec<RoundProblem>> {
        let mut problems = Vec::new();
        let mut day = |field| {
            let typed = self.get(field).trim();
            let problem = match reading::day(typed) {
                Ok(day) => return Some(day),
                Err(_) if typed.is_empty() => RoundProblem::Missing(field),
                Err(DayProblem::NotADay) => RoundProblem::NotADay(field),
                Err(DayProblem::StrangeYear(year)) => RoundProblem::StrangeYear(field, year),
            };
            problems.push(problem);
            None
        };
        let (opens, closes, starts) =
            (day(RoundField::Opens), day(RoundField::Closes), day(RoundField::Starts));
        let window = opens.zip(closes).and_then(|(opens, closes)| Period::new(opens, closes));
        if window.is_none() && opens.is_some() && closes.is_some() {
            problems.push(RoundProblem::ClosesTooEarly);
        }
        if closes.zip(starts).is_some_and(|(closes, starts)| starts <= closes) {
            problems.push(RoundProblem::StartsTooEarly);
        }
        match (window, starts) {
            (Some(window), Some(starts)) if problems.is_empty() => Ok(RoundDays { window, starts }),
            _ => Err(problems),
        }
    }
}

/// How many applications name a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundUse {
    /// Submitted in it, whatever became of them.
    pub submitted: u32,
    /// Of these, 合格 or 認定中.
    pub passed: u32,
}

/// Why these days cannot be added (F1).
pub fn addable(days: &RoundDays, today: Date) -> Vec<RoundProblem> {
    if days.window.end() < today { vec![RoundProblem::Over] } else { Vec::new() }
}

/// Why these days cannot take the place of those of a round (F1, F9): once facilities have applied, its first day stays, its
/// last day may move but not into the past, and once one of them has passed, 認定開始日 stays.
pub fn changeable(before: &Round, used: RoundUse, after: &RoundDays, today: Date) -> Vec<RoundProblem> {
    let mut problems = Vec::new();
    if used.submitted > 0 {
        if after.window.start() != before.window.start() {
            problems.push(RoundProblem::OpensFixed);
        }
        if after.window.end() != before.window.end() && after.window.end() < today {
            problems.push(RoundProblem::ClosesFixed);
        }
    }
    if used.passed > 0 && after.starts != before.starts {
        problems.push(RoundProblem::StartFixed);
    }
    problems
}

/// May a round be deleted?
///
/// # Errors
/// Refuses once an application names it.
pub fn removable(used: RoundUse) -> Result<(), ApplicationRefused> {
    if used.submitted > 0 { Err(ApplicationRefused::RoundInUse) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::ids::RoundId;

    fn typed(opens: &str, closes: &str, starts: &str) -> TypedRound {
        TypedRound {
            applying: "core".into(),
            opens_on: opens.into(),
            closes_on: closes.into(),
            starts_on: starts.into(),
        }
    }

    fn days(opens: &str, closes: &str, starts: &str) -> RoundDays {
        typed(opens, closes, starts).read().expect("days in their order")
    }

    #[test]
    fn f1_everything_that_is_not_right_is_said_in_one_go() {
        use RoundField::{Closes, Opens, Starts};
        use RoundProblem::{ClosesTooEarly, Missing, NotADay, StartsTooEarly};
        let table: [(TypedRound, &[RoundProblem]); 7] = [
            (typed("", "", ""), &[Missing(Opens), Missing(Closes), Missing(Starts)]),
            (typed("2027-02-30", "2027/02/28", "soon"), &[NotADay(Opens), NotADay(Starts)]),
            // B26
            (
                typed("0027-02-01", "2027-02-28", "9999-04-01"),
                &[RoundProblem::StrangeYear(Opens, 27), RoundProblem::StrangeYear(Starts, 9999)],
            ),
            (typed("2027-02-02", "2027-02-01", "2027-04-01"), &[ClosesTooEarly]),
            (typed("2027-02-01", "2027-02-28", "2027-02-28"), &[StartsTooEarly]),
            (typed("2027-03-01", "2027-02-01", "2027-01-01"), &[ClosesTooEarly, StartsTooEarly]),
            (typed(" ", "2027-02-28", "2027-02-01"), &[Missing(Opens), StartsTooEarly]),
        ];
        for (typed, expected) in table {
            assert_eq!(typed.read(), Err(expected.to_vec()), "{typed:?}");
        }
        let one_day = days("2027-02-01", "2027-02-01", "2027-02-02");
        assert_eq!((one_day.window.start(), one_day.starts), (date(2027, 2, 1), date(2027, 2, 2)));
    }

    #[test]
    fn f1_what_is_over_is_not_planned() {
        let round = days("2027-02-01", "2027-02-28", "2027-04-01");
        assert_eq!(addable(&round, date(2027, 2, 28)), []);
        assert_eq!(addable(&round, date(2027, 3, 1)), [RoundProblem::Over]);
    }

    /// Every day that can move × how far the applications in the round have come.
    #[test]
    fn f1_what_may_change_once_facilities_have_applied() {
        use RoundProblem::{ClosesFixed, OpensFixed, StartFixed};
        let before = Round {
            id: RoundId(Uuid::nil()),
            applying: Applying::Core,
            window: Period::new(date(2027, 2, 1), date(2027, 2, 28)).expect("a window"),
            starts: date(2027, 4, 1),
        };
        let (free, applied, passed) =
            (RoundUse::default(), RoundUse { submitted: 2, passed: 0 }, RoundUse { submitted: 2, passed: 1 });
        let same = days("2027-02-01", "2027-02-28", "2027-04-01");
        let opens = days("2027-01-20", "2027-02-28", "2027-04-01");
        let extended = days("2027-02-01", "2027-03-10", "2027-04-01");
        let cut = days("2027-02-01", "2027-02-10", "2027-04-01");
        let starts = days("2027-02-01", "2027-02-28", "2027-05-01");
        let table: [(&str, RoundUse, RoundDays, &[RoundProblem]); 13] = [
            ("nobody yet", free, opens, &[]),
            ("nobody yet", free, extended, &[]),
            ("nobody yet", free, cut, &[]),
            ("nobody yet", free, starts, &[]),
            ("applied", applied, same, &[]),
            ("applied", applied, opens, &[OpensFixed]),
            ("applied", applied, extended, &[]),
            ("applied", applied, cut, &[ClosesFixed]),
            ("applied", applied, starts, &[]),
            ("passed", passed, same, &[]),
            ("passed", passed, extended, &[]),
            ("passed", passed, starts, &[StartFixed]),
            (
                "passed",
                passed,
                days("2027-01-20", "2027-02-10", "2027-05-01"),
                &[OpensFixed, ClosesFixed, StartFixed],
            ),
        ];
        for (what, used, after, expected) in table {
            assert_eq!(changeable(&before, used, &after, date(2027, 2, 20)), expected, "{what}: {after:?}");
        }
        // After its end it stays as it is, or opens again.
        assert_eq!(changeable(&before, applied, &same, date(2027, 3, 5)), []);
        assert_eq!(changeable(&before, applied, &extended, date(2027, 3, 5)), []);
        assert_eq!(changeable(&before, applied, &extended, date(2027, 3, 11)), [ClosesFixed]);
    }

    #[test]
    fn f1_a_round_that_an_application_names_stays() {
        assert_eq!(removable(RoundUse::default()), Ok(()));
        assert_eq!(removable(RoundUse { submitted: 1, passed: 0 }), Err(ApplicationRefused::RoundInUse));
    }

    #[test]
    fn e5_every_problem_says_what_would_help() {
        let typed =
            RoundField::ALL.into_iter().flat_map(|f| [RoundProblem::Missing(f), RoundProblem::NotADay(f)]);
        let others = [
            RoundProblem::ClosesTooEarly,
            RoundProblem::Over,
            RoundProblem::StartsTooEarly,
            RoundProblem::Overlaps,
            RoundProblem::OpensFixed,
            RoundProblem::ClosesFixed,
            RoundProblem::StartFixed,
        ];
        for problem in typed.chain(others) {
            assert!(problem.message().ends_with("してください。"), "{problem:?}");
            assert!(problem.message().contains(problem.field().label()) || problem == RoundProblem::Overlaps);
        }
    }
}
