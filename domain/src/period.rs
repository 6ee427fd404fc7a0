//! Calendar periods in Asia/Tokyo, both ends inclusive, and unions of them.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// Days from `start` to `end`, both inclusive; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    #[serde(with = "crate::wire::day")]
    start: Date,
    #[serde(with = "crate::wire::day")]
    end: Date,
}

impl Period {
    /// The period, or nothing when it would end before it starts.
    pub fn new(start: Date, end: Date) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// First day.
    pub fn start(&self) -> Date {
        self.start
    }

    /// Last day, still inside.
    pub fn end(&self) -> Date {
        self.end
    }

    pub fn contains(&self, day: Date) -> bool {
        self.start <= day && day <= self.end
    }

    /// Does every day of `other` lie in this period?
    pub fn covers(&self, other: &Period) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The days that lie in both.
    pub fn intersect(&self, other: &Period) -> Option<Period> {
        Period::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// `2024/04/01〜2029/03/31`
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〜{}", calendar::slashed(self.start), calendar::slashed(self.end))
    }
}

/// The union of `periods` as sorted, disjoint periods; days that touch are joined without a gap.
pub fn union(periods: impl IntoIterator<Item = Period>) -> Vec<Period> {
    let mut sorted: Vec<Period> = periods.into_iter().collect();
    sorted.sort();
    let mut merged: Vec<Period> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match merged.last_mut() {
            // `tomorrow` fails only on the last day of the calendar, after which nothing can follow.
            Some(last) if last.end.tomorrow().is_ok_and(|day| next.start > day) => merged.push(next),
            Some(last) => last.end = last.end.max(next.end),
            None => merged.push(next),
        }
    }
    merged
}

/// The days that lie in one of `a` and in one of `b`, as sorted, disjoint periods.
pub fn intersection(a: &[Period], b: &[Period]) -> Vec<Period> {
    union(a.iter().flat_map(|x| b.iter().filter_map(move |y| x.intersect(y))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn days(start: i8, end: i8) -> Period {
        Period::new(date(2024, 3, start), date(2024, 3, end)).expect("start before end")
    }

    #[test]
    fn a_period_is_never_empty_and_both_ends_are_inside() {
        assert_eq!(Period::new(date(2024, 3, 2), date(2024, 3, 1)), None);
        let one = days(5, 5);
        assert!(
            one.contains(date(2024, 3, 5))
                && !one.contains(date(2024, 3, 4))
                && !one.contains(date(2024, 3, 6))
        );
        assert_eq!(one.to_string(), "2024/03/05〜2024/03/05");
    }

    #[test]
    fn covers_needs_every_day() {
        for (other, expected) in
            [(days(5, 10), true), (days(6, 9), true), (days(4, 10), false), (days(5, 11), false)]
        {
            assert_eq!(days(5, 10).covers(&other), expected, "{other}");
        }
    }

    #[test]
    fn days_that_touch_are_joined_and_a_gap_of_one_day_stays() {
        assert_eq!(union([days(5, 10), days(1, 4)]), [days(1, 10)]);
        assert_eq!(union([days(6, 10), days(1, 4)]), [days(1, 4), days(6, 10)]);
        assert_eq!(union([days(1, 20), days(3, 4), days(18, 22)]), [days(1, 22)]);
        assert_eq!(union([]), []);
        let last = Period::new(date(2024, 1, 1), Date::MAX).expect("start before end");
        assert_eq!(union([last, days(1, 4)]), [last]);
    }

    proptest! {
        #[test]
        fn a_union_has_the_same_days_and_is_sorted_and_apart(periods in some()) {
            let joined = union(periods.clone());
            for day in (1..=31).map(|d| date(2024, 3, d)) {
                prop_assert_eq!(joined.iter().any(|p| p.contains(day)), periods.iter().any(|p| p.contains(day)));
            }
            for pair in joined.windows(2) {
                prop_assert!(pair[0].end().tomorrow().is_ok_and(|next| next < pair[1].start()), "{:?}", pair);
            }
        }

        #[test]
        fn an_intersection_has_the_days_of_both(a in some(), b in some()) {
            let both = intersection(&a, &b);
            for day in (1..=31).map(|d| date(2024, 3, d)) {
                let expected = a.iter().any(|p| p.contains(day)) && b.iter().any(|p| p.contains(day));
                prop_assert_eq!(both.iter().any(|p| p.contains(day)), expected);
            }
        }
    }

    fn some() -> impl Strategy<Value = Vec<Period>> {
        let period = (1i8..=31, 0i8..=9).prop_map(|(start, more)| days(start, (start + more).min(31)));
        proptest::collection::vec(period, 0..6)
    }
}
