//! Who may do what with a change or 返上 that a facility asked for: every state × action × actor (E3, F12, F13).

use domain::{
    actor::Actor,
    facilities::{ChangeAction, ChangeName, ChangeRefused, ChangeState, REASON_LIMIT, Verdict, may},
    ids::{FacilityId, MemberId, OfficeUserId},
};
use uuid::Uuid;

fn owner() -> FacilityId {
    FacilityId(Uuid::from_u128(1))
}

fn state(name: ChangeName) -> ChangeState {
    match name {
        ChangeName::Waiting => ChangeState::Waiting,
        ChangeName::Approved => ChangeState::Approved,
        ChangeName::Effective => ChangeState::Effective,
        ChangeName::Refused => ChangeState::Refused { words: "理由".into() },
        ChangeName::Withdrawn => ChangeState::Withdrawn,
    }
}

#[test]
fn f13_every_state_action_and_actor_is_decided() {
    let actors = [
        ("owner", Actor::Facility(owner())),
        ("other", Actor::Facility(FacilityId(Uuid::from_u128(2)))),
        ("member", Actor::Member { id: MemberId(Uuid::from_u128(3)), physician: true }),
        ("office", Actor::Office(OfficeUserId(Uuid::from_u128(4)))),
    ];
    for name in ChangeName::ALL {
        for action in ChangeAction::ALL {
            for (who, actor) in &actors {
                let waits = name == ChangeName::Waiting;
                let expected = match (*who, action) {
                    ("other" | "member", _) => Err(ChangeRefused::NotYourChange),
                    (_, ChangeAction::Read) => Ok(()),
                    ("owner", ChangeAction::Decide) => Err(ChangeRefused::OnlyOfficeChanges),
                    ("office", ChangeAction::Withdraw) => Err(ChangeRefused::OnlyAsker),
                    _ if waits => Ok(()),
                    _ => Err(ChangeRefused::ChangeState { action, state: name }),
                };
                assert_eq!(may(actor, action, owner(), &state(name)), expected, "{who} {action:?} {name:?}");
            }
        }
    }
}

#[test]
fn f13_every_transition_is_decided() {
    for name in ChangeName::ALL {
        let waits = name == ChangeName::Waiting;
        let approved = state(name).decide(Verdict::Approve);
        assert_eq!(approved.ok(), waits.then_some(ChangeState::Approved), "{name:?}");
        let refused = state(name).decide(Verdict::Refuse { words: " 理由 ".into() });
        assert_eq!(refused.ok(), waits.then(|| state(ChangeName::Refused)), "{name:?}");
        assert_eq!(state(name).withdraw().ok(), waits.then_some(ChangeState::Withdrawn), "{name:?}");
        let effective = state(name).take_effect();
        assert_eq!(effective, (name == ChangeName::Approved).then_some(ChangeState::Effective), "{name:?}");
        assert_eq!(name.key().parse(), Ok(name));
    }
    let unseen = ChangeState::Waiting.decide(Verdict::Refuse { words: "\0".into() });
    assert_eq!(unseen, Err(ChangeRefused::ReasonNeeded), "nobody types NUL, and Postgres cannot keep it");
    let silent = ChangeState::Waiting.decide(Verdict::Refuse { words: " ".into() });
    assert_eq!(silent, Err(ChangeRefused::ReasonNeeded));
}

/// X01: the office's words have an end, as people count and as machines do.
#[test]
fn x01_a_reason_of_the_office_has_both_limits() {
    let refuse = |words: &str| ChangeState::Waiting.decide(Verdict::Refuse { words: words.into() });
    let limit = REASON_LIMIT.characters();
    assert!(refuse(&"あ".repeat(limit)).is_ok());
    assert_eq!(refuse(&"あ".repeat(limit + 1)), Err(ChangeRefused::ReasonTooLong { count: limit + 1 }));
    let heap = "か".to_owned() + &"\u{3099}".repeat(8);
    assert_eq!(refuse(&heap), Err(ChangeRefused::ReasonOverladen));
}
