//! What is said once after something was done with a linkage.

use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkFlash {
    Approved,
    Refused,
    Withdrawn,
    Dissolved,
    Asked,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for NetworkFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for NetworkFlash {
    const OF: &'static str = "network";

    fn message(self) -> String {
        match self {
            Self::Approved => "連携を承認しました。連携施設に通知メールが送られます。".into(),
            Self::Refused => "連携の申請を否認しました。連携施設に通知メールが送られます。".into(),
            Self::Withdrawn => "連携の申請を取り下げました。基幹施設に通知メールが送られます。".into(),
            Self::Dissolved => "連携を解除しました。連携の相手に通知メールが送られます。".into(),
            Self::Asked => "連携を申請しました。基幹施設に通知メールが送られます。".into(),
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::Failed(_))
    }
}
