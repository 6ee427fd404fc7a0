//! 承認, 否認, 取り下げ (F10).

use super::*;

/// F10: approved in December, linked since October; the partner is mailed.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_approved_later_it_starts_on_the_first_day(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    let asked = group.page(group.core).await.as_core.remove(0);
    assert_eq!((asked.standing, asked.partner.name.as_str()), (Standing::Waiting, "丘の病院"));
    assert_eq!(asked.partner.certificate_no.as_deref(), Some("R0001"));
    group.on("2026-12-05");
    group.network().approve(&by_facility(group.core), id).await.expect("approved");
    let linked = group.page(group.partner).await.as_partner.remove(0);
    assert_eq!(linked.starts, day("2026-10-01"));
    assert_eq!(linked.standing, Standing::Linked { until: day("2029-03-31") });
    let mails = group.mails().await;
    assert_eq!(mails[0], ("linkage_requested".into(), "f0001@hospital.example.jp".into()));
    assert_eq!(mails[1], ("linkage_approved".into(), "f0003@hospital.example.jp".into()));
    assert_eq!(mails.len(), 2);
    assert_eq!(group.count("select count(*) from audit_line where event = 'linkage.approved'").await, 1);
}

/// F10: a refusal needs a reason; the partner is mailed, reads the reason, and may name another one.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_a_refusal_has_a_reason_and_opens_the_way_to_another_core(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    let core = by_facility(group.core);
    let empty = group.network().refuse(&core, id, " \n").await;
    assert_eq!(refused(empty), LinkageRefused::ReasonNeeded { action: LinkageAction::Refuse });
    let long = group.network().refuse(&core, id, &"あ".repeat(201)).await;
    assert!(matches!(refused(long), LinkageRefused::ReasonTooLong { count: 201, .. }));
    assert_eq!(group.standing().await, Standing::Waiting);
    assert_eq!(group.page(group.partner).await.earliest, None);

    group.network().refuse(&core, id, "今年度は定員に達しています。").await.expect("refused");
    let page = group.page(group.partner).await;
    let expected = Standing::Refused { reason: "今年度は定員に達しています。".into() };
    assert_eq!((&page.as_partner[0].standing, page.earliest), (&expected, Some(day("2026-10-01"))));
    let words = "select count(*) from mail_outbox where params::text like '%定員%'";
    assert_eq!(group.count(words).await, 0, "no typed text in mails");
    let words = "select count(*) from audit_line where detail::text like '%定員%'";
    assert_eq!(group.count(words).await, 0, "nor in the audit");
    assert_eq!(group.mails().await[1].0, "linkage_refused");
    group.name(group.other_core, "2026-10-01").await.expect("another one");
    assert_eq!(group.standing().await, Standing::Waiting);
}

/// Two browsers of the same shared account: the first wins, the other one reads what happened.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_two_browsers_answer_at_the_same_time(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    let core = by_facility(group.core);
    let network = group.network();
    let (yes, no) = tokio::join!(network.approve(&core, id), network.refuse(&core, id, "定員のため"));
    let told = match (yes, no) {
        (Ok(()), Err(Error::Refused(told))) => {
            assert!(told.message().contains("すでに承認されています"), "{}", told.message());
            told
        }
        (Err(Error::Refused(told)), Ok(())) => {
            assert!(told.message().contains("すでに否認されています"), "{}", told.message());
            told
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(told.rule(), "F10");
    assert_eq!(group.mails().await.len(), 2, "asked, and one answer");
}

/// A 基幹施設 that stays silent keeps nobody: the request can be taken back, and nobody looks for what is gone.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_a_request_is_withdrawn_while_nobody_has_answered(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    group.network().withdraw(&by_facility(group.partner), id).await.expect("withdrawn");
    let late = group.network().approve(&by_facility(group.core), id).await;
    let state = domain::network::StateName::Withdrawn;
    assert_eq!(refused(late), LinkageRefused::State { action: LinkageAction::Approve, state });
    let expected = ("linkage_withdrawn".to_owned(), "f0001@hospital.example.jp".to_owned());
    assert_eq!(group.mails().await[1], expected);
    assert_eq!(group.page(group.partner).await.earliest, Some(day("2026-10-01")));
}

/// A certification is over: nothing is answered any more, and the words say whose.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f10_nothing_is_approved_after_the_end_of_a_certification(pool: PgPool) {
    let (group, id) = Group::asked(pool).await;
    group.on("2029-04-01");
    let late = group.network().approve(&by_facility(group.core), id).await;
    assert_eq!(refused(late), LinkageRefused::Lapsed { whose: Side::Core });
    let over = Standing::Lapsed { whose: Side::Core, last: Some(day("2029-03-31")) };
    assert_eq!(group.standing().await, over);
}
