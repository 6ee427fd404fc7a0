//! Two at the same moment: the first wins, the second reads what happened, and no mail tells of what did not happen.
//!
//! Both are started while the case is locked by somebody else, and the lock is let go when both stand in the line. So
//! they truly overlap, and their order is known.

use domain::{
    approvals::RequestState,
    cases::{CaseAction, Slots, StateName},
};
use tokio::task::JoinHandle;

use super::*;
use crate::Backend;

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Ask,
    Withdraw,
    Delete,
    Approve,
    Reject,
}

impl Stage {
    /// What somebody does to the case in slot 1.
    fn start(&self, what: Move) -> JoinHandle<crate::Result<()>> {
        let backend: Backend = self.world.backend.clone();
        let (applicant, supervisor) = (self.applicant, self.supervisor);
        tokio::spawn(async move {
            let one = slots(&[1]);
            let asked: Option<uuid::Uuid> =
                sqlx::query_scalar("select request_id from approval_request where state = 'waiting'")
                    .fetch_optional(&backend.db)
                    .await?;
            let a = backend.approvals();
            match what {
                Move::Ask => a.request(&by(applicant), SET, &one, Some(supervisor), "").await,
                Move::Withdraw => a.withdraw(&by(applicant), SET, &one).await,
                Move::Delete => backend.cases().delete(&by(applicant), SET, one[0]).await,
                Move::Approve | Move::Reject => {
                    let asked = RequestId(asked.ok_or(Error::NotFound)?);
                    let verdict = if what == Move::Approve { Verdict::Approve } else { Verdict::Reject };
                    a.decide(&by(supervisor), asked, verdict, comments("一言", &[]), 0).await.map(drop)
                }
            }
        })
    }

    /// Starts both while the case is held, the second when the first stands in line; answers what they were told.
    async fn at_once(&self, first: Move, second: Move) -> (crate::Result<()>, crate::Result<()>) {
        let mut holder = self.world.backend.begin().await.unwrap();
        sqlx::query("select case_id from case_report for update").execute(&mut *holder).await.unwrap();
        let first = self.start(first);
        self.until_in_line(1).await;
        let second = self.start(second);
        self.until_in_line(2).await;
        holder.rollback().await.unwrap();
        (first.await.unwrap(), second.await.unwrap())
    }

    /// Until so many wait for a lock.
    async fn until_in_line(&self, count: i64) {
        let mut db = self.world.db().await;
        loop {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'",
            )
            .fetch_one(&mut *db)
            .await
            .unwrap();
            if waiting >= count {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// The first of the two wins; answers what the second was told.
    async fn second_is_told(&self, first: Move, second: Move) -> CaseRefused {
        let (first, second) = self.at_once(first, second).await;
        first.expect("the first wins");
        self.assert_consistent().await;
        refusal(second)
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_approving_and_withdrawing_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    let told = stage.second_is_told(Move::Approve, Move::Withdraw).await;
    assert_eq!(told, CaseRefused::Mixed { action: CaseAction::Withdraw, slots: Slots::from([1]) });
    assert_eq!(stage.cases().await, [(1, StateName::Approved)]);
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "case_decided"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_withdrawing_and_approving_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    let told = stage.second_is_told(Move::Withdraw, Move::Approve).await;
    assert_eq!(told, CaseRefused::NotWaiting(RequestState::Withdrawn));
    assert_eq!(stage.cases().await, [(1, StateName::Registered)]);
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "approval_withdrawn"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_approving_and_rejecting_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    let told = stage.second_is_told(Move::Approve, Move::Reject).await;
    assert_eq!(told, CaseRefused::NotWaiting(RequestState::Approved));
    assert_eq!(stage.cases().await, [(1, StateName::Approved)]);
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "case_decided"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_rejecting_and_approving_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    let told = stage.second_is_told(Move::Reject, Move::Approve).await;
    assert_eq!(told, CaseRefused::NotWaiting(RequestState::Rejected));
    assert_eq!(stage.cases().await, [(1, StateName::Rejected)]);
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "case_decided"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_asking_twice_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let told = stage.second_is_told(Move::Ask, Move::Ask).await;
    assert_eq!(told, CaseRefused::Mixed { action: CaseAction::Request, slots: Slots::from([1]) });
    assert_eq!(stage.mail_kinds().await, ["approval_requested"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_withdrawing_twice_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    let told = stage.second_is_told(Move::Withdraw, Move::Withdraw).await;
    assert_eq!(told, CaseRefused::Mixed { action: CaseAction::Withdraw, slots: Slots::from([1]) });
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "approval_withdrawn"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_asking_and_deleting_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let told = stage.second_is_told(Move::Ask, Move::Delete).await;
    assert_eq!(told, CaseRefused::CaseState { action: CaseAction::Delete, state: StateName::Requested });
    assert_eq!(stage.mail_kinds().await, ["approval_requested"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_deleting_and_asking_at_once(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let told = stage.second_is_told(Move::Delete, Move::Ask).await;
    assert_eq!(told, CaseRefused::Mixed { action: CaseAction::Request, slots: Slots::from([1]) });
    assert_eq!(stage.cases().await, []);
    assert!(stage.mails().await.is_empty());
}
