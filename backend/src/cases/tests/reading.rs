//! List, editor, print and history.

use domain::{
    approvals::RequestState,
    calendar,
    cases::{CaseAction, CaseRefused, CaseSet, CaseState, HistoryEntry, StateName},
};
use sqlx::PgPool;

use super::{SET, desk, office, refusal};
use crate::{
    Error,
    cases::Typed,
    testing::{Statements, by, slot},
};

/// C1, C2: every slot of every set, empty ones with their category.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c1_c2_the_list_always_has_every_slot(db: PgPool) {
    let desk = desk(db).await;
    for set in CaseSet::ALL {
        let list = desk.cases().list(&by(desk.me), set).await.expect("a list");
        let shown: Vec<_> = list.rows.iter().map(|row| (row.slot.number(), row.category.as_str())).collect();
        let expected: Vec<_> =
            set.all_slots().map(|slot| (slot.number(), set.default_category(slot).unwrap_or(""))).collect();
        assert_eq!(shown, expected);
        assert!(list.rows.iter().all(|row| row.state == StateName::Unregistered && !row.exists));
        assert_eq!((list.progress.done, list.progress.slots), (0, set.slots()));
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_the_list_shows_supervisor_days_and_progress(db: PgPool) {
    let desk = desk(db).await;
    for number in 1..=4 {
        desk.world.registered(desk.me, SET, number, desk.record).await;
    }
    desk.ask(2).await;
    desk.decide(3, RequestState::Approved, "").await;
    desk.decide(4, RequestState::Rejected, "").await;
    desk.save(5, desk.diagnosed("下書き"), "備考です", 0).await.expect("kept");
    let list = desk.cases().list(&by(desk.me), SET).await.expect("a list");
    let states: Vec<StateName> = list.rows[..6].iter().map(|row| row.state).collect();
    assert_eq!(
        states,
        [
            StateName::Registered,
            StateName::Requested,
            StateName::Approved,
            StateName::Rejected,
            StateName::Unregistered,
            StateName::Unregistered,
        ]
    );
    let today = Some(calendar::day(desk.world.backend.clock.now()));
    let facts: Vec<_> = list.rows[..5]
        .iter()
        .map(|row| {
            (row.supervisor.is_some(), row.requested_on, row.decided_on, row.unread, row.unregistered_changes)
        })
        .collect();
    assert_eq!(
        facts,
        [
            (false, None, None, false, false),
            (true, today, None, false, false),
            (true, today, today, true, false),
            (true, today, today, true, false),
            (false, None, None, false, true),
        ]
    );
    assert_eq!(list.rows[4].memo, "備考です");
    assert_eq!((list.progress.done, list.progress.waiting, list.progress.rejected), (1, 1, 1));
}

/// 通知: whichever page of the case is opened first.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_result_is_unread_until_a_page_of_the_case_is_opened(db: PgPool) {
    let desk = desk(db).await;
    for number in 1..=3 {
        desk.world.registered(desk.me, SET, number, desk.record).await;
        desk.decide(number, RequestState::Approved, "").await;
    }
    let (cases, me) = (desk.cases(), by(desk.me));
    let unread = async || -> Vec<u8> {
        let list = cases.list(&me, SET).await.expect("a list");
        list.rows.iter().filter(|row| row.unread).map(|row| row.slot.number()).collect()
    };
    assert_eq!(unread().await, [1, 2, 3]);
    cases.editor(&me, SET, slot(SET, 1)).await.expect("an editor");
    assert_eq!(unread().await, [2, 3]);
    cases.print(&me, SET, slot(SET, 2)).await.expect("a print");
    assert_eq!(unread().await, [3]);
    cases.history(&me, SET, slot(SET, 3), None).await.expect("a history");
    assert!(unread().await.is_empty());
}

/// C7: 備考 is in the applicant's list, editor and 削除 page, and nowhere else: not in what is printed, judged, compared,
/// audited or kept as a version.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c7_the_memo_stays_with_the_applicant(db: PgPool) {
    const MARKER: &str = "備考マーカー七七三一";
    let desk = desk(db).await;
    let (cases, me, one) = (desk.cases(), by(desk.me), slot(SET, 1));
    for (version, diagnosis) in [(0, "一"), (1, "二")] {
        let typed =
            Typed { fields: desk.diagnosed(diagnosis), memo: format!("{MARKER}{diagnosis}"), version };
        cases.register(&me, SET, one, typed).await.expect("registered");
    }
    desk.decide(1, RequestState::Rejected, "").await;
    let version = desk.case(1).await.state.version().expect("a version");
    let today = desk.world.backend.today();
    let report = crate::cases::report(&mut *desk.world.db().await, version, today).await.expect("a report");
    let exits = [
        serde_json::to_string(&report).expect("json"),
        serde_json::to_string(&cases.print(&me, SET, one).await.expect("a print")).expect("json"),
        serde_json::to_string(&cases.history(&me, SET, one, None).await.expect("a history")).expect("json"),
    ];
    for exit in exits {
        assert!(exit.contains('二') && !exit.contains(MARKER), "{exit}");
    }
    for table in ["case_version", "audit_line", "approval_request", "mail_outbox"] {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *desk.world.db().await)
            .await
            .expect("rows");
        assert!(!rows.contains(MARKER), "{table}");
    }
    assert_eq!(desk.editor(1).await.memo, format!("{MARKER}二"));
    assert!(cases.list(&me, SET).await.expect("a list").rows[0].memo.contains(MARKER));
    assert!(cases.delete_page(&me, SET, one).await.expect("a page").row.memo.contains(MARKER));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_print_needs_a_registered_version_and_shows_it_not_the_draft(db: PgPool) {
    let desk = desk(db).await;
    let (cases, me, one) = (desk.cases(), by(desk.me), slot(SET, 1));
    let refused = CaseRefused::CaseState { action: CaseAction::Print, state: StateName::Unregistered };
    assert_eq!(refusal(cases.print(&me, SET, one).await), refused);
    desk.save(1, desk.full(), "", 0).await.expect("kept");
    assert_eq!(refusal(cases.print(&me, SET, one).await), refused);
    desk.register(1, desk.full(), 1).await.expect("registered");
    desk.save(1, desk.diagnosed("まだ下書き"), "", 1).await.expect("kept");
    let page = cases.print(&me, SET, one).await.expect("a print");
    assert_eq!((page.state, page.supervisor, page.decided_on), (StateName::Registered, None, None));
    assert_eq!(page.report.fields.get("diagnosis"), "膵がん、多発肝転移");
    assert_eq!(page.report.record.id, desk.record);
    assert_eq!(
        (page.report.applicant.as_str(), page.report.member_no.as_str()),
        ("試験100001 太郎", "100001")
    );
    assert_eq!(page.report.affiliation, "みどり野中央病院");
}

/// Newest first; the last two versions are compared unless others are named.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_the_history_tells_versions_requests_and_decisions(db: PgPool) {
    let desk = desk(db).await;
    let (cases, me, one) = (desk.cases(), by(desk.me), slot(SET, 1));
    let empty = cases.history(&me, SET, one, None).await.expect("a history");
    assert!(empty.entries.is_empty() && empty.versions.is_empty() && empty.compared.is_none());

    desk.register(1, desk.diagnosed("一"), 0).await.expect("registered");
    assert!(cases.history(&me, SET, one, None).await.expect("a history").compared.is_none());
    desk.world.wait();
    desk.decide(1, RequestState::Withdrawn, "").await;
    desk.world.wait();
    desk.decide(1, RequestState::Rejected, "経過を。").await;
    desk.world.wait();
    let mut second = desk.diagnosed("二");
    second.set("end_on", "2025-07-01");
    desk.register(1, second, 1).await.expect("registered");
    // At the same moment: asked after it was registered.
    desk.ask(1).await;
    desk.decide(1, RequestState::Approved, "").await;

    let history = cases.history(&me, SET, one, None).await.expect("a history");
    let told: Vec<&str> = history
        .entries
        .iter()
        .map(|entry| match entry {
            HistoryEntry::Registered { number: 1, .. } => "registered 1",
            HistoryEntry::Registered { .. } => "registered 2",
            HistoryEntry::Requested { .. } => "requested",
            HistoryEntry::Withdrawn { .. } => "withdrawn",
            HistoryEntry::Approved { .. } => "approved",
            HistoryEntry::OnPaper { .. } => "on paper",
            HistoryEntry::Rejected { comments, .. } => {
                assert_eq!(comments.general, "経過を。");
                assert_eq!(comments.fields["diagnosis"], "病期も記載してください。");
                "rejected"
            }
        })
        .collect();
    assert_eq!(
        told,
        [
            "approved",
            "requested",
            "registered 2",
            "rejected",
            "requested",
            "withdrawn",
            "requested",
            "registered 1"
        ]
    );
    assert_eq!(history.versions, [1, 2]);
    let (older, newer, fields) = history.compared.expect("compared");
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!((older, newer, keys), (1, 2, vec!["period", "diagnosis"]));

    let turned = cases.history(&me, SET, one, Some((2, 1))).await.expect("a history");
    assert_eq!(turned.compared.map(|(older, newer, _)| (older, newer)), Some((1, 2)));
    assert!(matches!(cases.history(&me, SET, one, Some((1, 3))).await, Err(Error::NotFound)));
}

/// What `approvals` builds on: the order of locking, empty slots, deleted cases, the registered facts.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_cases_are_locked_in_the_order_of_their_slots(db: PgPool) {
    let desk = desk(db).await;
    for number in [5, 2, 9] {
        desk.world.registered(desk.me, SET, number, desk.record).await;
    }
    desk.save(2, desk.diagnosed("変更"), "覚え書き", 1).await.expect("kept");
    let asked: Vec<_> = [9, 3, 2, 5].into_iter().map(|number| slot(SET, number)).collect();
    let mut tx = desk.world.backend.begin().await.expect("begun");
    let locked = crate::cases::lock_slots(&mut tx, desk.me, SET, &asked).await.expect("locked");
    assert_eq!(locked.iter().map(|case| case.slot.number()).collect::<Vec<_>>(), [2, 5, 9]);
    assert_eq!(locked.iter().map(|case| case.unregistered_changes).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(locked[0].memo, "覚え書き");
    assert!(
        locked.iter().all(|case| case.owner == desk.me && matches!(case.state, CaseState::Registered { .. }))
    );
    tx.commit().await.expect("committed");

    let case = locked[0].id;
    assert_eq!(crate::cases::lock_case(&mut *desk.world.db().await, case).await.expect("locked"), locked[0]);
    desk.cases().delete(&by(desk.me), SET, slot(SET, 2)).await.expect("deleted");
    let gone = crate::cases::lock_case(&mut *desk.world.db().await, case).await;
    assert!(matches!(gone, Err(Error::NotFound)));
    let left = crate::cases::slots(&mut *desk.world.db().await, desk.me, SET, &asked).await.expect("cases");
    assert_eq!(left.len(), 2);
}

/// The numbers of the module's first comment.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn no_use_case_needs_more_statements_than_it_says(db: PgPool) {
    let desk = desk(db).await;
    let (cases, me, one) = (desk.cases(), by(desk.me), slot(SET, 1));
    let typed =
        |diagnosis: &str, version| Typed { fields: desk.diagnosed(diagnosis), memo: String::new(), version };
    let statements = Statements::listen();
    let mut counted = Vec::new();
    let mut count = |what: &'static str| counted.push((what, statements.taken()));

    cases.save_draft(&me, SET, one, typed("一", 0)).await.expect("kept");
    count("first save");
    cases.save_draft(&me, SET, one, typed("二", 1)).await.expect("kept");
    count("save");
    cases.register(&me, SET, one, typed("三", 2)).await.expect("registered");
    count("register");
    cases.register(&me, SET, slot(SET, 2), typed("三", 0)).await.expect("registered");
    count("first register");
    cases.register(&me, SET, one, typed("四", 3)).await.expect("registered");
    statements.taken();
    desk.decide(1, RequestState::Rejected, "").await;
    statements.taken();
    cases.list(&me, SET).await.expect("a list");
    count("list");
    cases.editor(&me, SET, one).await.expect("an editor");
    count("editor, unread");
    cases.editor(&me, SET, one).await.expect("an editor");
    count("editor");
    cases.print(&me, SET, one).await.expect("a print");
    count("print");
    cases.history(&me, SET, one, None).await.expect("a history");
    count("history");
    let id = desk.case(1).await.id;
    statements.taken();
    cases.for_office(&office::office(), id).await.expect("a case");
    count("for the office");
    cases.delete_page(&me, SET, one).await.expect("a page");
    count("delete page");
    cases.delete(&me, SET, one).await.expect("deleted");
    count("delete");
    assert_eq!(
        counted,
        [
            ("first save", 4),
            ("save", 2),
            ("register", 7),
            ("first register", 9),
            ("list", 1),
            ("editor, unread", 4),
            ("editor", 3),
            ("print", 2),
            ("history", 4),
            ("for the office", 5),
            ("delete page", 1),
            ("delete", 3),
        ]
    );
}
