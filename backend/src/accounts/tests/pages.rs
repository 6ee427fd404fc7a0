//! What people see of themselves (A2).

use domain::{
    accounts::MeKind,
    cases::{CaseRefused, CaseSet},
    refused::Refused,
};

use super::*;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a2_every_member_has_a_page_and_only_physicians_a_dashboard(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let nurse = Actor::Member { id: MemberId(society.nurse), physician: false };
    let office = Actor::Office(OfficeUserId(society.office));
    let facility = Actor::Facility(FacilityId(society.facility));
    let table = [
        (society.physician(), MeKind::Physician(MemberId(society.physician)), true, true),
        (nurse, MeKind::Member(MemberId(society.nurse)), true, false),
        (office, MeKind::Office, false, false),
        (facility, MeKind::Facility, false, false),
    ];
    for (actor, kind, page, dashboard) in table {
        let by = by(actor);
        assert_eq!(accounts.me(&actor).await.unwrap().kind, kind);
        assert_eq!(accounts.member_page(&by).await.is_ok(), page, "{kind:?}");
        match accounts.dashboard(&by).await {
            Ok(_) => assert!(dashboard, "{kind:?}"),
            Err(Error::Refused(Refused::Case(CaseRefused::NotPhysician))) => assert!(!dashboard, "{kind:?}"),
            Err(e) => panic!("{kind:?}: {e}"),
        }
    }
    let page = accounts.member_page(&by(nurse)).await.unwrap();
    assert_eq!(
        (page.member_no.as_str(), page.profession.as_str(), page.physician),
        ("300000", "看護師", false)
    );
    let gone = accounts.me(&Actor::Office(OfficeUserId(Uuid::now_v7()))).await;
    assert!(matches!(gone, Err(Error::SignedOut)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_dashboard_says_what_is_done_what_came_back_and_what_waits(pool: PgPool) {
    let society = Society::new(pool).await;
    let accounts = society.backend.accounts();
    let by = by(society.physician());
    let empty = accounts.dashboard(&by).await.unwrap();
    assert_eq!(
        empty.progress.iter().map(|p| (p.set, p.done)).collect::<Vec<_>>(),
        [(CaseSet::Specialist, 0)]
    );
    assert!(!empty.supervisor);

    let applicant = Uuid::now_v7();
    society.member(applicant, "100002", "hanako@example.jp", "医師").await.unwrap();
    society
        .sql(&format!(
            "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
             values ('{0}', '{0}', '基幹施設', 'K0001', '2024-04-01', '2029-03-31')",
            society.facility
        ))
        .await;
    // What the physician supervises, and their own approved, rejected and deleted cases.
    let (me, other) = (society.physician, applicant);
    for (applicant, supervisor, slot, state, at, deleted) in [
        (other, me, 4, "requested", "2026-11-02T16:00:00Z", false),
        (other, me, 5, "requested", "2026-11-10T01:00:00Z", false),
        (me, other, 1, "approved", "2026-10-01T01:00:00Z", false),
        (me, other, 3, "rejected", "2026-10-02T01:00:00Z", false),
        (me, other, 7, "rejected", "2026-10-02T01:00:00Z", true),
    ] {
        let (case, version, request) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let request_state = if state == "requested" { "waiting" } else { state };
        let decided = if state == "requested" { "null" } else { "'2026-10-05'" };
        let deleted = if deleted { "'2026-11-01'" } else { "null" };
        society
            .sql(&format!(
                "with report as (
                     insert into case_report (case_id, member_id, set_key, slot, state, draft_saved_at, version_id, request_id, deleted_at)
                     values ('{case}', '{applicant}', 'specialist', {slot}, '{state}', '{at}', '{version}', '{request}', {deleted})
                 ), version as (
                     insert into case_version (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)
                     values ('{version}', '{case}', 1, '{{}}', '痛み', '{}', '2026-01-01', '2026-01-02', '{at}')
                 )
                 insert into approval_request (request_id, batch_id, case_id, version_id, applicant_id, supervisor_id, set_key,
                     slot, category, state, requested_at, fiscal_year, decided_at)
                 values ('{request}', '{request}', '{case}', '{version}', '{applicant}', '{supervisor}', 'specialist',
                     {slot}, '痛み', '{request_state}', '{at}', 2026, {decided})",
                society.facility
            ))
            .await;
    }
    let page = accounts.dashboard(&by).await.unwrap();
    assert_eq!((page.to_judge, page.supervisor), (2, true));
    assert_eq!(page.oldest_request_on, Some("2026-11-03".parse().unwrap()), "the day in Japan");
    assert_eq!(page.rejected, [3], "a deleted case came back no more");
    assert_eq!((page.progress[0].done, page.progress[0].rejected), (1, 1));
    assert_eq!(page.progress[0].categories[0], ("痛み".to_owned(), 1));
    assert_eq!(accounts.me(&society.physician()).await.unwrap().waiting, 2);
}
