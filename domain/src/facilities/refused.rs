//! Why the rules say no about a change or 返上.

use serde::{Deserialize, Serialize};

use super::{ChangeName, REASON_LIMIT};
use crate::text;

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum ChangeRefused {
    /// The change was asked for by another facility (E3).
    NotYourChange,
    /// Only the office approves changes and 返上 (F13).
    OnlyOfficeChanges,
    /// Only the facility that asked takes it back (F13).
    OnlyAsker,
    /// The state of the change does not allow the action (F13).
    ChangeState { action: ChangeAction, state: ChangeName },
    /// The same is asked for already and waits for the office (F13).
    AlreadyAsked,
    /// 差し戻し needs a reason (F13).
    ReasonNeeded,
    /// The reason of a 差し戻し is longer than allowed (F13).
    ReasonTooLong { count: usize },
    /// It is within the limit as a person counts, but not as a machine does.
    ReasonOverladen,
}

/// What somebody wants to do with a change that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ChangeAction {
    Read,
    /// 取り下げ
    Withdraw,
    /// 承認, 差し戻し
    Decide,
}

impl ChangeAction {
    /// Every action, for tables.
    pub const ALL: [Self; 3] = [Self::Read, Self::Withdraw, Self::Decide];

    /// The word for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "閲覧",
            Self::Withdraw => "取り下げ",
            Self::Decide => "承認・差し戻し",
        }
    }
}

impl ChangeRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::NotYourChange => "E3",
            Self::OnlyOfficeChanges
            | Self::OnlyAsker
            | Self::ChangeState { .. }
            | Self::AlreadyAsked
            | Self::ReasonNeeded
            | Self::ReasonTooLong { .. }
            | Self::ReasonOverladen => "F13",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::NotYourChange => "この申請は、申請した施設と事務局だけが閲覧できます。".into(),
            Self::OnlyOfficeChanges => "変更と返上を承認できるのは事務局だけです。".into(),
            Self::OnlyAsker => "取り下げられるのは申請した施設だけです。".into(),
            Self::ChangeState { action, state } => format!(
                "「{}」の申請は{}できません。画面を開き直して、最新の状態をご確認ください。",
                state.label(),
                action.label()
            ),
            Self::AlreadyAsked => {
                "同じ内容の申請が承認待ちです。変更するときは、先の申請を取り下げてから申請してください。"
                    .into()
            }
            Self::ReasonNeeded => "差し戻しの理由を入力してください。".into(),
            Self::ReasonTooLong { count } => format!(
                "差し戻しの理由は{}文字以内で入力してください(現在{count}文字)。",
                REASON_LIMIT.characters()
            ),
            Self::ReasonOverladen => text::overladen("差し戻しの理由"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeRefused as R, *};
    use crate::refused::is_whole;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<R> {
        let mut all = vec![
            R::NotYourChange,
            R::OnlyOfficeChanges,
            R::OnlyAsker,
            R::AlreadyAsked,
            R::ReasonNeeded,
            R::ReasonTooLong { count: 1001 },
            R::ReasonOverladen,
        ];
        for action in ChangeAction::ALL {
            all.extend(ChangeName::ALL.map(|state| R::ChangeState { action, state }));
        }
        for refused in &all {
            match refused {
                R::NotYourChange
                | R::OnlyOfficeChanges
                | R::OnlyAsker
                | R::ChangeState { .. }
                | R::AlreadyAsked
                | R::ReasonNeeded
                | R::ReasonTooLong { .. }
                | R::ReasonOverladen => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            is_whole(&refused.message(), refused.rule(), &["E3", "F13"]);
            assert_eq!(refused.to_string(), refused.message());
        }
    }
}
