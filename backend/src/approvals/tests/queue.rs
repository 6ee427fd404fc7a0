//! The supervisor's lists.

use domain::approvals::{PreviousRow, QueueFilter, RequestState};
use jiff::Timestamp;

use super::*;
use crate::testing::day;

fn japan(at: &str) -> Timestamp {
    format!("{at}+09:00").parse().expect("a time in Japan")
}

fn of_state(state: RequestState) -> QueueFilter {
    QueueFilter { state: Some(state), ..everything() }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_this_year_and_all_that_waits_the_oldest_waiting_first_then_the_newest(db: PgPool) {
    let stage = stage(db).await;
    stage.world.clock.set(japan("2026-03-31T23:50:00"));
    let old = stage.asked(&[1, 2, 3]).await;
    stage.approve(old[0]).await;
    stage.world.clock.set(japan("2026-04-01T00:00:00"));
    let new = stage.asked(&[4, 5, 6, 7]).await;
    stage.reject(new[0]).await;
    stage.approve(new[1]).await;
    stage.world.wait();
    stage.approvals().withdraw(&by(stage.applicant), SET, &slots(&[6])).await.unwrap();

    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let queue = a.queue(&me, everything()).await.unwrap();
    assert_eq!(queue.fiscal_year, 2026);
    let rows: Vec<_> = queue.rows.iter().map(|row| (row.request, row.state)).collect();
    let expected = [
        (old[1], RequestState::Waiting),
        (old[2], RequestState::Waiting),
        (new[3], RequestState::Waiting),
        (new[2], RequestState::Withdrawn),
        (new[1], RequestState::Approved),
        (new[0], RequestState::Rejected),
    ];
    assert_eq!(rows, expected);
    assert_eq!((queue.waiting, queue.approved, queue.rejected, queue.withdrawn), (3, 1, 1, 1));
    assert_eq!(queue.matching, 6);

    let first = &queue.rows[0];
    assert_eq!((first.slot.number(), first.attempt, first.applicant.as_str()), (2, 1, "試験100001 太郎"));
    assert_eq!(first.category, "身体症状(痛み以外)");
    assert!(first.decided_at.is_none() && queue.rows[4].decided_at.is_some());

    for (state, expected) in [
        (RequestState::Waiting, vec![old[1], old[2], new[3]]),
        (RequestState::Approved, vec![new[1]]),
        (RequestState::Rejected, vec![new[0]]),
        (RequestState::Withdrawn, vec![new[2]]),
    ] {
        let queue = a.queue(&me, of_state(state)).await.unwrap();
        assert_eq!(queue.rows.iter().map(|row| row.request).collect::<Vec<_>>(), expected);
        assert_eq!(queue.matching as usize, expected.len());
        assert_eq!((queue.waiting, queue.approved, queue.rejected, queue.withdrawn), (3, 1, 1, 1));
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_the_years_before_are_counted_by_applicant(db: PgPool) {
    let stage = stage(db).await;
    stage.world.clock.set(japan("2026-03-01T09:00:00"));
    let r = stage.asked(&[1, 2, 3, 4]).await;
    stage.approve(r[0]).await;
    stage.world.clock.set(japan("2026-03-31T23:50:00"));
    stage.approve(r[1]).await;
    stage.reject(r[2]).await;
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    assert_eq!(a.previous(&me).await.unwrap(), [], "the year is not over");

    stage.world.clock.set(japan("2026-04-02T09:00:00"));
    let this_year = stage.ask(&[3]).await[0];
    stage.approve(this_year).await;
    let row = |approved, last: &str| PreviousRow {
        fiscal_year: 2025,
        applicant: "試験100001 太郎".into(),
        member_no: "100001".into(),
        approved,
        first_decided_on: day("2026-03-01"),
        last_decided_on: day(last),
    };
    assert_eq!(a.previous(&me).await.unwrap(), [row(2, "2026-03-31")]);
    // The year is that of 依頼日, and a deleted case still counts (C10).
    stage.approve(r[3]).await;
    stage.world.backend.cases().delete(&by(stage.applicant), SET, slot(SET, 1)).await.unwrap();
    assert_eq!(a.previous(&me).await.unwrap(), [row(3, "2026-04-02")]);
    assert_eq!(a.previous(&by(stage.applicant)).await.unwrap(), []);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_the_queue_is_narrowed_to_an_applicant(db: PgPool) {
    let stage = stage(db).await;
    let mine = stage.asked(&[1, 2]).await;
    stage.approve(mine[1]).await;
    let other = stage.world.physician("100002").await;
    stage.world.registered(other, SET, 1, stage.record).await;
    stage.world.wait();
    stage.approvals().request(&by(other), SET, &slots(&[1]), Some(stage.supervisor), "").await.unwrap();

    let (a, me) = (stage.approvals(), by(stage.supervisor));
    for (words, state, expected) in [
        ("試験１００００１", None, 2),
        ("100002", None, 1),
        ("テスト　タロウ 100002", None, 1),
        ("太郎", None, 3),
        ("太郎", Some(RequestState::Waiting), 2),
        ("100001", Some(RequestState::Approved), 1),
        ("花子", None, 0),
        ("%", None, 0),
    ] {
        let filter = QueueFilter { state, applicant: words.into(), page: 1 };
        let queue = a.queue(&me, filter).await.unwrap();
        assert_eq!(
            (queue.rows.len(), queue.matching),
            (expected, u32::try_from(expected).unwrap()),
            "{words}"
        );
        assert_eq!((queue.waiting, queue.approved), (2, 1), "counts are of the whole queue");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_pages_hold_fifty_and_none_is_shown_twice(db: PgPool) {
    let stage = stage(db).await;
    for applicant in ["100011", "100012", "100013"] {
        let applicant = stage.world.physician(applicant).await;
        for number in 1..=20 {
            stage.world.registered(applicant, SET, number, stage.record).await;
        }
        stage.world.wait();
        let all: Vec<u8> = (1..=20).collect();
        let me = by(applicant);
        stage.approvals().request(&me, SET, &slots(&all), Some(stage.supervisor), "").await.unwrap();
    }
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let first = a.queue(&me, everything()).await.unwrap();
    // Five of the first are decided: they move behind the 55 that still wait.
    for row in &first.rows[..5] {
        stage.approve(row.request).await;
    }
    let page = async |page| a.queue(&me, QueueFilter { page, ..everything() }).await.unwrap();
    let (one, two, three) = (page(1).await, page(2).await, page(3).await);
    assert_eq!((one.rows.len(), two.rows.len(), three.rows.len()), (50, 10, 0));
    assert!(one.rows.iter().all(|row| row.state == RequestState::Waiting));
    let states: Vec<_> = two.rows.iter().map(|row| row.state).collect();
    assert_eq!(states[..5], [RequestState::Waiting; 5]);
    assert_eq!(states[5..], [RequestState::Approved; 5]);
    let mut seen: Vec<_> = one.rows.iter().chain(&two.rows).map(|row| row.request).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 60);
    assert_eq!((two.waiting, two.approved, two.matching), (55, 5, 60));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_a_queue_holds_only_what_its_supervisor_was_asked(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    for somebody in [stage.applicant, stage.world.physician("200009").await] {
        let queue = stage.approvals().queue(&by(somebody), everything()).await.unwrap();
        assert!(queue.rows.is_empty() && queue.waiting == 0);
    }
}
