//! Who may do what with a case: one table of predicates, used to refuse and to hide (E3, P10, C9, C10, P2, P5).

use super::{CaseState, StateName};
use crate::{
    actor::Actor,
    ids::{MemberId, RequestId},
    refused::{CaseAction, Refused},
};

/// How an actor stands to a case. The backend finds it out, the rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The applicant.
    pub owner: MemberId,
    /// The supervisor of the waiting request, if the case is 承認依頼中.
    pub asked: Option<(MemberId, RequestId)>,
    /// Was the actor asked as supervisor at any time for what they want to read? (P10: what was decided stays readable)
    pub was_asked: bool,
}

/// May `actor` do `action` with a case in `state`? Refuses with the first rule that says no: identity before state.
pub fn may(actor: &Actor, action: CaseAction, standing: &Standing, state: &CaseState) -> Result<(), Refused> {
    permitted(actor, action, standing)?;
    match action {
        CaseAction::Read => Ok(()),
        CaseAction::Edit => state.edit().map(drop),
        CaseAction::Register => match state.name() {
            StateName::Requested | StateName::Approved => Err(refuse(action, state)),
            _ => Ok(()),
        },
        CaseAction::Request => match state.name() {
            StateName::Registered | StateName::Rejected => Ok(()),
            _ => Err(refuse(action, state)),
        },
        CaseAction::Withdraw => state.withdraw().map(drop),
        CaseAction::Approve => state.approve().map(drop),
        CaseAction::Reject => state.reject().map(drop),
        CaseAction::Delete => state.delete(),
        CaseAction::Print => state.print().map(drop),
    }
}

/// Identity alone: the applicant writes; the asked supervisor decides; applicant, asked supervisor and office read.
fn permitted(actor: &Actor, action: CaseAction, standing: &Standing) -> Result<(), Refused> {
    let office = matches!(actor, Actor::Office(_));
    if office {
        return match action {
            CaseAction::Read | CaseAction::Print => Ok(()),
            _ => Err(Refused::NotYours),
        };
    }
    let me = actor.physician()?;
    let owner = standing.owner == me;
    let asked = standing.asked.is_some_and(|(supervisor, _)| supervisor == me);
    let yes = match action {
        CaseAction::Read | CaseAction::Print => owner || asked || standing.was_asked,
        CaseAction::Approve | CaseAction::Reject if owner => return Err(Refused::OwnCase),
        CaseAction::Approve | CaseAction::Reject => asked || standing.was_asked,
        _ => owner,
    };
    if yes { Ok(()) } else { Err(Refused::NotYours) }
}

fn refuse(action: CaseAction, state: &CaseState) -> Refused {
    Refused::CaseState { action, state: state.name() }
}

/// May the text be changed in this state? (C9) For buttons and inputs.
pub fn may_edit_draft(state: StateName) -> bool {
    !matches!(state, StateName::Requested | StateName::Approved)
}

/// Can the case be ticked for 承認依頼? (P2)
pub fn requestable(state: StateName) -> bool {
    matches!(state, StateName::Registered | StateName::Rejected)
}

/// Can the case be ticked for 取り下げ? (P2)
pub fn withdrawable(state: StateName) -> bool {
    matches!(state, StateName::Requested)
}

/// Is there something to print?
pub fn may_print(state: StateName) -> bool {
    !matches!(state, StateName::Unregistered)
}
