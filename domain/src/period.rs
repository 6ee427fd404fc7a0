//! Calendar periods in Asia/Tokyo, both ends inclusive, and unions of them.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar;

/// Days from `start` to `end`, both inclusive; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    start: Date,
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
