//! Who asks.

use domain::{
    actor::Actor,
    ids::{FacilityId, OfficeUserId},
};

use crate::{Error, Result};

/// Where a request comes from, for the audit line and the brakes: the client's address, never trusted further than that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's network address.
    pub client: String,
    /// User agent, shortened.
    pub agent: String,
}

/// Who acts and from where: what every writing use case wants to know first.
#[derive(Clone, Debug)]
pub struct By {
    pub actor: Actor,
    pub origin: Origin,
}

impl By {
    /// The facility that asks.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else: to them there is nothing (E3).
    pub fn facility(&self) -> Result<FacilityId> {
        self.actor.facility().ok_or(Error::NotFound)
    }

    /// The person of the office who asks.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else: to them there is nothing (E3).
    pub fn office(&self) -> Result<OfficeUserId> {
        self.actor.office().ok_or(Error::NotFound)
    }
}
