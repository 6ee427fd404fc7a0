//! How long a text is: counted by grapheme, bounded by that and by what is behind it.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

/// Most code points that make one character: a letter with seven marks, a family of four with its joiners.
const CODE_POINTS: usize = 8;
/// Most bytes for each character, in all: three for each of its code points, as Japanese takes.
const BYTES: usize = 3 * CODE_POINTS;

/// How long a text may be, in characters as a person counts them. Those say little about what the text costs: one letter
/// can carry thirty thousand marks. So a limit cannot be asked without its second half, the code points of each character
/// and, with the bytes, of the whole text as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Limit(usize);

/// Why a text is beyond its [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// More characters than allowed, as a person counts them.
    Characters { limit: usize, count: usize },
    /// Few enough characters, but too much behind them: marks heaped on one, or blanks around them all. [`overladen`] says
    /// so.
    Overladen,
}

impl Limit {
    /// At most so many characters.
    pub const fn of(characters: usize) -> Self {
        Self(characters)
    }

    /// The number that people read.
    pub const fn characters(self) -> usize {
        self.0
    }

    /// How many characters the text has, as [`count`] counts them.
    ///
    /// # Errors
    /// Refuses a text that is beyond the limit or its second half.
    pub fn check(self, typed: &str) -> Result<usize, Beyond> {
        let count = self.check_draft(typed)?;
        let heap = |character: &str| character.chars().count() > CODE_POINTS;
        if typed.graphemes(true).any(heap) { Err(Beyond::Overladen) } else { Ok(count) }
    }

    /// The same for what is only kept, where nobody has been asked yet to put it right (C3): the text as a whole, without
    /// a look at its characters.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_draft(self, typed: &str) -> Result<usize, Beyond> {
        let count = count(typed);
        if count > self.0 {
            Err(Beyond::Characters { limit: self.0, count })
        } else if typed.chars().count() > CODE_POINTS * self.0 || typed.len() > BYTES * self.0 {
            Err(Beyond::Overladen)
        } else {
            Ok(count)
        }
    }
}

/// The words for [`Beyond::Overladen`]: what is wrong with the text called `what`, and what would help (E5).
pub fn overladen(what: &str) -> String {
    // Put together by hand: the browser's program carries it.
    [what, "に、記号(濁点やアクセントなど)を重ねすぎた文字か、長すぎる空白があります。1文字に重ねる記号は7個までにし、余分な空白を取り除いてください。"].concat()
}

/// How many characters a person counts (grapheme clusters, C4) in what was typed: line breaks are one, whichever way they
/// are written, and spaces and breaks at both ends are none, since they are not kept.
pub fn count(typed: &str) -> usize {
    // Nothing joins over the end of a line; and where nothing can join at all, there is nothing to look up.
    let line = |line: &str| {
        if line.chars().all(stands_alone) { line.chars().count() } else { line.graphemes(true).count() }
    };
    typed.trim().split_inclusive('\n').map(line).sum()
}

/// What Japanese text is made of, as far as it never joins its neighbours.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\n' | ' '..='~'
        // Punctuation; kana without marks of their own; kanji; full width, and half width without ﾞﾟ.
        | '\u{3000}'..='\u{3029}' | 'ぁ'..='ゖ' | '\u{30A0}'..='ヿ'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{FF01}'..='\u{FF9D}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn c4_characters_are_counted_as_a_person_counts_them() {
        for (text, expected) in [
            ("", 0),
            ("痛み", 2),
            ("𠮷", 1),
            ("👨\u{200D}👩\u{200D}👧", 1),
            ("が", 1),
            ("か\u{3099}", 1),
            ("葛\u{E0100}", 1),
            ("一\n二", 3),
            ("一\r\n二", 3),
            ("ｶﾞ", 1),
            ("NRS 7/10", 8),
            (" \n\u{3000}痛み \r\n", 2),
        ] {
            assert_eq!(count(text), expected, "{text:?}");
        }
    }

    #[test]
    fn c4_no_character_that_stands_alone_joins_another() {
        for c in (0..=0xFFFF).filter_map(char::from_u32).filter(|c| stands_alone(*c)) {
            for (before, after) in [(c, 'あ'), ('あ', c), (c, c), ('\r', c), (c, '\r')] {
                let text = format!("{before}{after}");
                assert_eq!(count(&text), text.trim().graphemes(true).count(), "{text:?}");
            }
        }
    }

    /// X01: what people count stays as it was; what is behind one character, and behind all, has an end.
    #[test]
    fn x01_a_limit_in_characters_has_a_second_one() {
        const TEN: Limit = Limit::of(10);
        let marks = |count: usize| "か".to_owned() + &"\u{3099}".repeat(count);
        let beyond = |count| Err(Beyond::Characters { limit: 10, count });
        for (typed, expected) in [
            (String::new(), Ok(0)),
            ("痛".repeat(10), Ok(10)),
            ("痛".repeat(11), beyond(11)),
            ("痛".repeat(2_000), beyond(2_000)),
            // What people write: drawings of a kanji, half-width kana, a Mac's kana, families, flags, lines of Windows.
            ("葛\u{E0100}".repeat(10), Ok(10)),
            ("ｶﾞ".repeat(10), Ok(10)),
            (marks(1).repeat(10), Ok(10)),
            ("👨\u{200D}👩\u{200D}👧".repeat(10), Ok(10)),
            ("👨\u{200D}👩\u{200D}👧\u{200D}👦".to_owned() + &"痛".repeat(9), Ok(10)),
            ("🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}".into(), Ok(1)),
            ("一\r\n".repeat(5) + "二", beyond(11)),
            ("一\r\n".repeat(4) + "二三", Ok(10)),
            (" \u{3000}\n痛み\n ".into(), Ok(2)),
            // Letter by letter.
            (marks(7), Ok(1)),
            (marks(7).repeat(10), Ok(10)),
            (marks(8), Err(Beyond::Overladen)),
            ("痛み\nか".to_owned() + &marks(8), Err(Beyond::Overladen)),
            (marks(30_000), Err(Beyond::Overladen)),
            (marks(100).repeat(10), Err(Beyond::Overladen)),
            (marks(30_000).repeat(11), beyond(11)),
            // In all: blanks are counted by nobody, and joiners before a character by nobody but the machine.
            (" ".repeat(79) + "痛", Ok(1)),
            (" ".repeat(80) + "痛", Err(Beyond::Overladen)),
            ("\u{3000}".repeat(40) + &"𠮷".repeat(10) + &"\u{3000}".repeat(27), Err(Beyond::Overladen)),
            ("a\u{E0101}\u{E0101}\u{E0101}\u{E0101}\u{E0101}\u{E0101}".repeat(10), Err(Beyond::Overladen)),
        ] {
            assert_eq!(TEN.check(&typed), expected, "{} bytes: {typed:.60?}", typed.len());
        }
    }

    /// X01: a draft is asked for nothing but its size, and that of one text is the same.
    #[test]
    fn x01_a_draft_is_bounded_as_a_whole_only() {
        let marks = |count: usize| "か".to_owned() + &"\u{3099}".repeat(count);
        for (typed, expected) in [
            (marks(8), Ok(1)),
            (marks(79), Ok(1)),
            (marks(80), Err(Beyond::Overladen)),
            (" ".repeat(81), Err(Beyond::Overladen)),
            ("痛".repeat(11), Err(Beyond::Characters { limit: 10, count: 11 })),
        ] {
            assert_eq!(Limit::of(10).check_draft(&typed), expected, "{} bytes", typed.len());
        }
    }

    #[test]
    fn x01_an_overladen_text_is_refused_in_words_that_help() {
        let said = overladen("「考察」");
        let marks = CODE_POINTS - 1;
        assert!(said.starts_with("「考察」に、") && said.contains(&format!("{marks}個まで")), "{said}");
        assert!(said.ends_with("取り除いてください。"), "{said}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn c4_counting_by_lines_counts_the_same(text in "(\\PC|[ -~か\u{3099}ﾞｶ\u{200D}👩葛\u{E0100}\r\n]){0,40}") {
            prop_assert_eq!(count(&text), text.trim().graphemes(true).count());
        }

        /// X01: whatever passes is bounded in everything that a machine could count.
        #[test]
        fn x01_what_passes_is_bounded(
            text in "([ \u{3000}\r\nか痛a👩葛]|[\u{300}-\u{36F}\u{3099}ﾞ\u{200D}\u{FE0F}\u{E0100}]{0,9}){0,40}",
            characters in 1_usize..30,
        ) {
            let limit = Limit::of(characters);
            match limit.check(&text) {
                Ok(found) => {
                    prop_assert_eq!(found, count(&text));
                    prop_assert!(found <= characters);
                    prop_assert!(text.graphemes(true).all(|one| one.chars().count() <= 8));
                    prop_assert!(text.chars().count() <= 8 * characters && text.len() <= 24 * characters);
                }
                Err(Beyond::Characters { limit, count: found }) => {
                    prop_assert_eq!((limit, found), (characters, count(&text)));
                    prop_assert!(found > characters);
                }
                Err(Beyond::Overladen) => {
                    prop_assert!(count(&text) <= characters);
                    prop_assert!(
                        text.graphemes(true).any(|one| one.chars().count() > 8)
                            || text.chars().count() > 8 * characters
                            || text.len() > 24 * characters
                    );
                }
            }
            if limit.check(&text).is_ok() {
                prop_assert!(limit.check_draft(&text).is_ok());
            }
        }
    }
}
