//! Linkages on a real database, with a clock that stands still until it is moved (F10, F11, E1–E5).

mod answering;
mod dissolving;
mod naming;

use domain::{
    actor::Actor,
    ids::{FacilityId, LinkageId, OfficeUserId},
    network::{Ender, LinkageAction, LinkageRefused, NetworkPage, Side, StandAlone, Standing},
    refused::Refused,
    registry::FacilityKind,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    By, Error, Result,
    testing::{World, by, by_facility, day, world},
};

/// みどり野中央病院 is 基幹施設 from 2024 to 2029, the other one too; 丘の病院 is 連携施設 from 2026-10-01 to 2031-03-31 and
/// was 認定研修施設 until the day before, with a 指導医 as 施設責任者. It is 2026-10-01.
struct Group {
    world: World,
    core: FacilityId,
    other_core: FacilityId,
    partner: FacilityId,
}

impl Group {
    async fn new(pool: PgPool) -> Self {
        let world = world(pool);
        let core = world.facility("F0001", "みどり野中央病院").await;
        let other_core = world.facility("F0002", "海辺の総合病院").await;
        let partner = world.facility("F0003", "丘の病院").await;
        world.record(core, FacilityKind::Core, "K0001", "2024-04-01", "2029-03-31").await;
        world.record(other_core, FacilityKind::Core, "K0002", "2024-04-01", "2029-03-31").await;
        world.record(partner, FacilityKind::Partner, "R0001", "2026-10-01", "2031-03-31").await;
        world.record(partner, FacilityKind::Training, "N0001", "2021-10-01", "2026-09-30").await;
        world
            .supervisor("100001", domain::registry::QualificationKind::Instructor, "2024-04-01", "2029-03-31")
            .await;
        let group = Self { world, core, other_core, partner };
        group.sql("update facility set login_email = lower(facility_no) || '@hospital.example.jp'").await;
        group
            .sql(
                "update certification set responsible_member_id = (select member_id from member)
                 where facility_id = (select facility_id from facility where facility_no = 'F0003')",
            )
            .await;
        group
    }

    /// The partner has asked みどり野中央病院.
    async fn asked(pool: PgPool) -> (Self, LinkageId) {
        let group = Self::new(pool).await;
        group.name(group.core, "2026-10-01").await.expect("asked");
        let id = group.last().await;
        (group, id)
    }

    /// … which has approved.
    async fn linked(pool: PgPool) -> (Self, LinkageId) {
        let (group, id) = Self::asked(pool).await;
        group.network().approve(&by_facility(group.core), id).await.expect("approved");
        (group, id)
    }

    async fn sql(&self, statement: &str) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.world.backend.db).await.expect("done");
    }

    async fn count(&self, statement: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .fetch_one(&self.world.backend.db)
            .await
            .expect("a count")
    }

    fn network(&self) -> crate::Network<'_> {
        self.world.backend.network()
    }

    async fn name(&self, core: FacilityId, from: &str) -> Result<()> {
        self.network().name_core(&by_facility(self.partner), Some(core), from).await
    }

    async fn last(&self) -> LinkageId {
        let id: Uuid = sqlx::query_scalar("select linkage_id from linkage order by linkage_id desc limit 1")
            .fetch_one(&self.world.backend.db)
            .await
            .expect("a linkage");
        LinkageId(id)
    }

    async fn page(&self, facility: FacilityId) -> NetworkPage {
        self.network().page(&by_facility(facility), "").await.expect("a page")
    }

    /// Where the partner's last linkage stands.
    async fn standing(&self) -> Standing {
        self.page(self.partner).await.as_partner.remove(0).standing
    }

    async fn training(&self) -> StandAlone {
        self.network().training(&by_facility(self.partner), self.partner).await.expect("an answer")
    }

    /// Goes to a day, 9:00 in Japan.
    fn on(&self, day: &str) {
        self.world.clock.set(format!("{day}T00:00:00Z").parse().expect("a day"));
    }

    /// Kinds and addresses of the mails that wait, in the order in which they were written.
    async fn mails(&self) -> Vec<(String, String)> {
        sqlx::query_as("select kind, to_address from mail_outbox order by mail_id")
            .fetch_all(&self.world.backend.db)
            .await
            .expect("mails")
    }
}

/// Somebody of the office.
fn by_office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::from_u128(9))), ..by_facility(FacilityId(Uuid::nil())) }
}

#[track_caller]
fn refused(outcome: Result<()>) -> LinkageRefused {
    match outcome {
        Err(Error::Refused(Refused::Linkage(refused))) => refused,
        other => panic!("{other:?}"),
    }
}

/// E3: whose linkage it is not, to them it is not there; the pages too.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_nobody_else_reads_or_changes_a_linkage(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    let member = group.world.physician("100009").await;
    for stranger in [by_facility(group.other_core), by(member)] {
        let network = group.network();
        for outcome in [
            network.approve(&stranger, id).await,
            network.refuse(&stranger, id, "定員のため").await,
            network.withdraw(&stranger, id).await,
            network.dissolve(&stranger, id, "2026-10-01", "理由").await,
            network.question(&stranger, id, LinkageAction::Dissolve).await.map(drop),
            network.links_of(&stranger, group.core).await.map(drop),
            network.training(&stranger, group.partner).await.map(drop),
        ] {
            assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
        }
    }
    assert!(group.page(group.other_core).await.as_core.is_empty());
    assert!(matches!(group.network().page(&by(member), "").await, Err(Error::NotFound)));
    assert_eq!(group.network().links_of(&by_office(), group.partner).await.expect("links").len(), 1);
    assert_eq!(group.standing().await, Standing::Waiting);
}

/// No page asks the database more than a handful of times, however many linkages there are.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn pages_need_few_statements(pool: PgPool) {
    let (group, id) = Group::linked(pool).await;
    let statements = crate::testing::Statements::listen();
    group.page(group.partner).await;
    assert!(statements.taken() <= 4);
    group.network().question(&by_facility(group.core), id, LinkageAction::Dissolve).await.expect("a page");
    assert!(statements.taken() <= 2);
    group.network().links_of(&by_office(), group.core).await.expect("links");
    assert!(statements.taken() <= 2);
}
