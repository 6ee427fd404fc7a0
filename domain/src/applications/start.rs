//! What the start day gives, where the facility may hold records of the same 種別 already (F1, F9).

use super::Round;
use crate::{ids::CertificationId, period::Period};

/// What becomes of an application that has passed, on the start day of its round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// A new record. One that still runs ends the day before.
    Given { period: Period, cut: Option<(CertificationId, Period)> },
    /// The register has the record already: the society's own lists were faster.
    Known(CertificationId),
}

/// Records of one 種別 of one facility never overlap. `years`: 年度 for which the society certifies (F1); `held`: the records
/// that there are.
pub fn begin(round: &Round, years: u8, held: &[(CertificationId, Period)]) -> Beginning {
    let given = round.certified(years);
    let starts = given.start();
    if let Some((known, _)) = held.iter().find(|(_, period)| period.start() == starts) {
        return Beginning::Known(*known);
    }
    let day_before = |day: jiff::civil::Date| day.yesterday().unwrap_or(day);
    let next = held.iter().map(|(_, period)| period.start()).filter(|start| given.contains(*start)).min();
    let end = next.map_or(given.end(), day_before);
    let running = held.iter().find(|(_, period)| period.start() < starts && period.contains(starts));
    Beginning::Given {
        period: Period::new(starts, end).unwrap_or(given),
        cut: running.and_then(|(id, period)| Some((*id, Period::new(period.start(), day_before(starts))?))),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use uuid::Uuid;

    use super::{super::VALID_YEARS, *};
    use crate::{accounts::Applying, ids::RoundId};

    fn period(from: Date, to: Date) -> Period {
        Period::new(from, to).expect("a period")
    }

    #[test]
    fn f9_records_of_one_kind_follow_each_other() {
        let round = Round {
            id: RoundId(Uuid::nil()),
            applying: Applying::Core,
            window: period(date(2027, 2, 1), date(2027, 2, 28)),
            starts: date(2027, 4, 1),
        };
        let id = CertificationId(Uuid::from_u128(1));
        let whole = period(date(2027, 4, 1), date(2032, 3, 31));
        let given = |period, cut| Beginning::Given { period, cut };
        for (held, expected) in [
            (None, given(whole, None)),
            // Over the day before: nothing to cut.
            (Some((date(2022, 4, 1), date(2027, 3, 31))), given(whole, None)),
            // Still running.
            (
                Some((date(2024, 4, 1), date(2029, 3, 31))),
                given(whole, Some((id, period(date(2024, 4, 1), date(2027, 3, 31))))),
            ),
            // The office imported it before the start day was caught up.
            (Some((date(2027, 4, 1), date(2032, 3, 31))), Beginning::Known(id)),
            // One that begins later keeps its days.
            (
                Some((date(2027, 10, 1), date(2032, 3, 31))),
                given(period(date(2027, 4, 1), date(2027, 9, 30)), None),
            ),
        ] {
            let held: Vec<_> = held.iter().map(|(from, to)| (id, period(*from, *to))).collect();
            assert_eq!(begin(&round, VALID_YEARS, &held), expected, "{held:?}");
        }
    }
}
