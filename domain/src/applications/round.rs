//! Rounds of applications: when one may apply, and when what was applied for begins (F1, F2).

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use serde::{Deserialize, Serialize};

use crate::{accounts::Applying, calendar, ids::RoundId, period::Period};

/// 年度 for which a certification is given where the society says nothing else, the one it starts in among them (F1).
pub const VALID_YEARS: u8 = 5;

/// One round: from the first day, 0:00, to the end of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub id: RoundId,
    pub applying: Applying,
    /// 申請期間
    pub window: Period,
    /// 認定開始日
    #[serde(with = "crate::wire::day")]
    pub starts: Date,
}

impl Round {
    /// `2026年8月1日(土) 0:00 〜 2026年8月31日(月) 23:59`
    pub fn hours(&self) -> String {
        format!("{} 0:00 〜 {} 23:59", calendar::long(self.window.start()), calendar::long(self.window.end()))
    }

    /// Where it stands on `today` (F2).
    pub fn phase(&self, today: Date) -> Phase {
        if today < self.window.start() {
            Phase::Coming
        } else if today > self.window.end() {
            Phase::Over
        } else {
            Phase::Open
        }
    }

    /// The certification that is given, for so many 年度 (F1).
    pub fn certified(&self, years: u8) -> Period {
        Period::new(self.starts, certification_end(self.starts, years)).unwrap_or(self.window)
    }
}

/// Where a round stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// 受付前
    Coming,
    /// 受付中
    Open,
    /// 終了
    Over,
}

impl Phase {
    /// The word on screens.
    pub fn label(self) -> &'static str {
        match self {
            Self::Coming => "受付前",
            Self::Open => "受付中",
            Self::Over => "終了",
        }
    }
}

/// March 31 of the last of so many 年度: with five, a certification from October runs 4½ years (F1).
pub fn certification_end(starts: Date, years: u8) -> Date {
    date(calendar::fiscal_year(starts) + i16::from(years), 3, 31)
}

/// The windows that open on or after `today` and within a year, with their start days: February for April 1, August for
/// October 1 (F1).
pub fn default_rounds(today: Date) -> Vec<(Period, Date)> {
    let year = today.year();
    [year, year + 1]
        .into_iter()
        .flat_map(|year| [(date(year, 2, 1), date(year, 4, 1)), (date(year, 8, 1), date(year, 10, 1))])
        .filter(|(opens, _)| *opens >= today && *opens < today.saturating_add(1.year()))
        .filter_map(|(opens, starts)| Some((Period::new(opens, opens.last_of_month())?, starts)))
        .collect()
}

/// What holds for a 種別 on a day (F2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// 申請期間中
    Open(Round),
    /// The next round opens later.
    Next(Round),
    /// No round is known that opens later.
    Unknown,
}

impl Standing {
    /// The round in which one may apply now.
    pub fn open(&self) -> Option<Round> {
        match self {
            Self::Open(round) => Some(*round),
            Self::Next(_) | Self::Unknown => None,
        }
    }

    /// What a page says of it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Open(round) => format!("申請期間: {}", round.hours()),
            Self::Next(round) => {
                format!("現在は申請期間外です。次回の申請期間は、{}です。", round.hours())
            }
            Self::Unknown => "現在は申請期間外です。次回の申請期間は、決まり次第お知らせします。".into(),
        }
    }
}

/// What holds on `today` among the rounds of a 種別.
pub fn standing<'a>(
    rounds: impl IntoIterator<Item = &'a Round>,
    applying: Applying,
    today: Date,
) -> Standing {
    let mut next: Option<Round> = None;
    for round in rounds.into_iter().filter(|round| round.applying == applying) {
        if round.window.contains(today) {
            return Standing::Open(*round);
        }
        if round.window.start() > today
            && next.is_none_or(|known| round.window.start() < known.window.start())
        {
            next = Some(*round);
        }
    }
    next.map_or(Standing::Unknown, Standing::Next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn round(from: Date, to: Date, starts: Date) -> Round {
        Round {
            id: RoundId(Uuid::nil()),
            applying: Applying::Core,
            window: Period::new(from, to).expect("a window"),
            starts,
        }
    }

    fn february() -> Round {
        round(date(2027, 2, 1), date(2027, 2, 28), date(2027, 4, 1))
    }

    fn august() -> Round {
        round(date(2027, 8, 1), date(2027, 8, 31), date(2027, 10, 1))
    }

    #[test]
    fn f1_a_certification_ends_on_march_31_of_the_fifth_year() {
        for (starts, years, ends) in [
            (date(2023, 4, 1), VALID_YEARS, date(2028, 3, 31)),
            (date(2027, 4, 1), VALID_YEARS, date(2032, 3, 31)),
            (date(2027, 10, 1), VALID_YEARS, date(2032, 3, 31)),
            (date(2028, 3, 31), VALID_YEARS, date(2032, 3, 31)),
            (date(2027, 4, 1), 1, date(2028, 3, 31)),
            (date(2027, 10, 1), 3, date(2030, 3, 31)),
        ] {
            assert_eq!(certification_end(starts, years), ends, "{starts}, {years}");
        }
    }

    #[test]
    fn f1_by_default_one_applies_in_february_and_august() {
        for (today, expected) in [
            (date(2026, 11, 24), [(2027, 2, 28, 4), (2027, 8, 31, 10)]),
            (date(2027, 2, 1), [(2027, 2, 28, 4), (2027, 8, 31, 10)]),
            (date(2027, 2, 2), [(2027, 8, 31, 10), (2028, 2, 29, 4)]),
        ] {
            let expected = expected.map(|(year, month, last, starts)| {
                let window = Period::new(date(year, month, 1), date(year, month, last)).expect("a window");
                (window, date(year, starts, 1))
            });
            assert_eq!(default_rounds(today), expected, "{today}");
        }
    }

    #[test]
    fn f2_before_during_and_after_a_round() {
        let rounds = [august(), february()];
        for (today, expected) in [
            (date(2027, 1, 31), Standing::Next(february())),
            (date(2027, 2, 1), Standing::Open(february())),
            (date(2027, 2, 28), Standing::Open(february())),
            (date(2027, 3, 1), Standing::Next(august())),
            (date(2027, 8, 31), Standing::Open(august())),
            (date(2027, 9, 1), Standing::Unknown),
        ] {
            assert_eq!(standing(&rounds, Applying::Core, today), expected, "{today}");
            assert_eq!(standing(&rounds, Applying::Partner, today), Standing::Unknown);
        }
    }

    #[test]
    fn f2_a_round_is_open_on_both_of_its_ends() {
        for (today, expected) in [
            (date(2027, 1, 31), Phase::Coming),
            (date(2027, 2, 1), Phase::Open),
            (date(2027, 2, 28), Phase::Open),
            (date(2027, 3, 1), Phase::Over),
        ] {
            assert_eq!(february().phase(today), expected, "{today}");
        }
    }

    #[test]
    fn f2_the_first_day_begins_at_midnight_and_the_last_ends_at_midnight() {
        assert_eq!(february().hours(), "2027年2月1日(月) 0:00 〜 2027年2月28日(日) 23:59");
        assert!(Standing::Next(february()).sentence().contains("申請期間外"));
    }
}
