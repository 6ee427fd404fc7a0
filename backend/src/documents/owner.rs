//! Whose a file is.

use domain::ids::{FacilityId, OfficeUserId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Facility(FacilityId),
    Office(OfficeUserId),
}
