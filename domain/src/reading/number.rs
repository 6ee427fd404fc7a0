//! Numbers of beds, patients and cases.

use crate::text;

/// What may stand after a number that is asked for in this unit anyway.
const UNITS: [&str; 6] = ["床", "件", "人", "名", "例", "回"];
/// Most digits of a number.
const DIGITS: usize = 6;

/// A whole number of up to six digits: in any width, with commas between the thousands (`1,200`), with its unit (`300床`).
pub fn number(typed: &str) -> Option<u32> {
    let plain = text::plain(typed);
    let plain = plain.trim();
    let plain = UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(plain).trim_end();
    let (digits, groups) = (plain.replace([',', '、'], ""), plain.split([',', '、']).collect::<Vec<_>>());
    let grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3),
        [] => false,
    };
    let sound =
        grouped && (1..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if sound { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b18_a_number_is_read_as_it_is_meant() {
        for (typed, expected) in [
            ("300", Some(300)),
            (" ３００ ", Some(300)),
            ("1,200", Some(1_200)),
            ("１，２００", Some(1_200)),
            ("300床", Some(300)),
            ("1,200 件", Some(1_200)),
            ("12\u{200B}0", Some(120)),
            ("0", Some(0)),
            ("007", Some(7)),
            ("999999", Some(999_999)),
            ("1000000", None),
            ("1,2000", None),
            ("12,00", None),
            (",200", None),
            ("1.5", None),
            ("-3", None),
            ("約300", None),
            ("床", None),
            ("300床床", None),
            ("", None),
        ] {
            assert_eq!(number(typed), expected, "{typed:?}");
        }
    }
}
