//! Who may do what with a linkage in which state (E3, F10): the one table.

use super::{Ender, LinkageAction, LinkageRefused, LinkageState, Parties, Side};
use crate::actor::Actor;

/// May the actor do this with a linkage of these two in this state? Answers as whom.
///
/// # Errors
/// The reason, by rule.
pub fn may(
    actor: &Actor,
    action: LinkageAction,
    parties: Parties,
    state: &LinkageState,
) -> Result<Ender, LinkageRefused> {
    use LinkageAction as A;
    let who = match actor {
        Actor::Facility(id) => parties.side(*id).ok_or(LinkageRefused::NotYours)?.into(),
        Actor::Office(_) => Ender::Office,
        Actor::Member { .. } => return Err(LinkageRefused::NotYours),
    };
    let own = match action {
        A::Read | A::Dissolve => true,
        A::Approve | A::Refuse => who == Ender::Core,
        A::Withdraw => who == Ender::Partner,
    };
    if !own {
        let side = if action == A::Withdraw { Side::Partner } else { Side::Core };
        return Err(LinkageRefused::OnlySide { action, side });
    }
    let fits = match action {
        A::Read => true,
        A::Approve | A::Refuse | A::Withdraw => *state == LinkageState::Requested,
        A::Dissolve => matches!(state, LinkageState::Linked { .. }),
    };
    if fits { Ok(who) } else { Err(state.denies(action)) }
}
