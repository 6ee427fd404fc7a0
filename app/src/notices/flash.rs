//! What is said once after an action with the outbox.

use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailFlash {
    /// 「再送」
    MailRevived,
    /// Somebody else was faster, or the mail is gone.
    MailNotDead,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for MailFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for MailFlash {
    const OF: &'static str = "mail";

    fn message(self) -> String {
        match self {
            Self::MailRevived => "もう一度送信します。結果は、この一覧に表示されます。".into(),
            Self::MailNotDead => {
                "再送できるのは「送信失敗」のメールだけです。一覧で最新の状態をご確認ください。".into()
            }
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::MailNotDead | Self::Failed(_))
    }
}
