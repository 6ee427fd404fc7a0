//! Rules of 承認依頼 and 症例承認, on a real database.

mod decide;
mod memo;
mod paper;
mod queue;
mod races;
mod request;
mod search;

use std::collections::BTreeMap;

use domain::{
    approvals::{Comments, QueueFilter, RequestState, Verdict},
    cases::{CaseRefused, CaseSet, Slot, StateName},
    ids::{CertificationId, MemberId, RequestId},
    notices::Mail,
    refused::Refused,
    registry::QualificationKind,
};
use sqlx::{PgPool, types::Json};

use super::queries;
use crate::{
    By, Error,
    testing::{World, by, slot, world},
};

const SET: CaseSet = CaseSet::Specialist;

/// An applicant (試験100001), a supervisor for all of 2024–2029 (試験200001) and a hospital.
struct Stage {
    world: World,
    applicant: MemberId,
    supervisor: MemberId,
    record: CertificationId,
}

async fn stage(db: PgPool) -> Stage {
    let world = world(db);
    let applicant = world.physician("100001").await;
    let supervisor =
        world.supervisor("200001", QualificationKind::Instructor, "2024-04-01", "2029-03-31").await;
    let record = world.hospital().await;
    Stage { world, applicant, supervisor, record }
}

impl Stage {
    fn approvals(&self) -> crate::Approvals<'_> {
        self.world.backend.approvals()
    }

    async fn register(&self, numbers: &[u8]) {
        for number in numbers {
            self.world.registered(self.applicant, SET, *number, self.record).await;
        }
    }

    /// Registers the cases, asks the supervisor for all of them, and answers the requests in the order of the slots.
    async fn asked(&self, numbers: &[u8]) -> Vec<RequestId> {
        self.register(numbers).await;
        self.ask(numbers).await
    }

    /// Asks the supervisor for cases that are registered.
    async fn ask(&self, numbers: &[u8]) -> Vec<RequestId> {
        self.world.wait();
        self.approvals()
            .request(&by(self.applicant), SET, &slots(numbers), Some(self.supervisor), "ご確認ください。")
            .await
            .expect("asked");
        let mut requests = Vec::new();
        for number in numbers {
            requests.push(self.request_of(*number).await);
        }
        requests
    }

    async fn approve(&self, request: RequestId) -> Option<RequestId> {
        self.world.wait();
        let none = Comments::default();
        self.approvals()
            .decide(&by(self.supervisor), request, Verdict::Approve, none, 0)
            .await
            .expect("approved")
    }

    async fn reject(&self, request: RequestId) -> Option<RequestId> {
        self.world.wait();
        let words = comments("", &[("course", "経過の日付をご確認ください。")]);
        self.approvals()
            .decide(&by(self.supervisor), request, Verdict::Reject, words, 0)
            .await
            .expect("rejected")
    }

    /// The request that the case in this slot is in now.
    async fn request_of(&self, number: u8) -> RequestId {
        sqlx::query_scalar(
            "select request_id from case_report where member_id = $1 and slot = $2 and deleted_at is null",
        )
        .bind(self.applicant.0)
        .bind(i16::from(number))
        .fetch_one(&mut *self.world.db().await)
        .await
        .map(RequestId)
        .expect("a request")
    }

    async fn state_of(&self, request: RequestId) -> RequestState {
        let mut db = self.world.db().await;
        queries::find(&mut db, request).await.expect("a row").expect("the request").state
    }

    /// States of the applicant's cases, in the order of the slots.
    async fn cases(&self) -> Vec<(u8, StateName)> {
        let all: Vec<Slot> = SET.all_slots().collect();
        let mut db = self.world.db().await;
        let cases = crate::cases::slots(&mut db, self.applicant, SET, &all).await.expect("cases");
        cases.iter().map(|case| (case.slot.number(), case.state.name())).collect()
    }

    /// Every mail that was written, oldest first, with its address.
    async fn mails(&self) -> Vec<(String, Mail)> {
        sqlx::query_as("select to_address, params from mail_outbox order by mail_id")
            .fetch_all(&mut *self.world.db().await)
            .await
            .expect("mails")
            .into_iter()
            .map(|(to, Json(mail))| (to, mail))
            .collect()
    }

    async fn mail_kinds(&self) -> Vec<&'static str> {
        self.mails().await.iter().map(|(_, mail)| mail.kind()).collect()
    }

    /// Events of the audit about approvals, oldest first.
    async fn audit(&self) -> Vec<String> {
        sqlx::query_scalar("select event from audit_line where event like 'approval.%' order by audit_id")
            .fetch_all(&mut *self.world.db().await)
            .await
            .expect("audit lines")
    }

    /// Cases and requests must say the same of each other, whatever happened before.
    async fn assert_consistent(&self) {
        let torn: i64 = sqlx::query_scalar(
            "select count(*) from case_report c full join approval_request r using (request_id)
             where (c.state in ('requested', 'approved', 'rejected')
                    and r.state is distinct from case c.state when 'requested' then 'waiting' else c.state end)
                or (r.state = 'waiting' and (c.state is distinct from 'requested' or c.deleted_at is not null))",
        )
        .fetch_one(&mut *self.world.db().await)
        .await
        .expect("a count");
        assert_eq!(torn, 0, "cases and requests contradict each other");
    }
}

fn slots(numbers: &[u8]) -> Vec<Slot> {
    numbers.iter().map(|number| slot(SET, *number)).collect()
}

fn comments(general: &str, fields: &[(&str, &str)]) -> Comments {
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    Comments { general: general.into(), fields }
}

/// The refusal that an answer is, when it is one.
fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> CaseRefused {
    match answer {
        Err(Error::Refused(Refused::Case(refused))) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

fn is_not_found<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::NotFound))
}

/// A person of the office at the desk.
fn office() -> By {
    let id = domain::ids::OfficeUserId(uuid::Uuid::now_v7());
    By { actor: domain::actor::Actor::Office(id), origin: crate::Origin::default() }
}

fn everything() -> QueueFilter {
    QueueFilter::default()
}
