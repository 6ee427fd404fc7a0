//! C2–C6: what 登録 checks, and the sets and forms it checks against (C1, C4).

use domain::{
    cases::{
        CATEGORIES, CaseSet, Field, FieldKind, FieldProblem, Fields, Form, LimitError, Limits, MEMO_KEY,
        Problem, Registrable, Slot, check,
    },
    ids::{CertificationId, FacilityId},
    period::Period,
    registry::{FacilityKind, RecordView},
    text::Limit,
};
use jiff::civil::{Date, date};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 22);

fn record(id: u128, start: Date, end: Date) -> RecordView {
    let period = Period::new(start, end).expect("start before end");
    RecordView {
        id: CertificationId(Uuid::from_u128(id)),
        facility: FacilityId(Uuid::from_u128(1)),
        name: "みどり野中央病院".into(),
        prefecture: "東京都".into(),
        kind: FacilityKind::Core,
        certificate_no: format!("K{id:04}"),
        period,
        ended: RecordView::has_ended(&period, TODAY),
    }
}

fn records() -> [RecordView; 3] {
    [
        record(1, date(2014, 4, 1), date(2019, 3, 31)),
        record(2, date(2019, 4, 1), date(2024, 3, 31)),
        record(3, date(2024, 4, 1), date(2029, 3, 31)),
    ]
}

fn slot(set: CaseSet, number: u8) -> Slot {
    Slot::new(set, number).expect("a slot of the set")
}

fn right() -> Fields {
    [
        ("facility", "00000000-0000-0000-0000-000000000003"),
        ("start_on", "2025-09-03"),
        ("end_on", "2025-11-20"),
        ("category", "痛み"),
        ("age", "60歳代"),
        ("sex", "女性"),
        ("diagnosis", "膵癌、肝転移"),
        ("setting", "緩和ケアチーム"),
        ("role", "チーム医師"),
        ("history", "現病歴。"),
        ("background", "既往歴。"),
        ("assessment", "評価。"),
        ("problems", "#1 がん疼痛"),
        ("course", "経過。"),
        ("outcome", "在宅"),
        ("discussion", "考察。"),
        ("anonymous", "yes"),
    ]
    .into_iter()
    .collect()
}

fn checked(fields: &Fields) -> Result<Registrable, Vec<FieldProblem>> {
    checked_in(CaseSet::Specialist, 1, fields)
}

fn checked_in(set: CaseSet, number: u8, fields: &Fields) -> Result<Registrable, Vec<FieldProblem>> {
    check(&Form::of(set), slot(set, number), fields, "", Some(&records()[2]), &records(), TODAY)
}

fn with(key: &str, value: &str) -> Fields {
    let mut fields = right();
    fields.set(key, value);
    fields
}

fn only(key: &str, problem: Problem) -> Result<Registrable, Vec<FieldProblem>> {
    Err(vec![FieldProblem { key: key.into(), problem }])
}

#[test]
fn c3_a_right_form_is_registrable_with_its_facts() {
    let registrable = checked(&right()).expect("registrable");
    assert_eq!(registrable.certification, records()[2].id);
    assert_eq!(Some(registrable.period), Period::new(date(2025, 9, 3), date(2025, 11, 20)));
    assert_eq!(registrable.category, "痛み");
    assert_eq!(registrable.fields, right());
}

#[test]
fn c3_an_empty_form_names_every_field_in_one_go_and_in_order() {
    for set in CaseSet::ALL {
        let form = Form::of(set);
        let problems = check(&form, slot(set, 1), &Fields::default(), "", None, &[], TODAY)
            .expect_err("nothing was typed");
        let expected: Vec<FieldProblem> = form
            .fields
            .iter()
            .filter(|field| field.required)
            .map(|field| FieldProblem {
                key: field.key.into(),
                problem: if field.kind == FieldKind::Confirm {
                    Problem::NotConfirmed
                } else {
                    Problem::Missing
                },
            })
            .collect();
        assert_eq!(problems, expected, "{set:?}");
        assert!(problems.len() >= 15, "{set:?}");
    }
}

/// One problem of each kind at the same time: all are named, in the order of the form.
#[test]
fn c3_every_kind_of_problem_is_named_at_once() {
    let mut fields = right();
    fields.set("end_on", "2026-11-23");
    fields.set("category", "その他");
    fields.set("age", "");
    fields.set("diagnosis", "病".repeat(101));
    fields.set("course", " \n ");
    fields.set("anonymous", "");
    let found: Vec<(String, Problem)> =
        checked(&fields).expect_err("wrong").into_iter().map(|p| (p.key, p.problem)).collect();
    assert_eq!(
        found,
        [
            ("period".into(), Problem::InTheFuture { today: TODAY }),
            ("category".into(), Problem::NotAChoice),
            ("age".into(), Problem::Missing),
            ("diagnosis".into(), Problem::TooLong { limit: 100, count: 101 }),
            ("course".into(), Problem::Missing),
            ("anonymous".into(), Problem::NotConfirmed),
        ]
    );
}

#[test]
fn c4_the_limits_hold_for_characters_as_a_person_counts_them() {
    let limits = [
        ("diagnosis", 100),
        ("history", 1_200),
        ("background", 600),
        ("assessment", 1_200),
        ("problems", 600),
        ("course", 1_600),
        ("discussion", 1_600),
        ("references", 600),
    ];
    let form = Form::of(CaseSet::Specialist);
    let found: Vec<(&str, usize)> =
        form.fields.iter().filter_map(|f| f.limit().map(|limit| (f.key, limit.characters()))).collect();
    assert_eq!(found, limits);
    for (key, limit) in limits {
        for character in ["痛", "𠮷", "👨\u{200D}👩\u{200D}👧", "が", "か\u{3099}", "葛\u{E0100}"]
        {
            assert!(checked(&with(key, &character.repeat(limit))).is_ok(), "{key} {character} × {limit}");
            assert_eq!(
                checked(&with(key, &character.repeat(limit + 1))),
                only(key, Problem::TooLong { limit, count: limit + 1 }),
                "{key} {character} × {}",
                limit + 1
            );
        }
    }
}

/// X01: one letter with a heap of marks, a heap on each letter, and blanks without end are no texts of few characters.
#[test]
fn x01_every_text_of_the_form_has_its_second_limit() {
    let heap = "か".to_owned() + &"\u{3099}".repeat(30_000);
    let heaps = ("か".to_owned() + &"\u{3099}".repeat(100)).repeat(100);
    let blanks = " ".repeat(20_000) + "か";
    let most = "か".to_owned() + &"\u{3099}".repeat(7);
    for set in CaseSet::ALL {
        for field in Form::of(set).fields.iter().filter(|field| field.limit().is_some()) {
            let checked = |typed: &str| checked_in(set, 1, &with(field.key, typed));
            for typed in [&heap, &heaps, &blanks] {
                assert_eq!(checked(typed), only(field.key, Problem::Overladen), "{set:?} {}", field.key);
            }
            let limit = field.limit().expect("a limit").characters();
            assert!(checked(&most.repeat(limit)).is_ok(), "{set:?} {}", field.key);
        }
        let memo = |memo: &str| {
            let record = &records()[2];
            check(&Form::of(set), slot(set, 1), &right(), memo, Some(record), &records(), TODAY)
        };
        for typed in [&heap, &heaps, &blanks] {
            assert_eq!(memo(typed), only(MEMO_KEY, Problem::Overladen), "{set:?}");
        }
        assert!(memo(&most.repeat(200)).is_ok());
    }
}

/// X01: what is no text is not long either.
#[test]
fn x01_a_day_has_an_end() {
    for typed in [" ".repeat(100) + "2025-09-03", "2025-09-".to_owned() + &"0".repeat(100) + "3"] {
        assert_eq!(checked(&with("start_on", &typed)), only("period", Problem::NotADay));
    }
    assert!(checked(&with("start_on", "  2025/9/3 ")).is_ok());
}

/// What no font on paper has is named before it is registered; a draft may hold it, and so may 備考, which is on no paper.
#[test]
fn members_06_what_cannot_be_printed_is_named() {
    for shown in ["SpO₂ 93%、☑済み 💊", "简体字と한글とไทย", "痛み\u{202E}と\u{2060}しびれ"]
    {
        assert!(checked(&with("history", shown)).is_ok(), "{shown}");
    }
    let missing = vec!['\u{E000}', 'ع'];
    let found = checked(&with("history", "外字\u{E000}、ع、\u{E000}"));
    assert_eq!(found, only("history", Problem::NotOnPaper(missing.clone())));
    let said = Problem::NotOnPaper(missing).message("介入時までの現病歴");
    assert!(said.starts_with("「介入時までの現病歴」に、") && said.contains("「ع」(U+0639)"), "{said}");
    let form = Form::of(CaseSet::Specialist);
    let slot = slot(CaseSet::Specialist, 1);
    assert!(check(&form, slot, &right(), "ع", Some(&records()[2]), &records(), TODAY).is_ok());
}

/// B26: a year that nobody means has its own reason, whatever the record says.
#[test]
fn b26_a_period_of_another_century_is_refused_by_its_own_reason() {
    for (input, typed, year) in
        [("start_on", "0025-09-03", 25), ("end_on", "2205-09-10", 2205), ("end_on", "9999-12-31", 9999)]
    {
        assert_eq!(checked(&with(input, typed)), only("period", Problem::StrangeYear(year)), "{typed}");
    }
}

#[test]
fn c4_a_society_sets_other_limits() {
    let limits: Limits = "history=3, memo=2".parse().expect("limits");
    let form = Form::of(CaseSet::Specialist).limited(&limits);
    let said = |fields: &Fields, memo: &str| {
        let slot = slot(CaseSet::Specialist, 1);
        check(&form, slot, fields, memo, Some(&records()[2]), &records(), TODAY).err().unwrap_or_default()
    };
    let over = |key: &str, limit: usize| {
        vec![FieldProblem { key: key.into(), problem: Problem::TooLong { limit, count: limit + 1 } }]
    };
    assert_eq!(said(&with("history", "三文字"), "二字"), []);
    assert_eq!(said(&with("history", "四文字だ"), ""), over("history", 3));
    assert_eq!(said(&with("history", "三文字"), "三文字"), over(MEMO_KEY, 2));
    assert_eq!(form.field("course").and_then(Field::limit), Some(Limit::of(1_600)), "the others stay");
    assert_eq!("".parse(), Ok(Limits::default()));
    for (typed, why) in [
        ("history", LimitError::NotAPair("history".into())),
        ("age=3", LimitError::Unknown("age".into())),
        ("memo=0", LimitError::NotAllowed { key: "memo".into(), typed: "0".into() }),
        ("memo=2501", LimitError::NotAllowed { key: "memo".into(), typed: "2501".into() }),
        ("memo=二百", LimitError::NotAllowed { key: "memo".into(), typed: "二百".into() }),
    ] {
        assert_eq!(typed.parse::<Limits>(), Err(why), "{typed}");
    }
}

#[test]
fn c4_a_line_break_is_one_character_however_it_is_posted() {
    for line_break in ["\n", "\r\n", "\r"] {
        let text = |lines: usize| vec!["痛"; lines].join(line_break);
        assert!(
            checked(&with("problems", &text(300))).is_ok(),
            "299 breaks and 300 characters: {line_break:?}"
        );
        assert_eq!(
            checked(&with("problems", &text(301))),
            only("problems", Problem::TooLong { limit: 600, count: 601 }),
            "{line_break:?}"
        );
    }
}

#[test]
fn c4_the_memo_beside_the_form_has_its_limit_too() {
    let form = Form::of(CaseSet::Certified);
    let memo = |count: usize| {
        let (memo, record) = ("𠮷".repeat(count), &records()[2]);
        check(&form, slot(CaseSet::Certified, 1), &right(), &memo, Some(record), &records(), TODAY)
    };
    assert!(memo(200).is_ok());
    assert_eq!(memo(201), only("memo", Problem::TooLong { limit: 200, count: 201 }));
}

#[test]
fn c4_only_references_may_stay_empty() {
    for field in Form::of(CaseSet::Specialist).fields {
        assert_eq!(field.required, field.key != "references", "{}", field.key);
    }
    assert!(checked(&with("references", "")).is_ok());
}

#[test]
fn c4_forms_of_the_other_sets_have_no_problems_and_no_references() {
    let keys = |set| -> Vec<&str> { Form::of(set).fields.iter().map(|field| field.key).collect() };
    let shorter: Vec<&str> = keys(CaseSet::Specialist)
        .into_iter()
        .filter(|key| !["problems", "references"].contains(key))
        .collect();
    assert_eq!(keys(CaseSet::Specialist).len(), 17);
    assert_eq!(keys(CaseSet::Transition), shorter);
    assert_eq!(keys(CaseSet::Certified), shorter);
    let kept = checked_in(CaseSet::Transition, 1, &right()).expect("registrable").fields;
    assert_eq!(kept.get("problems"), "", "what the form does not have is not registered");
}

#[test]
fn c4_every_field_has_its_inputs_and_no_input_is_the_memo() {
    for set in CaseSet::ALL {
        let form = Form::of(set);
        let inputs: Vec<&str> = form.inputs().collect();
        assert_eq!(inputs.len(), form.fields.len() + 1, "one each, two for the period");
        assert!(!inputs.contains(&domain::cases::MEMO_KEY), "C7");
    }
}

/// C6: start ≤ end ≤ today, both inside the record's period; the boundary days are inside.
#[test]
fn c6_the_boundary_days_are_inside() {
    let fits = |start: &str, end: &str| {
        let mut fields = right();
        fields.set("start_on", start);
        fields.set("end_on", end);
        checked(&fields)
            .map(|_| ())
            .map_err(|problems| problems.into_iter().map(|p| p.problem).collect::<Vec<_>>())
    };
    assert_eq!(fits("2024-04-01", "2024-04-01"), Ok(()), "first day of the record");
    assert_eq!(fits("2026-11-22", "2026-11-22"), Ok(()), "today");
    assert_eq!(fits("2026-11-23", "2026-11-23"), Err(vec![Problem::InTheFuture { today: TODAY }]));
    assert_eq!(fits("2026-11-21", "2026-11-20"), Err(vec![Problem::StartAfterEnd]));
    let outside = fits("2024-03-31", "2024-04-01");
    assert!(
        matches!(outside.as_ref().map_err(Vec::as_slice), Err([Problem::OutsideRecord { .. }])),
        "{outside:?}"
    );
    assert_eq!(fits("2025-02-30", "2025-03-01"), Err(vec![Problem::NotADay]));
    assert_eq!(fits("", "2025-03-01"), Err(vec![Problem::Missing]));
    assert_eq!(fits("2025-03-01", ""), Err(vec![Problem::Missing]));
}

#[test]
fn c6_the_last_day_of_an_ended_record_is_inside() {
    let at = |end: &str| {
        let mut fields = right();
        fields.set("start_on", "2024-03-01");
        fields.set("end_on", end);
        check(
            &Form::of(CaseSet::Specialist),
            slot(CaseSet::Specialist, 1),
            &fields,
            "",
            Some(&records()[1]),
            &records(),
            TODAY,
        )
    };
    assert!(records()[1].ended, "C5: an ended record stays selectable");
    assert!(at("2024-03-31").is_ok());
    assert!(at("2024-04-01").is_err());
}

#[test]
fn c6_period_outside_record_is_refused_with_fitting_records() {
    let mut fields = right();
    fields.set("start_on", "2023-05-01");
    fields.set("end_on", "2023-06-30");
    let [old, fitting, chosen] = records();
    let problems = checked(&fields).expect_err("outside");
    assert_eq!(
        problems,
        [FieldProblem {
            key: "period".into(),
            problem: Problem::OutsideRecord {
                record: Box::new(chosen.clone()),
                fitting: vec![fitting.clone()]
            },
        }]
    );
    let message = problems[0].problem.message("主に緩和医療を提供した期間");
    for part in [
        chosen.certificate_no.as_str(),
        "2024/04/01〜2029/03/31",
        &fitting.certificate_no,
        "2019/04/01〜2024/03/31",
    ] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!message.contains(&old.certificate_no), "{message}");
}

/// The guide: a period over two records is cut to one of them, and the real one stands at the head of the history.
#[test]
fn c6_a_period_that_fits_no_record_is_told_what_to_do() {
    let mut fields = right();
    fields.set("start_on", "2024-03-01");
    fields.set("end_on", "2024-05-01");
    let problems = checked(&fields).expect_err("outside");
    let message = problems[0].problem.message("主に緩和医療を提供した期間");
    assert!(message.contains("「介入時までの現病歴」の冒頭"), "{message}");
}

#[test]
fn c6_without_a_record_only_the_record_is_missing() {
    let form = Form::of(CaseSet::Specialist);
    let found = check(&form, slot(CaseSet::Specialist, 1), &right(), "", None, &[], TODAY);
    assert_eq!(found, only("facility", Problem::Missing));
}

#[test]
fn c1_the_sets() {
    let facts =
        |set: CaseSet| (set.slots(), set.needs_approval(), set.category_is_fixed(), set.categories().len());
    assert_eq!(facts(CaseSet::Specialist), (20, true, false, 7));
    assert_eq!(facts(CaseSet::Transition), (7, false, true, 7));
    assert_eq!(facts(CaseSet::Certified), (5, false, true, 5));
    for set in CaseSet::ALL {
        assert_eq!(set.key().parse(), Ok(set));
        assert_eq!(Slot::new(set, 0), None);
        assert_eq!(Slot::new(set, set.slots() + 1), None);
        assert_eq!(set.all_slots().count(), usize::from(set.slots()));
        assert_eq!(set.all_slots().last().map(Slot::number), Some(set.slots()));
    }
}

#[test]
fn c2_the_slots_start_with_their_categories() {
    let defaults = |set: CaseSet| -> Vec<Option<&str>> {
        set.all_slots().map(|slot| set.default_category(slot)).collect()
    };
    let seven: Vec<Option<&str>> = CATEGORIES.into_iter().map(Some).collect();
    assert_eq!(defaults(CaseSet::Specialist)[..7], seven);
    assert_eq!(defaults(CaseSet::Specialist)[7..], [None; 13]);
    assert_eq!(defaults(CaseSet::Transition), seven);
    assert_eq!(
        defaults(CaseSet::Certified),
        ["痛み", "身体症状(痛み以外)", "精神症状", "社会的な関わり", "スピリチュアルな関わり"].map(Some)
    );
}

#[test]
fn c2_a_default_may_be_changed_and_a_fixed_category_may_not() {
    assert!(checked_in(CaseSet::Specialist, 1, &with("category", "せん妄")).is_ok());
    assert!(checked_in(CaseSet::Specialist, 20, &with("category", "せん妄")).is_ok());
    assert!(checked_in(CaseSet::Transition, 4, &with("category", "せん妄")).is_ok());
    for category in ["せん妄", "その他"] {
        assert_eq!(
            checked_in(CaseSet::Certified, 1, &with("category", category)),
            only("category", Problem::FixedCategory("痛み".into()))
        );
    }
}

#[test]
fn every_choice_is_one_of_the_listed_words() {
    for field in Form::of(CaseSet::Specialist).fields {
        if let FieldKind::Choice(choices) = field.kind {
            for choice in choices {
                assert!(checked(&with(field.key, choice)).is_ok(), "{} {choice}", field.key);
            }
            assert_eq!(
                checked(&with(field.key, "ほか")),
                only(field.key, Problem::NotAChoice),
                "{}",
                field.key
            );
        }
    }
}

#[test]
fn every_problem_says_which_field_and_ends_as_a_sentence() {
    let [_, fitting, chosen] = records();
    for problem in [
        Problem::Missing,
        Problem::NotConfirmed,
        Problem::NotAChoice,
        Problem::FixedCategory("痛み".into()),
        Problem::TooLong { limit: 100, count: 103 },
        Problem::Overladen,
        Problem::NotADay,
        Problem::StrangeYear(26),
        Problem::StartAfterEnd,
        Problem::InTheFuture { today: TODAY },
        Problem::OutsideRecord { record: Box::new(chosen.clone()), fitting: vec![fitting] },
        Problem::OutsideRecord { record: Box::new(chosen), fitting: vec![] },
    ] {
        let message = problem.message("欄の名");
        assert!(message.contains("「欄の名」") && message.ends_with('。'), "{message}");
    }
    assert!(Problem::TooLong { limit: 100, count: 103 }.message("診断名").contains("3文字超過"));
}
