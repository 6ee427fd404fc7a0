//! For whom a page is, and where those must go first who are somebody else.

use domain::{accounts::Awaits, actor::Audience};

use crate::{
    request::RequestInfo,
    route::{Door, Route},
};

/// Whose part of the site something belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Everybody,
    /// Every member; what is for physicians alone, the page itself refuses to the others in words.
    Members,
    Facilities,
    Office,
    /// The second factor of the office: whoever has given the password and still owes the code.
    OfficeCode,
    /// The same for those who still have to set it up.
    OfficeSetUp,
}

impl Section {
    /// Where this person must go first; nothing where they may stay.
    pub fn first(self, who: &RequestInfo) -> Option<Route> {
        let next = || who.path.clone();
        let is = |audience: Audience| audience.admits(who.actor.as_ref());
        match (self, who.awaits) {
            (Self::Everybody, _)
            | (Self::OfficeCode, Some(Awaits::Code))
            | (Self::OfficeSetUp, Some(Awaits::SetUp)) => None,
            (Self::Members, _) => (!is(Audience::Members)).then(|| Door::Member.route_then(next())),
            (Self::Facilities, _) => (!is(Audience::Facilities)).then(|| Door::Facility.route_then(next())),
            (Self::OfficeCode, None) if is(Audience::Office) => Some(Route::Office),
            _ if is(Audience::Office) => None,
            (Self::OfficeCode | Self::OfficeSetUp, Some(awaits)) => Some(Route::SecondFactor(awaits, None)),
            (Self::OfficeCode | Self::OfficeSetUp, None) => Some(Route::OfficeSignIn),
            (Self::Office, Some(awaits)) => Some(Route::SecondFactor(awaits, Some(next()))),
            (Self::Office, None) => Some(Door::Office.route_then(next())),
        }
    }
}
