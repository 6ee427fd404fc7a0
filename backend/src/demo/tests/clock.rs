//! The demo's clock: forward only, for good, and on every node.

use std::sync::Arc;

use domain::{
    accounts::Applying,
    applications::Standing,
    demo::{ClockProblem, Turn, TypedMoment},
};
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::{Backend, Clock as _, DemoClock, Error, FakeClock, Origin, Settings};

/// A node of a demo, whose machine says 2027-01-20 09:00 in Japan.
fn node(db: PgPool) -> (Backend, Arc<FakeClock>) {
    let machine = Arc::new(FakeClock::at("2027-01-20T00:00:00Z".parse().expect("a moment")));
    let clock = DemoClock::over(machine.clone());
    (Backend::new(db, machine.clone(), Settings::default()).as_demo(clock), machine)
}

fn typed(date: &str, time: &str) -> TypedMoment {
    TypedMoment { date: date.into(), time: time.into() }
}

async fn set(node: &Backend, date: &str, time: &str) -> Result<String, Vec<ClockProblem>> {
    let set = node.demo().set_clock(&Origin::default(), &typed(date, time)).await.expect("an answer");
    set.map(|to| to.to_string())
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_clock_goes_on_from_where_it_was_set_and_every_rule_goes_by_it(db: PgPool) {
    let (node, machine) = node(db);
    node.applications().plan_rounds().await.expect("planned");
    let page = node.demo().clock(TypedMoment::default()).await.expect("a page");
    let jumps: Vec<_> = page.jumps.iter().map(|jump| (jump.turn, jump.at.to_string())).collect();
    assert_eq!(jumps[0], (Turn::Opens, "2027-01-31T15:00:00Z".to_owned()));
    assert_eq!((page.now, page.machine, page.problems), (machine.now(), machine.now(), vec![]));

    assert_eq!(set(&node, "2027-02-01", "00:00").await, Ok("2027-01-31T15:00:00Z".into()));
    let standings = node.applications().standings().await.expect("standings");
    assert!(standings.iter().all(|(_, standing)| standing.open().is_some()));
    machine.advance(SignedDuration::from_mins(90));
    assert_eq!(node.clock.now().to_string(), "2027-01-31T16:30:00Z");
    assert_eq!(node.clock.machine(), machine.now());

    assert_eq!(set(&node, "2027-03-01", "00:00").await, Ok("2027-02-28T15:00:00Z".into()));
    let standings = node.applications().standings().await.expect("standings");
    assert!(matches!(standings[0], (Applying::Core, Standing::Next(_))));
    let moved: i64 = sqlx::query_scalar("select count(*) from audit_line where event = 'demo.clock_moved'")
        .fetch_one(&node.db)
        .await
        .expect("a count");
    assert_eq!(moved, 2);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_clock_never_goes_back(db: PgPool) {
    let (node, _) = node(db);
    assert!(set(&node, "2027-04-01", "00:00").await.is_ok());
    for (date, time, problem) in [
        ("2027-04-01", "00:00", ClockProblem::Backwards),
        ("2027-02-01", "00:00", ClockProblem::Backwards),
        ("2070-01-01", "00:00", ClockProblem::TooFar),
    ] {
        assert_eq!(set(&node, date, time).await, Err(vec![problem]));
        let page = node.demo().clock(typed(date, time)).await.expect("a page");
        assert_eq!(
            (page.problems, page.typed),
            (vec![problem], typed(date, time)),
            "everything typed is kept"
        );
    }
    assert_eq!(node.clock.now().to_string(), "2027-03-31T15:00:00Z");
}

/// Two nodes on one database, and a node that starts later.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn every_node_follows_and_a_restart_keeps_it(db: PgPool) {
    let ((one, _), (other, _)) = (node(db.clone()), node(db.clone()));
    assert!(!other.demo().follow_clock().await.expect("an answer"), "nothing to follow yet");
    assert!(set(&one, "2027-04-01", "00:00").await.is_ok());
    assert!(other.clock.now() < one.clock.now());
    assert!(other.demo().follow_clock().await.expect("an answer"));
    assert!(!other.demo().follow_clock().await.expect("an answer"), "it is there already");
    assert_eq!(other.clock.now(), one.clock.now());

    let (restarted, _) = node(db);
    assert!(restarted.demo().follow_clock().await.expect("an answer"));
    assert_eq!(restarted.clock.now(), one.clock.now());

    // Both at once: the later moment holds, on both.
    let (a, b) = tokio::join!(set(&one, "2027-08-01", "00:00"), set(&other, "2027-10-01", "00:00"));
    assert!(a.is_ok() && b.is_ok());
    for node in [&one, &other] {
        node.demo().follow_clock().await.expect("an answer");
        assert_eq!(node.clock.now().to_string(), "2027-09-30T15:00:00Z");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn where_it_is_no_demo_there_is_no_such_clock(db: PgPool) {
    let machine = Arc::new(FakeClock::at("2027-01-20T00:00:00Z".parse().expect("a moment")));
    let node = Backend::new(db, machine, Settings::default());
    let moment = typed("2027-04-01", "00:00");
    assert!(matches!(node.demo().clock(moment.clone()).await, Err(Error::NotFound)));
    assert!(matches!(node.demo().set_clock(&Origin::default(), &moment).await, Err(Error::NotFound)));
    assert!(!node.demo().follow_clock().await.expect("an answer"));
}
