//! Refusals on the side of facilities and of the office. Apart from the members': their pages live in no browser, whose
//! program need not carry these words (docs/adr/0010).

use serde::{Deserialize, Serialize};

use super::LinkageRefused;
use crate::{
    applications, cases,
    facilities::{self, ChangeName},
    text,
};

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
    /// A linkage does not allow it (F10).
    #[error(transparent)]
    Linkage(#[from] LinkageRefused),
    /// A member who has left cannot sign in, so there is no password to set (A9).
    MemberHasLeft,
    /// The facility has no log-in address that a mail could go to (A5).
    NoLoginAddress,
    /// What was typed is no e-mail address.
    NotAnAddress,
    /// Another facility signs in with this address (A1, A8).
    LoginAddressTaken,
    /// The facility signs in with this address already.
    SameLoginAddress,
    /// Another facility got the address while its link was waiting (A1).
    LoginAddressGone,
    /// No change of the log-in address is under way that could be withdrawn.
    NoAddressAsked,
    /// The import is not waiting for 「取り込む」: it was done already, or its rows are not right.
    ImportNotChecked,
    /// No paper can be recorded for a case in this state (P9).
    PaperState(cases::StateName),
    /// The case has changes that are not registered, so the paper would approve another text (P9).
    PaperOfOlderText,
    /// What is said of the paper is not right, or no longer (P9).
    PaperNotRight,
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
    /// The number of the rule in `docs/rules.md`.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Linkage(refused) => refused.rule(),
            Self::RoundInUse | Self::RoundOvertaken => "F1",
            Self::MemberHasLeft => "A9",
            Self::NoLoginAddress => "A5",
            Self::LoginAddressTaken => "A8",
            Self::NotAnAddress | Self::SameLoginAddress | Self::LoginAddressGone | Self::NoAddressAsked => {
                "A1"
            }
            Self::ImportNotChecked => "E1",
            Self::PaperState(_) | Self::PaperOfOlderText | Self::PaperNotRight => "P9",
            Self::NotYourApplication | Self::NotYourChange => "E3",
            Self::OnlyOfficeChanges
            | Self::OnlyAsker
            | Self::ChangeState { .. }
            | Self::AlreadyAsked
            | Self::ReasonNeeded
            | Self::ReasonTooLong { .. }
            | Self::ReasonOverladen => "F13",
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
    pub fn message(&self) -> String {
        match self {
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
            Self::WordsNeeded => "施設に伝える内容を、定型文から選ぶか、入力してください。".into(),
            Self::WordsTooLong { count } => format!(
                "施設に伝える内容は、定型文とあわせて{}文字以内にしてください(現在{count}文字)。",
                applications::WORDS_LIMIT.characters()
            ),
            Self::WordsOverladen => text::overladen("施設に伝える内容"),
            Self::NoApplicationChosen => "申請が選択されていません。一覧で申請を選択してください。".into(),
            Self::TooManyChosen { count } => format!(
                "一度に決定できるのは{}件までです(現在{count}件)。選択を減らしてください。",
                applications::MOST_AT_ONCE
            ),
            Self::ApplicationsMixed { count } => format!(
                "選択した申請のうち{count}件は、いまは「申請済み」ではないため、どの申請も決定しませんでした。一覧で最新の状態を確認し、選択し直してください。"
            ),
            Self::ApplicationOvertaken => "画面を開いたあとに、施設が内容を修正して、もう一度申請しました。最新の内容を確認してから決定してください。".into(),
            Self::RoundInUse => "申請した施設があるため、この申請期間は削除できません。受け付けを終えるには、「申請期間の最終日」を変更してください。".into(),
            Self::RoundOvertaken => "別の担当者が、この申請期間を先に変更しました。最新の内容を確認して、もう一度お手続きください。".into(),
            Self::Linkage(refused) => refused.message(),
            Self::MemberHasLeft => "退会した会員はログインできないため、パスワード設定のメールは送れません。再入会のときは、先に会員データを更新してください。".into(),
            Self::NoLoginAddress => "ログイン用メールアドレスが登録されていません。先に「ログイン用メールアドレスの変更」で登録してください。".into(),
            Self::NotAnAddress => "「新しいメールアドレス」の形が正しくありません。例) sample@sample.com のように入力してください。".into(),
            Self::PaperState(state) => format!(
                "状態が「{}」の症例には、書面による承認を記録できません。記録できるのは「未承認」「非承認」「承認依頼中」の症例だけです。",
                state.label()
            ),
            Self::PaperOfOlderText => "この症例には、まだ登録していない変更があります。申請者に「登録」を依頼してから、記録してください。".into(),
            Self::PaperNotRight => "入力内容が正しくないか、状況が変わったため、記録しませんでした。もう一度入力してください。".into(),
            Self::ImportNotChecked => "この取り込みは、いまは実行できません。下の「状態」をご確認ください。必要なときは、ファイルを選び直して検査してください。".into(),
            Self::LoginAddressTaken => "入力されたメールアドレスはすでに使われています。別のメールアドレスを入力してください。".into(),
            Self::SameLoginAddress => "入力されたメールアドレスは、いま登録されているものと同じです。変更する場合は、別のメールアドレスを入力してください。".into(),
            Self::LoginAddressGone => "このメールアドレスは、確認のメールをお送りしたあとに別の施設が使い始めたため、変更できませんでした。別のメールアドレスで、もう一度お手続きください。".into(),
            Self::NoAddressAsked => "取り消せる変更がありません。すでに変更が済んだか、新しい手続きに替わったか、有効期間が過ぎています。画面の最新の内容をご確認ください。".into(),
            Self::NotYourApplication | Self::NotYourChange => "この申請は、申請した施設と事務局だけが閲覧できます。".into(),
            Self::OnlyOfficeChanges => "変更と返上を承認できるのは事務局だけです。".into(),
            Self::OnlyAsker => "取り下げられるのは申請した施設だけです。".into(),
            Self::ChangeState { action, state } => format!(
                "「{}」の申請は{}できません。画面を開き直して、最新の状態をご確認ください。",
                state.label(),
                action.label()
            ),
            Self::AlreadyAsked => "同じ内容の申請が承認待ちです。変更するときは、先の申請を取り下げてから申請してください。".into(),
            Self::ReasonNeeded => "差し戻しの理由を入力してください。".into(),
            Self::ReasonTooLong { count } => format!(
                "差し戻しの理由は{}文字以内で入力してください(現在{count}文字)。",
                facilities::REASON_LIMIT.characters()
            ),
            Self::ReasonOverladen => text::overladen("差し戻しの理由"),
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
            FacilityRefused::WordsTooLong { count: 2001 },
            FacilityRefused::WordsOverladen,
            FacilityRefused::NoApplicationChosen,
            FacilityRefused::TooManyChosen { count: 51 },
            FacilityRefused::ApplicationsMixed { count: 2 },
            FacilityRefused::ApplicationOvertaken,
            FacilityRefused::RoundInUse,
            FacilityRefused::RoundOvertaken,
            FacilityRefused::MemberHasLeft,
            FacilityRefused::NoLoginAddress,
            FacilityRefused::NotAnAddress,
            FacilityRefused::LoginAddressTaken,
            FacilityRefused::SameLoginAddress,
            FacilityRefused::LoginAddressGone,
            FacilityRefused::NoAddressAsked,
            FacilityRefused::ImportNotChecked,
            FacilityRefused::PaperOfOlderText,
            FacilityRefused::PaperNotRight,
            FacilityRefused::NotYourChange,
            FacilityRefused::OnlyOfficeChanges,
            FacilityRefused::OnlyAsker,
            FacilityRefused::AlreadyAsked,
            FacilityRefused::ReasonNeeded,
            FacilityRefused::ReasonTooLong { count: 1001 },
            FacilityRefused::ReasonOverladen,
        ];
        all.extend(cases::StateName::ALL.map(FacilityRefused::PaperState));
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
                | FacilityRefused::WordsNeeded
                | FacilityRefused::WordsTooLong { .. }
                | FacilityRefused::WordsOverladen
                | FacilityRefused::NoApplicationChosen
                | FacilityRefused::TooManyChosen { .. }
                | FacilityRefused::ApplicationsMixed { .. }
                | FacilityRefused::ApplicationOvertaken
                | FacilityRefused::RoundInUse
                | FacilityRefused::RoundOvertaken
                | FacilityRefused::Linkage(_)
                | FacilityRefused::MemberHasLeft
                | FacilityRefused::NoLoginAddress
                | FacilityRefused::NotAnAddress
                | FacilityRefused::LoginAddressTaken
                | FacilityRefused::SameLoginAddress
                | FacilityRefused::LoginAddressGone
                | FacilityRefused::NoAddressAsked
                | FacilityRefused::ImportNotChecked
                | FacilityRefused::PaperState(_)
                | FacilityRefused::PaperOfOlderText
                | FacilityRefused::PaperNotRight
                | FacilityRefused::NotYourChange
                | FacilityRefused::OnlyOfficeChanges
                | FacilityRefused::OnlyAsker
                | FacilityRefused::ChangeState { .. }
                | FacilityRefused::AlreadyAsked
                | FacilityRefused::ReasonNeeded
                | FacilityRefused::ReasonTooLong { .. }
                | FacilityRefused::ReasonOverladen => {}
            }
        }
        all
    }

    /// The rules of `docs/rules.md` that can refuse.
    const RULES: [&str; 13] = ["A1", "A5", "A8", "A9", "E1", "E3", "F1", "F2", "F4", "F5", "F9", "F13", "P9"];

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
