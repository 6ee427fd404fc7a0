//! 郵便番号.

use crate::text;

/// A postal code as it is kept: `123-4567`. Read in any width, with or without its hyphen and 〒.
pub fn postal_code(typed: &str) -> Option<String> {
    let plain = text::identifier(typed);
    let plain = plain.trim_start_matches('〒').trim();
    let digits: String = plain.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let sound = digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (town, block) = sound.then(|| digits.split_at(3))?;
    Some([town, "-", block].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facilities_20_a_postal_code_is_kept_in_one_form() {
        for typed in [
            "123-4567",
            "1234567",
            "〒123-4567",
            "〒 １２３－４５６７",
            "123ー4567",
            "123–4567",
            "123―4567",
            "123 4567",
            "123\u{200B}-4567\u{FEFF}",
        ] {
            assert_eq!(postal_code(typed).as_deref(), Some("123-4567"), "{typed:?}");
        }
        for typed in ["", "123-456", "123-45678", "123-456a", "123/4567", "〒"] {
            assert_eq!(postal_code(typed), None, "{typed:?}");
        }
    }
}
