//! 解除, the end of certifications, and training alone (F10, F11).

use domain::facilities::{About, Verdict};

use super::*;
use crate::facilities::Asked;

const REASON: &str = "指導体制の変更のため";

/// F10: either side or the office; the others are mailed.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_either_side_dissolves_from_a_day_and_the_other_is_mailed(pool: PgPool) {
    let (group, id) = Group::linked(pool).await;
    let core = by_facility(group.core);
    let network = group.network();
    assert_eq!(refused(network.dissolve(&core, id, "", REASON).await), LinkageRefused::NotADay);
    let early = network.dissolve(&core, id, "2026-09-30", REASON).await;
    assert_eq!(refused(early), LinkageRefused::EndsTooEarly { starts: day("2026-10-01") });
    let late = network.dissolve(&core, id, "2029-04-01", REASON).await;
    assert_eq!(refused(late), LinkageRefused::EndsTooLate { last: day("2029-03-31") });
    network.dissolve(&core, id, "2027-04-01", REASON).await.expect("dissolved");
    let by = Ender::Core;
    assert_eq!(
        group.standing().await,
        Standing::Leaving { from: day("2027-04-01"), by, reason: Some(REASON.into()) }
    );
    let mails = group.mails().await;
    assert_eq!(mails[2..], [("linkage_dissolved".into(), "f0003@hospital.example.jp".into())]);
    let again = group.network().dissolve(&by_facility(group.partner), id, "2027-01-01", REASON).await;
    assert!(refused(again).message().contains("すでに解除の手続きが済んでいます"));
    group.on("2027-04-01");
    assert_eq!(
        group.standing().await,
        Standing::Dissolved { from: day("2027-04-01"), by, reason: Some(REASON.into()) }
    );
}

/// F20: not without a reason, by a facility not back in time; typed text stays out of mails and audit.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f20_a_facility_gives_a_reason_and_dissolves_from_today_on(pool: PgPool) {
    let (group, id) = Group::linked(pool).await;
    group.on("2026-12-05");
    let (core, network) = (by_facility(group.core), group.network());
    let past = network.dissolve(&core, id, "2026-12-04", REASON).await;
    assert_eq!(refused(past), LinkageRefused::EndsInThePast { today: day("2026-12-05") });
    let silent = network.dissolve(&core, id, "2026-12-05", " ").await;
    assert_eq!(refused(silent), LinkageRefused::ReasonNeeded { action: LinkageAction::Dissolve });
    network.dissolve(&by_office(), id, "2026-12-04", REASON).await.expect("by the office, back in time");
    let (from, by) = (day("2026-12-04"), Ender::Office);
    assert_eq!(group.standing().await, Standing::Dissolved { from, by, reason: Some(REASON.into()) });
    for place in ["mail_outbox where params::text", "audit_line where detail::text"] {
        assert_eq!(
            group.count(&format!("select count(*) from {place} like '%指導体制%'")).await,
            0,
            "{place}"
        );
    }
    let until = "select count(*) from mail_outbox where params::text like '%2026-12-19%'";
    assert_eq!(group.count(until).await, 2, "14 days to object");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_the_office_dissolves_and_both_are_mailed(pool: PgPool) {
    let (group, id) = Group::linked(pool).await;
    let question = group.network().question(&by_office(), id, LinkageAction::Dissolve).await;
    assert_eq!(question.expect("a question").last, Some(day("2029-03-31")));
    group.network().dissolve(&by_office(), id, "2026-11-01", REASON).await.expect("dissolved");
    let mails = group.mails().await;
    let to: Vec<&str> = mails[2..].iter().map(|(_, to)| to.as_str()).collect();
    assert_eq!(to, ["f0001@hospital.example.jp", "f0003@hospital.example.jp"]);
    let line = "select count(*) from audit_line where event = 'linkage.dissolved' and realm = 'office'";
    assert_eq!(group.count(line).await, 1);
}

/// F11: linked → off; dissolved before 2029-03-31 → on again; after → off.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f11_training_alone_stops_with_the_linkage_and_goes_on_after_it(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    let measure = |again_since| StandAlone::ByMeasure { until: day("2029-03-31"), again_since };
    assert_eq!(group.training().await, measure(None), "while nobody has answered");
    group.network().approve(&by_facility(group.core), id).await.expect("approved");
    let linked = StandAlone::Linked { core: "みどり野中央病院".into(), since: day("2026-10-01") };
    assert_eq!(group.training().await, linked);
    assert_eq!(group.page(group.partner).await.training, Some(linked));
    group.network().dissolve(&by_facility(group.partner), id, "2027-04-01", REASON).await.expect("dissolved");
    group.on("2027-04-01");
    assert_eq!(group.training().await, measure(Some(day("2027-04-01"))));
    group.on("2029-04-01");
    assert_eq!(group.training().await, StandAlone::MeasureOver);
    assert_eq!(group.page(group.core).await.training, None);
}

/// F11: the measure is for those whose 施設責任者 has the 資格 on the first day.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f11_the_measure_looks_at_the_responsible_person(pool: PgPool) {
    let group = Group::new(pool).await;
    group.sql("update qualification set end_on = '2026-09-30'").await;
    assert_eq!(group.training().await, StandAlone::NotOfMeasure);
    group.sql("update qualification set kind = '認定医', end_on = '2029-03-31'").await;
    assert_eq!(group.training().await, StandAlone::NotOfMeasure, "認定医 alone");
    group
        .sql(
            "insert into qualification (qualification_id, member_id, kind, certificate_no, start_on, end_on)
         select gen_random_uuid(), member_id, '研修指導者資格', 'T0001', start_on, end_on from qualification",
        )
        .await;
    assert!(group.training().await.holds(), "認定医 with 研修指導者資格");
}

/// A renewal without a gap goes on; the end of a certification ends the linkage without anybody's doing, and another 基幹施設
/// may be named.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_a_linkage_ends_with_a_certification(pool: PgPool) {
    let (group, _) = Group::linked(pool).await;
    group.world.record(group.other_core, FacilityKind::Core, "K0003", "2029-04-01", "2034-03-31").await;
    group.on("2029-04-01");
    let over = Standing::Lapsed { whose: Side::Core, last: Some(day("2029-03-31")) };
    assert_eq!(group.standing().await, over);
    group.name(group.other_core, "2029-04-01").await.expect("another one");
    let page = group.page(group.partner).await;
    let standings: Vec<&Standing> = page.as_partner.iter().map(|link| &link.standing).collect();
    let settled = Standing::Dissolved { from: day("2029-04-01"), by: Ender::Lapse, reason: None };
    assert_eq!(standings, [&Standing::Waiting, &settled]);
    group.world.record(group.core, FacilityKind::Core, "K0004", "2029-04-01", "2034-03-31").await;
    assert_eq!(group.page(group.core).await.as_core[0].standing, settled, "what was settled stays");
}

/// F19: who loses the link is named before, and mailed when 返上 of the 基幹施設 is approved.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f19_those_that_lose_their_core_facility_are_named_and_mailed(pool: PgPool) {
    let (group, _) = Group::linked(pool).await;
    let core = by_facility(group.core);
    let named = group.network().partners(&core, group.core).await.expect("names");
    assert_eq!(named.iter().map(|party| party.name.as_str()).collect::<Vec<_>>(), ["丘の病院"]);
    assert_eq!(group.network().partners(&by_office(), group.core).await.expect("names").len(), 1);
    let stranger = group.network().partners(&by_facility(group.partner), group.core).await;
    assert!(matches!(stranger, Err(Error::NotFound)), "E3");

    let facilities = group.world.backend.facilities();
    let fields = [("reason", "緩和ケア病棟の閉鎖"), ("effective_on", "2026-12-31")].into_iter().collect();
    let asked = facilities.ask(&core, FacilityKind::Core, About::Return, &fields).await.expect("asked");
    let Asked::Done(id) = asked else { panic!("{asked:?}") };
    let told = "select count(*) from mail_outbox where kind = 'core_gives_back'";
    assert_eq!(group.count(told).await, 0, "nobody before it is approved");
    facilities.decide(&by_office(), id, Verdict::Approve).await.expect("approved");
    let told = "select count(*) from mail_outbox where kind = 'core_gives_back'
                and to_address = 'f0003@hospital.example.jp' and params::text like '%2026-12-31%'
                and params::text like '%\"alone\": true%'";
    assert_eq!(group.count(told).await, 1, "of the measure it trains alone again (F11)");
}
