//! What is said once after an action of the demo.

use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// One sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DemoFlash {
    /// 「日時を進める」
    ClockMoved,
    /// Nothing was done.
    Failed(AppError),
}

impl From<AppError> for DemoFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for DemoFlash {
    const OF: &'static str = "demo";

    fn message(self) -> String {
        match self {
            Self::ClockMoved => {
                "日時を進めました。その間に行われるはずだった処理は、数秒のうちに済みます。".into()
            }
            Self::Failed(error) => error.message(),
        }
    }

    fn is_refusal(self) -> bool {
        matches!(self, Self::Failed(_))
    }
}
