//! Who may do what with an application in which state (E3, F2, F4, F5, F9): the one table.

use super::{ApplicationAction, ApplicationRefused, ApplicationState, StateName};
use crate::{actor::Actor, ids::FacilityId};

/// May the actor do this with an application of `owner` in this state? `open`: a round of its 種別 is open today.
///
/// # Errors
/// The reason, by rule.
pub fn may(
    actor: &Actor,
    action: ApplicationAction,
    owner: FacilityId,
    state: &ApplicationState,
    open: bool,
) -> Result<(), ApplicationRefused> {
    use ApplicationAction as A;
    match (actor, action) {
        (Actor::Facility(me), _) if *me != owner => Err(ApplicationRefused::NotYourApplication),
        (Actor::Member { .. }, _) => Err(ApplicationRefused::NotYourApplication),
        (Actor::Facility(_) | Actor::Office(_), A::Read) => Ok(()),
        (Actor::Facility(_), A::Edit | A::Submit) => match state.name() {
            StateName::Draft if !open => Err(ApplicationRefused::RoundClosed),
            name if may_edit(name) => Ok(()),
            _ => Err(state.refuse(action)),
        },
        (Actor::Facility(_), A::HandBack | A::Decide) => Err(ApplicationRefused::OnlyOffice),
        (Actor::Office(_), A::Edit | A::Submit) => Err(ApplicationRefused::OnlyOwnFacility),
        (Actor::Office(_), A::HandBack | A::Decide) => match state.name() {
            StateName::Submitted => Ok(()),
            _ => Err(state.refuse(action)),
        },
    }
}

/// Can the forms be written in, as far as the state goes? (F4, F5)
pub fn may_edit(state: StateName) -> bool {
    matches!(state, StateName::Draft | StateName::Returned)
}
