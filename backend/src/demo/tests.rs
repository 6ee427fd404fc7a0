//! Section 8 of the first issue: what the demo society holds.

mod clock;
mod mark;

use std::sync::Arc;

use domain::{
    accounts::Realm,
    actor::Actor,
    approvals::{QueueFilter, RequestState},
    cases::{CaseSet, Form, StateName, check},
    ids::MemberId,
};
use jiff::civil::date;
use sqlx::PgPool;

use super::{Loaded, PASSWORD, hospitals, people, queries};
use crate::{
    Backend, By, DemoClock, FakeClock, Origin, Settings,
    accounts::{PasswordHasher, Session, SignIn},
    testing,
};

/// A demo that has not been loaded, on this day in Japan.
fn empty(db: PgPool, now: &str) -> Backend {
    let clock = Arc::new(FakeClock::at(now.parse().expect("a timestamp")));
    Backend::new(db, clock.clone(), Settings::default())
        .with_passwords(PasswordHasher::cheap_for_tests())
        .as_demo(DemoClock::over(clock))
}

/// A demo society on this day in Japan.
async fn demo(db: PgPool, now: &str) -> Backend {
    let backend = empty(db, now);
    assert_eq!(backend.demo().load(&mut |_| ()).await.expect("loaded"), Loaded::New);
    backend
}

async fn member(backend: &Backend, number: &str) -> MemberId {
    let mut db = backend.db.acquire().await.expect("a connection");
    queries::member(&mut db, number).await.expect("a member")
}

async fn by(backend: &Backend, number: &str) -> By {
    testing::by(member(backend, number).await)
}

async fn states(backend: &Backend, number: &str) -> Vec<StateName> {
    let by = by(backend, number).await;
    let list = backend.cases().list(&by, CaseSet::Specialist).await.expect("a list");
    list.rows.iter().map(|row| row.state).collect()
}

/// Counts by plain SQL; test code only.
async fn count(backend: &Backend, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&backend.db).await.expect("a count")
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_demo_society_is_as_the_issue_says(db: PgPool) {
    use StateName::{Approved, Registered, Rejected, Requested, Unregistered};
    let backend = demo(db, "2026-11-22T03:00:00Z").await;
    assert!(backend.demo().is_loaded().await.expect("an answer"));

    let mut expected = vec![Registered, Unregistered, Rejected, Requested, Approved, Approved];
    expected.resize(20, Unregistered);
    assert_eq!(states(&backend, people::APPLICANT).await, expected);
    assert_eq!(states(&backend, people::BEGINNER).await, [Unregistered; 20]);
    let mut expected = vec![Approved; 18];
    expected.resize(20, Requested);
    assert_eq!(states(&backend, people::DILIGENT).await, expected);

    every_text_is_right(&backend).await;
    what_waits(&backend).await;
    the_rejected_case_has_two_comments(&backend).await;
    the_core_facility_has_a_group(&backend).await;
    a_hospital_is_asked_for_a_correction(&backend).await;
    nobody_gets_mail(&backend).await;
    Box::pin(the_accounts_open(&backend)).await;
    a_second_load_does_nothing(&backend).await;
}

/// The draft in slot 2 has words but is not finished; everything else passes 登録 (C3–C6).
async fn every_text_is_right(backend: &Backend) {
    for number in [people::APPLICANT, people::DILIGENT] {
        let by = by(backend, number).await;
        for slot in CaseSet::Specialist.all_slots() {
            let editor = backend.cases().editor(&by, CaseSet::Specialist, slot).await.expect("an editor");
            let finished = editor.state != StateName::Unregistered;
            assert_eq!(editor.problems.is_empty(), finished, "{number} {slot:?}: {:?}", editor.problems);
            if let Some(record) = &editor.record {
                let form = Form::of(CaseSet::Specialist);
                let siblings = std::slice::from_ref(record);
                check(&form, slot, &editor.fields, &editor.memo, Some(record), siblings, editor.today)
                    .unwrap_or_else(|problems| panic!("{number} {slot:?}: {problems:?}"));
            }
            assert!(!editor.unregistered_changes || !finished, "{number} {slot:?}");
            assert!(editor.asides.is_empty(), "{number} {slot:?}");
        }
        let draft = CaseSet::Specialist.all_slots().nth(1).expect("slot 2");
        let editor = backend.cases().editor(&by, CaseSet::Specialist, draft).await.expect("an editor");
        assert!(editor.fields.get("history").chars().count() > 200, "{number}");
    }
}

/// Three requests wait for 200001, one of them again, with what changed and the earlier comments.
async fn what_waits(backend: &Backend) {
    let by = by(backend, people::SUPERVISOR).await;
    let filter = QueueFilter { state: Some(RequestState::Waiting), ..QueueFilter::default() };
    let queue = backend.approvals().queue(&by, filter).await.expect("a queue");
    assert_eq!(queue.waiting, 3);
    let mut waiting: Vec<(u8, u32)> = queue.rows.iter().map(|row| (row.slot.number(), row.attempt)).collect();
    waiting.sort_unstable();
    assert_eq!(waiting, [(4, 1), (19, 2), (20, 1)]);
    let again = queue.rows.iter().find(|row| row.attempt == 2).expect("a second attempt");
    let page = backend.approvals().page(&by, again.request).await.expect("a page");
    let changed: Vec<&str> = page.changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(changed, ["history", "course", "discussion"]);
    let earlier = page.earlier.expect("an earlier decision");
    assert_eq!(earlier.state, RequestState::Rejected);
    for key in changed {
        assert!(earlier.comments.fields.contains_key(key), "{key}");
    }
    assert!(!backend.approvals().previous(&by).await.expect("earlier years").is_empty());
}

async fn the_rejected_case_has_two_comments(backend: &Backend) {
    let by = by(backend, people::APPLICANT).await;
    let slot = CaseSet::Specialist.all_slots().nth(2).expect("slot 3");
    let editor = backend.cases().editor(&by, CaseSet::Specialist, slot).await.expect("an editor");
    assert_eq!(editor.review.expect("a review").comments.fields.len(), 2);
}

/// core@ has two linkages and one request, and the partners find theirs.
async fn the_core_facility_has_a_group(backend: &Backend) {
    use domain::network::Standing;
    let facility = |email| async move {
        let mut db = backend.db.acquire().await.expect("a connection");
        testing::by_facility(queries::facility(&mut db, email).await.expect("a facility"))
    };
    let page = backend.network().page(&facility(hospitals::CORE_EMAIL).await, "").await.expect("a page");
    let waiting = page.as_core.iter().filter(|link| link.standing == Standing::Waiting).count();
    let current = page.as_core.iter().filter(|link| link.standing.is_current()).count();
    assert_eq!((waiting, current), (1, 2));
    for email in hospitals::PARTNERS {
        let page = backend.network().page(&facility(email).await, "").await.expect("a page");
        assert_eq!(page.as_partner.len(), 1, "{email}");
    }
}

/// fix@ is released from naming a 基幹施設 (F8) and reads what the office wants (F5).
async fn a_hospital_is_asked_for_a_correction(backend: &Backend) {
    use domain::{accounts::Applying, applications};
    let mut db = backend.db.acquire().await.expect("a connection");
    let by =
        testing::by_facility(queries::facility(&mut db, hospitals::FIXING.email).await.expect("a facility"));
    let home = backend.applications().home(&by, Applying::Partner).await.expect("a page");
    assert_eq!((home.state, home.registered), (applications::StateName::Returned, [true, true]));
    assert!(home.asked_for.expect("words").contains("公印"));
    let editor = backend.applications().editor(&by, Applying::Partner, applications::Part::Form2).await;
    assert_eq!(editor.expect("open").release, Ok(()));
}

async fn nobody_gets_mail(backend: &Backend) {
    assert_eq!(count(backend, "select count(*) from mail_outbox where state <> 'sent'").await, 0);
    assert!(count(backend, "select count(*) from mail_outbox").await > 0, "the outbox shows what was sent");
    assert_eq!(count(backend, "select count(*) from dev_mail").await, 0);
}

async fn the_accounts_open(backend: &Backend) {
    let origin = Origin::default();
    let signs_in = |realm, account: &'static str| {
        let origin = origin.clone();
        async move {
            backend.accounts().sign_in(realm, account, PASSWORD, false, &origin).await.expect("an answer")
        }
    };
    for person in people::PEOPLE {
        let welcome = signs_in(Realm::Member, person.number).await;
        let SignIn::Welcome(session) = welcome else { panic!("{} cannot sign in", person.number) };
        let actor = backend.accounts().session(&session.token).await.expect("an answer");
        let physician = matches!(actor, Some(Session::Open(Actor::Member { physician: true, .. })));
        assert_eq!(physician, person.number != people::NURSE, "{}", person.number);
    }
    for (email, _) in people::OFFICE {
        assert!(matches!(signs_in(Realm::Office, email).await, SignIn::Welcome(_)), "{email}");
    }
    for email in hospitals::certified_emails().chain(hospitals::APPLICANTS.map(|hospital| hospital.email)) {
        assert!(matches!(signs_in(Realm::Facility, email).await, SignIn::Welcome(_)), "{email}");
    }
}

async fn a_second_load_does_nothing(backend: &Backend) {
    let before = count(backend, "select count(*) from audit_line").await;
    assert_eq!(backend.demo().load(&mut |_| ()).await.expect("an answer"), Loaded::Already);
    assert_eq!(count(backend, "select count(*) from audit_line").await, before);
}

/// Next year, at the turn of a 年度 and when the fixed records are over, the story still holds together.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_demo_society_stays_alive(db: PgPool) {
    let backend = demo(db, "2031-04-02T03:00:00Z").await;
    assert_eq!(backend.today(), date(2031, 4, 2));
    let approved = states(&backend, people::DILIGENT).await;
    assert_eq!(approved.iter().filter(|state| **state == StateName::Approved).count(), 18);
    let by = by(&backend, people::SUPERVISOR).await;
    let queue = backend.approvals().queue(&by, QueueFilter::default()).await.expect("a queue");
    assert_eq!(queue.waiting, 3);
}

/// A load that was cut short is replaced at the next start.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_half_loaded_society_is_begun_anew(db: PgPool) {
    let backend = demo(db, "2026-11-22T03:00:00Z").await;
    sqlx::query("delete from audit_line where event = 'demo.loaded'")
        .execute(&backend.db)
        .await
        .expect("a crash");
    assert_eq!(backend.demo().load(&mut |_| ()).await.expect("loaded"), Loaded::New);
    assert_eq!(count(&backend, "select count(*) from case_report").await, 26);
    assert_eq!(count(&backend, "select count(*) from audit_line where event = 'demo.started'").await, 1);
}

/// Other people's data is never touched, not even when a demo was once begun there.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_database_with_other_data_is_left_alone(db: PgPool) {
    let world = testing::world(db);
    world.physician("300001").await;
    assert_eq!(world.backend.demo().load(&mut |_| ()).await.expect("an answer"), Loaded::NotEmpty);
    assert_eq!(count(&world.backend, "select count(*) from member").await, 1);
    sqlx::query(
        "insert into audit_line (audit_id, at, realm, event, client)
         select gen_random_uuid(), now(), 'system', event, client
         from (values ('demo.started', 'demo'), ('registry.imported', '192.0.2.1')) as lines (event, client)",
    )
    .execute(&world.backend.db)
    .await
    .expect("two lines");
    assert_eq!(world.backend.demo().load(&mut |_| ()).await.expect("an answer"), Loaded::NotEmpty);
    assert_eq!(count(&world.backend, "select count(*) from member").await, 1);
}
