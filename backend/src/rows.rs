//! Reading what the rows of several tables have in common. What does not fit is a fault of ours, named by its table.

use std::str::FromStr;

use domain::{period::Period, registry::FacilityKind};

use crate::{Error, Result};

/// 認定期間 and the like: two days, the first not after the last.
pub fn period(table: &'static str, start: jiff_sqlx::Date, end: jiff_sqlx::Date) -> Result<Period> {
    Period::new(start.to_jiff(), end.to_jiff())
        .ok_or_else(|| Error::inconsistent(table, "ends before it starts"))
}

/// A value of a closed vocabulary, by its key.
pub fn word<V: FromStr>(table: &'static str, key: &str) -> Result<V> {
    key.parse().map_err(|_| Error::inconsistent(table, format!("unknown word {key}")))
}

/// 種別, which the database calls as the register does.
pub fn kind(table: &'static str, label: &str) -> Result<FacilityKind> {
    FacilityKind::of_label(label).ok_or_else(|| Error::inconsistent(table, format!("unknown word {label}")))
}
