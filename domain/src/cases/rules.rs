//! Who may do what with a case: one table of predicates, used to refuse and to hide (E3, P10, C9, C10, P2, P5).

use super::{CaseAction, CaseRefused, CaseState, StateName};
use crate::{
    actor::Actor,
    approvals::RequestState,
    ids::{MemberId, RequestId},
};

/// How an actor stands to a case. The backend finds it out, the rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The applicant.
    pub owner: MemberId,
    /// The supervisor of the waiting request, if the case is 承認依頼中.
    pub asked: Option<(MemberId, RequestId)>,
    /// Was the actor asked as supervisor before for what they want to read, and did they decide? (P10: what was decided
    /// stays readable; what was withdrawn before a decision does not)
    pub was_asked: bool,
}

/// What an actor is to one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Applicant,
    /// The supervisor of the waiting request.
    Asked,
    /// A supervisor who decided before.
    WasAsked,
    Office,
}

/// May `actor` do `action` with a case in `state`? Refuses with the first rule that says no: identity before state, so
/// that nobody learns the state of a case that they may not read.
pub fn may(
    actor: &Actor,
    action: CaseAction,
    standing: &Standing,
    state: &CaseState,
) -> Result<(), CaseRefused> {
    let role = role(actor, standing)?;
    match (action, role) {
        (CaseAction::Read, _) => Ok(()),
        (CaseAction::Print, _) => state.print().map(drop),
        (CaseAction::Approve | CaseAction::Reject, role) => may_decide(role, action, state),
        (_, Role::Asked | Role::WasAsked | Role::Office) => Err(CaseRefused::OnlyApplicant),
        (CaseAction::Edit, Role::Applicant) => state.edit().map(drop),
        (CaseAction::Register, Role::Applicant) => {
            if may_edit_draft(state.name()) {
                Ok(())
            } else {
                Err(refuse(action, state))
            }
        }
        (CaseAction::Request, Role::Applicant) => {
            if requestable(state.name()) {
                Ok(())
            } else {
                Err(refuse(action, state))
            }
        }
        (CaseAction::Withdraw, Role::Applicant) => state.withdraw().map(drop),
        (CaseAction::Delete, Role::Applicant) => state.delete(),
    }
}

/// Identity alone: the applicant, the asked supervisor and the office may know of the case, nobody else (P10). A member
/// must be a physician, also for cases written before the profession changed (A2).
fn role(actor: &Actor, standing: &Standing) -> Result<Role, CaseRefused> {
    if matches!(actor, Actor::Office(_)) {
        return Ok(Role::Office);
    }
    let me = actor.physician()?;
    if standing.owner == me {
        Ok(Role::Applicant)
    } else if standing.asked.is_some_and(|(supervisor, _)| supervisor == me) {
        Ok(Role::Asked)
    } else if standing.was_asked {
        Ok(Role::WasAsked)
    } else {
        Err(CaseRefused::NotYours)
    }
}

/// The decision belongs to the supervisor who was asked, once, while the request waits (P5), and never to the applicant
/// (P4). Whoever was asked and comes too late reads what happened.
fn may_decide(role: Role, action: CaseAction, state: &CaseState) -> Result<(), CaseRefused> {
    match (role, state) {
        (Role::Applicant, _) => Err(CaseRefused::OwnCase),
        (Role::Asked, CaseState::Requested { .. }) => Ok(()),
        (Role::Office, _) | (Role::WasAsked, CaseState::Requested { .. }) => Err(CaseRefused::OnlySupervisor),
        (_, CaseState::Approved { .. }) => Err(CaseRefused::NotWaiting(RequestState::Approved)),
        (_, CaseState::Rejected { .. }) => Err(CaseRefused::NotWaiting(RequestState::Rejected)),
        (_, CaseState::Registered { .. }) => Err(CaseRefused::NotWaiting(RequestState::Withdrawn)),
        (_, CaseState::Unregistered | CaseState::Complete { .. }) => Err(refuse(action, state)),
    }
}

fn refuse(action: CaseAction, state: &CaseState) -> CaseRefused {
    CaseRefused::CaseState { action, state: state.name() }
}

/// May the actor read what was never registered: draft, 備考, texts that were set aside? Only the applicant, whoever is
/// asked to judge (C7, P10).
pub fn may_read_draft(actor: &Actor, owner: MemberId) -> Result<(), CaseRefused> {
    if actor.physician()? == owner { Ok(()) } else { Err(CaseRefused::NotYours) }
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
