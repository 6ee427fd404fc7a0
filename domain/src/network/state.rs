//! The two sides of a linkage, its states, and the one table of transitions between them (F10).

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    ids::FacilityId,
    refused::{LinkageAction, LinkageRefused},
    registry::FacilityKind,
    text::{self, Beyond, Limit},
};

/// Longest reason of a 否認.
pub const REASON_LIMIT: Limit = Limit::of(200);

/// One of the two facilities of a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    Core,
    Partner,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Core, Self::Partner];

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

/// Who ended a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ender {
    Side(Side),
    Office,
    /// Nobody: a certification was over, and another 基幹施設 was named after it.
    Lapse,
}

impl Ender {
    pub const ALL: [Self; 4] = [Self::Side(Side::Core), Self::Side(Side::Partner), Self::Office, Self::Lapse];

    /// The name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Side(Side::Core) => "core",
            Self::Side(Side::Partner) => "partner",
            Self::Office => "office",
            Self::Lapse => "lapse",
        }
    }

    /// The reverse of [`Self::key`].
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ender| ender.key() == key)
    }

    /// 「基幹施設による解除」
    pub fn label(self) -> &'static str {
        match self {
            Self::Side(Side::Core) => "基幹施設による解除",
            Self::Side(Side::Partner) => "連携施設による解除",
            Self::Office => "事務局による解除",
            Self::Lapse => "認定の終了による",
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
    /// 解除: it held until the day before `from`.
    Dissolved { approved_at: Timestamp, from: Date, by: Ender },
}

/// The state without its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StateName {
    Requested,
    Linked,
    Refused,
    Withdrawn,
    Dissolved,
}

impl StateName {
    pub const ALL: [Self; 5] =
        [Self::Requested, Self::Linked, Self::Refused, Self::Withdrawn, Self::Dissolved];

    /// The word on screens.
    pub fn label(self) -> &'static str {
        match self {
            Self::Requested => "承認待ち",
            Self::Linked => "連携中",
            Self::Refused => "否認",
            Self::Withdrawn => "取り下げ",
            Self::Dissolved => "解除",
        }
    }

    /// The name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Linked => "linked",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Dissolved => "dissolved",
        }
    }

    /// The reverse of [`Self::key`].
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// The reason of a 否認 as it is kept.
///
/// # Errors
/// Refuses an empty one and one that is too long (F10).
pub fn reason(typed: &str) -> Result<String, LinkageRefused> {
    let reason = text::unix_lines(typed).trim().to_owned();
    match REASON_LIMIT.check(&reason) {
        Ok(0) => Err(LinkageRefused::ReasonNeeded),
        Ok(_) => Ok(reason),
        Err(Beyond::Characters { limit, count }) => Err(LinkageRefused::ReasonTooLong { limit, count }),
        Err(Beyond::Overladen) => Err(LinkageRefused::ReasonOverladen),
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
    pub fn dissolve(self, from: Date, by: Ender) -> Result<Self, LinkageRefused> {
        match self {
            Self::Linked { approved_at } => Ok(Self::Dissolved { approved_at, from, by }),
            other => Err(other.denies(LinkageAction::Dissolve)),
        }
    }

    pub(super) fn denies(&self, action: LinkageAction) -> LinkageRefused {
        LinkageRefused::State { action, state: self.name() }
    }
}
