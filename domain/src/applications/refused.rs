//! Why the rules say no about an application or its round.

use serde::{Deserialize, Serialize};

use super::{MOST_AT_ONCE, StateName, WORDS_LIMIT};
use crate::text;

/// One reason why the rules say no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.message())]
pub enum ApplicationRefused {
    /// The application is another facility's (E3).
    NotYourApplication,
    /// Only the office decides on applications (F9).
    OnlyOffice,
    /// Only the facility itself changes its application (F4).
    OnlyOwnFacility,
    /// No round of the 種別 is open today (F2).
    RoundClosed,
    /// The state of the application does not allow the action (F4, F5, F9).
    ApplicationState { action: ApplicationAction, state: StateName },
    /// 申請 needs both forms 登録済 (F4).
    FormsIncomplete,
    /// 修正依頼 needs words (F5).
    WordsNeeded,
    /// A text to a facility is longer than allowed.
    WordsTooLong { count: usize },
    /// A text to a facility is within the limit as a person counts, but not as a machine does.
    WordsOverladen,
    /// No application was chosen.
    NoApplicationChosen,
    /// More applications were chosen than are decided in one go.
    TooManyChosen { count: usize },
    /// So many of those chosen are not 申請済み any more; nothing was done for any.
    ApplicationsMixed { count: usize },
    /// The facility has applied again since the page was opened.
    ApplicationOvertaken,
    /// An application names the round (F1).
    RoundInUse,
    /// Somebody else has changed the round meanwhile (F1).
    RoundOvertaken,
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

impl ApplicationRefused {
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(self) -> &'static str {
        match self {
            Self::RoundInUse | Self::RoundOvertaken => "F1",
            Self::NotYourApplication => "E3",
            Self::RoundClosed => "F2",
            Self::OnlyOwnFacility
            | Self::FormsIncomplete
            | Self::ApplicationState {
                action: ApplicationAction::Read | ApplicationAction::Edit | ApplicationAction::Submit,
                ..
            } => "F4",
            Self::WordsNeeded
            | Self::WordsTooLong { .. }
            | Self::WordsOverladen
            | Self::ApplicationOvertaken
            | Self::ApplicationState { action: ApplicationAction::HandBack, .. } => "F5",
            Self::OnlyOffice
            | Self::NoApplicationChosen
            | Self::TooManyChosen { .. }
            | Self::ApplicationsMixed { .. }
            | Self::ApplicationState { action: ApplicationAction::Decide, .. } => "F9",
        }
    }

    /// What is wrong and what would help, in the words of the screen.
    pub fn message(self) -> String {
        match self {
            Self::NotYourApplication => "この申請は、申請した施設と事務局だけが閲覧できます。".into(),
            Self::OnlyOffice => "この操作は事務局だけが行えます。".into(),
            Self::OnlyOwnFacility => "申請の内容を変更できるのは申請した施設だけです。修正が必要なときは「修正依頼」を送ってください。".into(),
            Self::RoundClosed => "現在は申請期間外です。入力した内容は保管されていますので、次回の申請期間にお手続きください。".into(),
            Self::ApplicationState { action, state } => match (action, state) {
                (ApplicationAction::Edit | ApplicationAction::Submit, StateName::Submitted) => {
                    "申請済みです。内容は変更できません。修正が必要なときは、事務局へお問い合わせください。".into()
                }
                _ => format!(
                    "「{}」の申請は{}できません。画面を開き直して、最新の状態をご確認ください。",
                    state.label(),
                    action.label()
                ),
            },
            Self::FormsIncomplete => "「1.申請書」と「2.概要書」の両方を「登録」してから、申請してください。".into(),
            Self::WordsNeeded => "施設に伝える内容を、定型文から選ぶか、入力してください。".into(),
            Self::WordsTooLong { count } => format!(
                "施設に伝える内容は、定型文とあわせて{}文字以内にしてください(現在{count}文字)。",
                WORDS_LIMIT.characters()
            ),
            Self::WordsOverladen => text::overladen("施設に伝える内容"),
            Self::NoApplicationChosen => "申請が選択されていません。一覧で申請を選択してください。".into(),
            Self::TooManyChosen { count } => format!(
                "一度に決定できるのは{MOST_AT_ONCE}件までです(現在{count}件)。選択を減らしてください。"
            ),
            Self::ApplicationsMixed { count } => format!(
                "選択した申請のうち{count}件は、いまは「申請済み」ではないため、どの申請も決定しませんでした。一覧で最新の状態を確認し、選択し直してください。"
            ),
            Self::ApplicationOvertaken => "画面を開いたあとに、施設が内容を修正して、もう一度申請しました。最新の内容を確認してから決定してください。".into(),
            Self::RoundInUse => "申請した施設があるため、この申請期間は削除できません。受け付けを終えるには、「申請期間の最終日」を変更してください。".into(),
            Self::RoundOvertaken => "別の担当者が、この申請期間を先に変更しました。最新の内容を確認して、もう一度お手続きください。".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ApplicationRefused as R, *};
    use crate::refused::is_whole;

    /// One of each; a new variant does not compile until it stands here.
    fn every() -> Vec<R> {
        let mut all = vec![
            R::NotYourApplication,
            R::OnlyOffice,
            R::OnlyOwnFacility,
            R::RoundClosed,
            R::FormsIncomplete,
            R::WordsNeeded,
            R::WordsTooLong { count: 2001 },
            R::WordsOverladen,
            R::NoApplicationChosen,
            R::TooManyChosen { count: 51 },
            R::ApplicationsMixed { count: 2 },
            R::ApplicationOvertaken,
            R::RoundInUse,
            R::RoundOvertaken,
        ];
        for action in ApplicationAction::ALL {
            all.extend(StateName::ALL.map(|state| R::ApplicationState { action, state }));
        }
        for refused in &all {
            match refused {
                R::NotYourApplication
                | R::OnlyOffice
                | R::OnlyOwnFacility
                | R::RoundClosed
                | R::ApplicationState { .. }
                | R::FormsIncomplete
                | R::WordsNeeded
                | R::WordsTooLong { .. }
                | R::WordsOverladen
                | R::NoApplicationChosen
                | R::TooManyChosen { .. }
                | R::ApplicationsMixed { .. }
                | R::ApplicationOvertaken
                | R::RoundInUse
                | R::RoundOvertaken => {}
            }
        }
        all
    }

    /// E5: a refusal says what is wrong, by which rule, and what would help.
    #[test]
    fn e5_every_refusal_is_a_sentence_with_a_rule_and_help() {
        for refused in every() {
            is_whole(&refused.message(), refused.rule(), &["E3", "F1", "F2", "F4", "F5", "F9"]);
            assert_eq!(refused.to_string(), refused.message());
        }
    }
}
