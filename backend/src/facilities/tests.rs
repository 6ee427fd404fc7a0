//! Changes and 返上 on a real database, with a clock that stands still until it is moved (F12, F13).

use domain::{
    accounts::Applying,
    actor::Actor,
    facilities::{About, ChangeName, ChangeRefused, ChangeState, Verdict},
    fields::Fields,
    ids::{ChangeId, FacilityId, OfficeUserId},
    refused::Refused,
    registry::{FacilityKind, QualificationKind},
};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Asked, ContactSaved, Retyped};
use crate::{
    By, Error,
    testing::{World, by, by_facility, world},
};

/// 丘の病院, 基幹施設 from 2024-04-01 to 2029-03-31; 谷の病院, another one; 100001, who is 指導医 until 2029.
struct Hill {
    world: World,
    me: FacilityId,
    other: FacilityId,
    office: By,
}

impl Hill {
    async fn new(pool: PgPool) -> Self {
        let world = world(pool);
        let me = world.facility("F0002", "丘の病院").await;
        let other = world.facility("F0003", "谷の病院").await;
        world.record(me, FacilityKind::Core, "K0002", "2024-04-01", "2029-03-31").await;
        world.record(other, FacilityKind::Core, "K0003", "2024-04-01", "2029-03-31").await;
        world.supervisor("100001", QualificationKind::Instructor, "2024-04-01", "2029-03-31").await;
        let office = By { actor: Actor::Office(OfficeUserId(Uuid::now_v7())), ..by_facility(me) };
        let hill = Self { world, me, other, office };
        hill.sql("update facility set login_email = facility_no || '@hospital.example.jp'").await;
        hill
    }

    async fn sql(&self, statement: &str) {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&self.world.backend.db).await.expect("done");
    }

    async fn count(&self, statement: &str) -> i64 {
        let count =
            sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&self.world.backend.db).await;
        count.expect("a count")
    }

    async fn text(&self, statement: &str) -> String {
        let text = sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&self.world.backend.db).await;
        text.expect("a text")
    }

    fn by(&self) -> By {
        by_facility(self.me)
    }

    fn use_cases(&self) -> crate::Facilities<'_> {
        self.world.backend.facilities()
    }

    /// Goes to a day, 9:00 in Japan.
    fn on(&self, day: &str) {
        self.world.clock.set(format!("{day}T00:00:00Z").parse().expect("a day"));
    }

    async fn ask(&self, about: About, typed: &[(&str, &str)]) -> crate::Result<Asked> {
        let fields: Fields = typed.iter().copied().collect();
        self.use_cases().ask(&self.by(), FacilityKind::Core, about, &fields).await
    }

    async fn asked(&self, about: About, typed: &[(&str, &str)]) -> ChangeId {
        match self.ask(about, typed).await.expect("asked") {
            Asked::Done(id) => id,
            Asked::Invalid => panic!("not right: {typed:?}"),
        }
    }

    async fn approve(&self, id: ChangeId) -> crate::Result<ChangeState> {
        self.use_cases().decide(&self.office, id, Verdict::Approve).await
    }

    async fn name(&self) -> String {
        self.text("select name from facility where facility_no = 'F0002'").await
    }
}

const NAME: [(&str, &str); 3] =
    [("name", "丘の上病院"), ("kana", "おかのうえびょういん"), ("effective_on", "2026-11-01")];
const RETURN: [(&str, &str); 2] = [("reason", "緩和ケア病棟の閉鎖"), ("effective_on", "2026-12-31")];

fn contact() -> Fields {
    [
        ("postal_code", "123-4567"),
        ("prefecture", "長野県"),
        ("phone", "026-123-4567"),
        ("head", "院長 一郎"),
        ("clerk", "事務 四郎"),
        ("clerk_email", "office@hospital.example.jp"),
    ]
    .into_iter()
    .collect()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_contact_data_changes_at_once_and_never_over_somebody_elses(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let (by, kind) = (hill.by(), FacilityKind::Core);
    let saved = hill.use_cases().save_contact(&by, kind, &contact(), 0).await.expect("an answer");
    assert_eq!(saved, ContactSaved::Done);
    let mut theirs = contact();
    theirs.set("phone", "026-999-9999");
    let conflict = hill.use_cases().save_contact(&by, kind, &theirs, 0).await.expect("an answer");
    assert_eq!(conflict, ContactSaved::Conflict);
    let retyped = Retyped { about: None, fields: theirs.clone(), version: 0 };
    let page = hill.use_cases().details(&by, kind, Some(retyped)).await.expect("a page");
    assert_eq!(page.conflict().expect("both").fields, theirs);
    assert_eq!((page.now.get("phone"), page.version), ("026-123-4567", 1));
    let again = hill.use_cases().save_contact(&by, kind, &theirs, 1).await.expect("an answer");
    assert_eq!(again, ContactSaved::Done);
    theirs.set("clerk_email", "no address");
    let invalid = hill.use_cases().save_contact(&by, kind, &theirs, 2).await.expect("an answer");
    assert_eq!(invalid, ContactSaved::Invalid);
    let lines = "select count(*) from audit_line where event = 'facility.contact_changed'
                 and detail::text not like '%026%'";
    assert_eq!(hill.count(lines).await, 2);
}

/// A change that cannot be done keeps no other one waiting, and is tried again.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_one_change_that_fails_stops_no_other_one(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let broken = hill.asked(About::Address, &[("address", "丘1-2-3"), ("effective_on", "2026-10-31")]).await;
    let sound = hill.asked(About::Name, &NAME).await;
    for id in [broken, sound] {
        assert_eq!(hill.approve(id).await.expect("approved"), ChangeState::Approved);
    }
    // The one that comes first is refused by the database.
    hill.sql("create function refused() returns trigger language plpgsql as 'begin raise ''no''; end'").await;
    hill.sql(
        "create trigger refused before update on facility for each row
         when (new.address is distinct from old.address) execute function refused()",
    )
    .await;
    hill.on("2026-11-01");
    assert_eq!(hill.use_cases().take_effect().await.expect("the other one"), 1);
    assert_eq!(hill.name().await, "丘の上病院");
    assert_eq!(hill.text("select state from facility_change where about = 'address'").await, "approved");
    hill.sql("drop trigger refused on facility").await;
    assert_eq!(hill.use_cases().take_effect().await.expect("tried again"), 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_a_name_changes_on_its_day_exactly_once(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let id = hill.asked(About::Name, &NAME).await;
    assert_eq!(hill.approve(id).await.expect("approved"), ChangeState::Approved);
    hill.on("2026-10-31");
    assert_eq!(hill.use_cases().take_effect().await.expect("nothing yet"), 0);
    assert_eq!(hill.name().await, "丘の病院");
    hill.on("2026-11-01");
    let (one, two) = (hill.use_cases(), hill.use_cases());
    let (a, b) = tokio::join!(one.take_effect(), two.take_effect());
    assert_eq!(a.expect("one") + b.expect("two"), 1, "two workers do it once");
    assert_eq!(hill.use_cases().take_effect().await.expect("nothing left"), 0);
    assert_eq!(hill.name().await, "丘の上病院");
    let found = hill.world.backend.registry().search("おかのうえ", None).await.expect("a search");
    assert_eq!(found.found.len(), 1, "found by its new kana");
    let number = hill.world.backend.registry().search("F0002", None).await.expect("a search");
    assert_eq!(number.found.len(), 1, "and by its number still");
    let done = "select count(*) from audit_line where event = 'facility.change_effective'";
    assert_eq!(hill.count(done).await, 1);
    assert_eq!(hill.count("select count(*) from mail_outbox").await, 2, "received and approved");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_an_address_for_today_holds_as_soon_as_it_is_approved(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let id = hill.asked(About::Address, &[("address", "丘市2-2"), ("effective_on", "2026-10-01")]).await;
    assert_eq!(hill.approve(id).await.expect("approved"), ChangeState::Effective);
    assert_eq!(hill.text("select address from facility where facility_no = 'F0002'").await, "丘市2-2");
    let again = hill.approve(id).await;
    assert!(
        matches!(again, Err(Error::Refused(Refused::Change(ChangeRefused::ChangeState { .. })))),
        "{again:?}"
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_the_responsible_person_agrees_with_the_register_on_the_day(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let typed = |name: &'static str, day: &'static str| {
        [
            ("responsible_no", "100001"),
            ("responsible_name", name),
            ("responsible_kind", "指導医"),
            ("effective_on", day),
        ]
    };
    for (name, day) in [("試験100001 花子", "2026-11-01"), ("試験100001 太郎", "2029-04-01")] {
        let asked = hill.ask(About::Responsible, &typed(name, day)).await.expect("an answer");
        assert_eq!(asked, Asked::Invalid, "{name} {day}");
    }
    let id = hill.asked(About::Responsible, &typed("試験100001 太郎", "2026-11-01")).await;
    let page = hill.use_cases().change(&hill.office, id).await.expect("a page");
    assert_eq!(page.person.expect("a member").2.len(), 1);
    hill.approve(id).await.expect("approved");
    hill.on("2026-11-01");
    hill.use_cases().take_effect().await.expect("done");
    let held = hill.use_cases().held(&hill.by(), FacilityKind::Core).await.expect("a page");
    assert_eq!(held.records[0].responsible.as_deref(), Some("試験100001 太郎"));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_not_yesterday_and_only_one_waits(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let past = [NAME[0], NAME[1], ("effective_on", "2026-09-30")];
    assert_eq!(hill.ask(About::Name, &past).await.expect("an answer"), Asked::Invalid);
    let (a, b) = tokio::join!(hill.ask(About::Name, &NAME), hill.ask(About::Name, &NAME));
    assert_eq!([&a, &b].iter().filter(|asked| asked.is_ok()).count(), 1);
    assert!(
        [a, b]
            .iter()
            .any(|asked| matches!(asked, Err(Error::Refused(Refused::Change(ChangeRefused::AlreadyAsked)))))
    );
    hill.asked(About::Address, &[("address", "丘市2-2"), ("effective_on", "2026-10-01")]).await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f13_refused_with_words_withdrawn_only_while_it_waits(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let id = hill.asked(About::Name, &NAME).await;
    let silent = hill.use_cases().decide(&hill.office, id, Verdict::Refuse { words: " ".into() }).await;
    assert!(matches!(silent, Err(Error::Refused(Refused::Change(ChangeRefused::ReasonNeeded)))));
    let words = "登記の写しを添付してください。".to_owned();
    let refused = hill.use_cases().decide(&hill.office, id, Verdict::Refuse { words: words.clone() }).await;
    assert_eq!(refused.expect("refused"), ChangeState::Refused { words });
    assert!(hill.use_cases().withdraw(&hill.by(), id).await.is_err());
    let next = hill.asked(About::Name, &NAME).await;
    hill.use_cases().withdraw(&hill.by(), next).await.expect("withdrawn");
    assert!(hill.approve(next).await.is_err());
    let mails = "select count(*) from mail_outbox where params::text like '%登記%'";
    assert_eq!(hill.count(mails).await, 0, "mails carry no words of the office");
    let lines =
        "select count(*) from audit_line where detail::text like '%登記%' or detail::text like '%丘の上%'";
    assert_eq!(hill.count(lines).await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f12_what_is_given_back_ends_on_its_day_and_the_account_closes_after_it(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let session = "insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent)
                   select '\\x01', 'facility', facility_id, now(), now(), now(), true from facility where facility_no = 'F0002'";
    hill.sql(session).await;
    hill.sql(
        "insert into credential (realm, account_id, password_hash, changed_at)
         select 'facility', facility_id, 'x', now() from facility where facility_no = 'F0002'",
    )
    .await;
    let late = [RETURN[0], ("effective_on", "2029-04-01")];
    assert_eq!(hill.ask(About::Return, &late).await.expect("an answer"), Asked::Invalid);
    let id = hill.asked(About::Return, &RETURN).await;
    assert_eq!(hill.approve(id).await.expect("confirmed"), ChangeState::Approved);
    hill.on("2026-12-31");
    assert_eq!(hill.use_cases().take_effect().await.expect("the certification"), 1);
    let held = hill.use_cases().held(&hill.by(), FacilityKind::Core).await.expect("a page");
    assert_eq!(held.records[0].period.end().to_string(), "2026-12-31");
    assert_eq!(hill.count("select count(*) from session").await, 1, "its last day is a day");
    hill.on("2027-01-01");
    let (one, two) = (hill.use_cases(), hill.use_cases());
    let (a, b) = tokio::join!(one.take_effect(), two.take_effect());
    assert_eq!(a.expect("one") + b.expect("two"), 1);
    assert_eq!(hill.use_cases().take_effect().await.expect("nothing left"), 0);
    for table in ["session", "credential"] {
        assert_eq!(hill.count(&format!("select count(*) from {table}")).await, 0, "{table}");
    }
    let free = "select count(*) from facility where login_email = 'F0002@hospital.example.jp'";
    assert_eq!(hill.count(free).await, 0);
    let told = "select count(*) from mail_outbox where params::text like '%closed%'";
    assert_eq!(hill.count(told).await, 1);
    assert_eq!(hill.count("select count(*) from certification where end_on = '2029-03-31'").await, 1);
}

/// Something else is still held, or applied for: the account stays.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f12_the_account_stays_while_something_is_held_or_under_way(pool: PgPool) {
    let hill = Hill::new(pool).await;
    hill.world.record(hill.me, FacilityKind::Training, "N0002", "2024-04-01", "2027-03-31").await;
    let id = hill.asked(About::Return, &RETURN).await;
    hill.approve(id).await.expect("confirmed");
    hill.on("2027-01-01");
    assert_eq!(hill.use_cases().take_effect().await.expect("the certification alone"), 1);
    assert_eq!(hill.count("select count(*) from facility where login_email is not null").await, 2);
    let overview = hill.world.backend.applications().overview(&hill.by()).await.expect("still there");
    assert_eq!(overview.len(), Applying::ALL.len());
}

/// E3: another facility, a member, and the office where it is not its turn.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_nobody_else_reads_withdraws_or_decides(pool: PgPool) {
    let hill = Hill::new(pool).await;
    let id = hill.asked(About::Name, &NAME).await;
    let member = by(hill.world.physician("100009").await);
    for stranger in [by_facility(hill.other), member] {
        assert!(hill.use_cases().withdraw(&stranger, id).await.is_err());
        assert!(hill.use_cases().decide(&stranger, id, Verdict::Approve).await.is_err());
        assert!(matches!(hill.use_cases().change(&stranger, id).await, Err(Error::NotFound)));
        assert!(matches!(hill.use_cases().changes(&stranger, None).await, Err(Error::NotFound)));
    }
    assert!(hill.use_cases().withdraw(&hill.office, id).await.is_err());
    assert!(hill.use_cases().decide(&hill.by(), id, Verdict::Approve).await.is_err());
    let theirs = hill.use_cases().details(&by_facility(hill.other), FacilityKind::Core, None).await;
    assert!(theirs.expect("their own page").changes.is_empty());
    let list = hill.use_cases().changes(&hill.office, None).await.expect("a list");
    assert_eq!((list.waiting, list.changes.len()), (1, 1));
    assert_eq!(list.changes[0].state.name(), ChangeName::Waiting);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_was_never_held_has_no_page(pool: PgPool) {
    let hill = Hill::new(pool).await;
    for kind in [FacilityKind::Partner, FacilityKind::Training] {
        assert!(matches!(hill.use_cases().held(&hill.by(), kind).await, Err(Error::NotFound)));
        assert!(matches!(hill.use_cases().details(&hill.by(), kind, None).await, Err(Error::NotFound)));
        let saved = hill.use_cases().save_contact(&hill.by(), kind, &contact(), 0).await;
        assert!(matches!(saved, Err(Error::NotFound)));
    }
}
