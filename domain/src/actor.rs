//! Who acts: an identity together with what the rules need to know of it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    cases::CaseRefused,
    ids::{FacilityId, MemberId, OfficeUserId},
};

/// The signed-in person or account behind a use case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// A member; `physician` opens the 認定システム (A2).
    Member { id: MemberId, physician: bool },
    /// A facility's shared account.
    Facility(FacilityId),
    /// A person of the office.
    Office(OfficeUserId),
}

impl Actor {
    /// The id of the account, whatever it is of.
    pub fn account(&self) -> Uuid {
        match self {
            Self::Member { id, .. } => id.0,
            Self::Facility(id) => id.0,
            Self::Office(id) => id.0,
        }
    }

    /// The member behind the actor, when there is one.
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Self::Member { id, .. } => Some(*id),
            Self::Facility(_) | Self::Office(_) => None,
        }
    }

    /// The facility behind the actor, when there is one.
    pub fn facility(&self) -> Option<FacilityId> {
        match self {
            Self::Facility(id) => Some(*id),
            Self::Member { .. } | Self::Office(_) => None,
        }
    }

    /// The person of the office behind the actor, when there is one.
    pub fn office(&self) -> Option<OfficeUserId> {
        match self {
            Self::Office(id) => Some(*id),
            Self::Member { .. } | Self::Facility(_) => None,
        }
    }

    /// The physician member behind the actor; refuses everybody else (A2).
    pub fn physician(&self) -> Result<MemberId, CaseRefused> {
        match self {
            Self::Member { id, physician: true } => Ok(*id),
            _ => Err(CaseRefused::NotPhysician),
        }
    }
}

/// For whom a door opens, before anybody asks for which record (A1, A2, E3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everybody,
    /// Members of every profession.
    Members,
    /// Members who are physicians: the 認定システム (A2).
    Physicians,
    Facilities,
    /// The office, its second factor given.
    Office,
    /// Whoever asks: there is no such door here.
    Nobody,
}

impl Audience {
    /// Does it open for somebody who is signed in as this, or not at all?
    pub fn admits(self, actor: Option<&Actor>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Members => matches!(actor, Some(Actor::Member { .. })),
            Self::Physicians => actor.is_some_and(|actor| actor.physician().is_ok()),
            Self::Facilities => matches!(actor, Some(Actor::Facility(_))),
            Self::Office => matches!(actor, Some(Actor::Office(_))),
            Self::Nobody => false,
        }
    }
}
