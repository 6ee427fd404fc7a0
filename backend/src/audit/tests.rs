//! 「監査ログ」 on a real database.

use domain::{
    audit::{AuditFilter, TypedFilter},
    ids::OfficeUserId,
};
use futures::TryStreamExt as _;
use jiff::SignedDuration;
use sqlx::PgPool;
use uuid::Uuid;

use super::*;
use crate::{
    Error,
    testing::{self, World, world},
};

fn office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::nil())), origin: Origin::default() }
}

async fn record_some(world: &World, event: EventName, times: usize) {
    let member = world.physician("100001").await;
    for _ in 0..times {
        world.clock.advance(SignedDuration::from_secs(1));
        let now = world.backend.clock.now();
        let event = Event::new(event, member.0).with(serde_json::json!({ "slot": 3, "set": "specialist" }));
        record(&mut *world.db().await, &testing::by(member), event, now).await.unwrap();
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_office_reads_who_did_what_and_nobody_else_does(db: PgPool) {
    let world = world(db);
    record_some(&world, EventName::CaseRegistered, 1).await;
    let page = world.backend.audit().page(&office(), &TypedFilter::default()).await.unwrap();
    assert_eq!((page.lines.len(), page.more), (1, false));
    let line = &page.lines[0];
    assert_eq!(line.doer, Doer::Member);
    assert_eq!(line.name.as_deref(), Some("試験100001 太郎"));
    assert_eq!(line.subject.as_deref(), Some("試験100001 太郎"));
    assert_eq!((line.event.as_str(), line.client.as_str()), ("case.registered", "192.0.2.7"));
    assert_eq!(line.detail, "set: specialist, slot: 3");

    let member = testing::by(world.physician("100002").await);
    let refused = world.backend.audit().page(&member, &TypedFilter::default()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_filter_narrows_by_day_realm_and_event(db: PgPool) {
    let world = world(db);
    record_some(&world, EventName::CaseRegistered, 2).await;
    let now = world.backend.clock.now();
    let failed = Event { name: EventName::AccountSignInFailed, subject: None, detail: Value::Null };
    record_system(&mut *world.db().await, &Origin::default(), failed, now).await.unwrap();
    let filter = |from: &str, to: &str, doer: &str, event: &str| TypedFilter {
        from: from.into(),
        to: to.into(),
        doer: doer.into(),
        event: event.into(),
        before: String::new(),
    };
    for (typed, lines) in [
        (filter("", "", "", ""), 3),
        (filter("2026-10-01", "2026-10-01", "", ""), 3),
        (filter("2026-10-02", "2026-10-02", "", ""), 0),
        (filter("2026-08-01", "2026-09-30", "", ""), 0),
        (filter("", "", "member", ""), 2),
        (filter("", "", "system", ""), 1),
        (filter("", "", "office", ""), 0),
        (filter("", "", "", "case."), 2),
        (filter("", "", "", "Account"), 1),
        (filter("", "", "", "%"), 0),
        (filter("", "", "member", "account."), 0),
    ] {
        let page = world.backend.audit().page(&office(), &typed).await.unwrap();
        assert_eq!(page.lines.len(), lines, "{typed:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn pages_follow_each_other_without_a_gap_though_lines_share_a_moment(db: PgPool) {
    let world = world(db);
    record_some(&world, EventName::CaseRegistered, 70).await;
    sqlx::query("update audit_line set at = date_trunc('minute', at)")
        .execute(&world.backend.db)
        .await
        .unwrap();
    let mut typed = TypedFilter::default();
    let mut seen = Vec::new();
    loop {
        let page = world.backend.audit().page(&office(), &typed).await.unwrap();
        assert!(page.lines.len() <= AuditFilter::PAGE);
        seen.extend(page.lines.iter().map(|line| line.id));
        if !page.more {
            break;
        }
        typed.before = seen.last().unwrap().to_string();
    }
    assert_eq!(seen.len(), 70);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 70, "no line twice");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_export_holds_every_line_of_the_filter_once_and_is_a_line_itself(db: PgPool) {
    let world = world(db);
    record_some(&world, EventName::CaseRegistered, 1).await;
    sqlx::query(
        "insert into audit_line (audit_id, at, realm, event, client)
         select gen_random_uuid(), timestamptz '2026-09-30 00:00:00Z', 'system', 'account.sign_in_failed', '=' || n
         from generate_series(1, 2500) as n",
    )
    .execute(&world.backend.db)
    .await
    .unwrap();
    let typed = TypedFilter { event: "account.".into(), ..TypedFilter::default() };
    let lines = world.backend.audit().export(&office(), &typed).await.unwrap();
    let text: String = lines.try_collect().await.unwrap();
    assert!(text.starts_with("\u{feff}日時,区分,操作した人,操作,"), "{}", &text[..80]);
    let mut rows: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!(rows.len(), 2500);
    assert!(
        rows.iter().all(|row| row.contains("ログインの失敗,account.sign_in_failed") && row.contains(",\"'="))
    );
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 2500, "no line twice");

    let page = world.backend.audit().page(&office(), &TypedFilter::default()).await.unwrap();
    let line = &page.lines[0];
    assert_eq!((line.event.as_str(), line.doer), ("audit.exported", Doer::Office));
    assert_eq!(line.detail, "doer: all, from: 2026/09/01, to: 2026/10/01");
    let member = testing::by(world.physician("100002").await);
    assert!(matches!(world.backend.audit().export(&member, &typed).await.map(drop), Err(Error::NotFound)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_later_page_is_read_from_its_line_on_whatever_plan_is_kept(db: PgPool) {
    let world = world(db);
    record_some(&world, EventName::CaseRegistered, 3).await;
    let mut db = world.db().await;
    let filter = AuditFilter::read(&TypedFilter::default(), world.backend.today());
    let newest = queries::lines(&mut db, &filter, 2).await.unwrap();
    let older = AuditFilter { before: newest.last().map(|line| line.id), ..filter };
    assert_eq!(queries::lines(&mut db, &older, 2).await.unwrap().len(), 1);
    let plan = testing::generic_plan(&mut db, "audit_line").await;
    let from_its_line = |line: &str| line.contains("Index Cond") && line.contains("at <= COALESCE");
    assert!(plan.lines().any(from_its_line), "{plan}");
}
