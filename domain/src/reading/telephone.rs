//! Telephone numbers of Japan.

use crate::text;

/// Most digits of an extension (内線).
const EXTENSION: usize = 6;

/// A telephone number as it is kept: `03-1234-5678`, then `(代)` for the number of the switchboard and `内線 123` for an
/// extension, where they were typed. Read in any width, with hyphens of any kind, brackets or blanks, and from abroad
/// (`+81 3-…`). Where nothing parts the digits, only those numbers are parted of which the first digits tell how.
pub fn telephone(typed: &str) -> Option<String> {
    let plain = text::identifier(typed).to_lowercase();
    let plain = ["tel", "電話"].iter().find_map(|word| plain.strip_prefix(word)).unwrap_or(&plain);
    let plain = plain.trim_start_matches([':', '.', ' ']);
    let (plain, extension) = extension(plain)?;
    let (plain, switchboard) = switchboard(&plain);
    let parts = parts(&plain)?;
    let mut kept = parts.join("-");
    if switchboard {
        kept.push_str("(代)");
    }
    if let Some(extension) = extension {
        kept.push_str(" 内線 ");
        kept.push_str(&extension);
    }
    Some(kept)
}

/// Takes 「内線123」 from the end. Nothing when what follows the word is no extension.
fn extension(plain: &str) -> Option<(String, Option<String>)> {
    let found = ["内線", "ext"].iter().find_map(|word| plain.split_once(word));
    let Some((before, after)) = found else { return Some((plain.to_owned(), None)) };
    let digits = after.trim_matches([' ', ':', '.', '(', ')', '-']);
    let sound = (1..=EXTENSION).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| (before.trim_end_matches([' ', '(', ',', '、']).to_owned(), Some(digits.to_owned())))
}

/// Takes 「(代)」 and 「(代表)」 away.
fn switchboard(plain: &str) -> (String, bool) {
    match ["(代表)", "(代)", "代表", "代"].iter().find(|word| plain.contains(**word)) {
        Some(word) => (plain.replacen(word, "", 1).trim().to_owned(), true),
        None => (plain.to_owned(), false),
    }
}

/// The digits between hyphens, beginning with 0.
fn parts(plain: &str) -> Option<Vec<String>> {
    if !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '+' | '.')) {
        return None;
    }
    let plain = match plain.strip_prefix("+81") {
        Some(rest) => {
            let rest = rest.trim_start_matches([' ', '-', '.']).replacen("(0)", "", 1);
            let rest = rest.trim_start_matches([' ', '-', '.']);
            // A bracket around the area code stays in front.
            let bracket = if rest.starts_with('(') { "(" } else { "" };
            let rest = rest.trim_start_matches('(');
            [bracket, "0", rest.strip_prefix('0').unwrap_or(rest)].concat()
        }
        None => plain.to_owned(),
    };
    if plain.contains('+') {
        return None;
    }
    let parts: Vec<String> =
        plain.split(['-', ' ', '(', ')', '.']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let digits = parts.concat();
    if !(10..=11).contains(&digits.len()) || !digits.starts_with('0') {
        return None;
    }
    let at: &[usize] = match (digits.len(), digits.get(..4)?) {
        (11, head) if ["050", "060", "070", "080", "090"].iter().any(|mobile| head.starts_with(mobile)) => {
            &[3, 7]
        }
        (11, "0800") | (10, "0120" | "0570" | "0990") => &[4, 7],
        (10, head) if head.starts_with("03") || head.starts_with("06") => &[2, 6],
        _ => return Some(parts),
    };
    let mut parted = Vec::new();
    let mut from = 0;
    for to in at.iter().copied().chain([digits.len()]) {
        parted.push(digits.get(from..to)?.to_owned());
        from = to;
    }
    Some(parted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b18_a_telephone_is_understood_and_kept_in_one_form() {
        for (typed, kept) in [
            ("03-1234-5678", "03-1234-5678"),
            ("0312345678", "03-1234-5678"),
            ("０３－１２３４－５６７８", "03-1234-5678"),
            ("03–1234—5678", "03-1234-5678"),
            ("03―1234─5678", "03-1234-5678"),
            ("03ー1234−5678", "03-1234-5678"),
            ("03(1234)5678", "03-1234-5678"),
            ("(03) 1234-5678", "03-1234-5678"),
            ("(055)123-4567", "055-123-4567"),
            ("0551-23-4567", "0551-23-4567"),
            ("0551234567", "0551234567"),
            ("+81-3-1234-5678", "03-1234-5678"),
            ("+81 (0)3 1234 5678", "03-1234-5678"),
            ("+81 55-123-4567", "055-123-4567"),
            ("＋８１９０１２３４５６７８", "090-1234-5678"),
            ("09012345678", "090-1234-5678"),
            ("0120-123456", "0120-123-456"),
            ("TEL: 03-1234-5678", "03-1234-5678"),
            ("03-1234-5678(代)", "03-1234-5678(代)"),
            ("03-1234-5678 （代表）", "03-1234-5678(代)"),
            ("03-1234-5678 内線123", "03-1234-5678 内線 123"),
            ("03-1234-5678（代） 内線：１２３", "03-1234-5678(代) 内線 123"),
            ("055-123-4567(内線 2211)", "055-123-4567 内線 2211"),
            ("03-1234\u{200B}-5678", "03-1234-5678"),
        ] {
            assert_eq!(telephone(typed).as_deref(), Some(kept), "{typed:?}");
        }
        for typed in [
            "",
            "123",
            "3-1234-5678",
            "03-1234-567",
            "090-1234-56789",
            "+1 212 555 0100",
            "03-1234-5678 内線",
            "03-1234-5678 内線abc",
            "なし",
            "03/1234/5678",
            "+81+3-1234-5678",
        ] {
            assert_eq!(telephone(typed), None, "{typed:?}");
        }
    }
}
