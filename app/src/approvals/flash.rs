//! What is said once after an action of judgements.

use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApprovalFlash {
    Approved,
    Rejected,
    /// 書面による承認 is recorded (P9).
    PaperRecorded,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for ApprovalFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for ApprovalFlash {
    const OF: &'static str = "approvals";

    fn message(self) -> String {
        match self {
            Self::Approved => "承認しました。申請者に通知メールが送られます。".into(),
            Self::Rejected => {
                "非承認にしました。コメントは申請者の編集画面に表示され、通知メールが送られます。".into()
            }
            Self::PaperRecorded => {
                "「承認済み(書面)」として記録しました。申請者に通知メールが送られます。".into()
            }
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::Failed(_))
    }
}
