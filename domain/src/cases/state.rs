//! The states of a case (C8) and the one table of transitions between them. A transition consumes the state and answers
//! the next one or a refusal; nothing else changes a state.

use serde::{Deserialize, Serialize};

use super::{CaseAction, CaseRefused, CaseSet};
use crate::ids::{RequestId, VersionId};

/// Where a case stands, with the facts that only this state has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaseState {
    /// 未登録: an empty slot, or a draft.
    Unregistered,
    /// 未承認: registered, not asked for.
    Registered { version: VersionId },
    /// 承認依頼中: waiting for the supervisor.
    Requested { version: VersionId, request: RequestId },
    /// 承認済み.
    Approved { version: VersionId, request: RequestId },
    /// 非承認; stays so while it is corrected, until it is asked for again.
    Rejected { version: VersionId, request: RequestId },
    /// 登録済: registered in a set that needs no approval.
    Complete { version: VersionId },
}

vocabulary! {
    /// The state without its facts: what screens, filters and the database name.
    pub enum StateName {
        Unregistered = "unregistered" "未登録",
        Registered = "registered" "未承認",
        Requested = "requested" "承認依頼中",
        Approved = "approved" "承認済み",
        Rejected = "rejected" "非承認",
        Complete = "complete" "登録済",
    }
}

impl CaseState {
    pub fn name(&self) -> StateName {
        match self {
            Self::Unregistered => StateName::Unregistered,
            Self::Registered { .. } => StateName::Registered,
            Self::Requested { .. } => StateName::Requested,
            Self::Approved { .. } => StateName::Approved,
            Self::Rejected { .. } => StateName::Rejected,
            Self::Complete { .. } => StateName::Complete,
        }
    }

    /// The version registered last.
    pub fn version(&self) -> Option<VersionId> {
        match self {
            Self::Unregistered => None,
            Self::Registered { version }
            | Self::Complete { version }
            | Self::Requested { version, .. }
            | Self::Approved { version, .. }
            | Self::Rejected { version, .. } => Some(*version),
        }
    }

    /// The request that made the state what it is.
    pub fn request(&self) -> Option<RequestId> {
        match self {
            Self::Requested { request, .. }
            | Self::Approved { request, .. }
            | Self::Rejected { request, .. } => Some(*request),
            Self::Unregistered | Self::Registered { .. } | Self::Complete { .. } => None,
        }
    }

    /// May the draft be changed? (C9)
    pub fn edit(self) -> Result<Self, CaseRefused> {
        match self {
            Self::Requested { .. } | Self::Approved { .. } => Err(self.refuse(CaseAction::Edit)),
            other => Ok(other),
        }
    }

    /// 登録: a new version. 非承認 stays 非承認 until it is asked for again (C8).
    pub fn register(self, set: CaseSet, version: VersionId) -> Result<Self, CaseRefused> {
        match self {
            Self::Unregistered | Self::Registered { .. } if set.needs_approval() => {
                Ok(Self::Registered { version })
            }
            Self::Unregistered | Self::Complete { .. } if !set.needs_approval() => {
                Ok(Self::Complete { version })
            }
            Self::Rejected { request, .. } if set.needs_approval() => Ok(Self::Rejected { version, request }),
            other => Err(other.refuse(CaseAction::Register)),
        }
    }

    /// 承認依頼 (P2).
    pub fn request_approval(self, request: RequestId) -> Result<Self, CaseRefused> {
        match self {
            Self::Registered { version } | Self::Rejected { version, .. } => {
                Ok(Self::Requested { version, request })
            }
            other => Err(other.refuse(CaseAction::Request)),
        }
    }

    /// 承認依頼の取り下げ (P2): back to 未承認.
    pub fn withdraw(self) -> Result<Self, CaseRefused> {
        match self {
            Self::Requested { version, .. } => Ok(Self::Registered { version }),
            other => Err(other.refuse(CaseAction::Withdraw)),
        }
    }

    /// 承認 by the supervisor who was asked (P5).
    pub fn approve(self) -> Result<Self, CaseRefused> {
        match self {
            Self::Requested { version, request } => Ok(Self::Approved { version, request }),
            other => Err(other.refuse(CaseAction::Approve)),
        }
    }

    /// 非承認 by the supervisor who was asked (P5, P6).
    pub fn reject(self) -> Result<Self, CaseRefused> {
        match self {
            Self::Requested { version, request } => Ok(Self::Rejected { version, request }),
            other => Err(other.refuse(CaseAction::Reject)),
        }
    }

    /// 削除: everything but 承認依頼中 (C10).
    pub fn delete(self) -> Result<(), CaseRefused> {
        match self {
            Self::Requested { .. } => Err(self.refuse(CaseAction::Delete)),
            _ => Ok(()),
        }
    }

    /// 印刷: there must be a registered version.
    pub fn print(self) -> Result<VersionId, CaseRefused> {
        self.version().ok_or_else(|| self.refuse(CaseAction::Print))
    }

    fn refuse(&self, action: CaseAction) -> CaseRefused {
        CaseRefused::CaseState { action, state: self.name() }
    }
}
