//! Words of a search for people, folded as the register's keys are.

use domain::text;

/// More words than a name, a kana and a number have are not read.
const MOST: usize = 8;
/// No name in the register is longer.
const LONGEST: usize = 40;

/// One word, folded by [`text::search_key`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word(String);

impl Word {
    /// The folded word.
    pub fn key(&self) -> &str {
        &self.0
    }

    /// For `like`: the word anywhere in a search key.
    pub fn pattern(&self) -> String {
        let mut pattern = String::with_capacity(self.0.len() + 2);
        pattern.push('%');
        for c in self.0.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        pattern
    }

    /// The word as the beginning of a 認定番号: `d0001` and `Ｄ０００１` are D0001.
    pub fn number(&self) -> String {
        self.0.to_uppercase()
    }
}

/// What was typed into a search, as words that must all match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words(Vec<Word>);

impl Words {
    /// Words are separated by spaces of any width.
    pub fn of(typed: &str) -> Self {
        Self(
            typed
                .split_whitespace()
                .take(MOST)
                .map(|word| {
                    Word(text::search_key(word).chars().filter(|c| !c.is_control()).take(LONGEST).collect())
                })
                .filter(|word| !word.0.is_empty())
                .collect(),
        )
    }

    /// The word that finds the fewest people, as far as length tells.
    pub fn longest(&self) -> Option<&Word> {
        self.0.iter().max_by_key(|word| word.0.chars().count())
    }

    pub fn patterns(&self) -> Vec<String> {
        self.0.iter().map(Word::pattern).collect()
    }

    pub fn numbers(&self) -> Vec<String> {
        self.0.iter().map(Word::number).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, Words};

    #[test]
    fn words_are_folded_and_wildcards_are_letters() {
        let words = Words::of("  ﾀｶﾊｼ　10% a_b ");
        assert_eq!(words.patterns(), ["%たかはし%", "%10\\%%", "%a\\_b%"]);
        assert_eq!(Words::of("ｄ０００１").numbers(), ["D0001"]);
        assert_eq!(words.longest().map(Word::key), Some("たかはし"));
        assert_eq!(Words::of(" 　").longest(), None);
    }
}
