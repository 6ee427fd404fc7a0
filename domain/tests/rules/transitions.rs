//! C8: the table of transitions, every state × event, and what a request's state allows (P5).

use domain::{
    approvals::RequestState,
    cases::{CaseAction, CaseRefused, CaseSet, CaseState, StateName},
    ids::{RequestId, VersionId},
};
use uuid::Uuid;

const V1: VersionId = VersionId(Uuid::from_u128(1));
const V2: VersionId = VersionId(Uuid::from_u128(2));
const R1: RequestId = RequestId(Uuid::from_u128(3));
const R2: RequestId = RequestId(Uuid::from_u128(4));

const UNREGISTERED: CaseState = CaseState::Unregistered;
const REGISTERED: CaseState = CaseState::Registered { version: V1 };
const REQUESTED: CaseState = CaseState::Requested { version: V1, request: R1 };
const APPROVED: CaseState = CaseState::Approved { version: V1, request: R1 };
const REJECTED: CaseState = CaseState::Rejected { version: V1, request: R1 };
const COMPLETE: CaseState = CaseState::Complete { version: V1 };
const STATES: [CaseState; 6] = [UNREGISTERED, REGISTERED, REQUESTED, APPROVED, REJECTED, COMPLETE];

type Event = (&'static str, CaseAction, fn(CaseState) -> Result<CaseState, CaseRefused>);

/// What each event makes of the states in the order of `STATES`; nothing: refused.
const EVENTS: [(Event, [Option<CaseState>; 6]); 7] = [
    (
        ("edit (C9)", CaseAction::Edit, CaseState::edit),
        [Some(UNREGISTERED), Some(REGISTERED), None, None, Some(REJECTED), Some(COMPLETE)],
    ),
    (
        ("register, with approval", CaseAction::Register, |state| state.register(CaseSet::Specialist, V2)),
        [
            Some(CaseState::Registered { version: V2 }),
            Some(CaseState::Registered { version: V2 }),
            None,
            None,
            // Stays 非承認 until it is requested again (C8).
            Some(CaseState::Rejected { version: V2, request: R1 }),
            None,
        ],
    ),
    (
        ("register, without approval", CaseAction::Register, |state| state.register(CaseSet::Transition, V2)),
        [
            Some(CaseState::Complete { version: V2 }),
            None,
            None,
            None,
            None,
            Some(CaseState::Complete { version: V2 }),
        ],
    ),
    (
        ("request (P2)", CaseAction::Request, |state| state.request_approval(R2)),
        [
            None,
            Some(CaseState::Requested { version: V1, request: R2 }),
            None,
            None,
            Some(CaseState::Requested { version: V1, request: R2 }),
            None,
        ],
    ),
    (
        ("withdraw (P2)", CaseAction::Withdraw, CaseState::withdraw),
        [None, None, Some(REGISTERED), None, None, None],
    ),
    (
        ("approve (P5)", CaseAction::Approve, CaseState::approve),
        [None, None, Some(APPROVED), None, None, None],
    ),
    (("reject (P5)", CaseAction::Reject, CaseState::reject), [None, None, Some(REJECTED), None, None, None]),
];

#[test]
fn c8_every_transition_is_decided() {
    assert_eq!(STATES.map(|state| state.name()), StateName::ALL, "every state is in the table");
    for ((name, action, event), outcomes) in EVENTS {
        for (state, expected) in STATES.into_iter().zip(outcomes) {
            let expected = expected.ok_or(CaseRefused::CaseState { action, state: state.name() });
            assert_eq!(event(state), expected, "{name} in {state:?}");
        }
    }
}

#[test]
fn c9_a_requested_case_must_be_withdrawn_first() {
    let withdrawn = REQUESTED.withdraw().and_then(CaseState::edit);
    assert_eq!(withdrawn, Ok(REGISTERED));
}

#[test]
fn c10_everything_but_a_requested_case_can_be_deleted() {
    for state in STATES {
        assert_eq!(state.delete().is_ok(), state.name() != StateName::Requested, "{state:?}");
    }
}

#[test]
fn only_what_was_registered_is_printed() {
    for state in STATES {
        assert_eq!(state.print().ok(), state.version(), "{state:?}");
    }
    assert_eq!(UNREGISTERED.version(), None);
}

#[test]
fn p5_only_a_waiting_request_is_decided_or_withdrawn() {
    for state in RequestState::ALL {
        let expected = match state {
            RequestState::Waiting => Ok(()),
            RequestState::Approved | RequestState::Rejected | RequestState::Withdrawn => {
                Err(CaseRefused::NotWaiting(state))
            }
        };
        assert_eq!(state.still_waiting(), expected);
    }
}

#[test]
fn keys_and_labels_are_distinct_and_found_again() {
    for state in RequestState::ALL {
        assert_eq!(state.key().parse(), Ok(state));
    }
    assert_eq!("approve".parse::<RequestState>(), Err(()));
    assert_eq!(
        StateName::ALL.map(StateName::label),
        ["未登録", "未承認", "承認依頼中", "承認済み", "非承認", "登録済"],
        "the guide's words"
    );
}
