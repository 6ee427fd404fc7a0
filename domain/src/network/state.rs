//! The two sides of a linkage, its states, and the one table of transitions between them (F10).

use jiff::{Timestamp, civil::Date};

use super::{LinkageAction, LinkageRefused};
use crate::{
    ids::FacilityId,
    registry::FacilityKind,
    text::{self, Beyond, Limit},
};

/// Longest reason of a 否認 or a 解除.
pub const REASON_LIMIT: Limit = Limit::of(200);

vocabulary! {
    /// One of the two facilities of a linkage.
    pub enum Side {
        Core = "core",
        Partner = "partner",
    }
}

impl Side {
    /// As what the facility stands on this side.
    pub fn kind(self) -> FacilityKind {
        match self {
            Self::Core => FacilityKind::Core,
            Self::Partner => FacilityKind::Partner,
        }
    }
}

/// The two facilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    pub core: FacilityId,
    pub partner: FacilityId,
}

impl Parties {
    /// On which side this facility stands.
    pub fn side(&self, facility: FacilityId) -> Option<Side> {
        match facility {
            id if id == self.core => Some(Side::Core),
            id if id == self.partner => Some(Side::Partner),
            _ => None,
        }
    }
}

vocabulary! {
    /// Who ended a linkage.
    pub enum Ender {
        Core = "core" "基幹施設による解除",
        Partner = "partner" "連携施設による解除",
        Office = "office" "事務局による解除",
        /// Nobody: a certification was over, and another 基幹施設 was named after it.
        Lapse = "lapse" "認定の終了による",
    }
}

impl From<Side> for Ender {
    fn from(side: Side) -> Self {
        match side {
            Side::Core => Self::Core,
            Side::Partner => Self::Partner,
        }
    }
}

/// Where a linkage stands, with the facts that only this state has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkageState {
    /// 承認待ち
    Requested,
    /// 連携中, whenever it was approved from its start on.
    Linked { approved_at: Timestamp },
    /// 否認
    Refused { refused_at: Timestamp, reason: String },
    /// 取り下げ, by the 連携施設 or because a certification was over before anybody answered.
    Withdrawn,
    /// 解除: it held until the day before `from`. No reason where it ended by itself, and from before one was asked for.
    Dissolved { approved_at: Timestamp, from: Date, by: Ender, reason: Option<String> },
}

vocabulary! {
    /// The state without its facts.
    pub enum StateName {
        Requested = "requested" "承認待ち",
        Linked = "linked" "連携中",
        Refused = "refused" "否認",
        Withdrawn = "withdrawn" "取り下げ",
        Dissolved = "dissolved" "解除",
    }
}

/// The reason of a 否認 or a 解除 as it is stored.
///
/// # Errors
/// Refuses an empty one and one that is too long (F10, F20).
pub fn reason(action: LinkageAction, typed: &str) -> Result<String, LinkageRefused> {
    let reason = text::unix_lines(typed).trim().to_owned();
    match REASON_LIMIT.check(&reason) {
        Ok(0) => Err(LinkageRefused::ReasonNeeded { action }),
        Ok(_) => Ok(reason),
        Err(Beyond::Characters { limit, count }) => {
            Err(LinkageRefused::ReasonTooLong { action, limit, count })
        }
        Err(Beyond::Overladen) => Err(LinkageRefused::ReasonOverladen { action }),
    }
}

impl LinkageState {
    pub fn name(&self) -> StateName {
        match self {
            Self::Requested => StateName::Requested,
            Self::Linked { .. } => StateName::Linked,
            Self::Refused { .. } => StateName::Refused,
            Self::Withdrawn => StateName::Withdrawn,
            Self::Dissolved { .. } => StateName::Dissolved,
        }
    }

    /// 承認
    ///
    /// # Errors
    /// Refuses unless 承認待ち.
    pub fn approve(self, at: Timestamp) -> Result<Self, LinkageRefused> {
        match self {
            Self::Requested => Ok(Self::Linked { approved_at: at }),
            other => Err(other.denies(LinkageAction::Approve)),
        }
    }

    /// 否認
    ///
    /// # Errors
    /// Refuses unless 承認待ち.
    pub fn refuse(self, at: Timestamp, reason: String) -> Result<Self, LinkageRefused> {
        match self {
            Self::Requested => Ok(Self::Refused { refused_at: at, reason }),
            other => Err(other.denies(LinkageAction::Refuse)),
        }
    }

    /// 取り下げ
    ///
    /// # Errors
    /// Refuses unless 承認待ち.
    pub fn withdraw(self) -> Result<Self, LinkageRefused> {
        match self {
            Self::Requested => Ok(Self::Withdrawn),
            other => Err(other.denies(LinkageAction::Withdraw)),
        }
    }

    /// 解除 from a day on.
    ///
    /// # Errors
    /// Refuses unless 連携中.
    pub fn dissolve(self, from: Date, by: Ender, reason: String) -> Result<Self, LinkageRefused> {
        match self {
            Self::Linked { approved_at } => {
                Ok(Self::Dissolved { approved_at, from, by, reason: Some(reason) })
            }
            other => Err(other.denies(LinkageAction::Dissolve)),
        }
    }

    pub(super) fn denies(&self, action: LinkageAction) -> LinkageRefused {
        LinkageRefused::State { action, state: self.name() }
    }
}
