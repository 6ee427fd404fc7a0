//! How days and moments travel between server and browser: a day as `"2026-04-01"`, a moment as microseconds since 1970.
//!
//! For `#[serde(with = …)]`. jiff's own `serde` reads every form of ISO 8601 and explains what it cannot read; in the
//! browser that would weigh 25 kB, for texts that only our own server writes (docs/adr/0010).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::calendar::parse_day;

/// `Date`
pub mod day {
    use super::{Date, Deserialize, Deserializer, Error, Serializer, parse_day};

    pub fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        parse_day(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a day"))
    }
}

/// `Timestamp`
pub mod moment {
    use super::{Deserialize, Deserializer, Error, Serializer, Timestamp};

    pub fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.as_microsecond())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_microsecond(i64::deserialize(from)?).map_err(|_| D::Error::custom("not a moment"))
    }
}

#[derive(Serialize, Deserialize)]
struct Day(#[serde(with = "day")] Date);

#[derive(Serialize, Deserialize)]
struct Moment(#[serde(with = "moment")] Timestamp);

/// `Option<Date>`
pub mod maybe_day {
    use super::{Date, Day, Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(day: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        day.map(Day).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Day>::deserialize(from)?.map(|Day(day)| day))
    }
}

/// `Vec<Date>`
pub mod days {
    use super::{Date, Day, Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(days: &[Date], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().map(|day| Day(*day)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Date>, D::Error> {
        Ok(Vec::<Day>::deserialize(from)?.into_iter().map(|Day(day)| day).collect())
    }
}

/// `Option<Timestamp>`
pub mod maybe_moment {
    use super::{Deserialize, Deserializer, Moment, Serialize, Serializer, Timestamp};

    pub fn serialize<S: Serializer>(at: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        at.map(Moment).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
        Ok(Option::<Moment>::deserialize(from)?.map(|Moment(at)| at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sent {
        #[serde(with = "maybe_day")]
        day: Option<Date>,
        #[serde(with = "maybe_moment")]
        at: Option<Timestamp>,
    }

    #[test]
    fn days_and_moments_arrive_as_they_were_sent() {
        let at = Timestamp::from_microsecond(1_795_348_980_123_456).expect("a moment");
        for (sent, text) in [
            (
                Sent { day: Some(date(2026, 4, 1)), at: Some(at) },
                r#"{"day":"2026-04-01","at":1795348980123456}"#,
            ),
            (Sent { day: None, at: None }, r#"{"day":null,"at":null}"#),
        ] {
            assert_eq!(serde_json::to_string(&sent).expect("text"), text);
            assert_eq!(serde_json::from_str::<Sent>(text).expect("what was sent"), sent);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [r#"{"day":"2026-02-30","at":null}"#, r#"{"day":null,"at":"2026"}"#] {
            assert!(serde_json::from_str::<Sent>(text).is_err(), "{text}");
        }
    }
}
