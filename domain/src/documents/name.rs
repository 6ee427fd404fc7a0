//! File names as people and machines can bear them.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::TITLE;

/// Longest name before `.pdf`, in bytes: with it, it fits the 255 bytes of every file system.
const LONGEST: usize = 200;
/// What means something to a file system.
const RESERVED: &str = "/\\:*?\"<>|";

/// A name to keep and to show: without folders, control characters, invisible ones and those that turn the direction of
/// writing, composed (a Mac sends か and ゛ apart), not too long, and ending in `.pdf`, whatever it was called.
pub fn tidy_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .nfc()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if RESERVED.contains(c) { '_' } else { c })
        .collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = without_pdf(&words).trim_matches([' ', '.']);
    let short = shortened(stem);
    let stem = short.trim_end_matches([' ', '.']);
    format!("{}.pdf", if stem.is_empty() { TITLE } else { stem })
}

/// Marks that are not seen: joiners, direction, line separators, byte order, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff0}'..='\u{ffff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn without_pdf(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|at| name.split_at_checked(at)) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".pdf") => stem,
        _ => name,
    }
}

/// As many whole characters as fit.
fn shortened(stem: &str) -> String {
    let mut short = String::new();
    for character in stem.graphemes(true) {
        if short.len() + character.len() > LONGEST {
            break;
        }
        short.push_str(character);
    }
    short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn f6_names_are_tidied() {
        for (sent, kept) in [
            ("申請書.pdf", "申請書.pdf"),
            ("申請書.PDF", "申請書.pdf"),
            ("scan 2026-08-01.pdf", "scan 2026-08-01.pdf"),
            ("", "申請書・在籍証明書.pdf"),
            (".pdf", "申請書・在籍証明書.pdf"),
            ("..", "申請書・在籍証明書.pdf"),
            ("\u{0}\u{202e}\u{200b}", "申請書・在籍証明書.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\fakepath\\申請書.pdf", "申請書.pdf"),
            ("申請書\u{202e}fdp.exe", "申請書fdp.exe.pdf"),
            ("申請書\r\nSet-Cookie: a=b.pdf", "申請書Set-Cookie_ a=b.pdf"),
            ("a\"b;c'd%0d.pdf", "a_b;c'd%0d.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("<script>alert(1)</script>.pdf", "script_.pdf"),
            ("か\u{3099}ん.pdf", "がん.pdf"),
            ("一\u{3000}\u{3000}二 .pdf", "一 二.pdf"),
        ] {
            assert_eq!(tidy_name(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_ends_between_two_characters() {
        let name = tidy_name(&"𠮷\u{e0100}".repeat(300));
        assert!(name.len() <= 204 && name.ends_with("\u{e0100}.pdf"), "{name}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_name_is_safe_and_stays_as_it_is(sent in "\\PC*|.*") {
            let name = tidy_name(&sent);
            prop_assert!(name.len() > 4 && name.len() <= 204 && name.strip_suffix(".pdf").is_some());
            prop_assert!(!name.contains(|c: char| c.is_control() || RESERVED.contains(c) || is_invisible(c)));
            prop_assert_eq!(tidy_name(&name), name);
        }
    }
}
