//! Where a line of text may end. Some texts have no such place for longer than a line: addresses, rows of ─ or ー, languages
//! without blanks whose words nobody here knows.

use domain::text::paper::on_paper;
use unicode_segmentation::UnicodeSegmentation;

/// Characters that may stand beside each other without a place to break: less than a line of the narrowest column.
const UNBROKEN: usize = 30;
/// A place to break that nobody sees.
const PLACE: &str = "\u{200B}";

/// A text for paper that may break before it leaves its line.
pub fn breakable(text: &str) -> String {
    let text = on_paper(text);
    let mut broken = String::with_capacity(text.len());
    let mut row: Vec<&str> = Vec::new();
    for character in text.graphemes(true) {
        if breaks_by_itself(character) {
            close(&mut row, &mut broken);
            broken.push_str(character);
        } else {
            row.push(character);
        }
    }
    close(&mut row, &mut broken);
    broken
}

/// Ends a row: as it was, or with a place to break after each of its characters when it is too long.
fn close(row: &mut Vec<&str>, broken: &mut String) {
    let between = if row.len() > UNBROKEN { PLACE } else { "" };
    broken.push_str(&row.join(between));
    row.clear();
}

/// A line may end before and after it, whatever stands there: kanji, kana without ー and small ones, Hangul, blanks.
fn breaks_by_itself(character: &str) -> bool {
    const SMALL: &str = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";
    character.chars().next().is_some_and(|c| {
        !SMALL.contains(c)
            && matches!(c,
                ' ' | '\n' | '\u{3000}' | '\u{200B}' | 'あ'..='ん' | 'ア'..='ン'
                | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
                | '\u{20000}'..='\u{3FFFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b16_only_rows_without_a_place_to_break_get_one() {
        for text in [
            "疼痛は安静時NRS6、体動時8であった。",
            "オキシコドン徐放錠 10 mg",
            "コーヒー",
            "https://example.jp/",
            "。」)",
        ] {
            assert_eq!(breakable(text), text);
        }
        for row in ["─", "ー", "…", "—", "a", "「", "ไ", "ｱ", "っ"] {
            let broken = breakable(&row.repeat(100));
            assert_eq!(broken.matches(PLACE).count(), 99, "{row}");
            assert_eq!(broken.replace(PLACE, ""), row.repeat(100));
        }
    }
}
