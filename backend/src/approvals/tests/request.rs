//! Asking and withdrawing.

use domain::{
    approvals::RequestState,
    cases::{CaseAction, RefusedText, Slots, StateName},
    notices::Mail,
    registry::QualificationKind::{Certified, Instructor, Specialist, TrainingSupervisor},
};

use super::*;
use crate::testing::{by_nurse, full_fields};

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p1_several_cases_go_to_one_supervisor_with_one_message(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1, 2, 5]).await;
    let message = "  よろしく\r\nお願いいたします。 ";
    stage
        .approvals()
        .request(&by(stage.applicant), SET, &slots(&[5, 1, 2, 1]), Some(stage.supervisor), message)
        .await
        .unwrap();

    assert_eq!(stage.cases().await, [1, 2, 5].map(|n| (n, StateName::Requested)));
    let rows: Vec<(i16, uuid::Uuid, String, i32)> = sqlx::query_as(
        "select slot, batch_id, message, fiscal_year from approval_request order by requested_at, request_id",
    )
    .fetch_all(&mut *stage.world.db().await)
    .await
    .unwrap();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 5]);
    assert!(
        rows.iter().all(|row| row.1 == rows[0].1 && row.2 == "よろしく\nお願いいたします。" && row.3 == 2026)
    );
    assert_eq!(stage.audit().await, ["approval.requested"; 3]);
    stage.assert_consistent().await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p1_a_message_of_more_than_200_characters_is_refused(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let ask = async |message: String| {
        let (me, slots) = (by(stage.applicant), slots(&[1]));
        stage.approvals().request(&me, SET, &slots, Some(stage.supervisor), &message).await
    };
    let refused = refusal(ask("𠮷".repeat(201)).await);
    assert_eq!(refused, CaseRefused::TooLong { what: RefusedText::Message, limit: 200, count: 201 });
    assert!(stage.mails().await.is_empty());
    ask("𠮷".repeat(200)).await.unwrap();
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p1_nothing_chosen_and_nobody_chosen_are_said(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let me = by(stage.applicant);
    let none = stage.approvals().request(&me, SET, &[], Some(stage.supervisor), "").await;
    assert_eq!(refusal(none), CaseRefused::NothingChosen);
    for nobody in [None, Some(MemberId(uuid::Uuid::now_v7()))] {
        let answer = stage.approvals().request(&me, SET, &slots(&[1]), nobody, "").await;
        assert_eq!(refusal(answer), CaseRefused::NoSupervisor);
    }
    assert_eq!(stage.cases().await, [(1, StateName::Registered)]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_a_mixed_selection_is_refused_whole_naming_the_slots(db: PgPool) {
    let stage = stage(db).await;
    let waiting = stage.asked(&[1, 2]).await;
    stage.approve(waiting[1]).await;
    stage.register(&[3]).await;
    let me = by(stage.applicant);
    let chosen = slots(&[1, 2, 3, 4]);

    let cannot = CaseRefused::Mixed { action: CaseAction::Request, slots: Slots::from([1, 2, 4]) };
    let asked = stage.approvals().request(&me, SET, &chosen, Some(stage.supervisor), "").await;
    assert_eq!(refusal(asked), cannot);
    assert_eq!(refusal(stage.approvals().draft(&me, SET, &chosen, "", None).await), cannot);

    let cannot = CaseRefused::Mixed { action: CaseAction::Withdraw, slots: Slots::from([2, 3, 4]) };
    assert_eq!(refusal(stage.approvals().withdraw(&me, SET, &chosen).await), cannot);
    assert_eq!(refusal(stage.approvals().withdraw_page(&me, SET, &chosen).await), cannot);

    let unchanged = [(1, StateName::Requested), (2, StateName::Approved), (3, StateName::Registered)];
    assert_eq!(stage.cases().await, unchanged);
    assert_eq!(stage.mail_kinds().await, ["approval_requested", "case_decided"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_rejected_cases_can_be_asked_for_again(db: PgPool) {
    let stage = stage(db).await;
    let first = stage.asked(&[1]).await[0];
    stage.reject(first).await;
    let second = stage.ask(&[1]).await[0];
    assert_ne!(first, second);
    assert_eq!(stage.cases().await, [(1, StateName::Requested)]);
    let page = stage.approvals().page(&by(stage.supervisor), second).await.unwrap();
    assert_eq!(page.attempt, 2);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_withdrawn_cases_are_unapproved_again_and_can_be_asked_for_again(db: PgPool) {
    let stage = stage(db).await;
    let first = stage.asked(&[1, 2]).await[0];
    let me = by(stage.applicant);
    let rows = stage.approvals().withdraw_page(&me, SET, &slots(&[1])).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.slot.number()).collect::<Vec<_>>(), [1]);
    stage.world.wait();
    stage.approvals().withdraw(&me, SET, &slots(&[1])).await.unwrap();
    assert_eq!(stage.state_of(first).await, RequestState::Withdrawn);
    assert_eq!(stage.cases().await, [(1, StateName::Registered), (2, StateName::Requested)]);
    let again = stage.ask(&[1]).await[0];
    let page = stage.approvals().page(&by(stage.supervisor), again).await.unwrap();
    assert_eq!(page.attempt, 1, "what was withdrawn was no attempt");
    stage.assert_consistent().await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c1_sets_without_approval_are_refused(db: PgPool) {
    let stage = stage(db).await;
    let me = by(stage.applicant);
    for set in [CaseSet::Transition, CaseSet::Certified] {
        let chosen = [slot(set, 1)];
        let asked = stage.approvals().request(&me, set, &chosen, Some(stage.supervisor), "").await;
        assert_eq!(refusal(asked), CaseRefused::NoApprovalNeeded);
        assert_eq!(
            refusal(stage.approvals().draft(&me, set, &chosen, "", None).await),
            CaseRefused::NoApprovalNeeded
        );
        assert_eq!(
            refusal(stage.approvals().withdraw(&me, set, &chosen).await),
            CaseRefused::NoApprovalNeeded
        );
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c8_changes_that_are_not_registered_are_not_sent(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1, 2]).await;
    let me = by(stage.applicant);
    let editor = stage.world.backend.cases().editor(&me, SET, slot(SET, 2)).await.unwrap();
    let mut fields = full_fields(stage.record, "2025-05-01", "2025-06-30");
    fields.set("discussion", "書きかけの考察");
    let typed = crate::cases::Typed { fields, memo: String::new(), version: editor.version };
    stage.world.backend.cases().save_draft(&me, SET, slot(SET, 2), typed).await.unwrap();

    let asked = stage.approvals().request(&me, SET, &slots(&[1, 2]), Some(stage.supervisor), "").await;
    assert_eq!(refusal(asked), CaseRefused::UnregisteredChanges { slots: Slots::from([2]) });
    assert_eq!(stage.cases().await, [(1, StateName::Registered), (2, StateName::Registered)]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_p4_a9_only_who_may_supervise_these_periods_can_be_asked(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1, 3]).await;
    let world = &stage.world;
    // The reports are of 2025-05-01〜2025-06-30.
    let over = world.supervisor("200002", Specialist, "2019-04-01", "2025-06-29").await;
    let gap = world.supervisor("200005", Instructor, "2020-04-01", "2025-05-31").await;
    world.qualification(gap, Specialist, "2025-06-02", "2030-03-31").await;
    let joined = world.supervisor("200006", Instructor, "2020-04-01", "2025-05-31").await;
    world.qualification(joined, Specialist, "2025-06-01", "2030-03-31").await;
    let certified = world.supervisor("200004", Certified, "2024-04-01", "2029-03-31").await;
    let training = world.supervisor("200003", Certified, "2024-04-01", "2029-03-31").await;
    world.qualification(training, TrainingSupervisor, "2025-05-01", "2029-03-31").await;
    let nothing = world.physician("200007").await;
    let left = world.left("200008").await;
    world.qualification(left, Instructor, "2024-04-01", "2029-03-31").await;
    world.qualification(stage.applicant, Instructor, "2024-04-01", "2029-03-31").await;

    let me = by(stage.applicant);
    let period = || CaseRefused::SupervisorPeriod { slots: Slots::from([1, 3]) };
    for (supervisor, expected) in [
        (over, period()),
        (gap, period()),
        (certified, period()),
        (nothing, period()),
        (left, CaseRefused::SupervisorLeft),
        (stage.applicant, CaseRefused::OwnCase),
    ] {
        let asked = stage.approvals().request(&me, SET, &slots(&[1, 3]), Some(supervisor), "").await;
        assert_eq!(refusal(asked), expected);
    }
    assert!(stage.mails().await.is_empty());
    stage.approvals().request(&me, SET, &slots(&[1]), Some(joined), "").await.unwrap();
    stage.approvals().request(&me, SET, &slots(&[3]), Some(training), "").await.unwrap();
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p3_only_the_slots_outside_the_supervisors_days_are_named(db: PgPool) {
    let stage = stage(db).await;
    stage.register(&[1]).await;
    let me = by(stage.applicant);
    let typed = crate::cases::Typed {
        fields: full_fields(stage.record, "2023-05-01", "2023-06-30"),
        memo: String::new(),
        version: 0,
    };
    stage.world.backend.cases().register(&me, SET, slot(SET, 8), typed).await.unwrap();
    let asked = stage.approvals().request(&me, SET, &slots(&[1, 8]), Some(stage.supervisor), "").await;
    assert_eq!(refusal(asked), CaseRefused::SupervisorPeriod { slots: Slots::from([8]) });
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p7_one_mail_per_request_and_one_per_supervisor_on_withdrawal(db: PgPool) {
    let stage = stage(db).await;
    let other = stage.world.supervisor("200009", Instructor, "2024-04-01", "2029-03-31").await;
    let first = stage.asked(&[1, 3]).await[0];
    stage.register(&[2]).await;
    let me = by(stage.applicant);
    stage.approvals().request(&me, SET, &slots(&[2]), Some(other), "").await.unwrap();
    stage.approvals().withdraw(&me, SET, &slots(&[1, 2, 3])).await.unwrap();

    let (to, mail) = stage.mails().await.swap_remove(0);
    assert_eq!(to, "m200001@example.jp");
    let expected = Mail::ApprovalRequested {
        supervisor: "試験200001 太郎".into(),
        applicant: "試験100001 太郎".into(),
        set: SET,
        slots: vec![1, 3],
        first,
    };
    assert_eq!(mail, expected);
    let mut withdrawn: Vec<(String, Vec<u8>)> = stage
        .mails()
        .await
        .into_iter()
        .filter_map(|(to, mail)| match mail {
            Mail::ApprovalWithdrawn { slots, .. } => Some((to, slots)),
            _ => None,
        })
        .collect();
    withdrawn.sort();
    assert_eq!(
        withdrawn,
        [("m200001@example.jp".to_owned(), vec![1, 3]), ("m200009@example.jp".to_owned(), vec![2])]
    );
    assert_eq!(stage.mails().await.len(), 4);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_nobody_asks_for_or_withdraws_the_cases_of_somebody_else(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    stage.register(&[2]).await;
    let stranger = by(stage.world.physician("100009").await);
    let asked = stage.approvals().request(&stranger, SET, &slots(&[2]), Some(stage.supervisor), "").await;
    assert_eq!(refusal(asked), CaseRefused::Mixed { action: CaseAction::Request, slots: Slots::from([2]) });
    let withdrawn = stage.approvals().withdraw(&stranger, SET, &slots(&[1])).await;
    assert_eq!(
        refusal(withdrawn),
        CaseRefused::Mixed { action: CaseAction::Withdraw, slots: Slots::from([1]) }
    );
    assert_eq!(stage.cases().await, [(1, StateName::Requested), (2, StateName::Registered)]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a2_other_professions_find_no_door_open(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let nurse = by_nurse(stage.world.nurse("300000").await);
    let a = stage.approvals();
    assert_eq!(refusal(a.draft(&nurse, SET, &slots(&[1]), "", None).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.request(&nurse, SET, &slots(&[1]), None, "").await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.withdraw_page(&nurse, SET, &slots(&[1])).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.withdraw(&nurse, SET, &slots(&[1])).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.queue(&nurse, everything()).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.previous(&nurse).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.page(&nurse, request).await), CaseRefused::NotPhysician);
    assert_eq!(refusal(a.print(&nurse, request).await), CaseRefused::NotPhysician);
    let none = Comments::default();
    assert_eq!(refusal(a.save_comments(&nurse, request, none.clone(), 0).await), CaseRefused::NotPhysician);
    assert_eq!(
        refusal(a.decide(&nurse, request, Verdict::Approve, none, 0).await),
        CaseRefused::NotPhysician
    );
}

/// The index is the last guard, should a case and its request ever contradict each other.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p2_a_second_waiting_request_of_a_case_is_refused_by_the_database_too(db: PgPool) {
    let stage = stage(db).await;
    stage.asked(&[1]).await;
    sqlx::query("update case_report set state = 'registered', request_id = null")
        .execute(&mut *stage.world.db().await)
        .await
        .unwrap();
    let me = by(stage.applicant);
    let asked = stage.approvals().request(&me, SET, &slots(&[1]), Some(stage.supervisor), "").await;
    assert_eq!(refusal(asked), CaseRefused::Mixed { action: CaseAction::Request, slots: Slots::from([1]) });
}
