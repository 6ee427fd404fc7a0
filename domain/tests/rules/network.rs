//! 研修施設群 as tables: who may do what in which state, what holds on a day, and who trains alone (E3, F9–F11).

use domain::{
    actor::Actor,
    applications::Core,
    ids::{FacilityId, LinkageId, MemberId, OfficeUserId},
    network::{
        Asked, Ender, Ground, Linkage, LinkageAction, LinkageRefused, LinkageState, Parties, PartnerRecord,
        REASON_LIMIT, Side, StandAlone, Standing, StateName, TrainingFacts, ask_on_start, earliest, may,
        reason, stand_alone,
    },
    period::Period,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use uuid::Uuid;

const CORE: FacilityId = FacilityId(Uuid::from_u128(1));
const PARTNER: FacilityId = FacilityId(Uuid::from_u128(2));
const STARTS: Date = date(2027, 4, 1);
const AT: Timestamp = Timestamp::UNIX_EPOCH;
const REASON: &str = "指導体制の変更のため";

fn period(from: Date, to: Date) -> Period {
    Period::new(from, to).expect("a period")
}

fn dissolved(from: Date) -> LinkageState {
    LinkageState::Dissolved { approved_at: AT, from, by: Ender::Office, reason: Some(REASON.into()) }
}

fn states() -> [LinkageState; 5] {
    [
        LinkageState::Requested,
        LinkageState::Linked { approved_at: AT },
        LinkageState::Refused { refused_at: AT, reason: "定員のため".into() },
        LinkageState::Withdrawn,
        dissolved(date(2027, 10, 1)),
    ]
}

/// Both certified from 2027-04-01: the partner until 2032, the core facility, which renewed, until 2034.
fn linkage(state: LinkageState) -> Linkage {
    Linkage {
        id: LinkageId(Uuid::nil()),
        parties: Parties { core: CORE, partner: PARTNER },
        starts: STARTS,
        state,
        ground: Ground {
            core: vec![
                period(date(2024, 4, 1), date(2029, 3, 31)),
                period(date(2029, 4, 1), date(2034, 3, 31)),
            ],
            partner: vec![period(STARTS, date(2032, 3, 31))],
        },
    }
}

/// E3: every state × action × actor.
#[test]
fn e3_who_may_do_what_with_a_linkage() {
    use LinkageAction as A;
    let actors = [
        ("core", Actor::Facility(CORE)),
        ("partner", Actor::Facility(PARTNER)),
        ("stranger", Actor::Facility(FacilityId(Uuid::from_u128(3)))),
        ("member", Actor::Member { id: MemberId(Uuid::from_u128(4)), physician: true }),
        ("office", Actor::Office(OfficeUserId(Uuid::from_u128(5)))),
    ];
    let parties = Parties { core: CORE, partner: PARTNER };
    for (who, actor) in actors {
        let me = match who {
            "core" => Ender::Core,
            "partner" => Ender::Partner,
            _ => Ender::Office,
        };
        for state in states() {
            for action in A::ALL {
                let name = state.name();
                let expected = match (who, action, name) {
                    ("stranger" | "member", ..) => Err(LinkageRefused::NotYours),
                    (_, A::Read, _)
                    | ("core", A::Approve | A::Refuse, StateName::Requested)
                    | ("partner", A::Withdraw, StateName::Requested)
                    | (_, A::Dissolve, StateName::Linked) => Ok(me),
                    ("partner" | "office", A::Approve | A::Refuse, _) => {
                        Err(LinkageRefused::OnlySide { action, side: Side::Core })
                    }
                    ("core" | "office", A::Withdraw, _) => {
                        Err(LinkageRefused::OnlySide { action, side: Side::Partner })
                    }
                    _ => Err(LinkageRefused::State { action, state: name }),
                };
                assert_eq!(may(&actor, action, parties, &state), expected, "{who} {action:?} {name:?}");
            }
        }
    }
}

#[test]
fn f10_the_transitions_of_a_linkage() {
    for state in states() {
        let name = state.name();
        let outcome = |action, from: StateName, to: LinkageState| {
            if name == from { Ok(to) } else { Err(LinkageRefused::State { action, state: name }) }
        };
        let (waits, linked) = (StateName::Requested, StateName::Linked);
        assert_eq!(
            state.clone().approve(AT),
            outcome(LinkageAction::Approve, waits, LinkageState::Linked { approved_at: AT })
        );
        let refused = LinkageState::Refused { refused_at: AT, reason: "定員".into() };
        assert_eq!(state.clone().refuse(AT, "定員".into()), outcome(LinkageAction::Refuse, waits, refused));
        assert_eq!(
            state.clone().withdraw(),
            outcome(LinkageAction::Withdraw, waits, LinkageState::Withdrawn)
        );
        assert_eq!(
            state.dissolve(STARTS, Ender::Office, REASON.into()),
            outcome(LinkageAction::Dissolve, linked, dissolved(STARTS))
        );
        assert_eq!(name.key().parse(), Ok(name));
    }
    for ender in Ender::ALL {
        assert_eq!(ender.key().parse(), Ok(ender));
    }
}

#[test]
fn f10_f20_a_refusal_and_a_dissolution_need_a_reason() {
    for action in [LinkageAction::Refuse, LinkageAction::Dissolve] {
        let reason = |typed: &str| reason(action, typed);
        let needed = Err(LinkageRefused::ReasonNeeded { action });
        assert_eq!(reason("\0"), needed, "nobody types NUL, and Postgres cannot keep it");
        assert_eq!(reason(" \n\u{3000}"), needed);
        assert_eq!(reason(" 定員のため\r\n受け入れできません "), Ok("定員のため\n受け入れできません".into()));
        let limit = REASON_LIMIT.characters();
        assert!(reason(&"あ".repeat(limit)).is_ok());
        assert_eq!(
            reason(&"あ".repeat(limit + 1)),
            Err(LinkageRefused::ReasonTooLong { action, limit, count: limit + 1 })
        );
        let heap = "か".to_owned() + &"\u{3099}".repeat(8);
        assert_eq!(reason(&heap), Err(LinkageRefused::ReasonOverladen { action }), "X01");
    }
}

/// F10: approved late, it holds from the start; the end of a certification ends it, a renewal without a gap does not.
#[test]
fn f10_what_holds_on_a_day() {
    let until = date(2032, 3, 31);
    let lapsed = Standing::Lapsed { whose: Side::Partner, last: Some(until) };
    let settled = |from| Standing::Dissolved { from, by: Ender::Office, reason: Some(REASON.into()) };
    let autumn = date(2027, 10, 1);
    for (state, today, expected) in [
        (LinkageState::Requested, date(2028, 1, 1), Standing::Waiting),
        (LinkageState::Requested, date(2032, 4, 1), lapsed.clone()),
        (LinkageState::Linked { approved_at: AT }, STARTS, Standing::Linked { until }),
        (LinkageState::Linked { approved_at: AT }, date(2029, 4, 1), Standing::Linked { until }),
        (LinkageState::Linked { approved_at: AT }, until, Standing::Linked { until }),
        (LinkageState::Linked { approved_at: AT }, date(2032, 4, 1), lapsed),
        (
            dissolved(autumn),
            date(2027, 9, 30),
            Standing::Leaving { from: autumn, by: Ender::Office, reason: Some(REASON.into()) },
        ),
        (dissolved(autumn), autumn, settled(autumn)),
        (LinkageState::Withdrawn, STARTS, Standing::Withdrawn),
    ] {
        assert_eq!(linkage(state.clone()).standing(today), expected, "{state:?} {today}");
    }
    let mut gap = linkage(LinkageState::Linked { approved_at: AT });
    gap.ground.core.pop();
    let over = Standing::Lapsed { whose: Side::Core, last: Some(date(2029, 3, 31)) };
    assert_eq!(gap.standing(date(2029, 4, 1)), over);
    assert_eq!(gap.is_alive(date(2029, 4, 1)), Err(LinkageRefused::Lapsed { whose: Side::Core }));
    gap.ground.core.clear();
    assert_eq!(gap.standing(STARTS), Standing::Lapsed { whose: Side::Core, last: None });
    assert_eq!(gap.days(), None);
}

#[test]
fn f10_the_days_of_a_linkage() {
    for (state, expected) in [
        (LinkageState::Requested, None),
        (LinkageState::Linked { approved_at: AT }, Some(period(STARTS, date(2032, 3, 31)))),
        (dissolved(date(2027, 10, 1)), Some(period(STARTS, date(2027, 9, 30)))),
        (dissolved(STARTS), None),
        (dissolved(date(2040, 1, 1)), Some(period(STARTS, date(2032, 3, 31)))),
    ] {
        assert_eq!(linkage(state.clone()).days(), expected, "{state:?}");
    }
    let linked = linkage(LinkageState::Linked { approved_at: AT });
    for (from, expected) in [
        (date(2027, 3, 31), Err(LinkageRefused::EndsTooEarly { starts: STARTS })),
        (STARTS, Ok(())),
        (date(2032, 3, 31), Ok(())),
        (date(2032, 4, 1), Err(LinkageRefused::EndsTooLate { last: date(2032, 3, 31) })),
    ] {
        assert_eq!(linked.may_end(from, Ender::Office, date(2031, 1, 1)), expected, "{from}");
    }
    let today = date(2027, 10, 1);
    for by in [Ender::Core, Ender::Partner] {
        let past = linked.may_end(date(2027, 9, 30), by, today);
        assert_eq!(past, Err(LinkageRefused::EndsInThePast { today }), "F20: {by:?}");
        let before_it_began = linked.may_end(date(2020, 1, 1), by, today);
        assert_eq!(
            before_it_began,
            Err(LinkageRefused::EndsInThePast { today }),
            "the day that helps: {by:?}"
        );
        assert_eq!(linked.may_end(today, by, today), Ok(()));
    }
}

/// F10: what the end of a certification has ended is written down before another linkage begins.
#[test]
fn f10_what_is_written_down_of_a_linkage_that_ended_by_itself() {
    let lapse = |from| LinkageState::Dissolved { approved_at: AT, from, by: Ender::Lapse, reason: None };
    let over = date(2032, 4, 1);
    for (state, expected) in [
        (LinkageState::Requested, Some(LinkageState::Withdrawn)),
        (LinkageState::Linked { approved_at: AT }, Some(lapse(over))),
        (dissolved(date(2033, 1, 1)), Some(lapse(over))),
        (dissolved(date(2027, 10, 1)), None),
        (LinkageState::Withdrawn, None),
    ] {
        let linkage = linkage(state.clone());
        assert_eq!(linkage.settled(over), expected, "{state:?}");
        assert_eq!(linkage.settled(date(2032, 3, 31)), None, "{state:?}");
    }
}

/// F10: one at a time; after 否認, 取り下げ, 解除 or the end of a certification another one may be named.
#[test]
fn f10_when_another_core_facility_may_be_named() {
    let today = date(2027, 6, 1);
    let certified = [period(STARTS, date(2032, 3, 31))];
    let autumn = date(2027, 10, 1);
    for (state, expected) in [
        (LinkageState::Requested, Err(LinkageRefused::RequestWaits)),
        (LinkageState::Linked { approved_at: AT }, Err(LinkageRefused::StillLinked)),
        (LinkageState::Refused { refused_at: AT, reason: "定員".into() }, Ok(today)),
        (LinkageState::Withdrawn, Ok(today)),
        (dissolved(date(2027, 5, 1)), Ok(today)),
        (dissolved(autumn), Ok(autumn)),
    ] {
        assert_eq!(earliest([&linkage(state.clone())], &certified, today), expected, "{state:?}");
    }
    assert_eq!(earliest([], &certified, today), Ok(today));
    let none = LinkageRefused::NotCertified { side: Side::Partner, day: today };
    assert_eq!(earliest([], &[], today), Err(none));
    let mut over = linkage(LinkageState::Linked { approved_at: AT });
    over.ground.core = vec![period(date(2024, 4, 1), date(2027, 5, 31))];
    assert_eq!(earliest([&over], &certified, today), Ok(today));
}

/// F9: whom the start day asks.
#[test]
fn f9_whom_the_start_day_asks() {
    let core = |to| Core {
        id: CORE,
        name: "みどり野中央病院".into(),
        prefecture: "長野県".into(),
        periods: vec![period(date(2024, 4, 1), to)],
    };
    let (alive, over) = (core(date(2029, 3, 31)), core(date(2027, 3, 31)));
    let name = || alive.name.clone();
    assert_eq!(ask_on_start(None, [], STARTS), Asked::Nobody);
    assert_eq!(ask_on_start(Some(&alive), [], STARTS), Asked::Core(name()));
    assert_eq!(ask_on_start(Some(&over), [], STARTS), Asked::NotCertified(name()));
    for (state, expected) in [
        (LinkageState::Requested, Asked::StillLinked(name())),
        (LinkageState::Linked { approved_at: AT }, Asked::StillLinked(name())),
        (LinkageState::Withdrawn, Asked::Core(name())),
        (dissolved(STARTS), Asked::Core(name())),
        (dissolved(date(2027, 10, 1)), Asked::StillLinked(name())),
    ] {
        assert_eq!(ask_on_start(Some(&alive), [&linkage(state.clone())], STARTS), expected, "{state:?}");
    }
    for asked in [Asked::Core(name()), Asked::NotCertified(name()), Asked::StillLinked(name())] {
        assert!(asked.sentence().expect("words").contains("みどり野中央病院"), "{asked:?}");
    }
    assert_eq!(Asked::Nobody.sentence(), None);
}

/// F11: linked → off; dissolved before 2029-03-31 → on again; after → off.
#[test]
fn f11_who_trains_alone_on_a_day() {
    let training = period(date(2022, 4, 1), date(2027, 3, 31));
    let record = |fit| PartnerRecord { period: period(STARTS, date(2032, 3, 31)), fit };
    let of_measure =
        TrainingFacts { training: vec![training], partner: vec![record(true)], linked: Vec::new() };
    let linked = |to| TrainingFacts {
        linked: vec![("みどり野中央病院".into(), period(STARTS, to))],
        ..of_measure.clone()
    };
    let measure_ends = date(2029, 3, 31);
    let by_measure = |again_since| StandAlone::ByMeasure { until: measure_ends, again_since };
    let by_link = StandAlone::Linked { core: "みどり野中央病院".into(), since: STARTS };
    let left = linked(date(2027, 9, 30));
    for (day, facts, expected) in [
        (date(2027, 3, 31), &of_measure, StandAlone::ByItself { until: date(2027, 3, 31) }),
        (STARTS, &of_measure, by_measure(None)),
        (measure_ends, &of_measure, by_measure(None)),
        (date(2029, 4, 1), &of_measure, StandAlone::MeasureOver),
        (date(2027, 9, 30), &left, by_link.clone()),
        (date(2027, 10, 1), &left, by_measure(Some(date(2027, 10, 1)))),
        (date(2029, 4, 1), &left, StandAlone::MeasureOver),
        (date(2029, 4, 1), &linked(date(2032, 3, 31)), by_link),
        (
            STARTS,
            &TrainingFacts { partner: vec![record(false)], ..of_measure.clone() },
            StandAlone::NotOfMeasure,
        ),
        (STARTS, &TrainingFacts { training: Vec::new(), ..of_measure.clone() }, StandAlone::NotOfMeasure),
        (STARTS, &TrainingFacts::default(), StandAlone::NotCertified),
        (date(2032, 4, 1), &of_measure, StandAlone::NotCertified),
    ] {
        let answer = stand_alone(day, facts);
        assert_eq!(answer, expected, "{day}");
        let words = if answer.holds() { "可能です" } else { "できません" };
        assert!(answer.sentence().contains(words), "{}", answer.sentence());
    }
}
