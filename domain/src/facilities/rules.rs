//! Who may do what with a change in which state (E3, F12, F13): the one table.

use super::{ChangeAction, ChangeName, ChangeRefused, ChangeState};
use crate::{actor::Actor, ids::FacilityId};

/// May the actor do this with a change that `owner` asked for?
///
/// # Errors
/// The reason, by rule.
pub fn may(
    actor: &Actor,
    action: ChangeAction,
    owner: FacilityId,
    state: &ChangeState,
) -> Result<(), ChangeRefused> {
    let waits = state.name() == ChangeName::Waiting;
    match (actor, action) {
        (Actor::Member { .. }, _) => Err(ChangeRefused::NotYourChange),
        (Actor::Facility(me), _) if *me != owner => Err(ChangeRefused::NotYourChange),
        (Actor::Facility(_) | Actor::Office(_), ChangeAction::Read) => Ok(()),
        (Actor::Facility(_), ChangeAction::Decide) => Err(ChangeRefused::OnlyOfficeChanges),
        (Actor::Office(_), ChangeAction::Withdraw) => Err(ChangeRefused::OnlyAsker),
        (Actor::Facility(_), ChangeAction::Withdraw) | (Actor::Office(_), ChangeAction::Decide) if waits => {
            Ok(())
        }
        (Actor::Facility(_) | Actor::Office(_), ChangeAction::Withdraw | ChangeAction::Decide) => {
            Err(state.refuse(action))
        }
    }
}
