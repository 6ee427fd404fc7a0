//! Why the rules say no about a paper (P9).

use serde::{Deserialize, Serialize};

use crate::cases::StateName;

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum PaperRefused {
    /// Only the office records one.
    OnlyOffice,
    /// No paper can be recorded for a case in this state (P9).
    PaperState(StateName),
    /// The case has changes that are not registered, so the paper would approve another text (P9).
    PaperOfOlderText,
    /// What is said of the paper is not right, or no longer (P9).
    PaperNotRight,
}

impl PaperRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::OnlyOffice | Self::PaperState(_) | Self::PaperOfOlderText | Self::PaperNotRight => "P9",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::OnlyOffice => "この操作は事務局だけが行えます。".into(),
            Self::PaperState(state) => format!(
                "状態が「{}」の症例には、書面による承認を記録できません。記録できるのは「未承認」「非承認」「承認依頼中」の症例だけです。",
                state.label()
            ),
            Self::PaperOfOlderText => "この症例には、まだ登録していない変更があります。申請者に「登録」を依頼してから、記録してください。".into(),
            Self::PaperNotRight => "入力内容が正しくないか、状況が変わったため、記録しませんでした。もう一度入力してください。".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PaperRefused as R, *};
    use crate::refused::is_whole;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<R> {
        let mut all = vec![R::OnlyOffice, R::PaperOfOlderText, R::PaperNotRight];
        all.extend(StateName::ALL.map(R::PaperState));
        for refused in &all {
            match refused {
                R::OnlyOffice | R::PaperState(_) | R::PaperOfOlderText | R::PaperNotRight => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            is_whole(&refused.message(), refused.rule(), &["P9"]);
            assert_eq!(refused.to_string(), refused.message());
        }
    }
}
