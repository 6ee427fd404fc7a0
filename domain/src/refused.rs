//! Refusals: why something may not be done, by which rule, and what would help (E5). They live with what they are about;
//! this is any of them. A refusal holds ids, numbers and words of ours, never a typed text and nothing of another person's
//! data: it can travel to the browser and in an address as it is.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::AccountRefused, applications::ApplicationRefused, approvals::PaperRefused, cases::CaseRefused,
    facilities::ChangeRefused, network::LinkageRefused, registry::ImportRefused,
};

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Account(#[from] AccountRefused),
    #[error(transparent)]
    Application(#[from] ApplicationRefused),
    #[error(transparent)]
    Case(#[from] CaseRefused),
    #[error(transparent)]
    Change(#[from] ChangeRefused),
    #[error(transparent)]
    Import(#[from] ImportRefused),
    #[error(transparent)]
    Linkage(#[from] LinkageRefused),
    #[error(transparent)]
    Paper(#[from] PaperRefused),
}

impl Refused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Account(refused) => refused.rule(),
            Self::Application(refused) => refused.rule(),
            Self::Case(refused) => refused.rule(),
            Self::Change(refused) => refused.rule(),
            Self::Import(refused) => refused.rule(),
            Self::Linkage(refused) => refused.rule(),
            Self::Paper(refused) => refused.rule(),
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        self.to_string()
    }
}

/// E5: a sentence that says what is wrong and what would help, by one of these rules.
#[cfg(test)]
#[track_caller]
pub(crate) fn is_whole(message: &str, rule: &str, rules: &[&str]) {
    let help =
        ["してください", "ください。", "お問い合わせ", "だけ", "必要です", "お手続き", "必要はありません"];
    assert!(message.ends_with('。'), "{message}");
    assert!(!message.is_ascii() && !message.contains(['!', '！']), "{message}");
    assert!(rules.contains(&rule), "{rule}: {message}");
    assert!(help.iter().any(|words| message.contains(words)), "{message}");
}
