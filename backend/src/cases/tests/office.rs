//! The office reads (P10).

use domain::{actor::Actor, cases::HistoryEntry, ids::OfficeUserId};

use super::*;
use crate::By;

fn office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::nil())), ..by(MemberId(Uuid::nil())) }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_the_office_reads_the_registered_report_in_every_state_and_leaves_a_line(pool: PgPool) {
    let desk = desk(pool).await;
    desk.bring(StateName::Rejected).await;
    desk.save(1, desk.diagnosed("登録していない続き"), "備考の目印", desk.editor(1).await.version)
        .await
        .unwrap();
    let id = desk.case(1).await.id;
    let case = desk.cases().for_office(&office(), id).await.unwrap();
    assert_eq!(
        (case.owner, case.set, case.slot, case.state),
        (desk.me, SET, slot(SET, 1), StateName::Rejected)
    );
    assert_eq!(case.report.as_ref().unwrap().fields.get("diagnosis"), desk.full().get("diagnosis"));
    assert!(matches!(
        case.history.as_slice(),
        [HistoryEntry::Rejected { .. }, HistoryEntry::Requested { .. }, HistoryEntry::Registered { .. }]
    ));
    // C7, and drafts are the applicant's.
    let said = format!("{case:?}");
    assert!(!said.contains("備考の目印") && !said.contains("登録していない続き"), "{said}");
    let lines = "select count(*) from audit_line where event = 'case.read'";
    assert_eq!(desk.count(lines).await, 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_before_registration_there_is_nothing_to_read(pool: PgPool) {
    let desk = desk(pool).await;
    desk.bring(StateName::Unregistered).await;
    let id = desk.case(1).await.id;
    let case = desk.cases().for_office(&office(), id).await.unwrap();
    assert!(case.report.is_none() && case.history.is_empty());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_nobody_else_reads_by_this_door(pool: PgPool) {
    let desk = desk(pool).await;
    desk.bring(StateName::Requested).await;
    let id = desk.case(1).await.id;
    for actor in
        [by(desk.me), by(desk.supervisor), testing::by_facility(domain::ids::FacilityId(Uuid::nil()))]
    {
        assert!(matches!(desk.cases().for_office(&actor, id).await, Err(Error::NotFound)));
    }
    let gone = desk.cases().for_office(&office(), CaseId(Uuid::nil())).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(desk.count("select count(*) from audit_line where event = 'case.read'").await, 0);
}
