//! P9: who may record 書面による承認 in which state, and what a paper needs.

use domain::{
    actor::Actor,
    approvals::{
        Paper, PaperFacts, PaperForm, PaperProblem, PaperRefused, PaperSupervisor, approve_on_paper,
        check_paper, may_record_paper,
    },
    cases::{CaseSet, CaseState, StateName},
    ids::{DocumentId, FacilityId, MemberId, OfficeUserId, RequestId, VersionId},
    period::Period,
    registry::{Qualification, QualificationKind},
};
use jiff::civil::{Date, date};
use uuid::Uuid;

const VERSION: VersionId = VersionId(Uuid::from_u128(1));
const WAITING: RequestId = RequestId(Uuid::from_u128(2));
const PAPER: RequestId = RequestId(Uuid::from_u128(3));
const APPLICANT: MemberId = MemberId(Uuid::from_u128(4));
const SUPERVISOR: MemberId = MemberId(Uuid::from_u128(5));
const OTHER: MemberId = MemberId(Uuid::from_u128(6));
const TODAY: Date = date(2026, 10, 1);

const STATES: [CaseState; 6] = [
    CaseState::Unregistered,
    CaseState::Registered { version: VERSION },
    CaseState::Requested { version: VERSION, request: WAITING },
    CaseState::Approved { version: VERSION, request: WAITING },
    CaseState::Rejected { version: VERSION, request: WAITING },
    CaseState::Complete { version: VERSION },
];

/// A row per role, a column per state in the order of `STATES`: `+` may, `s` the state forbids it, `o` only the office.
const TABLE: [(&str, Actor, &str); 5] = [
    ("applicant", Actor::Member { id: APPLICANT, physician: true }, "o o o o o o"),
    ("supervisor", Actor::Member { id: SUPERVISOR, physician: true }, "o o o o o o"),
    ("nurse", Actor::Member { id: OTHER, physician: false }, "o o o o o o"),
    ("facility", Actor::Facility(FacilityId(Uuid::from_u128(7))), "o o o o o o"),
    ("office", Actor::Office(OfficeUserId(Uuid::from_u128(8))), "s + + s + s"),
];

#[test]
fn p9_e3_every_role_and_state_is_decided() {
    assert_eq!(STATES.map(|state| state.name()), StateName::ALL, "every state is in the table");
    for (who, actor, row) in TABLE {
        let found = STATES.map(|state| match may_record_paper(&actor, CaseSet::Specialist, &state) {
            Ok(()) => "+",
            Err(PaperRefused::PaperState(said)) if said == state.name() => "s",
            Err(PaperRefused::OnlyOffice) => "o",
            Err(_) => "?",
        });
        assert_eq!(found.join(" "), row, "{who}");
    }
    let office = Actor::Office(OfficeUserId(Uuid::from_u128(8)));
    for state in STATES {
        let without = may_record_paper(&office, CaseSet::Transition, &state);
        assert_eq!(without, Err(PaperRefused::PaperState(state.name())), "a set without approval");
    }
}

#[test]
fn p9_every_transition_is_decided() {
    let approved = |request| Some(CaseState::Approved { version: VERSION, request });
    for (request, outcomes) in [
        (PAPER, [None, approved(PAPER), None, None, approved(PAPER), None]),
        // The waiting request of the one who has left becomes the approved one.
        (WAITING, [None, approved(WAITING), approved(WAITING), None, approved(WAITING), None]),
    ] {
        for (state, expected) in STATES.into_iter().zip(outcomes) {
            let expected = expected.ok_or(PaperRefused::PaperState(state.name()));
            assert_eq!(approve_on_paper(state, request), expected, "{state:?}");
        }
    }
}

fn form() -> PaperForm {
    PaperForm {
        supervisor_no: "200001".into(),
        signed_on: "2026-09-01".into(),
        reason: "退会のため".into(),
        document: Some(DocumentId(Uuid::from_u128(9))),
    }
}

fn years(from: i16, to: i16) -> Period {
    Period::new(date(from, 4, 1), date(to, 3, 31)).expect("a period")
}

fn facts() -> PaperFacts {
    let held = vec![Qualification {
        kind: QualificationKind::Instructor,
        certificate_no: "S00001".into(),
        period: years(2024, 2029),
    }];
    PaperFacts {
        applicant: APPLICANT,
        slot: 3,
        period: Period::new(date(2025, 5, 1), date(2025, 6, 30)).expect("a period"),
        asked: None,
        supervisor: Some(PaperSupervisor { id: SUPERVISOR, left: true, held }),
        scanned: true,
        today: TODAY,
    }
}

#[test]
fn p9_a_paper_names_a_supervisor_who_has_left_a_day_a_reason_and_has_a_scan() {
    let paper =
        Paper { supervisor: SUPERVISOR, signed_on: date(2026, 9, 1), reason: "退会のため".into() };
    assert_eq!(check_paper(&form(), &facts()), Ok(paper.clone()));
    let asked = PaperFacts { asked: Some(SUPERVISOR), ..facts() };
    assert_eq!(check_paper(&form(), &asked), Ok(paper));

    let empty =
        check_paper(&PaperForm::default(), &PaperFacts { supervisor: None, scanned: false, ..facts() });
    assert_eq!(
        empty,
        Err(vec![
            PaperProblem::SupervisorMissing,
            PaperProblem::DayMissing,
            PaperProblem::ReasonMissing,
            PaperProblem::ScanMissing,
        ]),
        "everything in one go"
    );
}

#[test]
fn p9_p3_p4_every_problem_is_found() {
    let with = |change: fn(&mut PaperSupervisor)| {
        let mut facts = facts();
        if let Some(supervisor) = facts.supervisor.as_mut() {
            change(supervisor);
        }
        facts
    };
    let typed = |signed_on: &str, reason: String| PaperForm { signed_on: signed_on.into(), reason, ..form() };
    for (form, facts, problem) in [
        (form(), PaperFacts { supervisor: None, ..facts() }, PaperProblem::SupervisorUnknown),
        (form(), with(|supervisor| supervisor.left = false), PaperProblem::SupervisorPresent),
        (form(), with(|supervisor| supervisor.id = APPLICANT), PaperProblem::OwnCase),
        (form(), PaperFacts { asked: Some(OTHER), ..facts() }, PaperProblem::OtherAsked),
        (typed("いつか", "退会".into()), facts(), PaperProblem::NotADay),
        // B26
        (typed("0026-10-01", "退会".into()), facts(), PaperProblem::StrangeYear(26)),
        (typed("9999-10-01", "退会".into()), facts(), PaperProblem::StrangeYear(9999)),
        (typed("2026-10-02", "退会".into()), facts(), PaperProblem::DayToCome),
        (typed("2026-10-01", "か\u{3099}".repeat(201)), facts(), PaperProblem::ReasonTooLong(201)),
        // X01
        (
            typed("2026-10-01", "か".to_owned() + &"\u{3099}".repeat(8)),
            facts(),
            PaperProblem::ReasonOverladen,
        ),
    ] {
        assert_eq!(check_paper(&form, &facts), Err(vec![problem.clone()]));
        assert!(problem.message().ends_with('。'), "{problem:?}");
    }
    for change in [
        (|supervisor: &mut PaperSupervisor| supervisor.held.clear()) as fn(&mut PaperSupervisor),
        |supervisor| {
            supervisor.held[0].period = years(2026, 2031);
        },
    ] {
        let Err(problems) = check_paper(&form(), &with(change)) else { panic!("not qualified (P3)") };
        assert!(matches!(problems.as_slice(), [PaperProblem::NotQualified(_)]), "{problems:?}");
    }
    assert!(check_paper(&typed("2026-10-01", "か\u{3099}".repeat(200)), &facts()).is_ok());
}
