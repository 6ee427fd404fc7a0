//! P9: what the office records, and who sees it how.

use std::convert::Infallible;

use domain::{
    actor::Actor,
    approvals::{PaperForm, PaperProblem, PaperRefused, Verdict},
    cases::HistoryEntry,
    documents::DocumentView,
    ids::{CaseId, OfficeUserId},
    refused::Refused,
};
use futures::stream;
use uuid::Uuid;

use super::*;
use crate::{Origin, documents::Bytes, testing};

impl Stage {
    async fn office(&self) -> By {
        let id = OfficeUserId(Uuid::now_v7());
        sqlx::query(
            "insert into office_user (office_user_id, email, name) values ($1, $1::text || '@example.jp', '事務局')",
        )
        .bind(id.0)
        .execute(&self.world.backend.db)
        .await
        .unwrap();
        By { actor: Actor::Office(id), origin: Origin::default() }
    }

    /// The supervisor leaves the society (A9).
    async fn supervisor_leaves(&self) {
        sqlx::query("update member set left_on = date '2026-09-30' where member_id = $1")
            .bind(self.supervisor.0)
            .execute(&self.world.backend.db)
            .await
            .unwrap();
    }

    async fn case_of(&self, number: i16) -> CaseId {
        let id: Uuid = sqlx::query_scalar(
            "select case_id from case_report where member_id = $1 and slot = $2 and deleted_at is null",
        )
        .bind(self.applicant.0)
        .bind(number)
        .fetch_one(&self.world.backend.db)
        .await
        .unwrap();
        CaseId(id)
    }

    async fn scan(&self, office: &By) -> DocumentView {
        let documents = self.world.backend.documents();
        let pieces = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"2 pages"))]);
        let arrived = documents.scan_arrives(office, pieces).await.unwrap().unwrap();
        documents.keep_scan(office, "承認書.pdf", arrived).await.unwrap().unwrap()
    }

    async fn form(&self, office: &By) -> PaperForm {
        PaperForm {
            supervisor_no: "200001".into(),
            signed_on: "2026-09-15".into(),
            reason: "退会のため".into(),
            document: Some(self.scan(office).await.id),
        }
    }

    async fn listed_as(&self, number: u8) -> (StateName, bool, Option<String>) {
        let list = self.world.backend.cases().list(&by(self.applicant), SET).await.unwrap();
        let row = &list.rows[usize::from(number) - 1];
        (row.state, row.signed_on.is_some(), row.supervisor.clone())
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p9_a_paper_approves_and_shows_in_list_history_and_mail(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1, 2]).await;
    let asked = stage.ask(&[2]).await;
    stage
        .approvals()
        .decide(
            &by(stage.supervisor),
            asked[0],
            Verdict::Reject,
            Comments { general: "要修正".into(), ..Default::default() },
            0,
        )
        .await
        .unwrap();
    let waiting = stage.asked(&[3]).await;
    stage.supervisor_leaves().await;
    stage.world.wait();
    let office = stage.office().await;
    for number in [1, 2, 3] {
        let case = stage.case_of(number).await;
        let form = stage.form(&office).await;
        let page = stage.approvals().paper_page(&office, case, Some(form.clone())).await.unwrap();
        let typed = page.open.expect("open");
        assert_eq!((typed.problems, typed.supervisor.as_deref()), (vec![], Some("試験200001 太郎")));
        let owner = stage.approvals().record_paper(&office, case, &form).await.unwrap();
        assert_eq!(owner, stage.applicant);
        let supervisor = Some("試験200001 太郎".to_owned());
        let slot = u8::try_from(number).unwrap();
        assert_eq!(stage.listed_as(slot).await, (StateName::Approved, true, supervisor), "{number}");

        let page = stage.approvals().paper_page(&office, case, None).await.unwrap();
        let recorded = page.recorded.expect("recorded");
        assert_eq!(
            (page.open, recorded.reason.as_str(), recorded.document),
            (None, "退会のため", form.document.unwrap())
        );
        let again = stage.form(&office).await;
        let twice = stage.approvals().record_paper(&office, case, &again).await;
        assert!(
            matches!(
                twice,
                Err(Error::Refused(Refused::Paper(PaperRefused::PaperState(StateName::Approved))))
            ),
            "{twice:?}"
        );
    }
    let history =
        stage.world.backend.cases().history(&by(stage.applicant), SET, slot(SET, 1), None).await.unwrap();
    assert!(
        matches!(history.entries.as_slice(), [HistoryEntry::OnPaper { .. }, HistoryEntry::Registered { .. }]),
        "{:?}",
        history.entries
    );
    let print = stage.world.backend.cases().print(&by(stage.applicant), SET, slot(SET, 1)).await.unwrap();
    let facts = format!("{:?}", print.facts());
    assert!(facts.contains("承認済み(書面) / 指導者 試験200001 太郎"), "{facts}");
    let history =
        stage.world.backend.cases().history(&by(stage.applicant), SET, slot(SET, 3), None).await.unwrap();
    assert!(
        matches!(
            history.entries.as_slice(),
            [HistoryEntry::OnPaper { .. }, HistoryEntry::Requested { .. }, HistoryEntry::Registered { .. }]
        ),
        "{:?}",
        history.entries
    );
    assert_eq!(stage.request_of(3).await, waiting[0], "the request that waited is the one that is approved");
    let mails: i64 = sqlx::query_scalar(
        "select count(*) from mail_outbox where kind = 'case_approved_on_paper' and to_address = 'm100001@example.jp'",
    )
    .fetch_one(&stage.world.backend.db)
    .await
    .unwrap();
    let lines: i64 = sqlx::query_scalar(
        "select count(*) from audit_line where event = 'approval.recorded_on_paper' and realm = 'office'
         and detail::text not like '%退会%'",
    )
    .fetch_one(&stage.world.backend.db)
    .await
    .unwrap();
    assert_eq!((mails, lines), (3, 3));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p9_what_is_not_right_is_refused_and_changes_nothing(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let office = stage.office().await;
    let case = stage.case_of(1).await;
    let form = stage.form(&office).await;
    let page = stage.approvals().paper_page(&office, case, Some(form.clone())).await.unwrap();
    assert_eq!(page.open.unwrap().problems, [PaperProblem::SupervisorPresent]);
    let refused = stage.approvals().record_paper(&office, case, &form).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Paper(PaperRefused::PaperNotRight)))),
        "{refused:?}"
    );

    stage.supervisor_leaves().await;
    let unscanned = PaperForm { document: None, ..form.clone() };
    let refused = stage.approvals().record_paper(&office, case, &unscanned).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Paper(PaperRefused::PaperNotRight)))),
        "{refused:?}"
    );
    assert_eq!(stage.listed_as(1).await.0, StateName::Registered);

    // One scan is the paper of one case.
    stage.register(&[2]).await;
    stage.approvals().record_paper(&office, case, &form).await.unwrap();
    let second = stage.case_of(2).await;
    let refused = stage.approvals().record_paper(&office, second, &form).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Paper(PaperRefused::PaperNotRight)))),
        "{refused:?}"
    );
    assert_eq!(stage.listed_as(2).await.0, StateName::Registered);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p9_p10_only_the_office_records_and_only_the_office_reads_the_scan(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    stage.supervisor_leaves().await;
    let office = stage.office().await;
    let case = stage.case_of(1).await;
    let form = stage.form(&office).await;
    let scan = form.document.unwrap();
    let facility = stage.world.facility("F0002", "丘の病院").await;
    let documents = stage.world.backend.documents();
    for stranger in [by(stage.applicant), by(stage.supervisor), testing::by_facility(facility)] {
        assert!(matches!(stage.approvals().paper_page(&stranger, case, None).await, Err(Error::NotFound)));
        assert!(matches!(stage.approvals().record_paper(&stranger, case, &form).await, Err(Error::NotFound)));
        assert!(matches!(documents.open(&stranger, scan).await.map(drop), Err(Error::NotFound)));
        let pieces = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"2 pages"))]);
        assert!(matches!(documents.scan_arrives(&stranger, pieces).await.map(drop), Err(Error::NotFound)));
    }
    assert!(documents.open(&office, scan).await.is_ok());
    // A file of a facility is no scan.
    let sent = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"1 pages"))]);
    let own = documents.receive(&testing::by_facility(facility), "a.pdf", sent).await.unwrap().unwrap();
    let refused =
        stage.approvals().record_paper(&office, case, &PaperForm { document: Some(own.id), ..form }).await;
    assert!(
        matches!(refused, Err(Error::Refused(Refused::Paper(PaperRefused::PaperNotRight)))),
        "{refused:?}"
    );
}
