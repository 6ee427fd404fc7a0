//! What is said once after an action of 施設マイページ and of the office about it.

use domain::facilities::About;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FacilityFlash {
    /// The contact data of a facility was changed (F13).
    ContactSaved,
    /// A change or 返上 was asked for (F12, F13).
    ChangeAsked(About),
    ChangeWithdrawn,
    ChangeApproved,
    ChangeRefused,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for FacilityFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for FacilityFlash {
    const OF: &'static str = "facilities";

    fn message(self) -> String {
        match self {
            Self::ContactSaved => "連絡先を変更しました。".into(),
            Self::ChangeAsked(about) => {
                format!("{}を申請しました。結果はメールでお知らせします。", about.label())
            }
            Self::ChangeWithdrawn => "申請を取り下げました。".into(),
            Self::ChangeApproved => "承認しました。施設に通知メールが送られます。".into(),
            Self::ChangeRefused => "差し戻しました。施設に通知メールが送られます。".into(),
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::Failed(_))
    }
}
