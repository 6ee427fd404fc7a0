//! E3: who may do what with a case, for every state × action × standing (P10, P2, P4, P5, C8–C10, A2). Every cell is
//! decided by a person: a new state does not compile, a new action or standing makes a row too short.

use domain::{
    actor::{Actor, Audience},
    approvals::RequestState,
    cases::{
        CaseAction, CaseRefused, CaseState, Standing, StateName, may, may_edit_draft, may_print,
        may_read_draft, requestable, withdrawable,
    },
    ids::{FacilityId, MemberId, OfficeUserId, RequestId, VersionId},
};
use uuid::Uuid;

/// A row per state, a column per action in the order of `CaseAction::ALL`:
///
/// | sign | means |
/// |------|-------|
/// | `+`  | may |
/// | `s`  | the state forbids it (C8–C10, P2) |
/// | `a`  | only the applicant (P10) |
/// | `j`  | only the supervisor who is asked now (P5) |
/// | `l`  | too late: the request is no longer waiting (P5) |
/// | `o`  | nobody judges their own case (P4) |
/// | `n`  | not theirs to know of (P10) |
/// | `m`  | not a physician member (A2) |
const TABLE: [(Who, [(StateName, &str); 6]); 11] = [
    //                               Read Edit Register Request Withdraw Approve Reject Delete Print
    (
        Who::Applicant,
        [
            (StateName::Unregistered, "+ + + s s o o + s"),
            (StateName::Registered, "+ + + + s o o + +"),
            (StateName::Requested, "+ s s s + o o s +"),
            (StateName::Approved, "+ s s s s o o + +"),
            (StateName::Rejected, "+ + + + s o o + +"),
            (StateName::Complete, "+ + + s s o o + +"),
        ],
    ),
    (
        Who::AskedSupervisor,
        [
            // Only 承認依頼中 has somebody who is asked; the other rows answer a page that is out of date.
            (StateName::Unregistered, "+ a a a a s s a s"),
            (StateName::Registered, "+ a a a a l l a +"),
            (StateName::Requested, "+ a a a a + + a +"),
            (StateName::Approved, "+ a a a a l l a +"),
            (StateName::Rejected, "+ a a a a l l a +"),
            (StateName::Complete, "+ a a a a s s a +"),
        ],
    ),
    (
        Who::FormerSupervisor,
        [
            (StateName::Unregistered, "+ a a a a s s a s"),
            (StateName::Registered, "+ a a a a l l a +"),
            // It waits for somebody else.
            (StateName::Requested, "+ a a a a j j a +"),
            (StateName::Approved, "+ a a a a l l a +"),
            (StateName::Rejected, "+ a a a a l l a +"),
            (StateName::Complete, "+ a a a a s s a +"),
        ],
    ),
    // Cannot come about (P4); should a row say so all the same, the case stays their own.
    (
        Who::ApplicantAskedThemselves,
        [
            (StateName::Unregistered, "+ + + s s o o + s"),
            (StateName::Registered, "+ + + + s o o + +"),
            (StateName::Requested, "+ s s s + o o s +"),
            (StateName::Approved, "+ s s s s o o + +"),
            (StateName::Rejected, "+ + + + s o o + +"),
            (StateName::Complete, "+ + + s s o o + +"),
        ],
    ),
    (
        Who::OtherPhysician,
        [
            (StateName::Unregistered, "n n n n n n n n n"),
            (StateName::Registered, "n n n n n n n n n"),
            (StateName::Requested, "n n n n n n n n n"),
            (StateName::Approved, "n n n n n n n n n"),
            (StateName::Rejected, "n n n n n n n n n"),
            (StateName::Complete, "n n n n n n n n n"),
        ],
    ),
    (Who::OtherMember, NO_PHYSICIAN),
    (Who::ApplicantNoPhysician, NO_PHYSICIAN),
    (Who::AskedNoPhysician, NO_PHYSICIAN),
    (Who::FormerNoPhysician, NO_PHYSICIAN),
    (Who::Facility, NO_PHYSICIAN),
    (
        Who::Office,
        [
            (StateName::Unregistered, "+ a a a a j j a s"),
            (StateName::Registered, "+ a a a a j j a +"),
            (StateName::Requested, "+ a a a a j j a +"),
            (StateName::Approved, "+ a a a a j j a +"),
            (StateName::Rejected, "+ a a a a j j a +"),
            (StateName::Complete, "+ a a a a j j a +"),
        ],
    ),
];

const NO_PHYSICIAN: [(StateName, &str); 6] = [
    (StateName::Unregistered, "m m m m m m m m m"),
    (StateName::Registered, "m m m m m m m m m"),
    (StateName::Requested, "m m m m m m m m m"),
    (StateName::Approved, "m m m m m m m m m"),
    (StateName::Rejected, "m m m m m m m m m"),
    (StateName::Complete, "m m m m m m m m m"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Applicant,
    AskedSupervisor,
    FormerSupervisor,
    ApplicantAskedThemselves,
    OtherPhysician,
    OtherMember,
    ApplicantNoPhysician,
    AskedNoPhysician,
    FormerNoPhysician,
    Facility,
    Office,
}

const OWNER: MemberId = MemberId(Uuid::from_u128(1));
const SUPERVISOR: MemberId = MemberId(Uuid::from_u128(2));
const FORMER: MemberId = MemberId(Uuid::from_u128(3));
const OTHER: MemberId = MemberId(Uuid::from_u128(4));
const VERSION: VersionId = VersionId(Uuid::from_u128(5));
const REQUEST: RequestId = RequestId(Uuid::from_u128(6));

fn state(name: StateName) -> CaseState {
    match name {
        StateName::Unregistered => CaseState::Unregistered,
        StateName::Registered => CaseState::Registered { version: VERSION },
        StateName::Requested => CaseState::Requested { version: VERSION, request: REQUEST },
        StateName::Approved => CaseState::Approved { version: VERSION, request: REQUEST },
        StateName::Rejected => CaseState::Rejected { version: VERSION, request: REQUEST },
        StateName::Complete => CaseState::Complete { version: VERSION },
    }
}

fn stands(who: Who, name: StateName) -> (Actor, Standing) {
    let member = |id, physician| Actor::Member { id, physician };
    let actor = match who {
        Who::Applicant | Who::ApplicantAskedThemselves => member(OWNER, true),
        Who::AskedSupervisor => member(SUPERVISOR, true),
        Who::FormerSupervisor => member(FORMER, true),
        Who::OtherPhysician => member(OTHER, true),
        Who::OtherMember => member(OTHER, false),
        Who::ApplicantNoPhysician => member(OWNER, false),
        Who::AskedNoPhysician => member(SUPERVISOR, false),
        Who::FormerNoPhysician => member(FORMER, false),
        Who::Facility => Actor::Facility(FacilityId(Uuid::from_u128(7))),
        Who::Office => Actor::Office(OfficeUserId(Uuid::from_u128(8))),
    };
    let asked = match who {
        Who::ApplicantAskedThemselves => Some(OWNER),
        Who::AskedSupervisor | Who::AskedNoPhysician => Some(SUPERVISOR),
        _ if name == StateName::Requested => Some(SUPERVISOR),
        _ => None,
    };
    let was_asked = matches!(who, Who::FormerSupervisor | Who::FormerNoPhysician);
    (actor, Standing { owner: OWNER, asked: asked.map(|member| (member, REQUEST)), was_asked })
}

fn sign(answer: &Result<(), CaseRefused>) -> char {
    match answer {
        Ok(()) => '+',
        Err(CaseRefused::CaseState { .. }) => 's',
        Err(CaseRefused::OnlyApplicant) => 'a',
        Err(CaseRefused::OnlySupervisor) => 'j',
        Err(CaseRefused::NotWaiting(_)) => 'l',
        Err(CaseRefused::OwnCase) => 'o',
        Err(CaseRefused::NotYours) => 'n',
        Err(CaseRefused::NotPhysician) => 'm',
        Err(_) => '?',
    }
}

#[test]
fn e3_every_state_action_and_standing_is_decided() {
    for (who, rows) in TABLE {
        assert_eq!(rows.map(|(name, _)| name), StateName::ALL, "{who:?} has a row for every state");
        for (name, row) in rows {
            let expected: Vec<&str> = row.split(' ').collect();
            assert_eq!(expected.len(), CaseAction::ALL.len(), "{who:?} {name:?} has a cell for every action");
            let (actor, standing) = stands(who, name);
            let found: Vec<String> = CaseAction::ALL
                .iter()
                .map(|action| sign(&may(&actor, *action, &standing, &state(name))).to_string())
                .collect();
            assert_eq!(found, expected, "{who:?} {name:?}");
        }
    }
}

#[test]
fn e3_a_refused_state_names_the_action_and_the_state() {
    for (who, rows) in TABLE {
        for (name, _) in rows {
            let (actor, standing) = stands(who, name);
            for action in CaseAction::ALL {
                if let Err(CaseRefused::CaseState { action: said, state }) =
                    may(&actor, action, &standing, &self::state(name))
                {
                    assert_eq!((said, state), (action, name), "{who:?}");
                }
            }
        }
    }
}

/// P5: whoever comes too late reads what happened, not that the case is none of their business.
#[test]
fn p5_the_late_supervisor_is_told_what_happened() {
    for (name, happened) in [
        (StateName::Approved, RequestState::Approved),
        (StateName::Rejected, RequestState::Rejected),
        (StateName::Registered, RequestState::Withdrawn),
    ] {
        for who in [Who::AskedSupervisor, Who::FormerSupervisor] {
            let (actor, standing) = stands(who, name);
            assert_eq!(
                may(&actor, CaseAction::Approve, &standing, &state(name)),
                Err(CaseRefused::NotWaiting(happened)),
                "{who:?} {name:?}"
            );
        }
    }
}

/// The predicates for buttons say the same as the table for the applicant (C9, P2).
#[test]
fn buttons_are_shown_exactly_when_the_action_is_allowed() {
    for name in StateName::ALL {
        let (actor, standing) = stands(Who::Applicant, name);
        let allowed = |action| may(&actor, action, &standing, &state(name)).is_ok();
        assert_eq!(may_edit_draft(name), allowed(CaseAction::Edit), "{name:?}");
        assert_eq!(may_edit_draft(name), allowed(CaseAction::Register), "{name:?}");
        assert_eq!(requestable(name), allowed(CaseAction::Request), "{name:?}");
        assert_eq!(withdrawable(name), allowed(CaseAction::Withdraw), "{name:?}");
        assert_eq!(may_print(name), allowed(CaseAction::Print), "{name:?}");
    }
}

/// C7, P10: what was never registered is the applicant's alone, whatever they asked of whom.
#[test]
fn c7_the_draft_and_the_memo_are_the_applicants() {
    for (who, _) in TABLE {
        for name in StateName::ALL {
            let (actor, standing) = stands(who, name);
            let own = matches!(who, Who::Applicant | Who::ApplicantAskedThemselves);
            assert_eq!(may_read_draft(&actor, standing.owner).is_ok(), own, "{who:?} {name:?}");
        }
    }
}

/// A1, A2, E3: for whom a door opens before anybody asks for a record.
#[test]
fn e3_each_door_opens_for_those_it_is_for() {
    let (physician, _) = stands(Who::Applicant, StateName::Registered);
    let (nurse, _) = stands(Who::OtherMember, StateName::Registered);
    let (facility, _) = stands(Who::Facility, StateName::Registered);
    let (office, _) = stands(Who::Office, StateName::Registered);
    for (audience, admitted) in [
        (Audience::Everybody, [true, true, true, true, true]),
        (Audience::Members, [false, true, true, false, false]),
        (Audience::Physicians, [false, true, false, false, false]),
        (Audience::Facilities, [false, false, false, true, false]),
        (Audience::Office, [false, false, false, false, true]),
        (Audience::Nobody, [false; 5]),
    ] {
        let people = [None, Some(&physician), Some(&nurse), Some(&facility), Some(&office)];
        assert_eq!(people.map(|actor| audience.admits(actor)), admitted, "{audience:?}");
    }
}
