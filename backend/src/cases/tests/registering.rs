//! 登録.

use domain::{
    approvals::RequestState,
    cases::{
        CaseAction, CaseRefused, CaseSet, FieldProblem, Fields, Limits, Problem, Registered, Saved, StateName,
    },
    registry::FacilityKind,
};
use sqlx::PgPool;

use super::{SET, desk, refusal};
use crate::{
    Error, Settings,
    cases::Typed,
    testing::{by, full_fields, slot},
};

/// C8: 未登録 → 未承認 where approval is needed, 登録済 where it is not. C1, C2: each set with its own slots and categories.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_c1_c2_registering_moves_every_slot_of_every_set(db: PgPool) {
    let desk = desk(db).await;
    for (set, state) in [
        (CaseSet::Specialist, StateName::Registered),
        (CaseSet::Transition, StateName::Complete),
        (CaseSet::Certified, StateName::Complete),
    ] {
        for number in 1..=set.slots() {
            desk.world.registered(desk.me, set, number, desk.record).await;
        }
        let list = desk.cases().list(&by(desk.me), set).await.expect("a list");
        assert_eq!(list.rows.len(), usize::from(set.slots()));
        for row in &list.rows {
            assert_eq!(row.state, state);
            assert!(row.exists && !row.unregistered_changes);
            assert_eq!(row.category, set.default_category(row.slot).unwrap_or("痛み"));
        }
    }
    assert_eq!(desk.count("select count(*) from audit_line where event = 'case.registered'").await, 32);
}

/// C3: only 登録 checks; it names every field in one go and keeps what was typed, 備考 too.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c3_an_invalid_report_is_kept_as_a_draft_with_every_problem(db: PgPool) {
    let desk = desk(db).await;
    let mut fields = desk.full();
    fields.set("diagnosis", "が".repeat(101));
    fields.set("age", "110歳代");
    fields.set("anonymous", "");
    fields.set("start_on", "2025-07-01");
    let typed = Typed { fields, memo: "備".repeat(201), version: 0 };
    let answer = desk.cases().register(&by(desk.me), SET, slot(SET, 1), typed).await.expect("answered");
    let Registered::Invalid { problems, version, saved_at } = answer else { panic!("{answer:?}") };
    let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys, ["period", "age", "diagnosis", "anonymous", "memo"]);
    assert_eq!(problems[4].problem, Problem::TooLong { limit: 200, count: 201 });
    assert_eq!((version, saved_at), (1, desk.world.backend.clock.now()));
    let editor = desk.editor(1).await;
    assert_eq!((editor.state, editor.version), (StateName::Unregistered, 1));
    assert_eq!(editor.fields.get("diagnosis").chars().count(), 101);
    assert_eq!(editor.memo.chars().count(), 201);
    assert_eq!(editor.problems, problems);
    assert_eq!(desk.count("select count(*) from case_version").await, 0);
}

/// X01: a letter with a heap of marks is kept as it was typed, and no version is made of it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x01_a_heap_of_marks_is_kept_as_a_draft_and_not_registered(db: PgPool) {
    let desk = desk(db).await;
    let heap = "か".to_owned() + &"\u{3099}".repeat(30_000);
    let mut fields = desk.full();
    fields.set("history", &heap);
    let typed = Typed { fields, memo: heap.clone(), version: 0 };
    let saved = desk.cases().save_draft(&by(desk.me), SET, slot(SET, 1), typed.clone()).await.expect("saved");
    assert!(matches!(saved, Saved::Kept { version: 1, .. }), "{saved:?}");
    let typed = Typed { version: 1, ..typed };
    let answer = desk.cases().register(&by(desk.me), SET, slot(SET, 1), typed).await.expect("answered");
    let Registered::Invalid { problems, .. } = answer else { panic!("{answer:?}") };
    let overladen = |key: &str| FieldProblem { key: key.into(), problem: Problem::Overladen };
    assert_eq!(problems, [overladen("history"), overladen("memo")]);
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("history"), &editor.memo), (heap.as_str(), &heap), "nothing is lost (C3)");
    assert_eq!(desk.count("select count(*) from case_version").await, 0);
}

/// C4: the limits are the society's; the editor knows them too.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c4_the_limits_that_the_society_has_set_hold(db: PgPool) {
    let mut desk = desk(db).await;
    let limits: Limits = "diagnosis=3".parse().expect("limits");
    desk.world.backend.settings = Settings { limits: limits.clone(), ..Settings::default() }.into();
    let mut fields = desk.full();
    fields.set("diagnosis", "膵がん、肝転移");
    let answer = desk.register(1, fields.clone(), 0).await.expect("answered");
    let Registered::Invalid { problems, .. } = answer else { panic!("{answer:?}") };
    let problem = Problem::TooLong { limit: 3, count: 7 };
    assert_eq!(problems, [FieldProblem { key: "diagnosis".into(), problem }]);
    let editor = desk.cases().editor(&by(desk.me), SET, slot(SET, 1)).await.expect("the editor");
    assert_eq!((editor.limits, editor.problems), (limits, problems));
    fields.set("diagnosis", "膵がん");
    assert_eq!(desk.register(1, fields, 1).await.expect("answered"), Registered::Done);
}

/// C2: the default of 専門医新規 may be changed, the category of 移行 may not.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c2_a_default_category_may_be_changed_and_a_fixed_one_not(db: PgPool) {
    let desk = desk(db).await;
    let mut fields = desk.full();
    fields.set("category", "せん妄");
    assert_eq!(desk.register(1, fields.clone(), 0).await.expect("answered"), Registered::Done);
    let row = desk.cases().list(&by(desk.me), SET).await.expect("a list").rows.swap_remove(0);
    assert_eq!(row.category, "せん妄");
    assert_eq!(desk.case(1).await.category, "せん妄");

    let (set, one) = (CaseSet::Transition, slot(CaseSet::Transition, 1));
    let typed = Typed { fields: fields.clone(), memo: String::new(), version: 0 };
    let answer = desk.cases().register(&by(desk.me), set, one, typed).await.expect("answered");
    let Registered::Invalid { problems, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(problems[0].problem, Problem::FixedCategory("痛み".into()));

    // Left out, it is what the slot says.
    fields.set("category", "");
    let typed = Typed { fields, memo: String::new(), version: 1 };
    assert_eq!(
        desk.cases().register(&by(desk.me), set, one, typed).await.expect("answered"),
        Registered::Done
    );
}

/// C6: the refusal shows the record's period and the records of the same facility that would fit. C5: an ended record may
/// be chosen.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c5_c6_the_period_must_lie_in_the_record_and_others_are_offered(db: PgPool) {
    let desk = desk(db).await;
    let facility = desk.world.facility("F0002", "あおば病院").await;
    let ended =
        desk.world.record(facility, FacilityKind::Training, "T0001", "2019-04-01", "2024-03-31").await;
    let present = desk.world.record(facility, FacilityKind::Core, "K0002", "2024-04-01", "2029-03-31").await;
    let fields = full_fields(present, "2024-03-01", "2024-03-31");
    let Registered::Invalid { problems, .. } = desk.register(1, fields, 0).await.expect("answered") else {
        panic!("registered outside the record");
    };
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    let Problem::OutsideRecord { record, fitting } = &problem.problem else { panic!("{problem:?}") };
    assert_eq!(record.id, present);
    assert_eq!(fitting.iter().map(|r| (r.id, r.ended)).collect::<Vec<_>>(), [(ended, true)]);

    assert_eq!(
        desk.register(1, full_fields(ended, "2024-03-01", "2024-03-31"), 1).await.expect("answered"),
        Registered::Done
    );
    let printed = desk.cases().print(&by(desk.me), SET, slot(SET, 1)).await.expect("printed");
    assert!(printed.report.record.full().ends_with("(認定終了)"));

    // Ends tomorrow in Japan; the test's day is 2026-10-01.
    let answer =
        desk.register(2, full_fields(desk.record, "2026-09-01", "2026-10-02"), 0).await.expect("answered");
    let Registered::Invalid { problems, .. } = answer else { panic!("{answer:?}") };
    assert!(matches!(problems[0].problem, Problem::InTheFuture { .. }));
}

/// Every registered version is kept; the same text makes no new one.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_versions_are_numbered_and_the_same_text_makes_none(db: PgPool) {
    let desk = desk(db).await;
    assert_eq!(desk.register(1, desk.full(), 0).await.expect("answered"), Registered::Done);
    let first = desk.case(1).await;
    assert_eq!(desk.register(1, desk.full(), 1).await.expect("answered"), Registered::Done);
    assert_eq!(desk.case(1).await, first);

    desk.save(1, desk.diagnosed("肺がん"), "", 1).await.expect("kept");
    assert!(desk.case(1).await.unregistered_changes);
    assert!(desk.editor(1).await.unregistered_changes);
    assert_eq!(desk.register(1, desk.diagnosed("肺がん"), 2).await.expect("answered"), Registered::Done);
    let second = desk.case(1).await;
    assert!(!second.unregistered_changes);
    assert_ne!(second.state.version(), first.state.version());
    assert_eq!(second.period.map(|p| p.to_string()), Some("2025/05/01〜2025/06/30".into()));
    let report = desk.cases().print(&by(desk.me), SET, slot(SET, 1)).await.expect("printed").report;
    assert_eq!((report.number, report.fields.get("diagnosis")), (2, "肺がん"));
}

/// C8: an edited 非承認 stays 非承認 and its comments stay visible (P6).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_a_corrected_rejection_stays_rejected_with_its_comments(db: PgPool) {
    let desk = desk(db).await;
    let request = desk.bring(StateName::Rejected).await.expect("a request");
    assert_eq!(
        desk.register(1, desk.diagnosed("膵がん Stage IV"), 1).await.expect("answered"),
        Registered::Done
    );
    let editor = desk.editor(1).await;
    assert_eq!(editor.state, StateName::Rejected);
    let review = editor.review.expect("the blue frame");
    assert_eq!((review.request, review.comments.general.as_str()), (request, "経過を具体的に。"));
    assert_eq!(review.comments.fields["diagnosis"], "病期も記載してください。");
    assert_eq!(review.supervisor, "試験200001 太郎");
}

/// P6: the last 非承認 helps until the case is approved, also after a request that was withdrawn again.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_the_blue_frame_stays_until_the_case_is_approved(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    assert_eq!(desk.editor(1).await.review, None);
    let rejected = Some(desk.decide(1, RequestState::Rejected, "経過を。").await);
    let shown = async || desk.editor(1).await.review.map(|review| review.request);
    desk.world.wait();
    desk.ask(1).await;
    assert_eq!((desk.state(1).await, shown().await), (StateName::Requested, rejected));
    desk.decide(1, RequestState::Withdrawn, "").await;
    assert_eq!((desk.state(1).await, shown().await), (StateName::Registered, rejected));
    desk.world.wait();
    desk.decide(1, RequestState::Approved, "").await;
    assert_eq!((desk.state(1).await, shown().await), (StateName::Approved, None));
}

/// C9, and C11 over it: a refused 登録 sets the text aside.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c9_nothing_is_registered_while_requested_or_approved(db: PgPool) {
    let desk = desk(db).await;
    for state in [StateName::Requested, StateName::Approved] {
        desk.bring(state).await;
        let before = desk.case(1).await;
        let answer = desk.register(1, desk.diagnosed("書き直し"), 1).await;
        assert_eq!(refusal(answer), CaseRefused::CaseState { action: CaseAction::Register, state });
        assert_eq!(desk.case(1).await, before);
        assert_eq!(desk.editor(1).await.asides[0].fields.get("diagnosis"), "書き直し");
        super::delete_rows(&desk, before.id).await;
    }
}

/// C11: 登録 from an old tab registers nothing and loses nothing.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_registering_from_an_old_tab_is_a_conflict(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("A"), "", 0).await.expect("kept");
    desk.save(1, desk.diagnosed("B"), "", 1).await.expect("kept");
    let answer = desk.register(1, desk.diagnosed("C"), 1).await.expect("answered");
    assert!(matches!(answer, Registered::Conflict { .. }));
    let editor = desk.editor(1).await;
    assert_eq!((editor.state, editor.fields.get("diagnosis")), (StateName::Unregistered, "B"));
    assert_eq!(editor.asides[0].fields.get("diagnosis"), "C");
}

/// E1: the draft, the version, the state and the audit line commit together or not at all.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_a_failing_audit_line_undoes_the_registration(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("前"), "", 0).await.expect("kept");
    sqlx::query("alter table audit_line add constraint broken check (event <> 'case.registered')")
        .execute(&mut *desk.world.db().await)
        .await
        .expect("broken");
    let answer = desk.register(1, desk.diagnosed("後"), 1).await;
    assert!(matches!(answer, Err(Error::Database(_))), "{answer:?}");
    let editor = desk.editor(1).await;
    assert_eq!((editor.state, editor.version), (StateName::Unregistered, 1));
    assert_eq!(editor.fields.get("diagnosis"), "前");
    assert_eq!(desk.count("select count(*) from case_version").await, 0);
}

/// The form of 移行 and 認定医 has no 問題点 and no 参考文献; what is posted for them is not part of the report (C4).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c4_inputs_that_the_form_does_not_have_are_not_kept(db: PgPool) {
    let desk = desk(db).await;
    let (set, one) = (CaseSet::Certified, slot(CaseSet::Certified, 1));
    let mut fields: Fields = desk.full();
    fields.set("unheard", "of");
    let typed = Typed { fields, memo: String::new(), version: 0 };
    let saved = desk.cases().save_draft(&by(desk.me), set, one, typed).await.expect("kept");
    assert!(matches!(saved, Saved::Kept { version: 1, .. }));
    let editor = desk.cases().editor(&by(desk.me), set, one).await.expect("an editor");
    assert_eq!((editor.fields.get("problems"), editor.fields.get("unheard")), ("", ""));
    assert!(editor.problems.is_empty(), "{:?}", editor.problems);
}
