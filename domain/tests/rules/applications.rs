//! Facility applications as tables: who may do what in which state, and what 登録 says (E3, F2–F9).

use domain::{
    accounts::{AddressProblem, Applying},
    actor::Actor,
    applications::{
        ApplicationAction, ApplicationRefused, ApplicationState, Certified, Core, Facts, FieldKind, Form,
        Need, Part, Person, Problem, Release, Sheets, StateName, When, check, may, release, staff_input,
    },
    fields::Fields,
    ids::{ApplicationVersionId, CertificationId, FacilityId, MemberId, OfficeUserId},
    period::Period,
    reading::DayProblem,
    registry::{FacilityKind, Qualification, QualificationKind},
};
use jiff::civil::{Date, date};
use uuid::Uuid;

const OWNER: FacilityId = FacilityId(Uuid::from_u128(1));
const VERSION: ApplicationVersionId = ApplicationVersionId(Uuid::from_u128(7));

fn states() -> [ApplicationState; 6] {
    let version = VERSION;
    [
        ApplicationState::Draft,
        ApplicationState::Submitted { version },
        ApplicationState::Returned { version },
        ApplicationState::Passed { version },
        ApplicationState::Failed { version },
        ApplicationState::Certified { version, certification: CertificationId(Uuid::from_u128(8)) },
    ]
}

/// E3: every state × action × actor, in an open round and outside one.
#[test]
fn e3_who_may_do_what_with_an_application() {
    use ApplicationAction as A;
    let actors = [
        ("owner", Actor::Facility(OWNER)),
        ("other", Actor::Facility(FacilityId(Uuid::from_u128(2)))),
        ("member", Actor::Member { id: MemberId(Uuid::from_u128(3)), physician: true }),
        ("office", Actor::Office(OfficeUserId(Uuid::from_u128(4)))),
    ];
    for (who, actor) in actors {
        for state in states() {
            for action in A::ALL {
                for open in [true, false] {
                    let name = state.name();
                    let by_state = Err(ApplicationRefused::ApplicationState { action, state: name });
                    let expected = match (who, action, name) {
                        ("other" | "member", ..) => Err(ApplicationRefused::NotYourApplication),
                        (_, A::Read, _)
                        | ("owner", A::Edit | A::Submit, StateName::Returned)
                        | ("office", A::HandBack | A::Decide, StateName::Submitted) => Ok(()),
                        ("owner", A::Edit | A::Submit, StateName::Draft) => {
                            if open {
                                Ok(())
                            } else {
                                Err(ApplicationRefused::RoundClosed)
                            }
                        }
                        ("owner", A::HandBack | A::Decide, _) => Err(ApplicationRefused::OnlyOffice),
                        ("office", A::Edit | A::Submit, _) => Err(ApplicationRefused::OnlyOwnFacility),
                        _ => by_state,
                    };
                    assert_eq!(
                        may(&actor, action, OWNER, &state, open),
                        expected,
                        "{who} {action:?} {name:?} open: {open}"
                    );
                }
            }
        }
    }
}

/// F4, F5, F9: every transition from every state.
#[test]
fn f4_f5_f9_the_transitions_of_an_application() {
    let next = ApplicationVersionId(Uuid::from_u128(9));
    let certification = CertificationId(Uuid::from_u128(8));
    for state in states() {
        let name = state.name();
        let refused = |action| Err(ApplicationRefused::ApplicationState { action, state: name });
        let submitted = name == StateName::Submitted;
        assert_eq!(
            state.submit(next),
            if matches!(name, StateName::Draft | StateName::Returned) {
                Ok(ApplicationState::Submitted { version: next })
            } else {
                refused(ApplicationAction::Submit)
            }
        );
        assert_eq!(
            state.hand_back(),
            if submitted {
                Ok(ApplicationState::Returned { version: VERSION })
            } else {
                refused(ApplicationAction::HandBack)
            }
        );
        for (passed, to) in [
            (true, ApplicationState::Passed { version: VERSION }),
            (false, ApplicationState::Failed { version: VERSION }),
        ] {
            assert_eq!(
                state.decide(passed),
                if submitted { Ok(to) } else { refused(ApplicationAction::Decide) }
            );
        }
        assert_eq!(
            state.certify(certification),
            (name == StateName::Passed)
                .then_some(ApplicationState::Certified { version: VERSION, certification })
        );
        assert_eq!(name.key().parse(), Ok(name));
    }
}

fn period(from: Date, to: Date) -> Period {
    Period::new(from, to).expect("a period")
}

fn held(kind: QualificationKind, from: Date, to: Date) -> Qualification {
    Qualification { kind, certificate_no: "S0001".into(), period: period(from, to) }
}

const STARTS: Date = date(2027, 4, 1);

/// 緩和 花子 is 指導医 on the start day, 認定 太郎 認定医 with 研修指導者資格, 期限 切子 指導医 until the day before.
fn facts() -> Facts {
    use QualificationKind as Q;
    let now = |kind| held(kind, date(2024, 4, 1), date(2029, 3, 31));
    let person = |name: &str, held| Person { name: name.into(), left: false, held };
    Facts {
        today: date(2027, 2, 10),
        starts: STARTS,
        people: [
            ("100001".into(), person("緩和 花子", vec![now(Q::Instructor), now(Q::Specialist)])),
            ("100002".into(), person("認定 太郎", vec![now(Q::Certified), now(Q::TrainingSupervisor)])),
            ("100003".into(), person("認定 次郎", vec![now(Q::Certified)])),
            (
                "100004".into(),
                person("期限 切子", vec![held(Q::Instructor, date(2022, 4, 1), date(2027, 3, 31))]),
            ),
            ("100005".into(), Person { left: true, ..person("退会 三郎", vec![now(Q::Instructor)]) }),
        ]
        .into(),
        certified: vec![],
        core: None,
        document: true,
    }
}

/// Forms in which everything is right.
fn right(applying: Applying) -> (Sheets, Facts) {
    let form1: Fields = [
        ("current", "なし"),
        ("name", "丘の病院"),
        ("kana", "おかのびょういん"),
        ("postal_code", "１２３-4567"),
        ("prefecture", "長野県"),
        ("address", "丘市1-1"),
        ("phone", "026-123-4567"),
        ("head", "院長 一郎"),
        ("responsible_no", "１００００１"),
        ("responsible_name", "緩和　花子"),
        ("responsible_kind", "指導医"),
        ("applied_on", "2027-02-01"),
        ("clerk", "事務 四郎"),
        ("clerk_email", "office@hospital.example.jp"),
        ("document", "0199"),
    ]
    .into_iter()
    .collect();
    let mut form2: Fields = [
        ("practice_ward", "yes"),
        ("ward_filed_on", "2020/4/1"),
        ("ward_beds", "20"),
        ("ward_admissions", "２４０"),
        ("team", "なし"),
        ("beds", "300"),
        ("deaths", "120"),
    ]
    .into_iter()
    .collect();
    for (column, typed) in [("no", "100001"), ("name", "緩和花子"), ("kind", "指導医")] {
        form2.set(staff_input(column, 1), typed);
    }
    let mut facts = facts();
    if applying == Applying::Partner {
        form2.set("core", Uuid::from_u128(5).to_string());
        facts.core = Some(core(period(date(2024, 4, 1), date(2029, 3, 31))));
    }
    (Sheets { form1, form2 }, facts)
}

fn core(held: Period) -> Core {
    Core {
        id: FacilityId(Uuid::from_u128(5)),
        name: "峠の病院".into(),
        prefecture: "長野県".into(),
        periods: vec![held],
    }
}

/// Key, row and problem of everything that is said.
fn said(
    applying: Applying,
    part: Part,
    sheets: &Sheets,
    facts: &Facts,
) -> Vec<(String, Option<usize>, Problem)> {
    check(applying, part, sheets, facts)
        .into_iter()
        .map(|found| {
            let message = found.problem.message("項目");
            assert!(message.ends_with('。') || message.contains("例)"), "{message}");
            (found.key, found.row, found.problem)
        })
        .collect()
}

#[test]
fn f3_forms_in_which_everything_is_right_may_be_registered() {
    for applying in Applying::ALL {
        let (sheets, facts) = right(applying);
        for part in Part::ALL {
            assert_eq!(said(applying, part, &sheets, &facts), [], "{applying:?} {part:?}");
        }
    }
}

#[test]
fn f3_empty_forms_are_told_everything_in_one_go() {
    for applying in Applying::ALL {
        let facts = Facts { document: false, ..facts() };
        for part in Part::ALL {
            let told: Vec<String> =
                said(applying, part, &Sheets::default(), &facts).into_iter().map(|(key, ..)| key).collect();
            let required: Vec<String> = Form::of(applying, part)
                .fields
                .iter()
                .filter(|field| field.need == Need::Always)
                .map(|field| field.key.to_owned())
                .collect();
            assert_eq!(told, required, "{applying:?} {part:?}");
        }
    }
}

/// What is brought by another field is asked for with it and not without it.
#[test]
fn f3_a_field_that_depends_on_another_is_required_only_then() {
    let (sheets, facts) = right(Applying::Core);
    let form = Form::of(Applying::Core, Part::Form2);
    for field in &form.fields {
        let Need::When(when) = field.need else { continue };
        let (input, word) = match when {
            When::Ticked(input) => (input, "yes"),
            When::Is(input, word) => (input, word),
        };
        for (value, asked) in [(word, true), ("", false)] {
            let mut fields = sheets.form2.clone();
            fields.set(input, value);
            fields.set(field.key, "");
            let told = check(Applying::Core, Part::Form2, &sheets.clone().with(Part::Form2, fields), &facts);
            assert_eq!(told.iter().any(|found| found.key == field.key), asked, "{} {value}", field.key);
        }
    }
}

#[test]
fn f3_every_kind_of_text_is_read_as_people_write_it() {
    let problems = [
        ("postal_code", "12-345", Problem::NotAPostalCode),
        ("postal_code", "1234567階", Problem::NotAPostalCode),
        ("phone", "12345", Problem::NotAPhone),
        ("url", "hospital", Problem::NotAUrl),
        ("url", "javascript:alert(1)", Problem::NotAUrl),
        ("clerk_email", "a@b@c", Problem::NotAnEmail(AddressProblem::Shape)),
        ("applied_on", "2月1日", Problem::NotADay(DayProblem::NotADay)),
        // B26
        ("applied_on", "0026-02-01", Problem::NotADay(DayProblem::StrangeYear(26))),
        ("applied_on", "9999-02-01", Problem::NotADay(DayProblem::StrangeYear(9999))),
        ("applied_on", "2027-02-11", Problem::InTheFuture { today: date(2027, 2, 10) }),
        ("prefecture", "長野", Problem::NotAChoice),
        ("head", "院長".repeat(26).leak(), Problem::TooLong { limit: 50, count: 52 }),
    ];
    let (sheets, facts) = right(Applying::Core);
    for (key, typed, problem) in problems {
        let mut fields = sheets.form1.clone();
        fields.set(key, typed);
        let sheets = sheets.clone().with(Part::Form1, fields);
        assert_eq!(
            said(Applying::Core, Part::Form1, &sheets, &facts),
            [(key.into(), None, problem)],
            "{typed}"
        );
    }
    let mut fields = sheets.form2.clone();
    fields.set("beds", "約300");
    let sheets = sheets.clone().with(Part::Form2, fields);
    assert_eq!(
        said(Applying::Core, Part::Form2, &sheets, &facts),
        [("beds".into(), None, Problem::NotANumber)]
    );
}

/// B18: what a Mac, a spreadsheet or a careful clerk writes is understood.
#[test]
fn b18_telephones_numbers_and_codes_are_understood() {
    let (sheets, facts) = right(Applying::Core);
    for (part, key, typed) in [
        (Part::Form1, "phone", "03–1234—5678"),
        (Part::Form1, "phone", "03―1234─5678 内線１２"),
        (Part::Form1, "phone", "03-1234-5678（代）"),
        (Part::Form1, "phone", "+81 3-1234-5678"),
        (Part::Form1, "postal_code", "〒１２３—４５６７"),
        (Part::Form1, "clerk_email", "a..b@docomo.ne.jp"),
        (Part::Form2, "beds", "1,200"),
        (Part::Form2, "beds", "３００床"),
    ] {
        let mut fields = sheets.of(part).clone();
        fields.set(key, typed);
        let sheets = sheets.clone().with(part, fields);
        assert_eq!(said(Applying::Core, part, &sheets, &facts), [], "{typed}");
        assert_eq!(said(Applying::Core, part, &sheets.settled(Applying::Core), &facts), [], "{typed}, kept");
    }
}

/// X01: no text of either form is short for people and long for machines, whatever its kind; nor is the table of people.
#[test]
fn x01_every_text_of_an_application_has_its_second_limit() {
    let heap = "か".to_owned() + &"\u{3099}".repeat(30_000);
    let blanks = |word: &str| word.to_owned() + &" ".repeat(20_000);
    for applying in Applying::ALL {
        let (mut sheets, facts) = right(applying);
        for box_or_choice in ["practice_hub", "practice_ward", "practice_fee", "practice_other"] {
            sheets.form2.set(box_or_choice, "yes");
        }
        sheets.form2.set("team", "あり");
        for part in Part::ALL {
            for field in Form::of(applying, part).fields {
                if matches!(
                    field.kind,
                    FieldKind::Several(_) | FieldKind::Staff | FieldKind::Core | FieldKind::Document
                ) {
                    continue;
                }
                for typed in [heap.clone(), blanks(sheets.of(part).get(field.key)), blanks("か")] {
                    let mut fields = sheets.of(part).clone();
                    fields.set(field.key, typed);
                    let sheets = sheets.clone().with(part, fields);
                    let told = said(applying, part, &sheets, &facts);
                    let told = told.iter().find(|(key, ..)| key == field.key);
                    let expected = (field.key.to_owned(), None, Problem::Overladen);
                    // What brings another field is no such word any more; what is optional stays asked for.
                    assert_eq!(told, Some(&expected), "{applying:?} {}", field.key);
                }
            }
        }
        for column in ["no", "name"] {
            let mut fields = sheets.form2.clone();
            fields.set(staff_input(column, 1), heap.clone());
            let sheets = sheets.clone().with(Part::Form2, fields);
            let told = said(applying, Part::Form2, &sheets, &facts);
            assert!(told.contains(&("staff".into(), Some(1), Problem::Overladen)), "{column}: {told:?}");
        }
    }
}

#[test]
fn f7_the_responsible_person_must_agree_with_the_register() {
    let (sheets, facts) = right(Applying::Partner);
    let not_qualified = |kind, held: Vec<Period>| Problem::NotQualified { kind, starts: STARTS, held };
    let until_march = period(date(2022, 4, 1), date(2027, 3, 31));
    for (number, name, kind, expected) in [
        ("100001", "緩和花子", "専門医", None),
        ("100002", "認定太郎", "認定医", None),
        ("999999", "緩和花子", "指導医", Some(("responsible_no", Problem::NotThisMember))),
        ("100001", "緩和太郎", "指導医", Some(("responsible_no", Problem::NotThisMember))),
        ("100005", "退会三郎", "指導医", Some(("responsible_no", Problem::MemberLeft))),
        (
            "100004",
            "期限切子",
            "指導医",
            Some(("responsible_kind", not_qualified(QualificationKind::Instructor, vec![until_march]))),
        ),
        (
            "100003",
            "認定次郎",
            "専門医",
            Some(("responsible_kind", not_qualified(QualificationKind::Specialist, vec![]))),
        ),
        ("100003", "認定次郎", "専門医(認定手続中)", None),
    ] {
        let mut fields = sheets.form1.clone();
        for (key, typed) in
            [("responsible_no", number), ("responsible_name", name), ("responsible_kind", kind)]
        {
            fields.set(key, typed);
        }
        let told = said(Applying::Partner, Part::Form1, &sheets.clone().with(Part::Form1, fields), &facts);
        let expected: Vec<_> =
            expected.into_iter().map(|(key, problem)| (key.to_owned(), None, problem)).collect();
        assert_eq!(told, expected, "{number} {name} {kind}");
    }
}

#[test]
fn f7_a_core_facility_has_a_full_time_instructor_on_the_first_day() {
    let no_instructor = Problem::NoInstructor { starts: STARTS };
    for (applying, rows, expected) in [
        (Applying::Core, vec![["100002", "認定太郎", "認定医"]], vec![(None, no_instructor.clone())]),
        (Applying::Partner, vec![["100002", "認定太郎", "認定医"]], vec![]),
        (Applying::Core, vec![["100003", "認定次郎", "指導医(認定手続中)"]], vec![]),
        (
            Applying::Core,
            vec![["100001", "緩和花子", "指導医"], ["100002", "", ""]],
            vec![(Some(2), Problem::Missing)],
        ),
        (
            Applying::Core,
            vec![["100004", "期限切子", "指導医"]],
            vec![
                (
                    Some(1),
                    Problem::NotQualified {
                        kind: QualificationKind::Instructor,
                        starts: STARTS,
                        held: vec![period(date(2022, 4, 1), date(2027, 3, 31))],
                    },
                ),
                (None, no_instructor),
            ],
        ),
    ] {
        let (sheets, facts) = right(applying);
        let mut fields = sheets.form2.clone();
        for (i, row) in rows.iter().enumerate() {
            for (column, typed) in ["no", "name", "kind"].into_iter().zip(row) {
                fields.set(staff_input(column, i + 1), typed);
            }
        }
        let told = said(applying, Part::Form2, &sheets.with(Part::Form2, fields), &facts);
        let expected: Vec<_> =
            expected.into_iter().map(|(row, problem)| ("staff".to_owned(), row, problem)).collect();
        assert_eq!(told, expected, "{applying:?} {rows:?}");
    }
}

#[test]
fn f8_a_partner_names_a_core_facility_that_is_certified_on_the_start_day() {
    let (sheets, mut facts) = right(Applying::Partner);
    facts.core = Some(core(period(date(2022, 4, 1), date(2027, 3, 31))));
    assert_eq!(
        said(Applying::Partner, Part::Form2, &sheets, &facts),
        [("core".into(), None, Problem::CoreNotCertified { core: "峠の病院".into(), starts: STARTS })]
    );
    facts.core = None;
    let told = said(Applying::Partner, Part::Form2, &sheets, &facts);
    assert_eq!(told, [("core".into(), None, Problem::NoCore(vec![Release::NotChosen]))]);
}

#[test]
fn f8_the_transition_measure_releases_only_when_every_condition_holds() {
    let training =
        Certified { kind: FacilityKind::Training, period: period(date(2023, 4, 1), date(2028, 3, 31)) };
    for (current, certified, number, name, kind, starts, expected) in [
        ("認定研修施設", true, "100001", "緩和花子", "指導医", STARTS, vec![]),
        ("認定研修施設", true, "100002", "認定太郎", "認定医", STARTS, vec![]),
        ("認定研修施設", true, "100003", "認定次郎", "認定医", STARTS, vec![Release::Responsible]),
        ("認定研修施設", true, "100003", "認定次郎", "専門医(認定手続中)", STARTS, vec![]),
        ("認定研修施設", false, "100001", "緩和花子", "指導医", STARTS, vec![Release::NotHeld]),
        ("なし", true, "100001", "緩和花子", "指導医", STARTS, vec![Release::NotChosen]),
        ("認定研修施設", true, "100001", "緩和花子", "指導医", date(2029, 3, 31), vec![]),
        ("認定研修施設", true, "100002", "認定太郎", "認定医", date(2029, 4, 1), {
            vec![Release::Responsible, Release::TooLate]
        }),
    ] {
        let (mut sheets, mut facts) = right(Applying::Partner);
        for (key, typed) in [
            ("current", current),
            ("responsible_no", number),
            ("responsible_name", name),
            ("responsible_kind", kind),
        ] {
            sheets.form1.set(key, typed);
        }
        sheets.form2.set("core", "");
        facts.core = None;
        facts.starts = starts;
        facts.certified = certified.then_some(training).into_iter().collect();
        let released = release(&sheets, &facts).err().unwrap_or_default();
        assert_eq!(released, expected, "{current} {number} {kind} {starts}");
        let told = check(Applying::Partner, Part::Form2, &sheets, &facts);
        assert_eq!(told.iter().any(|found| found.key == "core"), !expected.is_empty());
    }
}

/// 現在の施設認定資格 is not believed: the register has to know it.
#[test]
fn f8_the_present_certification_is_checked_against_the_register() {
    let (mut sheets, mut facts) = right(Applying::Partner);
    sheets.form1.set("current", "認定研修施設");
    assert_eq!(
        said(Applying::Partner, Part::Form1, &sheets, &facts),
        [("current".into(), None, Problem::NotHeld(FacilityKind::Training))]
    );
    facts.certified =
        vec![Certified { kind: FacilityKind::Training, period: period(date(2022, 4, 1), date(2027, 3, 31)) }];
    assert_eq!(said(Applying::Partner, Part::Form1, &sheets, &facts), []);
}

#[test]
fn f6_without_the_document_the_form_is_not_registered() {
    let (sheets, facts) = right(Applying::Core);
    let facts = Facts { document: false, ..facts };
    assert_eq!(
        said(Applying::Core, Part::Form1, &sheets, &facts),
        [("document".into(), None, Problem::Missing)]
    );
    assert!(
        Form::of(Applying::Core, Part::Form1).fields.iter().any(|field| field.kind == FieldKind::Document)
    );
}
