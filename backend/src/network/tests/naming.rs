//! Naming a 基幹施設 from the page of the 連携施設 (F10).

use super::*;

/// F10: one at a time, also for the database.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_a_partner_has_one_core_facility_at_a_time(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    assert_eq!(refused(group.name(group.other_core, "2026-10-01").await), LinkageRefused::RequestWaits);
    group.network().approve(&by_facility(group.core), id).await.expect("approved");
    assert_eq!(refused(group.name(group.other_core, "2026-10-01").await), LinkageRefused::StillLinked);
    let second = sqlx::query(
        "insert into linkage (linkage_id, partner_id, core_id, starts_on, state, requested_at)
         values (gen_random_uuid(), $1, $2, '2027-04-01', 'requested', now())",
    )
    .bind(group.partner.0)
    .bind(group.other_core.0)
    .execute(&group.world.backend.db)
    .await;
    assert!(Error::from(second.expect_err("no")).violates("linkage_one_core"));
}

/// After 解除 from a day to come, another one may be named from that day on.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_the_next_one_follows_without_an_overlap(pool: PgPool) {
    let (group, id) = Group::linked(pool).await;
    group.network().dissolve(&by_facility(group.partner), id, "2027-04-01", "理由").await.expect("dissolved");
    assert_eq!(group.page(group.partner).await.earliest, Some(day("2027-04-01")));
    let early = group.name(group.other_core, "2027-03-31").await;
    assert_eq!(refused(early), LinkageRefused::StartsTooEarly { earliest: day("2027-04-01") });
    group.name(group.other_core, "2027-04-01").await.expect("asked");
    let page = group.page(group.partner).await;
    assert_eq!((page.as_partner.len(), page.earliest), (2, None));
    group.network().approve(&by_facility(group.other_core), group.last().await).await.expect("approved");
    group.on("2027-04-01");
    assert_eq!(
        group.training().await,
        StandAlone::Linked { core: "海辺の総合病院".into(), since: day("2027-04-01") }
    );
}

/// E5: what cannot be named, and why.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_whom_one_cannot_name(pool: PgPool) {
    let group = Group::new(pool).await;
    let partner = by_facility(group.partner);
    let network = group.network();
    let none = network.name_core(&partner, None, "2026-10-01").await;
    assert_eq!(refused(none), LinkageRefused::NoCore);
    assert_eq!(refused(group.name(group.partner, "2026-10-01").await), LinkageRefused::Itself);
    assert_eq!(refused(group.name(group.core, "soon").await), LinkageRefused::NotADay);
    let early = refused(group.name(group.core, "2026-09-30").await);
    assert_eq!(early, LinkageRefused::StartsTooEarly { earliest: day("2026-10-01") });
    let not_certified = |side, on| LinkageRefused::NotCertified { side, day: day(on) };
    let late = refused(group.name(group.core, "2029-04-01").await);
    assert_eq!(late, not_certified(Side::Core, "2029-04-01"));
    let later = refused(group.name(group.core, "2031-04-01").await);
    assert_eq!(later, not_certified(Side::Partner, "2031-04-01"));
    let clinic = group.world.facility("F0009", "町の医院").await;
    let other = refused(group.name(clinic, "2026-10-01").await);
    assert_eq!(other, not_certified(Side::Core, "2026-10-01"));
    let core_itself = network.name_core(&by_facility(group.core), Some(group.other_core), "2026-10-01").await;
    assert_eq!(refused(core_itself), not_certified(Side::Partner, "2026-10-01"));
    assert_eq!(group.count("select count(*) from linkage").await, 0);
}

/// Two browsers of the same shared account name two: one request goes out.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_two_browsers_name_at_the_same_time(pool: PgPool) {
    let group = Group::new(pool).await;
    let (one, other) =
        tokio::join!(group.name(group.core, "2026-10-01"), group.name(group.other_core, "2026-10-01"));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let told = if one.is_ok() { other } else { one };
    assert_eq!(refused(told), LinkageRefused::RequestWaits);
    assert_eq!(group.mails().await.len(), 1);
}

/// From 申請 on the 連携施設 sees whom its application names; the 基幹施設 sees nothing of it before the start day.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f9_what_is_planned_is_silent(pool: PgPool) {
    let group = Group::new(pool).await;
    group.sql(
        "with round as (
             insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
             values (gen_random_uuid(), 'partner', '2026-09-20', '2026-10-20', '2027-04-01') returning round_id),
         begun as (
             insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at)
             select gen_random_uuid(), facility_id, 'partner', 'submitted', round_id, gen_random_uuid(), now()
             from round, facility where facility_no = 'F0003' returning application_id, version_id)
         insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
         select version_id, application_id, 1, '{}', jsonb_build_object('core', facility_id), now()
         from begun, facility where facility_no = 'F0002'",
    )
    .await;
    let planned = group.page(group.partner).await.planned.expect("planned");
    assert_eq!((planned.core.as_str(), planned.starts), ("海辺の総合病院", day("2027-04-01")));
    let page = group.page(group.other_core).await;
    assert!(page.as_core.is_empty() && page.planned.is_none());
    assert!(group.mails().await.is_empty());
}
