//! What is said once of a file that was not taken (F6).

use domain::documents::DocumentProblem;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, shell::Flash};

/// Why not; the earlier file stays. Said at the field of the file, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentFlash {
    Refused(DocumentProblem),
    /// For a reason that is not in the file.
    Failed(AppError),
}

impl From<AppError> for DocumentFlash {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl Flash for DocumentFlash {
    const OF: &'static str = "documents";

    fn message(self) -> String {
        match self {
            Self::Refused(problem) => problem.message(),
            Self::Failed(error) => error.file_message(),
        }
    }

    fn is_refusal(self) -> bool {
        true
    }
}
