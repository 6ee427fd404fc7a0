//! Why the rules say no about an import.

use serde::{Deserialize, Serialize};

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum ImportRefused {
    /// The import is not waiting for 「取り込む」: it was done already, or its rows are not right.
    ImportNotChecked,
}

impl ImportRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::ImportNotChecked => "E1",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::ImportNotChecked => "この取り込みは、いまは実行できません。下の「状態」をご確認ください。必要なときは、ファイルを選び直して検査してください。".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ImportRefused as R;
    use crate::refused::is_whole;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<R> {
        let all = vec![R::ImportNotChecked];
        for refused in &all {
            match refused {
                R::ImportNotChecked => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            is_whole(&refused.message(), refused.rule(), &["E1"]);
            assert_eq!(refused.to_string(), refused.message());
        }
    }
}
