//! Text as it stands on paper, where nobody can look at what is behind a character.

mod shown;

use shown::SHOWN;

/// Most characters that a refusal names.
const NAMED: usize = 5;
/// Most empty lines between two others.
const EMPTY_LINES: usize = 2;

/// A text as it is printed: every kind of break is one, what steers a machine or the direction of writing is left out, what
/// glues words together is a plain blank, and empty lines do not fill pages.
pub fn on_paper(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let plain: String = text.chars().filter_map(plain).collect();
    let mut lines: Vec<&str> = Vec::new();
    let mut empty = 0;
    for line in plain.trim_end().split('\n').map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= EMPTY_LINES {
            lines.push(line);
        }
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines[first..].join("\n")
}

/// A character as it is printed, or nothing.
fn plain(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\u{00A0}' | '\u{2007}' | '\u{202F}' => Some(' '),
        c if c.is_control() => None,
        // What joins words without a blank, marks an order of bytes, turns the direction of writing, comments on a text, or
        // asks for an emoji in colour or without: ours have none.
        '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{61C}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{FE0E}'
        | '\u{FE0F}' => None,
        c => Some(c),
    }
}

/// The first few characters that no font of ours has: on paper there would be boxes.
pub fn not_shown(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars().filter_map(plain) {
        if !is_shown(c) && !missing.contains(&c) {
            missing.push(c);
            if missing.len() == NAMED {
                break;
            }
        }
    }
    missing
}

/// Whether a character can be seen on paper, or need not be seen.
pub fn is_shown(c: char) -> bool {
    let unseen = matches!(c, '\n' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    let c = u32::from(c);
    unseen
        || SHOWN
            .binary_search_by(|(first, last)| {
                if *last < c {
                    std::cmp::Ordering::Less
                } else if *first > c {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            })
            .is_ok()
}

/// What is wrong with the text called `what`, and what would help (E5).
pub fn not_on_paper(what: &str, missing: &[char]) -> String {
    let named =
        missing.iter().map(|c| format!("「{c}」(U+{:04X})", u32::from(*c))).collect::<Vec<_>>().concat();
    format!(
        "{what}に、PDFや印刷で表示できない文字があります: {named}。別の文字、またはカタカナやローマ字に書き換えてください。"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_06_what_steers_is_not_printed() {
        for (typed, printed) in [
            ("痛み\n\n二行", "痛み\n\n二行"),
            ("痛み\u{202E}みた", "痛みみた"),
            ("痛み\u{0}\u{7}\u{FEFF}", "痛み"),
            ("一\r\n二\u{B}三\u{2028}四\u{85}五", "一\n二\n三\n四\n五"),
            ("10\u{00A0}mg\tと\u{2060}5\u{202F}mg", "10 mg と5 mg"),
            ("終わり\n\n\n \u{3000}\n", "終わり"),
            ("\n\n始め", "始め"),
            ("\u{3000}字下げ", "\u{3000}字下げ"),
            ("上\n\n\n\n\n\n下", "上\n\n\n下"),
            ("☑\u{FE0F}", "☑"),
            ("葛\u{E0100}", "葛\u{E0100}"),
            (" \n ", ""),
        ] {
            assert_eq!(on_paper(typed), printed, "{typed:?}");
        }
    }

    #[test]
    fn members_06_what_no_font_has_is_known() {
        for shown in [
            "CO₂ H₃ ☑ ☐ ✔ 💊 简体 한글 ไทย",
            "髙橋 𠮷子 葛\u{E0100}",
            "Ångström µg ℃ ㎎ ①–—…─",
            "👨\u{200D}👩\u{200D}👧 が",
        ] {
            assert_eq!(not_shown(shown), [], "{shown}");
        }
        assert_eq!(not_shown("外字\u{E000}と العربية"), ['\u{E000}', 'ا', 'ل', 'ع', 'ر']);
        let said = not_on_paper("「考察」", &['\u{E000}']);
        assert!(said.contains("U+E000") && said.ends_with("ください。"), "{said}");
    }
}
