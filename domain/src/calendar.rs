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

/// Longest text that is read as a day, in bytes: there is room for blanks around one.
const LONGEST_DAY: usize = 64;

/// A day typed into a native date input (`2026-04-01`) or by hand (`2026/4/1`, `2026年4月1日`, in any width and with any
/// hyphen), with all four digits of the year. Of any year: what somebody types is asked of [`crate::reading::day`].
pub fn parse_day(typed: &str) -> Option<Date> {
    if typed.len() > LONGEST_DAY {
        return None;
    }
    // By hand, not by Unicode's tables: the browser's program reads days too.
    let plain: String = typed.chars().filter_map(day_sign).collect();
    let plain = plain.trim();
    let plain = plain.strip_suffix('日').unwrap_or(plain);
    let mut parts = plain.split(['-', '/']).map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || year.len() != 4 || ![year, month, day].into_iter().all(digits) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A character of a day in plain width, 年 and 月 as hyphens; nothing for what nobody sees.
fn day_sign(c: char) -> Option<char> {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
        '／' => Some('/'),
        '年' | '月' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '－' | 'ー' => {
            Some('-')
        }
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn days_begin_at_midnight_in_japan() {
        for (moment, expected) in [
            ("2026-03-31T14:59:59Z", date(2026, 3, 31)),
            ("2026-03-31T15:00:00Z", date(2026, 4, 1)),
            ("2026-12-31T15:00:00Z", date(2027, 1, 1)),
            ("2026-11-22T00:00:00Z", date(2026, 11, 22)),
        ] {
            assert_eq!(day(at(moment)), expected, "{moment}");
        }
    }

    /// P8: April–March, by the day in Japan.
    #[test]
    fn p8_the_fiscal_year_begins_on_the_first_of_april_in_japan() {
        for (moment, expected) in [
            ("2026-03-31T14:59:59Z", 2025),
            ("2026-03-31T15:00:00Z", 2026),
            ("2027-03-31T14:59:59Z", 2026),
            ("2026-12-31T15:00:00Z", 2026),
        ] {
            assert_eq!(fiscal_year(day(at(moment))), expected, "{moment}");
        }
    }

    #[test]
    fn days_and_times_are_written_as_the_society_writes_them() {
        let moment = at("2026-04-01T05:03:59Z");
        assert_eq!(slashed(day(moment)), "2026/04/01");
        assert_eq!(long(day(moment)), "2026年4月1日(水)");
        assert_eq!(clock(moment), "14:03");
        assert_eq!(stamp(moment), "2026/04/01 14:03");
        let week: Vec<String> = (22..=28).map(|d| long(date(2026, 11, d))).collect();
        for (long, weekday) in week.iter().zip(["日", "月", "火", "水", "木", "金", "土"]) {
            assert!(long.ends_with(&format!("({weekday})")), "{long}");
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for (typed, expected) in [
            ("2026-04-01", Some(date(2026, 4, 1))),
            ("2026/4/1", Some(date(2026, 4, 1))),
            (" 2026-04-01 ", Some(date(2026, 4, 1))),
            ("２０２６／０４／０１", Some(date(2026, 4, 1))),
            ("2026年4月1日", Some(date(2026, 4, 1))),
            ("2026–04—01", Some(date(2026, 4, 1))),
            ("\u{200E}2026/\u{200E}4/\u{200E}1", Some(date(2026, 4, 1))),
            ("2024-02-29", Some(date(2024, 2, 29))),
            ("2025-02-29", None),
            ("2026-02-30", None),
            ("2026-13-01", None),
            ("2026-00-10", None),
            ("2026-04", None),
            ("2026-04-01-02", None),
            ("26-4-1", None),
            ("+2026-4-1", None),
            ("20260401", None),
            ("令和8年4月1日", None),
            ("", None),
        ] {
            assert_eq!(parse_day(typed), expected, "{typed:?}");
        }
    }
}
