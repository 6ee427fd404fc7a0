//! The demo's clock: the days of a society, lived through in minutes.

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    applications::Round,
    calendar::{self, JST},
};

/// How far ahead of the machine the demo's clock may be set, in hours: some twenty years.
pub const FARTHEST_HOURS: i64 = 20 * 366 * 24;

/// A moment as typed, in Japan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedMoment {
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub time: String,
}

/// Why the clock cannot be set to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockProblem {
    NoDay,
    NoTime,
    /// What has happened has happened.
    Backwards,
    TooFar,
}

impl ClockProblem {
    /// Is the time, not the day, what is not right?
    pub fn is_of_time(self) -> bool {
        self == Self::NoTime
    }

    /// What the person reads at the field.
    pub fn message(self) -> &'static str {
        match self {
            Self::NoDay => "「日付」は、2027-02-01のように、暦にある日付で入力してください。",
            Self::NoTime => "「時刻」は、09:30のように、0:00から23:59までで入力してください。",
            Self::Backwards => "日時を戻すことはできません。現在の日時より後にしてください。",
            Self::TooFar => {
                "進められるのは、実際の日時から約20年後までです。それより前の日時にしてください。"
            }
        }
    }
}

impl TypedMoment {
    /// The moment as it would be typed.
    pub fn of(at: Timestamp) -> Self {
        let at = calendar::jst(at);
        Self { date: at.date().to_string(), time: format!("{:02}:{:02}", at.hour(), at.minute()) }
    }

    pub fn is_empty(&self) -> bool {
        self.date.is_empty() && self.time.is_empty()
    }

    /// The moment that is meant, later than `now`, and not too far from what the `machine` says.
    ///
    /// # Errors
    /// Everything that is not right with it.
    pub fn read(&self, now: Timestamp, machine: Timestamp) -> Result<Timestamp, Vec<ClockProblem>> {
        let (day, time) = (calendar::parse_day(&self.date), hour_and_minute(&self.time));
        let (Some(day), Some((hour, minute))) = (day, time) else {
            let missing = [(day.is_none(), ClockProblem::NoDay), (time.is_none(), ClockProblem::NoTime)];
            return Err(missing
                .into_iter()
                .filter_map(|(missing, problem)| missing.then_some(problem))
                .collect());
        };
        let at = JST.to_timestamp(day.at(hour, minute, 0, 0)).map_err(|_| vec![ClockProblem::TooFar])?;
        if at <= now {
            return Err(vec![ClockProblem::Backwards]);
        }
        if at.duration_since(machine) > SignedDuration::from_hours(FARTHEST_HOURS) {
            return Err(vec![ClockProblem::TooFar]);
        }
        Ok(at)
    }
}

fn hour_and_minute(typed: &str) -> Option<(i8, i8)> {
    let (hour, minute) = typed.trim().split_once(':')?;
    let number = |part: &str, below: i8| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten().filter(|number| *number < below)
    };
    Some((number(hour, 24)?, number(minute, 60)?))
}

vocabulary! {
    /// A moment worth going to.
    pub enum Turn {
        /// A round opens (F1).
        Opens = "opens" "次の申請期間の初日",
        /// The last minute of a round (F2).
        LastMinute = "last_minute" "申請期間の最終日の最後の1分",
        /// A certification starts (F9).
        Starts = "starts" "次の認定開始日",
        /// 次の年度
        FiscalYear = "fiscal_year" "次の年度",
    }
}

/// A moment worth going to, and when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jump {
    pub turn: Turn,
    #[serde(with = "crate::wire::moment")]
    pub at: Timestamp,
}

/// The next of each, as far as the known rounds tell.
pub fn jumps(rounds: &[Round], now: Timestamp) -> Vec<Jump> {
    let at = |day: Date, hour, minute| JST.to_timestamp(day.at(hour, minute, 0, 0)).ok();
    let next = |turn, moments: Vec<Option<Timestamp>>| {
        let at = moments.into_iter().flatten().filter(|at| *at > now).min()?;
        Some(Jump { turn, at })
    };
    let year = calendar::fiscal_year(calendar::day(now)) + 1;
    let of = |moment: &dyn Fn(&Round) -> Option<Timestamp>| rounds.iter().map(moment).collect();
    [
        next(Turn::Opens, of(&|round| at(round.window.start(), 0, 0))),
        next(Turn::LastMinute, of(&|round| at(round.window.end(), 23, 59))),
        next(Turn::Starts, of(&|round| at(round.starts, 0, 0))),
        next(Turn::FiscalYear, vec![Date::new(year, 4, 1).ok().and_then(|day| at(day, 0, 0))]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 「デモの日時」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockPage {
    #[serde(with = "crate::wire::moment")]
    pub now: Timestamp,
    /// What the machine's own clock says.
    #[serde(with = "crate::wire::moment")]
    pub machine: Timestamp,
    pub jumps: Vec<Jump>,
    /// What was typed, where something was.
    pub typed: TypedMoment,
    pub problems: Vec<ClockProblem>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::{accounts::Applying, ids::RoundId, period::Period};

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn typed(date: &str, time: &str) -> TypedMoment {
        TypedMoment { date: date.into(), time: time.into() }
    }

    #[test]
    fn the_clock_goes_forward_only_and_in_japan() {
        use ClockProblem::{Backwards, NoDay, NoTime, TooFar};
        let (now, machine) = (at("2027-01-31T15:00:00Z"), at("2026-11-25T00:00:00Z"));
        for (moment, expected) in [
            (typed("2027-02-01", "0:01"), Ok(at("2027-01-31T15:01:00Z"))),
            (typed("2027/4/1", "00:00"), Ok(at("2027-03-31T15:00:00Z"))),
            (typed("2027-02-01", "00:00"), Err(vec![Backwards])),
            (typed("2026-12-31", "23:59"), Err(vec![Backwards])),
            (typed("2027-02-30", "12:00"), Err(vec![NoDay])),
            (typed("2027-02-28", "24:00"), Err(vec![NoTime])),
            (typed("2027-02-28", "12:60"), Err(vec![NoTime])),
            (typed("2027-02-28", "-1:00"), Err(vec![NoTime])),
            (typed("", ""), Err(vec![NoDay, NoTime])),
            (typed("2046-01-01", "00:00"), Ok(at("2045-12-31T15:00:00Z"))),
            (typed("2047-01-01", "00:00"), Err(vec![TooFar])),
            (typed("9999-12-31", "23:59"), Err(vec![TooFar])),
        ] {
            assert_eq!(moment.read(now, machine), expected, "{moment:?}");
        }
        assert_eq!(TypedMoment::of(now), typed("2027-02-01", "00:00"));
    }

    #[test]
    fn one_goes_to_the_next_turn_of_each_kind() {
        use Turn::{FiscalYear, LastMinute, Opens, Starts};
        let round = |applying, opens, closes, starts| Round {
            id: RoundId(Uuid::nil()),
            applying,
            window: Period::new(opens, closes).expect("a window"),
            starts,
        };
        let rounds = [
            round(Applying::Core, date(2027, 2, 1), date(2027, 2, 28), date(2027, 4, 1)),
            round(Applying::Partner, date(2027, 2, 8), date(2027, 2, 20), date(2027, 4, 1)),
            round(Applying::Core, date(2027, 8, 1), date(2027, 8, 31), date(2027, 10, 1)),
        ];
        let told = |now: &str| -> Vec<(Turn, String)> {
            jumps(&rounds, at(now)).into_iter().map(|jump| (jump.turn, calendar::stamp(jump.at))).collect()
        };
        let table: [(&str, &[(Turn, &str)]); 3] = [
            (
                "2027-02-01T00:00:00Z",
                &[
                    (Opens, "2027/02/08 00:00"),
                    (LastMinute, "2027/02/20 23:59"),
                    (Starts, "2027/04/01 00:00"),
                    (FiscalYear, "2027/04/01 00:00"),
                ],
            ),
            // 23:59 on the last day of the second: the next last minute is the first one's.
            (
                "2027-02-20T14:59:00Z",
                &[
                    (Opens, "2027/08/01 00:00"),
                    (LastMinute, "2027/02/28 23:59"),
                    (Starts, "2027/04/01 00:00"),
                    (FiscalYear, "2027/04/01 00:00"),
                ],
            ),
            ("2027-10-01T00:00:00Z", &[(FiscalYear, "2028/04/01 00:00")]),
        ];
        for (now, expected) in table {
            let expected: Vec<_> = expected.iter().map(|(turn, at)| (*turn, (*at).to_owned())).collect();
            assert_eq!(told(now), expected, "{now}");
        }
    }
}
