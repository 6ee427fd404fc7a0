//! Small truths for tests: a backend whose clock stands still, people, records and a complete report. Names and numbers
//! are invented.

mod plans;
mod statements;

use std::{fs::File, io::Read as _, sync::Arc};

use domain::{
    actor::Actor,
    cases::{CaseSet, Fields, Slot},
    documents::DocumentProblem,
    ids::{CertificationId, FacilityId, MemberId},
    registry::{FacilityKind, QualificationKind},
    text,
};
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{
    Backend, By, FakeClock, Origin, Result, Settings,
    documents::{Files, Inspector},
};

pub use plans::generic_plan;
pub use statements::Statements;

/// A backend on a test's own database, with a clock that the test moves. It starts at 2026-10-01 09:00 in Japan.
pub struct World {
    pub backend: Backend,
    pub clock: Arc<FakeClock>,
}

/// Opens the world.
pub fn world(db: PgPool) -> World {
    let start: Timestamp = "2026-10-01T00:00:00Z".parse().expect("a fixed time");
    let clock = Arc::new(FakeClock::at(start));
    let files = Files::in_memory().inspected_by(Arc::new(Counted));
    World { backend: Backend::new(db, clock.clone(), Settings::default()).with_files(files), clock }
}

impl World {
    /// A connection for looking at rows.
    pub async fn db(&self) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
        self.backend.db.acquire().await.expect("a connection")
    }

    /// Lets a minute pass, so that what happens next is later.
    pub fn wait(&self) {
        self.clock.advance(SignedDuration::from_mins(1));
    }

    /// A 医師会員 with this 会員番号.
    pub async fn physician(&self, number: &str) -> MemberId {
        insert_member(&mut *self.db().await, number, "医師", None).await
    }

    /// A 看護師会員 (A2).
    pub async fn nurse(&self, number: &str) -> MemberId {
        insert_member(&mut *self.db().await, number, "看護師", None).await
    }

    /// A physician who has left the society (A9).
    pub async fn left(&self, number: &str) -> MemberId {
        insert_member(&mut *self.db().await, number, "医師", Some(day("2025-03-31"))).await
    }

    /// A physician who holds this qualification from the first to the last day.
    pub async fn supervisor(&self, number: &str, kind: QualificationKind, from: &str, to: &str) -> MemberId {
        let member = self.physician(number).await;
        self.qualification(member, kind, from, to).await;
        member
    }

    /// Gives a qualification.
    pub async fn qualification(&self, member: MemberId, kind: QualificationKind, from: &str, to: &str) {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into qualification (qualification_id, member_id, kind, certificate_no, start_on, end_on)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(member.0)
        .bind(kind.label())
        .bind(format!("Q{}", id.simple()))
        .bind(day(from).to_sqlx())
        .bind(day(to).to_sqlx())
        .execute(&mut *self.db().await)
        .await
        .expect("a qualification");
    }

    /// A hospital without a record yet.
    pub async fn facility(&self, number: &str, name: &str) -> FacilityId {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into facility (facility_id, facility_no, name, kana, prefecture, search_key)
             values ($1, $2, $3, 'てすとびょういん', '長野県', $4)",
        )
        .bind(id)
        .bind(number)
        .bind(name)
        .bind(text::search_key(name))
        .execute(&mut *self.db().await)
        .await
        .expect("a facility");
        FacilityId(id)
    }

    /// A certification record of a hospital (C5).
    pub async fn record(
        &self,
        facility: FacilityId,
        kind: FacilityKind,
        number: &str,
        from: &str,
        to: &str,
    ) -> CertificationId {
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(id)
        .bind(facility.0)
        .bind(kind.label())
        .bind(number)
        .bind(day(from).to_sqlx())
        .bind(day(to).to_sqlx())
        .execute(&mut *self.db().await)
        .await
        .expect("a certification record");
        CertificationId(id)
    }

    /// みどり野中央病院 with one 基幹施設 record from 2021-04-01 to 2027-03-31, which covers [`full_fields`].
    pub async fn hospital(&self) -> CertificationId {
        let facility = self.facility("F0001", "みどり野中央病院").await;
        self.record(facility, FacilityKind::Core, "K0001", "2021-04-01", "2027-03-31").await
    }

    /// Registers a complete report of 2025-05-01〜2025-06-30 in a slot.
    pub async fn registered(&self, owner: MemberId, set: CaseSet, number: u8, record: CertificationId) {
        let slot = slot(set, number);
        let mut fields = full_fields(record, "2025-05-01", "2025-06-30");
        fields.set("category", set.default_category(slot).unwrap_or("痛み"));
        let typed = crate::cases::Typed { fields, memo: String::new(), version: 0 };
        let answer = self.backend.cases().register(&by(owner), set, slot, typed).await.expect("registered");
        assert_eq!(answer, domain::cases::Registered::Done);
    }
}

/// Does a session of this database wait for a lock?
pub async fn somebody_waits(db: &PgPool) -> bool {
    let waiting = "select exists (select from pg_stat_activity
                                  where datname = current_database() and wait_event_type = 'Lock')";
    sqlx::query_scalar(waiting).fetch_one(db).await.expect("the sessions")
}

/// A physician member at the keyboard.
pub fn by(member: MemberId) -> By {
    By {
        actor: Actor::Member { id: member, physician: true },
        origin: Origin { client: "192.0.2.7".into(), agent: "test".into() },
    }
}

/// A facility's shared account at the keyboard.
pub fn by_facility(facility: FacilityId) -> By {
    By {
        actor: Actor::Facility(facility),
        origin: Origin { client: "192.0.2.8".into(), agent: "test".into() },
    }
}

/// Takes `3 pages` for a PDF of three pages and everything else for broken; the real one is tested where it runs.
pub struct Counted;

impl Inspector for Counted {
    fn inspect(&self, mut file: File) -> BoxFuture<'_, Result<Result<u32, DocumentProblem>>> {
        let mut text = String::new();
        let read = file.read_to_string(&mut text);
        let pages = text.split_once(" pages").and_then(|(pages, _)| pages.parse().ok());
        Box::pin(async move { read.map(|_| pages.ok_or(DocumentProblem::Unreadable)).map_err(Into::into) })
    }
}

/// A member of another profession at the keyboard (A2).
pub fn by_nurse(member: MemberId) -> By {
    By { actor: Actor::Member { id: member, physician: false }, ..by(member) }
}

/// A slot that the set has.
pub fn slot(set: CaseSet, number: u8) -> Slot {
    Slot::new(set, number).expect("a slot of the set")
}

/// `2026-10-01`
pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Every field of the longest form, filled so that 登録 accepts it in slot 1 of every set.
pub fn full_fields(certification: CertificationId, start: &str, end: &str) -> Fields {
    [
        ("facility", certification.to_string().as_str()),
        ("start_on", start),
        ("end_on", end),
        ("category", "痛み"),
        ("age", "60歳代"),
        ("sex", "女性"),
        ("diagnosis", "膵がん、多発肝転移"),
        ("setting", "緩和ケアチーム"),
        ("role", "チーム医師"),
        ("history", "心窩部痛を契機に診断された。化学療法を行ったが進行し、疼痛の緩和を目的に依頼された。"),
        ("background", "高血圧症。夫と二人暮らし。"),
        ("assessment", "NRSは安静時6、体動時8。"),
        ("problems", "1) がん疼痛\n2) 不眠"),
        ("course", "オピオイドを調整し、3日目にNRSは2となった。"),
        ("outcome", "在宅"),
        ("discussion", "早期の調整が在宅への移行を支えた。"),
        ("references", ""),
        ("anonymous", "yes"),
    ]
    .into_iter()
    .collect()
}

async fn insert_member(
    db: &mut PgConnection,
    number: &str,
    profession: &str,
    left_on: Option<Date>,
) -> MemberId {
    let id = Uuid::now_v7();
    sqlx::query(
        "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
                             joined_on, left_on, affiliation, search_key)
         values ($1, $2, $3, '太郎', 'てすと', 'たろう', $4, $5, date '2010-04-01', $6, 'みどり野中央病院', $7)",
    )
    .bind(id)
    .bind(number)
    .bind(format!("試験{number}"))
    .bind(format!("m{number}@example.jp"))
    .bind(profession)
    .bind(left_on.map(ToSqlx::to_sqlx))
    .bind(text::search_key(&format!("試験{number}太郎 てすとたろう {number}")))
    .execute(db)
    .await
    .expect("a member");
    MemberId(id)
}
