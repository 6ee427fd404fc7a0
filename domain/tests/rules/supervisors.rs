//! P3, P4, A9: who may supervise which case.

use domain::{
    approvals::{Eligibility, eligibility, supervising_days},
    period::Period,
    registry::{
        Qualification,
        QualificationKind::{
            self, Certified, Instructor, ProvisionalInstructor, Specialist, TrainingSupervisor,
        },
    },
};
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// `2024-04-01/2029-03-31`
fn period(text: &str) -> Period {
    let (start, end) = text.split_once('/').expect("two days");
    Period::new(day(start), day(end)).expect("start before end")
}

fn held(list: &[(QualificationKind, &str)]) -> Vec<Qualification> {
    list.iter()
        .map(|(kind, days)| Qualification {
            kind: *kind,
            certificate_no: "D00001".into(),
            period: period(days),
        })
        .collect()
}

fn judged(list: &[(QualificationKind, &str)], case: &str) -> Eligibility {
    eligibility(false, false, &held(list), &[(3, period(case))])
}

/// What it shows, what is held, the case's period, may they supervise it?
type Row = (&'static str, &'static [(QualificationKind, &'static str)], &'static str, bool);

#[test]
fn p3_the_case_lies_inside_the_union_of_supervising_periods() {
    let table: &[Row] = &[
        ("指導医", &[(Instructor, "2024-04-01/2029-03-31")], "2025-01-01/2025-02-01", true),
        ("専門医", &[(Specialist, "2024-04-01/2029-03-31")], "2025-01-01/2025-02-01", true),
        ("暫定指導医", &[(ProvisionalInstructor, "2012-04-01/2022-03-31")], "2021-01-01/2021-02-01", true),
        ("first and last day", &[(Specialist, "2024-04-01/2029-03-31")], "2024-04-01/2029-03-31", true),
        ("one day too early", &[(Specialist, "2024-04-01/2029-03-31")], "2024-03-31/2024-05-01", false),
        ("one day too late", &[(Specialist, "2019-04-01/2024-03-31")], "2024-03-01/2024-04-01", false),
        ("ends on the last day", &[(Specialist, "2019-04-01/2024-03-31")], "2024-03-01/2024-03-31", true),
        ("before everything", &[(Specialist, "2024-04-01/2029-03-31")], "2020-01-01/2020-02-01", false),
        (
            "a chain without a gap",
            &[(Specialist, "2019-04-01/2024-03-31"), (Specialist, "2024-04-01/2029-03-31")],
            "2024-03-01/2024-05-01",
            true,
        ),
        (
            "a gap of one day inside the case",
            &[(Specialist, "2019-04-01/2024-03-30"), (Specialist, "2024-04-01/2029-03-31")],
            "2024-03-01/2024-05-01",
            false,
        ),
        (
            "a gap of one day outside the case",
            &[(Specialist, "2019-04-01/2024-03-30"), (Specialist, "2024-04-01/2029-03-31")],
            "2024-04-01/2024-05-01",
            true,
        ),
        (
            "a chain over kinds",
            &[(ProvisionalInstructor, "2012-04-01/2022-03-31"), (Instructor, "2022-04-01/2027-03-31")],
            "2022-03-31/2022-04-01",
            true,
        ),
        (
            "one period inside another",
            &[(Instructor, "2020-04-01/2029-03-31"), (Specialist, "2022-04-01/2024-03-31")],
            "2024-03-01/2024-06-01",
            true,
        ),
        (
            "認定医 with 研修指導者資格",
            &[(Certified, "2022-04-01/2027-03-31"), (TrainingSupervisor, "2023-04-01/2029-03-31")],
            "2023-04-01/2027-03-31",
            true,
        ),
        (
            "研修指導者資格 not yet",
            &[(Certified, "2022-04-01/2027-03-31"), (TrainingSupervisor, "2023-04-01/2029-03-31")],
            "2023-03-31/2023-05-01",
            false,
        ),
        (
            "認定医 no longer",
            &[(Certified, "2022-04-01/2027-03-31"), (TrainingSupervisor, "2023-04-01/2029-03-31")],
            "2027-03-01/2027-04-01",
            false,
        ),
        (
            "認定医 renewed without a gap",
            &[
                (Certified, "2017-04-01/2022-03-31"),
                (Certified, "2022-04-01/2027-03-31"),
                (TrainingSupervisor, "2020-04-01/2029-03-31"),
            ],
            "2022-03-01/2022-05-01",
            true,
        ),
        (
            "from 認定医 with 研修指導者資格 to 専門医",
            &[
                (Certified, "2019-04-01/2024-03-31"),
                (TrainingSupervisor, "2020-04-01/2029-03-31"),
                (Specialist, "2024-04-01/2029-03-31"),
            ],
            "2024-03-31/2024-04-01",
            true,
        ),
        (
            "研修指導者資格 on days without 認定医",
            &[(Certified, "2015-04-01/2020-03-31"), (TrainingSupervisor, "2020-04-01/2029-03-31")],
            "2021-01-01/2021-02-01",
            false,
        ),
    ];
    for (name, list, case, expected) in table {
        assert_eq!(judged(list, case).is_eligible(), *expected, "{name}");
    }
}

#[test]
fn p3_the_reason_is_the_nearest_to_the_truth() {
    assert_eq!(judged(&[], "2025-01-01/2025-02-01"), Eligibility::NoQualification);
    assert_eq!(
        judged(&[(TrainingSupervisor, "2020-04-01/2029-03-31")], "2025-01-01/2025-02-01"),
        Eligibility::NoQualification
    );
    assert_eq!(
        judged(&[(Certified, "2020-04-01/2029-03-31")], "2025-01-01/2025-02-01"),
        Eligibility::CertifiedOnly
    );
}

#[test]
fn p3_who_cannot_be_chosen_reads_why_with_dates() {
    let answer = eligibility(
        false,
        false,
        &held(&[(Specialist, "2019-04-01/2024-03-31")]),
        &[
            (1, period("2023-05-01/2023-06-01")),
            (3, period("2024-03-01/2024-04-30")),
            (8, period("2025-01-01/2025-02-01")),
        ],
    );
    assert_eq!(
        answer,
        Eligibility::PeriodOutside {
            days: vec![period("2019-04-01/2024-03-31")],
            slots: vec![(3, period("2024-03-01/2024-04-30")), (8, period("2025-01-01/2025-02-01"))],
        },
        "only the slots that do not fit"
    );
    let reason = answer.reason();
    for part in ["2019/04/01〜2024/03/31", "番号3(2024/03/01〜2024/04/30)", "番号8(2025/01/01〜2025/02/01)"]
    {
        assert!(reason.contains(part), "{part} in {reason}");
    }
    assert!(!reason.contains("番号1("), "{reason}");
}

#[test]
fn p4_nobody_supervises_their_own_case_whatever_they_hold() {
    let held = held(&[(Instructor, "2020-04-01/2029-03-31")]);
    let case = [(1, period("2025-01-01/2025-02-01"))];
    assert_eq!(eligibility(true, false, &held, &case), Eligibility::Oneself);
    assert_eq!(eligibility(true, true, &held, &case), Eligibility::Oneself);
    assert_eq!(eligibility(true, false, &[], &case), Eligibility::Oneself);
}

#[test]
fn a9_who_has_left_is_not_offered_whatever_they_hold() {
    let held = held(&[(Instructor, "2020-04-01/2029-03-31")]);
    assert_eq!(eligibility(false, true, &held, &[(1, period("2025-01-01/2025-02-01"))]), Eligibility::Left);
}

#[test]
fn p3_only_the_choosable_have_no_reason() {
    let all = [
        Eligibility::Eligible,
        Eligibility::Oneself,
        Eligibility::Left,
        Eligibility::NoQualification,
        Eligibility::CertifiedOnly,
        judged(&[(Specialist, "2019-04-01/2024-03-31")], "2025-01-01/2025-02-01"),
    ];
    for eligibility in all {
        let reason = eligibility.reason();
        assert_eq!(reason.is_empty(), eligibility.is_eligible(), "{eligibility:?}");
        assert!(reason.is_empty() || reason.ends_with('。'), "{reason}");
    }
}

#[test]
fn p3_supervising_days_are_joined_and_sorted() {
    let days = supervising_days(&held(&[
        (Specialist, "2024-04-01/2029-03-31"),
        (TrainingSupervisor, "2010-04-01/2012-03-31"),
        (Certified, "2011-04-01/2016-03-31"),
        (Specialist, "2019-04-01/2024-03-31"),
    ]));
    assert_eq!(days, [period("2011-04-01/2012-03-31"), period("2019-04-01/2029-03-31")]);
}
