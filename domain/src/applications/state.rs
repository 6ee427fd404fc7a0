//! The states of an application (F3–F5, F9) and the one table of transitions between them.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ApplicationVersionId, CertificationId},
    refused::{ApplicationAction, FacilityRefused},
};

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

/// The state without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateName {
    Draft,
    Submitted,
    Returned,
    Passed,
    Failed,
    Certified,
}

impl StateName {
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Submitted, Self::Returned, Self::Passed, Self::Failed, Self::Certified];

    /// The word on screens.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "作成中",
            Self::Submitted => "申請済み",
            Self::Returned => "修正依頼中",
            Self::Passed => "合格",
            Self::Failed => "不合格",
            Self::Certified => "認定中",
        }
    }

    /// The name in the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Certified => "certified",
        }
    }

    /// The reverse of [`Self::key`].
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
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
    pub fn submit(self, version: ApplicationVersionId) -> Result<Self, FacilityRefused> {
        match self {
            Self::Draft | Self::Returned { .. } => Ok(Self::Submitted { version }),
            other => Err(other.refuse(ApplicationAction::Submit)),
        }
    }

    /// 修正依頼 (F5).
    ///
    /// # Errors
    /// Refuses unless 申請済み.
    pub fn hand_back(self) -> Result<Self, FacilityRefused> {
        match self {
            Self::Submitted { version } => Ok(Self::Returned { version }),
            other => Err(other.refuse(ApplicationAction::HandBack)),
        }
    }

    /// 合格 or 不合格 (F9).
    ///
    /// # Errors
    /// Refuses unless 申請済み.
    pub fn decide(self, passed: bool) -> Result<Self, FacilityRefused> {
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

    pub(super) fn refuse(&self, action: ApplicationAction) -> FacilityRefused {
        FacilityRefused::ApplicationState { action, state: self.name() }
    }
}
