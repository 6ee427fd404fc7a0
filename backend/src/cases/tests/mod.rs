//! Case reports on a real Postgres, with a clock that stands still. Tests carry the number of the rule they keep.

mod asides;
mod deleting;
mod drafts;
mod office;
mod reading;
mod registering;

use domain::{
    approvals::RequestState,
    calendar,
    cases::{CaseRefused, CaseSet, CaseState, Fields, Saved, StateName},
    ids::{CaseId, CertificationId, MemberId, RequestId},
    refused::Refused,
    registry::QualificationKind,
};
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use super::Typed;
use crate::{
    Error, Result,
    testing::{self, World, by, slot},
};

const SET: CaseSet = CaseSet::Specialist;

/// The world with an applicant, a supervisor and a hospital.
struct Desk {
    world: World,
    me: MemberId,
    supervisor: MemberId,
    record: CertificationId,
}

async fn desk(db: PgPool) -> Desk {
    let world = testing::world(db);
    let me = world.physician("100001").await;
    let supervisor =
        world.supervisor("200001", QualificationKind::Instructor, "2020-04-01", "2030-03-31").await;
    let record = world.hospital().await;
    Desk { world, me, supervisor, record }
}

impl Desk {
    fn cases(&self) -> crate::Cases<'_> {
        self.world.backend.cases()
    }

    fn full(&self) -> Fields {
        testing::full_fields(self.record, "2025-05-01", "2025-06-30")
    }

    /// The full report with another 診断名.
    fn diagnosed(&self, diagnosis: &str) -> Fields {
        let mut fields = self.full();
        fields.set("diagnosis", diagnosis);
        fields
    }

    async fn save(&self, number: u8, fields: Fields, memo: &str, version: i64) -> Result<Saved> {
        let typed = Typed { fields, memo: memo.into(), version };
        self.cases().save_draft(&by(self.me), SET, slot(SET, number), typed).await
    }

    async fn register(&self, number: u8, fields: Fields, version: i64) -> Result<domain::cases::Registered> {
        let typed = Typed { fields, memo: String::new(), version };
        self.cases().register(&by(self.me), SET, slot(SET, number), typed).await
    }

    async fn editor(&self, number: u8) -> domain::cases::CaseEditor {
        self.cases().editor(&by(self.me), SET, slot(SET, number)).await.expect("an editor")
    }

    async fn state(&self, number: u8) -> StateName {
        self.editor(number).await.state
    }

    /// The case in the slot as `approvals` sees it.
    async fn case(&self, number: u8) -> super::LockedCase {
        super::slots(&mut *self.world.db().await, self.me, SET, &[slot(SET, number)])
            .await
            .expect("cases")
            .pop()
            .expect("a case in the slot")
    }

    /// Brings the case in slot 1 into a state, whatever it takes.
    async fn bring(&self, state: StateName) -> Option<RequestId> {
        if state == StateName::Unregistered {
            self.save(1, self.diagnosed("下書き"), "", 0).await.expect("kept");
            return None;
        }
        self.world.registered(self.me, SET, 1, self.record).await;
        match state {
            StateName::Requested => Some(self.ask(1).await),
            StateName::Approved => Some(self.decide(1, RequestState::Approved, "").await),
            StateName::Rejected => Some(self.decide(1, RequestState::Rejected, "経過を具体的に。").await),
            _ => None,
        }
    }

    /// A request for the registered version, as `approvals` makes it.
    async fn ask(&self, number: u8) -> RequestId {
        let case = self.case(number).await;
        let id = RequestId(Uuid::now_v7());
        let now = self.world.backend.clock.now();
        let mut db = self.world.db().await;
        sqlx::query(
            "insert into approval_request (request_id, batch_id, case_id, version_id, applicant_id, supervisor_id,
                 set_key, slot, category, message, state, requested_at, fiscal_year)
             values ($1, $1, $2, $3, $4, $5, $6, $7, $8, 'よろしくお願いします。', 'waiting', $9, $10)",
        )
        .bind(id.0)
        .bind(case.id.0)
        .bind(case.state.version().expect("registered").0)
        .bind(self.me.0)
        .bind(self.supervisor.0)
        .bind(SET.key())
        .bind(i16::from(number))
        .bind(&case.category)
        .bind(now.to_sqlx())
        .bind(i32::from(calendar::fiscal_year(calendar::day(now))))
        .execute(&mut *db)
        .await
        .expect("a request");
        let state = case.state.request_approval(id).expect("can be asked for");
        super::save_state(&mut db, case.id, &state, false).await.expect("saved");
        id
    }

    /// Asks and ends the request, with a comment on 診断名 and a general one when rejected.
    async fn decide(&self, number: u8, verdict: RequestState, general: &str) -> RequestId {
        let request = match self.case(number).await.state {
            CaseState::Requested { request, .. } => request,
            _ => self.ask(number).await,
        };
        self.world.wait();
        let case = self.case(number).await;
        let state = match verdict {
            RequestState::Approved => case.state.approve(),
            RequestState::Rejected => case.state.reject(),
            _ => case.state.withdraw(),
        }
        .expect("a waiting request");
        let mut db = self.world.db().await;
        sqlx::query(
            "update approval_request set state = $2, decided_at = $3, general_comment = $4 where request_id = $1",
        )
        .bind(request.0)
        .bind(verdict.key())
        .bind(self.world.backend.clock.now().to_sqlx())
        .bind(general)
        .execute(&mut *db)
        .await
        .expect("decided");
        if verdict == RequestState::Rejected {
            sqlx::query("insert into approval_comment (request_id, field_key, comment) values ($1, 'diagnosis', '病期も記載してください。')")
                .bind(request.0)
                .execute(&mut *db)
                .await
                .expect("commented");
        }
        super::save_state(&mut db, case.id, &state, verdict != RequestState::Withdrawn).await.expect("saved");
        request
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&mut *self.world.db().await).await.expect("a count")
    }

    /// Waits until another session waits for a lock.
    async fn until_somebody_waits(&self) {
        while !testing::somebody_waits(&self.world.backend.db).await {
            tokio::task::yield_now().await;
        }
    }
}

fn kept(saved: &Saved) -> i64 {
    match saved {
        Saved::Kept { version, .. } => *version,
        Saved::Conflict { .. } => panic!("met a newer draft"),
    }
}

fn refusal<T: std::fmt::Debug>(answer: Result<T>) -> CaseRefused {
    match answer {
        Err(Error::Refused(Refused::Case(refused))) => refused,
        other => panic!("not refused: {other:?}"),
    }
}

async fn delete_rows(desk: &Desk, case: CaseId) {
    let now = desk.world.backend.clock.now();
    super::queries::delete(&mut *desk.world.db().await, case, now).await.expect("deleted");
}
