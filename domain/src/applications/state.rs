//! The states of an application (F3–F5, F9) and the one table of transitions between them.

use serde::{Deserialize, Serialize};

use super::{ApplicationAction, ApplicationRefused};
use crate::ids::{ApplicationVersionId, CertificationId};

/// Where an application stands, with the facts that only this state has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApplicationState {
    /// 作成中: never submitted.
    Draft,
    /// 申請済み: the office has to look at this version.
    Submitted { version: ApplicationVersionId },
    /// 修正依頼中: the office asked for changes of this version (F5).
    Returned { version: ApplicationVersionId },
    /// 合格: waits for the start day (F9).
    Passed { version: ApplicationVersionId },
    /// 不合格
    Failed { version: ApplicationVersionId },
    /// 認定中: the start day made it this certification (F9).
    Certified { version: ApplicationVersionId, certification: CertificationId },
}

vocabulary! {
    /// The state without its facts.
    pub enum StateName {
        Draft = "draft" "作成中",
        Submitted = "submitted" "申請済み",
        Returned = "returned" "修正依頼中",
        Passed = "passed" "合格",
        Failed = "failed" "不合格",
        Certified = "certified" "認定中",
    }
}

impl ApplicationState {
    pub fn name(&self) -> StateName {
        match self {
            Self::Draft => StateName::Draft,
            Self::Submitted { .. } => StateName::Submitted,
            Self::Returned { .. } => StateName::Returned,
            Self::Passed { .. } => StateName::Passed,
            Self::Failed { .. } => StateName::Failed,
            Self::Certified { .. } => StateName::Certified,
        }
    }

    /// The version that was submitted last.
    pub fn version(&self) -> Option<ApplicationVersionId> {
        match self {
            Self::Draft => None,
            Self::Submitted { version }
            | Self::Returned { version }
            | Self::Passed { version }
            | Self::Failed { version }
            | Self::Certified { version, .. } => Some(*version),
        }
    }

    /// 申請, for the first time or after 修正依頼 (F4, F5).
    ///
    /// # Errors
    /// Refuses in every other state.
    pub fn submit(self, version: ApplicationVersionId) -> Result<Self, ApplicationRefused> {
        match self {
            Self::Draft | Self::Returned { .. } => Ok(Self::Submitted { version }),
            other => Err(other.refuse(ApplicationAction::Submit)),
        }
    }

    /// 修正依頼 (F5).
    ///
    /// # Errors
    /// Refuses unless 申請済み.
    pub fn hand_back(self) -> Result<Self, ApplicationRefused> {
        match self {
            Self::Submitted { version } => Ok(Self::Returned { version }),
            other => Err(other.refuse(ApplicationAction::HandBack)),
        }
    }

    /// 合格 or 不合格 (F9).
    ///
    /// # Errors
    /// Refuses unless 申請済み.
    pub fn decide(self, passed: bool) -> Result<Self, ApplicationRefused> {
        match self {
            Self::Submitted { version } if passed => Ok(Self::Passed { version }),
            Self::Submitted { version } => Ok(Self::Failed { version }),
            other => Err(other.refuse(ApplicationAction::Decide)),
        }
    }

    /// The start day (F9). Nothing when it is not this application's turn, or no more.
    pub fn certify(self, certification: CertificationId) -> Option<Self> {
        match self {
            Self::Passed { version } => Some(Self::Certified { version, certification }),
            _ => None,
        }
    }

    pub(super) fn refuse(&self, action: ApplicationAction) -> ApplicationRefused {
        ApplicationRefused::ApplicationState { action, state: self.name() }
    }
}
