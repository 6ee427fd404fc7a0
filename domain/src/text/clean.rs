//! How a text is kept (E6): prose as it was typed, with one meaning of its control characters; what is one line, as what a
//! person sees of it.

use super::{compare::is_unseen, radical::unified};

/// A long text as it is kept. Whatever ends a line – browsers post CR LF, Word's manual break is VT, others write FF, NEL
/// or Unicode's own separators – is one LF, so that counts, versions and paper agree everywhere. Of the other control
/// characters, which nobody types and no font draws, only the tab stays. Doing it twice changes nothing.
pub fn unix_lines(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut all = text.chars().peekable();
    while let Some(c) = all.next() {
        match c {
            '\r' if all.peek() == Some(&'\n') => {}
            c if ends_a_line(c) => kept.push('\n'),
            c if c.is_control() && c != '\t' => {}
            c => kept.push(c),
        }
    }
    kept
}

/// A name, a number or an address as it is kept: one line without blanks around it, without anything that nobody sees, and
/// with kanji where a radical was pasted that looks like one. What chooses the drawing of a kanji (葛󠄀) stays; bidirectional
/// controls, which let a name show itself as another one, do not. Doing it twice changes nothing.
pub fn one_line(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if ends_a_line(c) || c == '\t' {
            if !kept.ends_with(char::is_whitespace) {
                kept.push(' ');
            }
        } else if draws_a_kanji(c) || !is_unseen(c) {
            kept.push(unified(c));
        }
    }
    kept.trim().to_owned()
}

fn ends_a_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn draws_a_kanji(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_breaks_are_kept_in_one_way() {
        assert_eq!(unix_lines("一\r\n二\r三\n四"), "一\n二\n三\n四");
        assert_eq!(unix_lines("一\r\n\r\n二"), "一\n\n二");
    }

    #[test]
    fn b17_a_control_character_has_one_meaning_in_every_long_text() {
        for (typed, kept) in [
            ("一\u{B}二", "一\n二"),
            ("一\u{C}二", "一\n二"),
            ("一\u{85}二", "一\n二"),
            ("一\u{2028}二\u{2029}三", "一\n二\n三"),
            ("薬\t量", "薬\t量"),
            ("\0痛\u{1}み\u{1F}\u{7F}\u{9F}", "痛み"),
            ("\r\u{1}\n", "\n\n"),
            // Prose stays as it was typed, also what nobody sees of it.
            (" 葛\u{E0100}西\u{200B} ⻑ １０㎎ ", " 葛\u{E0100}西\u{200B} ⻑ １０㎎ "),
        ] {
            assert_eq!(unix_lines(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn b17_a_name_is_one_line_of_what_is_seen() {
        for (typed, kept) in [
            (" 緩和\u{3000}花子\r\n", "緩和\u{3000}花子"),
            ("丘の\u{B}病院", "丘の 病院"),
            ("丘の\r\n病院", "丘の 病院"),
            ("丘の\u{85}病院\u{2028}", "丘の 病院"),
            ("丘の\t病院", "丘の 病院"),
            ("\u{202E}院病\u{202C}\u{2066}\u{200F}", "院病"),
            ("緩\u{200B}和\u{AD}花\u{2060}子\u{FEFF}\u{0}", "緩和花子"),
            ("⻑⾕川⺠子", "長谷川民子"),
            ("葛\u{E0100}西", "葛\u{E0100}西"),
            ("髙橋 ＡＢＣ", "髙橋 ＡＢＣ"),
            ("\u{200B}\n\u{3000}", ""),
        ] {
            assert_eq!(one_line(typed), kept, "{typed:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn b17_a_cleaned_text_is_stable(text in "(\\PC|[\0-\u{9F}\u{2028}\u{2029}\u{200B}\u{202E}\u{E0100}⻑⼀ 　]){0,30}") {
            let (lines, line) = (unix_lines(&text), one_line(&text));
            prop_assert_eq!(unix_lines(&lines), lines.clone());
            prop_assert!(lines.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control() && !ends_a_line(c)));
            prop_assert_eq!(one_line(&line), line.clone());
            prop_assert!(line.chars().all(|c| draws_a_kanji(c) || !is_unseen(c) && !ends_a_line(c)));
        }
    }
}
