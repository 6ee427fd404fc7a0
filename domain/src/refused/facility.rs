//! Refusals on the side of facilities and of the office. Apart from the members': their pages live in no browser, whose
//! program need not carry these words (docs/adr/0010).

use serde::{Deserialize, Serialize};

use crate::{applications, facilities::ChangeName};

/// One reason why the rules say no to a facility or to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum FacilityRefused {
    /// The application is another facility's (E3).
    NotYourApplication,
    /// Only the office decides on applications (F9).
    OnlyOffice,
    /// Only the facility itself changes its application (F4).
    OnlyOwnFacility,
    /// No round of the 種別 is open today (F2).
    RoundClosed,
    /// The state of the application does not allow the action (F4, F5, F9).
    ApplicationState { action: ApplicationAction, state: applications::StateName },
    /// 申請 needs both forms 登録済 (F4).
    FormsIncomplete,
    /// 修正依頼 needs words (F5).
    WordsNeeded,
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
}

/// What somebody wants to do with an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ApplicationAction {
    Read,
    /// 一時保存, 登録, uploading
    Edit,
    /// 申請
    Submit,
    /// 修正依頼
    HandBack,
    /// 合格, 不合格
    Decide,
}

impl ApplicationAction {
    /// Every action, for tables.
    pub const ALL: [Self; 5] = [Self::Read, Self::Edit, Self::Submit, Self::HandBack, Self::Decide];

    /// The word for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "閲覧",
            Self::Edit => "変更",
            Self::Submit => "申請",
            Self::HandBack => "修正依頼",
            Self::Decide => "合否の決定",
        }
    }
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

impl FacilityRefused {
    /// The number of the rule in `rules.md`.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotYourApplication | Self::NotYourChange => "E3",
            Self::OnlyOfficeChanges
            | Self::OnlyAsker
            | Self::ChangeState { .. }
            | Self::AlreadyAsked
            | Self::ReasonNeeded => "F13",
            Self::RoundClosed => "F2",
            Self::OnlyOwnFacility
            | Self::FormsIncomplete
            | Self::ApplicationState {
                action: ApplicationAction::Read | ApplicationAction::Edit | ApplicationAction::Submit,
                ..
            } => "F4",
            Self::WordsNeeded | Self::ApplicationState { action: ApplicationAction::HandBack, .. } => "F5",
            Self::OnlyOffice | Self::ApplicationState { action: ApplicationAction::Decide, .. } => "F9",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(&self) -> String {
        match self {
            Self::NotYourApplication => "この申請は、申請した施設と事務局だけが閲覧できます。".into(),
            Self::OnlyOffice => "この操作は事務局だけが行えます。".into(),
            Self::OnlyOwnFacility => "申請の内容を変更できるのは申請した施設だけです。修正が必要なときは「修正依頼」を送ってください。".into(),
            Self::RoundClosed => "現在は申請期間外です。入力した内容は保管されていますので、次回の申請期間にお手続きください。".into(),
            Self::ApplicationState { action, state } => match (action, state) {
                (ApplicationAction::Edit | ApplicationAction::Submit, applications::StateName::Submitted) => {
                    "申請済みです。内容は変更できません。修正が必要なときは、事務局へお問い合わせください。".into()
                }
                _ => format!(
                    "「{}」の申請は{}できません。画面を開き直して、最新の状態をご確認ください。",
                    state.label(),
                    action.label()
                ),
            },
            Self::FormsIncomplete => "「1.申請書」と「2.概要書」の両方を「登録」してから、申請してください。".into(),
            Self::WordsNeeded => "修正してほしい内容を入力してください。".into(),
            Self::NotYourChange => "この申請は、申請した施設と事務局だけが閲覧できます。".into(),
            Self::OnlyOfficeChanges => "変更と返上を承認できるのは事務局だけです。".into(),
            Self::OnlyAsker => "取り下げられるのは申請した施設だけです。".into(),
            Self::ChangeState { action, state } => format!(
                "「{}」の申請は{}できません。画面を開き直して、最新の状態をご確認ください。",
                state.label(),
                action.label()
            ),
            Self::AlreadyAsked => "同じ内容の申請が承認待ちです。変更するときは、先の申請を取り下げてから申請してください。".into(),
            Self::ReasonNeeded => "差し戻しの理由を入力してください。".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<FacilityRefused> {
        let mut all = vec![
            FacilityRefused::NotYourApplication,
            FacilityRefused::OnlyOffice,
            FacilityRefused::OnlyOwnFacility,
            FacilityRefused::RoundClosed,
            FacilityRefused::FormsIncomplete,
            FacilityRefused::WordsNeeded,
            FacilityRefused::NotYourChange,
            FacilityRefused::OnlyOfficeChanges,
            FacilityRefused::OnlyAsker,
            FacilityRefused::AlreadyAsked,
            FacilityRefused::ReasonNeeded,
        ];
        for action in ChangeAction::ALL {
            let refused = |state| FacilityRefused::ChangeState { action, state };
            all.extend(ChangeName::ALL.map(refused));
        }
        for action in ApplicationAction::ALL {
            let refused = |state| FacilityRefused::ApplicationState { action, state };
            all.extend(applications::StateName::ALL.map(refused));
        }
        for refused in &all {
            match refused {
                FacilityRefused::NotYourApplication
                | FacilityRefused::OnlyOffice
                | FacilityRefused::OnlyOwnFacility
                | FacilityRefused::RoundClosed
                | FacilityRefused::ApplicationState { .. }
                | FacilityRefused::FormsIncomplete
                | FacilityRefused::NotYourChange
                | FacilityRefused::OnlyOfficeChanges
                | FacilityRefused::OnlyAsker
                | FacilityRefused::ChangeState { .. }
                | FacilityRefused::AlreadyAsked
                | FacilityRefused::ReasonNeeded
                | FacilityRefused::WordsNeeded => {}
            }
        }
        all
    }

    /// The rules of `rules.md` that can refuse.
    const RULES: [&str; 6] = ["E3", "F2", "F4", "F5", "F9", "F13"];

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        let help = [
            "してください",
            "ください。",
            "お問い合わせ",
            "だけ",
            "必要です",
            "お手続き",
            "必要はありません",
        ];
        for refused in every() {
            let message = refused.message();
            assert!(message.ends_with('。'), "{refused:?}: {message}");
            assert!(!message.is_ascii() && !message.contains(['!', '！']), "{message}");
            assert!(RULES.contains(&refused.rule()), "{refused:?}");
            assert!(help.iter().any(|words| message.contains(words)), "{refused:?}: {message}");
            assert_eq!(refused.to_string(), message);
        }
    }
}
