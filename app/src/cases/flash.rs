//! What is said once after an action of case reports.

use domain::cases::{Slot, Slots};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseFlash {
    DraftSaved(Slot),
    /// A newer draft was there; what was sent is kept beside it (C11).
    DraftConflict,
    Registered(Slot),
    Deleted(Slot),
    Requested(Slots),
    Withdrawn(Slots),
    AsideTaken,
    AsideDropped,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for CaseFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for CaseFlash {
    const OF: &'static str = "cases";

    fn message(self) -> String {
        match self {
            Self::DraftSaved(slot) => format!("番号{}を一時保存しました。", slot.number()),
            Self::DraftConflict => "別の画面で、より新しい内容が保存されていました。今回の入力は上書きせずに保管しましたので、下の欄で見比べてください。".into(),
            Self::Registered(slot) => format!("番号{}を登録しました。", slot.number()),
            Self::Deleted(slot) => format!("番号{}を削除しました。", slot.number()),
            Self::Requested(slots) => format!("番号{}の承認依頼を送信しました。指導者に通知メールが送られます。", slots.in_words()),
            Self::Withdrawn(slots) => format!("番号{}の承認依頼を取り下げました。指導者にも通知されます。", slots.in_words()),
            Self::AsideTaken => "選んだ内容を下書きに戻しました。".into(),
            Self::AsideDropped => "別に保管していた内容を破棄しました。".into(),
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::DraftConflict | Self::Failed(_))
    }
}
