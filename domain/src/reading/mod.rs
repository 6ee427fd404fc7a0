//! How what people type into one line is understood, and the one form in which it is kept (E6): numbers, telephone numbers,
//! postal codes, ふりがな and days.

mod day;
mod number;
mod postal;
mod telephone;

pub use day::{DayProblem, day};
pub use number::number;
pub use postal::postal_code;
pub use telephone::telephone;

use crate::text;

/// ふりがな as it is kept: one line, katakana as hiragana, whatever its width.
pub fn kana(typed: &str) -> String {
    text::one_line(&text::plain(&text::one_line(typed)))
        .chars()
        .map(|c| match c {
            'ァ'..='ヶ' | 'ヽ' | 'ヾ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn facilities_20_kana_is_kept_as_hiragana() {
        for (typed, kept) in [
            ("オカノビョウイン", "おかのびょういん"),
            ("ｵｶﾉﾎｽﾋﾟｽ ｾﾝﾀｰ", "おかのほすぴす せんたー"),
            (" おかの\u{200B}びょういん\n", "おかのびょういん"),
            ("ヴィラ・ヶ", "ゔぃら・ゖ"),
            ("", ""),
        ] {
            assert_eq!(kana(typed), kept, "{typed:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// What was understood is understood as itself.
        #[test]
        fn b18_every_reading_is_stable(typed in "(\\PC|[0-9０-９,，\\-ー―()（）+〒 内線代床]){0,16}") {
            prop_assert_eq!(kana(&kana(&typed)), kana(&typed));
            for read in [postal_code, telephone] {
                if let Some(kept) = read(&typed) {
                    prop_assert_eq!(read(&kept), Some(kept.clone()));
                }
            }
            if let Some(kept) = number(&typed) {
                prop_assert_eq!(number(&kept.to_string()), Some(kept));
            }
        }

        #[test]
        fn b18_a_telephone_is_kept_whatever_its_hyphens(
            digits in "0[1-9][0-9]{8}", hyphen in prop::sample::select(vec!["-", "–", "—", "―", "─", "−", "ー", "－", "‑"]),
        ) {
            let (area, rest) = digits.split_at(3);
            let (town, line) = rest.split_at(3);
            let joined = |hyphen: &str| [area, town, line].join(hyphen);
            prop_assert_eq!(telephone(&joined(hyphen)), telephone(&joined("-")));
        }
    }
}
