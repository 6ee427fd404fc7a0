//! Days and times as the society writes them: Japan Standard Time, 年度 from April to March.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
    tz::Offset,
};

/// Japan Standard Time: nine hours ahead of UTC, without summer time. Kept as an offset, so that the browser needs no
/// time zone database.
pub const JST: Offset = Offset::constant(9);

/// The wall clock in Japan at `at`.
pub fn jst(at: Timestamp) -> DateTime {
    JST.to_datetime(at)
}

/// The calendar day in Japan at `at`.
pub fn day(at: Timestamp) -> Date {
    jst(at).date()
}

/// 年度 of a day: April 2026 to March 2027 is 2026.
pub fn fiscal_year(day: Date) -> i16 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// `2026/04/01`, for tables.
pub fn slashed(day: Date) -> String {
    format!("{:04}/{:02}/{:02}", day.year(), day.month(), day.day())
}

/// `2026年4月1日(水)`, for sentences.
pub fn long(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    };
    format!("{}年{}月{}日({weekday})", day.year(), day.month(), day.day())
}

/// `14:03` in Japan.
pub fn clock(at: Timestamp) -> String {
    let time = jst(at);
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `2026/04/01 14:03` in Japan.
pub fn stamp(at: Timestamp) -> String {
    format!("{} {}", slashed(day(at)), clock(at))
}

/// A day typed into a native date input (`2026-04-01`) or by hand (`2026/4/1`).
pub fn parse_day(typed: &str) -> Option<Date> {
    let mut parts = typed.trim().split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
