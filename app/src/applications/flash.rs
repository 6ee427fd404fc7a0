//! What is said once after an action of applications and their rounds.

use domain::{
    accounts::Applying,
    applications::{Decision, Part},
};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplicationFlash {
    FormSaved(Part),
    FormRegistered(Part),
    /// A newer draft was there; what was sent is kept beside it.
    FormConflict,
    AsideTaken,
    AsideDropped,
    /// 申請 has arrived (F4).
    Applied(Applying),
    /// 申請 was not possible: a form is not right any more.
    NotApplied,
    /// The office has decided about so many applications (F5, F9).
    ApplicationsDecided(Decision, usize),
    /// 「申請期間」 was changed by the office.
    RoundAdded,
    RoundChanged,
    RoundDeleted,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for ApplicationFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for ApplicationFlash {
    const OF: &'static str = "applications";

    fn message(self) -> String {
        match self {
            Self::FormSaved(part) => format!("「{}」を一時保存しました。", part.label()),
            Self::FormRegistered(part) => format!("「{}」を登録しました。", part.label()),
            Self::FormConflict => "別の画面で、より新しい内容が保存されていました。今回の入力は上書きせずに保管しましたので、下の欄で見比べてください。".into(),
            Self::AsideTaken => "選んだ内容を下書きに戻しました。".into(),
            Self::AsideDropped => "別に保管していた内容を破棄しました。".into(),
            Self::Applied(applying) => format!(
                "{}の申請を受け付けました。自動配信メールをお送りしますので、必ずご確認ください。",
                applying.kind().label()
            ),
            Self::NotApplied => {
                "申請できませんでした。学会の登録情報が変わったため、確認が必要な項目があります。「未完了」の書類を開いて「登録」してください。".into()
            }
            Self::ApplicationsDecided(decision, count) => {
                format!("{count}件の申請を「{}」にしました。施設に通知メールが送られます。", decision.label())
            }
            Self::RoundAdded => "申請期間を追加しました。".into(),
            Self::RoundChanged => "申請期間を変更しました。".into(),
            Self::RoundDeleted => "申請期間を削除しました。".into(),
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::FormConflict | Self::NotApplied | Self::Failed(_))
    }
}
