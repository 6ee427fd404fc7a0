//! Facility applications on a real database, with a clock that stands still until it is moved (F1–F8).

mod forms;
mod office;
mod planning;
mod rounds;
mod start;
mod submitting;

use domain::{
    accounts::Applying,
    applications::{
        ApplicationAction, ApplicationRefused, Applied, FormRegistered, Part, StateName, staff_input,
    },
    cases::Saved,
    fields::Fields,
    ids::{DocumentId, FacilityId},
    refused::Refused,
    registry::{FacilityKind, QualificationKind},
};
use futures::stream;
use jiff::SignedDuration;
use sqlx::PgPool;

use super::Typed;
use crate::{
    By, Error, Result, Settings,
    testing::{Statements, World, by, by_facility, world},
};

/// A hospital that may apply for both until 2026-10-20, for a certification from 2027-04-01; the 基幹施設 that it can name;
/// 100001, who is 指導医 then, and 100003, who is 認定医 without 研修指導者資格.
struct Clinic {
    world: World,
    me: FacilityId,
    core: FacilityId,
}

impl Clinic {
    async fn new(pool: PgPool) -> Self {
        let world = world(pool);
        let me = world.facility("F0002", "丘の病院").await;
        let core = world.facility("F0001", "みどり野中央病院").await;
        world.record(core, FacilityKind::Core, "K0001", "2024-04-01", "2029-03-31").await;
        world.supervisor("100001", QualificationKind::Instructor, "2024-04-01", "2029-03-31").await;
        world.supervisor("100003", QualificationKind::Certified, "2024-04-01", "2029-03-31").await;
        let clinic = Self { world, me, core };
        clinic
            .sql("update facility set login_email = 'hill@hospital.example.jp' where facility_no = 'F0002'")
            .await;
        for kind in ["core", "partner"] {
            clinic
                .sql(&format!(
                    "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
                     values (gen_random_uuid(), '{kind}', '2026-09-20', '2026-10-20', '2027-04-01')"
                ))
                .await;
        }
        clinic
    }

    async fn sql(&self, statement: &str) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.world.backend.db).await.expect("done");
    }

    async fn count(&self, statement: &str) -> i64 {
        let count =
            sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&self.world.backend.db).await;
        count.expect("a count")
    }

    fn by(&self) -> By {
        by_facility(self.me)
    }

    fn applications(&self) -> crate::Applications<'_> {
        self.world.backend.applications()
    }

    /// Goes to a day, 9:00 in Japan.
    fn on(&self, day: &str) {
        self.world.clock.set(format!("{day}T00:00:00Z").parse().expect("a day"));
    }

    async fn document(&self, owner: FacilityId) -> DocumentId {
        let sent = stream::iter([Ok::<_, std::convert::Infallible>(crate::documents::Bytes::from_static(
            b"2 pages",
        ))]);
        let by = by_facility(owner);
        let kept = self.world.backend.documents().receive(&by, "申請書.pdf", sent).await;
        kept.expect("an answer").expect("a document").id
    }

    async fn save(&self, applying: Applying, part: Part, fields: Fields, version: i64) -> Result<Saved> {
        let done = self.applications().save(&self.by(), applying, part, Typed { fields, version }).await;
        done.map(|done| done.saved)
    }

    async fn register(&self, applying: Applying, part: Part, fields: Fields) -> Result<FormRegistered> {
        let version = self.applications().editor(&self.by(), applying, part).await?.version;
        self.applications().register(&self.by(), applying, part, Typed { fields, version }).await
    }

    async fn home(&self, applying: Applying) -> domain::applications::ApplicationHome {
        self.applications().home(&self.by(), applying).await.expect("a page")
    }

    /// Registers both forms with everything in them.
    async fn fill_in(&self, applying: Applying) {
        let document = self.document(self.me).await;
        let form1 = right_form1(document);
        assert_eq!(self.register(applying, Part::Form1, form1).await.expect("kept"), FormRegistered::Done);
        let form2 = right_form2(applying, self.core);
        assert_eq!(self.register(applying, Part::Form2, form2).await.expect("kept"), FormRegistered::Done);
    }

    async fn submitted(&self, applying: Applying) {
        self.fill_in(applying).await;
        let applied = self.applications().submit(&self.by(), applying).await.expect("submitted");
        assert!(matches!(applied, Applied::Done(_)));
    }
}

fn right_form1(document: DocumentId) -> Fields {
    [
        ("current", "なし"),
        ("name", "丘の病院"),
        ("kana", "おかのびょういん"),
        ("postal_code", "123-4567"),
        ("prefecture", "長野県"),
        ("address", "丘市1-1"),
        ("phone", "026-123-4567"),
        ("head", "院長 一郎"),
        ("responsible_no", "100001"),
        ("responsible_name", "試験100001 太郎"),
        ("responsible_kind", "指導医"),
        ("applied_on", "2026-09-30"),
        ("clerk", "事務 四郎"),
        ("clerk_email", "office@hospital.example.jp"),
        ("document", &document.to_string()),
    ]
    .into_iter()
    .collect()
}

fn right_form2(applying: Applying, core: FacilityId) -> Fields {
    let mut fields: Fields = [
        ("practice_hub", "yes"),
        ("hub_kind", "地域がん診療病院"),
        ("team", "あり"),
        ("team_members", "医師1名"),
        ("team_referrals", "120"),
        ("beds", "300"),
        ("deaths", "120"),
    ]
    .into_iter()
    .collect();
    for (column, typed) in [("no", "100001"), ("name", "試験100001太郎"), ("kind", "指導医")] {
        fields.set(staff_input(column, 1), typed);
    }
    if applying == Applying::Partner {
        fields.set("core", core.to_string());
    }
    fields
}

/// The text of one field, changed.
fn with(fields: &Fields, input: &str, typed: &str) -> Fields {
    let mut fields = fields.clone();
    fields.set(input, typed);
    fields
}
