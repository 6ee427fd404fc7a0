//! Days that people type.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// The years that a day of the society lies in: its oldest members' and its longest plans'.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// Why what was typed is no day that can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayProblem {
    /// No day of the calendar.
    NotADay,
    /// A day, but of the year 26, 2206 or 9999: somebody's keys slipped.
    StrangeYear(i16),
}

impl DayProblem {
    /// What the person reads at the field; `label` is the field's.
    pub fn message(self, label: &str) -> String {
        match self {
            Self::NotADay => format!("「{label}」を正しい日付で入力してください。例) 2026-04-01"),
            Self::StrangeYear(year) => format!(
                "「{label}」の年が{year:04}年になっています。西暦4桁の年({}〜{}年)をご確認ください。",
                YEARS.start(),
                YEARS.end()
            ),
        }
    }
}

/// A day as [`calendar::parse_day`] reads it, of a year that can be meant.
///
/// # Errors
/// What is no day, and one that lies centuries away.
pub fn day(typed: &str) -> Result<Date, DayProblem> {
    let day = calendar::parse_day(typed).ok_or(DayProblem::NotADay)?;
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(DayProblem::StrangeYear(day.year())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn b26_a_year_that_nobody_means_is_refused_by_its_own_reason() {
        for (typed, expected) in [
            ("2026-04-01", Ok(date(2026, 4, 1))),
            ("１９００/１/１", Ok(date(1900, 1, 1))),
            ("2100-12-31", Ok(date(2100, 12, 31))),
            ("0026-04-01", Err(DayProblem::StrangeYear(26))),
            ("1899-12-31", Err(DayProblem::StrangeYear(1899))),
            ("2206-04-01", Err(DayProblem::StrangeYear(2206))),
            ("9999-12-31", Err(DayProblem::StrangeYear(9999))),
            ("26-04-01", Err(DayProblem::NotADay)),
            ("2026-02-30", Err(DayProblem::NotADay)),
            ("20260-04-01", Err(DayProblem::NotADay)),
            ("", Err(DayProblem::NotADay)),
        ] {
            assert_eq!(day(typed), expected, "{typed:?}");
        }
        assert_eq!(
            DayProblem::StrangeYear(26).message("申請日"),
            "「申請日」の年が0026年になっています。西暦4桁の年(1900〜2100年)をご確認ください。"
        );
    }
}
