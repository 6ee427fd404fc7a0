//! 「会員」 and 「施設」 as the office finds and sees them.

use domain::{
    actor::Actor,
    cases::{CaseSet, StateName},
    ids::{MemberId, OfficeUserId},
    registry::{
        FacilityFilter, FacilityKind, MemberFilter, Membership, Profession, QualificationKind, Standing,
    },
    text::search_key,
};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    By, Error, Origin,
    testing::{self, World, world},
};

fn office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::nil())), origin: Origin::default() }
}

/// Names a member and says what the import would say with it.
async fn named(world: &World, id: MemberId, family: &str, kana: &str, email: &str) {
    sqlx::query(
        "update member set family_name = $2, family_kana = $3, email = $4,
                search_key = $5 || ' ' || member_no where member_id = $1",
    )
    .bind(id.0)
    .bind(family)
    .bind(kana)
    .bind(email)
    .bind([format!("{family}太郎"), format!("{kana}たろう")].map(|text| search_key(&text)).join(" "))
    .execute(&mut *world.db().await)
    .await
    .unwrap();
}

async fn members(world: &World, filter: MemberFilter) -> (Vec<String>, u32) {
    let list = world.backend.registry().members(&office(), filter).await.unwrap();
    (list.rows.into_iter().map(|row| row.member_no).collect(), list.matching)
}

async fn found(world: &World, words: &str) -> Vec<String> {
    members(world, MemberFilter { words: words.into(), ..MemberFilter::default() }).await.0
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn members_are_found_by_number_name_kana_and_address_however_typed(db: PgPool) {
    let world = world(db);
    let [first, second, nurse] =
        [world.physician("100001").await, world.left("100002").await, world.nurse("300001").await];
    named(&world, first, "髙木", "たかぎ", "Takagi@Hospital.example.jp").await;
    named(&world, second, "林", "はやし", "hayashi@example.jp").await;
    named(&world, nurse, "高橋", "たかはし", "kango@example.jp").await;
    for (words, numbers) in [
        ("100001", vec!["100001"]),
        ("1000", vec!["100001", "100002"]),
        ("高木", vec!["100001"]),
        ("ﾀｶｷﾞ", vec!["100001"]),
        ("タカ", vec!["100001", "300001"]),
        ("林", vec!["100002"]),
        ("たか 太郎", vec!["100001", "300001"]),
        ("takagi@hospital", vec!["100001"]),
        ("ｋａｎｇｏ＠", vec!["300001"]),
        ("example.jp", vec!["100001", "100002", "300001"]),
        ("たか example.jp 3000", vec!["300001"]),
        ("100%", vec![]),
        ("_", vec![]),
        ("いない", vec![]),
        ("", vec!["100001", "100002", "300001"]),
    ] {
        assert_eq!(found(&world, words).await, numbers, "{words}");
    }
    let filtered =
        |profession, membership| MemberFilter { profession, membership, ..MemberFilter::default() };
    for (filter, numbers) in [
        (filtered(Some(Profession::Physician), None), vec!["100001", "100002"]),
        (filtered(Some(Profession::Other), None), vec!["300001"]),
        (filtered(None, Some(Membership::Left)), vec!["100002"]),
        (filtered(None, Some(Membership::Present)), vec!["100001", "300001"]),
        (filtered(Some(Profession::Physician), Some(Membership::Present)), vec!["100001"]),
        (
            MemberFilter {
                words: "たか".into(),
                ..filtered(Some(Profession::Other), Some(Membership::Present))
            },
            vec!["300001"],
        ),
    ] {
        assert_eq!(members(&world, filter.clone()).await.0, numbers, "{filter:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn pages_hold_fifty_and_know_how_many_match(db: PgPool) {
    let world = world(db);
    sqlx::query(
        "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
                             joined_on, search_key)
         select gen_random_uuid(), (200000 + n)::text, '試験', '太郎', 'しけん', 'たろう', n || '@example.jp', '医師',
                date '2010-04-01', '試験太郎' from generate_series(1, 120) as n",
    )
    .execute(&mut *world.db().await)
    .await
    .unwrap();
    let mut seen = Vec::new();
    for (page, size) in [(0, 50), (2, 50), (3, 20), (4, 0)] {
        let filter = MemberFilter { words: "試験".into(), page, ..MemberFilter::default() };
        let (numbers, matching) = members(&world, filter).await;
        assert_eq!(numbers.len(), size, "page {page}");
        assert!(matching == 120 || size == 0);
        seen.extend(numbers);
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((sorted.len(), sorted == seen), (120, true), "no gap, nobody twice, in order");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a9_p10_one_member_on_one_page(db: PgPool) {
    let world = world(db);
    let record = world.hospital().await;
    let member = world.supervisor("100001", QualificationKind::Instructor, "2024-04-01", "2029-03-31").await;
    world.qualification(member, QualificationKind::Specialist, "2014-04-01", "2019-03-31").await;
    world.registered(member, CaseSet::Specialist, 2, record).await;
    world.registered(member, CaseSet::Transition, 1, record).await;
    let page = world.backend.registry().member(&office(), member).await.unwrap();
    assert_eq!((page.member_no.as_str(), page.membership), ("100001", Membership::Present));
    let kinds: Vec<_> = page.qualifications.iter().map(|q| (q.kind, q.period.contains(page.today))).collect();
    assert_eq!(kinds, [(QualificationKind::Instructor, true), (QualificationKind::Specialist, false)]);
    let cases: Vec<_> = page.cases.iter().map(|case| (case.set, case.slot.number(), case.state)).collect();
    assert_eq!(
        cases,
        [(CaseSet::Specialist, 2, StateName::Registered), (CaseSet::Transition, 1, StateName::Complete)]
    );
    let events: Vec<_> = page.audit.iter().map(|line| line.event.as_str()).collect();
    assert_eq!(events, ["case.registered", "case.registered"], "what they did");

    let left = world.left("100002").await;
    let page = world.backend.registry().member(&office(), left).await.unwrap();
    assert_eq!((page.membership, page.cases.len(), page.audit.len()), (Membership::Left, 0, 0));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn facilities_are_found_by_name_number_and_address_and_by_how_they_stand(db: PgPool) {
    let world = world(db);
    let [hill, sea, new] = [("F001", "丘の病院"), ("F002", "海辺ホスピス"), ("F003", "森の診療所")]
        .map(|(number, name)| (number, name));
    let hill = world.facility(hill.0, hill.1).await;
    let sea = world.facility(sea.0, sea.1).await;
    world.facility(new.0, new.1).await;
    world.record(hill, FacilityKind::Training, "N0001", "2014-04-01", "2019-03-31").await;
    world.record(hill, FacilityKind::Core, "K0001", "2024-04-01", "2029-03-31").await;
    world.record(sea, FacilityKind::Partner, "R0002", "2020-04-01", "2025-03-31").await;
    sqlx::query(
        "update facility set login_email = 'umi@Hospital.example.jp', prefecture = '千葉県' where facility_id = $1",
    )
    .bind(sea.0)
    .execute(&mut *world.db().await)
    .await
    .unwrap();
    let all = FacilityFilter::default;
    for (filter, numbers) in [
        (all(), vec!["F001", "F002", "F003"]),
        (FacilityFilter { words: "丘".into(), ..all() }, vec!["F001"]),
        (FacilityFilter { words: "病院 k0001".into(), ..all() }, vec!["F001"]),
        (FacilityFilter { words: "n00".into(), ..all() }, vec!["F001"]),
        (FacilityFilter { words: "UMI@".into(), ..all() }, vec!["F002"]),
        (FacilityFilter { words: "丘 R0002".into(), ..all() }, vec![]),
        (FacilityFilter { prefecture: "千葉県".into(), ..all() }, vec!["F002"]),
        (FacilityFilter { standing: Some(Standing::Running), ..all() }, vec!["F001"]),
        (FacilityFilter { standing: Some(Standing::Ended), ..all() }, vec!["F002"]),
        (FacilityFilter { standing: Some(Standing::Never), ..all() }, vec!["F003"]),
        (FacilityFilter { kind: Some(FacilityKind::Training), ..all() }, vec!["F001"]),
        (
            FacilityFilter { kind: Some(FacilityKind::Training), standing: Some(Standing::Ended), ..all() },
            vec!["F001"],
        ),
        (
            FacilityFilter { kind: Some(FacilityKind::Core), standing: Some(Standing::Never), ..all() },
            vec!["F002", "F003"],
        ),
    ] {
        let list = world.backend.registry().facilities(&office(), filter.clone()).await.unwrap();
        let found: Vec<_> = list.rows.iter().filter_map(|row| row.facility_no.as_deref()).collect();
        assert_eq!(found, numbers, "{filter:?}");
        assert_eq!(list.matching as usize, numbers.len(), "{filter:?}");
    }
    let list = world.backend.registry().facilities(&office(), all()).await.unwrap();
    let standing: Vec<_> = list.rows.iter().map(|row| (row.running.clone(), row.standing)).collect();
    assert_eq!(
        standing,
        [(vec![FacilityKind::Core], Standing::Running), (vec![], Standing::Ended), (vec![], Standing::Never)]
    );
    let page = world.backend.registry().facility(&office(), hill).await.unwrap();
    let records: Vec<_> = page.records.iter().map(|record| record.certificate_no.as_str()).collect();
    assert_eq!(records, ["K0001", "N0001"], "those that end last first");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_the_register_is_open_to_the_office_alone(db: PgPool) {
    let world = world(db);
    let member = world.physician("100001").await;
    let facility = world.facility("F001", "丘の病院").await;
    let registry = world.backend.registry();
    for by in [testing::by(member), testing::by_nurse(member), testing::by_facility(facility)] {
        assert!(matches!(registry.members(&by, MemberFilter::default()).await, Err(Error::NotFound)));
        assert!(matches!(registry.member(&by, member).await, Err(Error::NotFound)), "not even of oneself");
        assert!(matches!(registry.facilities(&by, FacilityFilter::default()).await, Err(Error::NotFound)));
        assert!(matches!(registry.facility(&by, facility).await, Err(Error::NotFound)));
    }
    let unknown = registry.member(&office(), MemberId(facility.0)).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "an id of another kind");
}
