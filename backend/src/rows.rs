//! Reading what the rows of several tables have in common. What does not fit is a fault of ours, named by its table.

use std::str::FromStr;

use domain::period::Period;

use crate::{Error, Result};

/// 認定期間 and the like: two days, the first not after the last.
pub fn period(table: &'static str, start: jiff_sqlx::Date, end: jiff_sqlx::Date) -> Result<Period> {
    Period::new(start.to_jiff(), end.to_jiff())
        .ok_or_else(|| Error::inconsistent(table, "ends before it starts"))
}

/// A word of the register: 種別, 資格.
pub fn kind<K: FromStr>(table: &'static str, label: &str) -> Result<K> {
    label.parse().map_err(|_| Error::inconsistent(table, format!("unknown kind {label}")))
}
