//! Reading, commenting and deciding.

use domain::{
    approvals::RequestState,
    cases::{RefusedText, StateName},
    notices::Mail,
};

use super::*;
use crate::{approvals::CommentsSaved, testing::full_fields};

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_an_approval_needs_nothing_more_and_p7_the_applicant_is_mailed(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    stage.approve(request).await;

    assert_eq!(stage.cases().await, [(1, StateName::Approved)]);
    let (to, mail) = stage.mails().await.pop().unwrap();
    assert_eq!(to, "m100001@example.jp");
    let expected = Mail::CaseDecided {
        applicant: "試験100001 太郎".into(),
        supervisor: "試験200001 太郎".into(),
        set: SET,
        slot: 1,
        approved: true,
    };
    assert_eq!(mail, expected);
    let unread: bool = sqlx::query_scalar("select result_unread from case_report")
        .fetch_one(&mut *stage.world.db().await)
        .await
        .unwrap();
    assert!(unread, "通知 marks the result");
    assert_eq!(stage.audit().await, ["approval.requested", "approval.approved"]);
    stage.assert_consistent().await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_an_approval_may_carry_comments(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let said = comments("よく書けています。", &[("course", "参考になります。")]);
    let me = by(stage.supervisor);
    stage.approvals().decide(&me, request, Verdict::Approve, said.clone(), 0).await.unwrap();
    let page = stage.approvals().page(&me, request).await.unwrap();
    assert_eq!((page.state, page.comments), (RequestState::Approved, said));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_a_rejection_without_a_comment_is_refused(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let me = by(stage.supervisor);
    for nothing in [Comments::default(), comments(" \n", &[("course", "  ")])] {
        let decided = stage.approvals().decide(&me, request, Verdict::Reject, nothing, 0).await;
        assert_eq!(refusal(decided), CaseRefused::CommentNeeded);
    }
    assert_eq!(stage.cases().await, [(1, StateName::Requested)]);
    assert_eq!(stage.mail_kinds().await, ["approval_requested"]);
    let said = comments("全体にご確認ください。", &[]);
    stage.approvals().decide(&me, request, Verdict::Reject, said, 0).await.unwrap();
    assert_eq!(stage.cases().await, [(1, StateName::Rejected)]);
    let last = stage.mails().await.pop();
    assert!(matches!(last, Some((_, Mail::CaseDecided { slot: 1, approved: false, .. }))));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_what_was_typed_is_kept_when_the_decision_is_refused(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let me = by(stage.supervisor);
    let typed = comments("短い一言", &[("course", &"長".repeat(1_001)), ("memo", "なし")]);
    for verdict in [Verdict::Approve, Verdict::Reject] {
        let decided = stage.approvals().decide(&me, request, verdict, typed.clone(), 0).await;
        let told = refusal(decided).message();
        assert_eq!(told, "介入後の経過へのコメントは1000文字以内で入力してください(現在1001文字)。");
    }
    let page = stage.approvals().page(&me, request).await.unwrap();
    assert_eq!(page.state, RequestState::Waiting);
    assert_eq!(page.comments, comments("短い一言", &[("course", &"長".repeat(1_001))]));
    assert_eq!(page.comment_version, 1, "the same words are not kept twice");
}

/// X01: a comment with a heap of marks is refused in words, kept as it was typed, and stands beside another.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x01_a_comment_with_a_heap_of_marks_is_kept_and_not_sent(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let me = by(stage.supervisor);
    let heap = "か".to_owned() + &"\u{3099}".repeat(30_000);
    let typed = comments("短い一言", &[("course", &heap)]);
    for verdict in [Verdict::Approve, Verdict::Reject] {
        let decided = stage.approvals().decide(&me, request, verdict, typed.clone(), 0).await;
        let refused = refusal(decided);
        assert!(matches!(refused, CaseRefused::Overladen { what: RefusedText::Comment(_) }), "{refused:?}");
        assert!(refused.message().starts_with("介入後の経過へのコメント"), "{refused}");
    }
    let page = stage.approvals().page(&me, request).await.unwrap();
    assert_eq!((page.state, page.comments), (RequestState::Waiting, typed));
    let saved = stage.approvals().save_comments(&me, request, comments("別の一言", &[]), 0).await.unwrap();
    assert_eq!(saved, CommentsSaved::Beside);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_a_second_decision_is_told_of_the_first(db: PgPool) {
    let stage = stage(db).await;
    let requests = stage.asked(&[1, 2]).await;
    stage.approve(requests[0]).await;
    stage.reject(requests[1]).await;
    let me = by(stage.supervisor);
    for verdict in [Verdict::Approve, Verdict::Reject] {
        let said = comments("もう一度。", &[]);
        let decided = stage.approvals().decide(&me, requests[0], verdict, said.clone(), 0).await;
        assert_eq!(refusal(decided), CaseRefused::NotWaiting(RequestState::Approved));
        let decided = stage.approvals().decide(&me, requests[1], verdict, said.clone(), 0).await;
        assert_eq!(refusal(decided), CaseRefused::NotWaiting(RequestState::Rejected));
        let saved = stage.approvals().save_comments(&me, requests[0], said, 0).await;
        assert_eq!(refusal(saved), CaseRefused::NotWaiting(RequestState::Approved));
    }
    assert_eq!(stage.mails().await.len(), 3);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p5_p10_only_the_asked_supervisor_decides_and_strangers_learn_nothing(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let kind = QualificationKind::Instructor;
    let other = stage.world.supervisor("200009", kind, "2024-04-01", "2029-03-31").await;
    let a = stage.approvals();
    let said = || comments("一言", &[]);
    for stranger in [by(other), by(stage.applicant)] {
        assert!(is_not_found(&a.page(&stranger, request).await));
        assert!(is_not_found(&a.print(&stranger, request).await));
        assert!(is_not_found(&a.save_comments(&stranger, request, said(), 0).await));
        assert!(is_not_found(&a.decide(&stranger, request, Verdict::Approve, said(), 0).await));
    }
    assert_eq!(
        refusal(a.decide(&office(), request, Verdict::Approve, said(), 0).await),
        CaseRefused::OnlySupervisor
    );
    assert_eq!(refusal(a.save_comments(&office(), request, said(), 0).await), CaseRefused::OnlySupervisor);
    assert!(is_not_found(&a.page(&by(stage.supervisor), RequestId(uuid::Uuid::now_v7())).await));
    assert_eq!(stage.cases().await, [(1, StateName::Requested)]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_the_supervisor_reads_from_request_on_and_what_was_decided_but_not_what_was_withdrawn(
    db: PgPool,
) {
    let stage = stage(db).await;
    let requests = stage.asked(&[1, 2]).await;
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    assert_eq!(a.page(&me, requests[0]).await.unwrap().message, "ご確認ください。");
    stage.approve(requests[0]).await;
    a.withdraw(&by(stage.applicant), SET, &slots(&[2])).await.unwrap();

    assert_eq!(a.print(&me, requests[0]).await.unwrap().state, StateName::Approved);
    // C10: the decided case is deleted, the decision stays readable.
    stage.world.backend.cases().delete(&by(stage.applicant), SET, slot(SET, 1)).await.unwrap();
    assert_eq!(a.page(&me, requests[0]).await.unwrap().state, RequestState::Approved);

    let withdrawn = CaseRefused::NotWaiting(RequestState::Withdrawn);
    assert_eq!(refusal(a.page(&me, requests[1]).await), withdrawn);
    assert_eq!(refusal(a.print(&me, requests[1]).await), withdrawn);
    assert_eq!(
        refusal(a.decide(&me, requests[1], Verdict::Approve, Comments::default(), 0).await),
        withdrawn
    );
    assert_eq!(a.page(&office(), requests[1]).await.unwrap().state, RequestState::Withdrawn);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_the_office_reads_but_not_what_the_supervisor_is_still_writing(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1, 2]).await[0];
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    a.save_comments(&me, request, comments("書きかけ", &[]), 0).await.unwrap();
    let page = a.page(&office(), request).await.unwrap();
    assert_eq!(page.comments, Comments::default());
    assert!(page.waiting.is_empty() && page.next.is_none() && page.waiting_count == 0);
    assert_eq!(a.page(&me, request).await.unwrap().comments.general, "書きかけ");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_comments_being_written_are_not_overwritten_by_an_older_tab(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let saved = a.save_comments(&me, request, comments("一", &[("course", "経")]), 0).await.unwrap();
    assert_eq!(saved, CommentsSaved::Kept { version: 1, saved_at: stage.world.backend.clock.now() });
    let again = a.save_comments(&me, request, comments("一", &[("course", "経")]), 0).await.unwrap();
    assert_eq!(again, saved, "its answer was lost: sent once more it is the same version");
    let older = a.save_comments(&me, request, comments("古い", &[]), 0).await.unwrap();
    assert_eq!(older, CommentsSaved::Beside);
    let page = a.page(&me, request).await.unwrap();
    let both = comments("一\n\n【別の画面で入力したコメント】\n古い", &[("course", "経")]);
    assert_eq!((page.comments, page.comment_version), (both.clone(), 2));
    let longer = Comments { general: format!("{}い", both.general), ..both };
    let saved = a.save_comments(&me, request, longer.clone(), 0).await.unwrap();
    assert!(
        matches!(saved, CommentsSaved::Kept { version: 3, .. }),
        "it holds every word of the newer draft"
    );
    assert_eq!(a.page(&me, request).await.unwrap().comments, longer);
    let saved = a.save_comments(&me, request, comments("二", &[]), 3).await.unwrap();
    assert!(matches!(saved, CommentsSaved::Kept { version: 4, .. }));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_what_stands_beside_each_other_has_an_end(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let older = |n: usize| comments(&n.to_string().repeat(1_000), &[]);
    a.save_comments(&me, request, older(0), 0).await.unwrap();
    for n in 1..9 {
        assert_eq!(a.save_comments(&me, request, older(n), 0).await.unwrap(), CommentsSaved::Beside);
    }
    let before = a.page(&me, request).await.unwrap();
    assert!(matches!(
        refusal(a.save_comments(&me, request, older(9), 0).await),
        CaseRefused::TooLong { limit: 10_000, .. }
    ));
    assert!(matches!(
        refusal(a.decide(&me, request, Verdict::Reject, older(9), 0).await),
        CaseRefused::TooLong { limit: 10_000, .. }
    ));
    let after = a.page(&me, request).await.unwrap();
    assert_eq!((after.comments, after.state), (before.comments, RequestState::Waiting), "nothing half kept");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_a_decision_never_drops_what_was_written_on_another_screen(db: PgPool) {
    let stage = stage(db).await;
    let request = stage.asked(&[1]).await[0];
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    a.save_comments(&me, request, comments("電話で書いた", &[]), 0).await.unwrap();
    for verdict in [Verdict::Approve, Verdict::Reject] {
        let typed = comments("", &[("course", "机で書いた")]);
        assert_eq!(refusal(a.decide(&me, request, verdict, typed, 0).await), CaseRefused::CommentsElsewhere);
        let page = a.page(&me, request).await.unwrap();
        assert_eq!(page.state, RequestState::Waiting);
        assert_eq!(page.comments, comments("電話で書いた", &[("course", "机で書いた")]));
        assert_eq!(page.comment_version, 2);
    }
    assert_eq!(stage.mail_kinds().await, ["approval_requested"]);

    let chosen = comments("電話で書いた。", &[]);
    a.decide(&me, request, Verdict::Reject, chosen.clone(), 2).await.unwrap();
    assert_eq!(a.page(&me, request).await.unwrap().comments, chosen, "what was looked at may be left out");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p6_a_second_attempt_shows_the_earlier_comments_and_what_changed(db: PgPool) {
    let stage = stage(db).await;
    let first = stage.asked(&[1]).await[0];
    stage.reject(first).await;

    let applicant = by(stage.applicant);
    let cases = stage.world.backend.cases();
    let version = cases.editor(&applicant, SET, slot(SET, 1)).await.unwrap().version;
    let mut fields = full_fields(stage.record, "2025-05-01", "2025-06-30");
    fields.set("course", "5月3日にオピオイドを調整し、5月6日にNRSは2となった。");
    let typed = crate::cases::Typed { fields, memo: String::new(), version };
    cases.register(&applicant, SET, slot(SET, 1), typed).await.unwrap();

    // Another supervisor is asked this time, and reads who said what before.
    let kind = QualificationKind::Instructor;
    let other = stage.world.supervisor("200009", kind, "2024-04-01", "2029-03-31").await;
    stage.world.wait();
    let a = stage.approvals();
    a.request(&applicant, SET, &slots(&[1]), Some(other), "").await.unwrap();
    let second = stage.request_of(1).await;
    let page = a.page(&by(other), second).await.unwrap();
    assert_eq!((page.attempt, page.report.number), (2, 2));
    let earlier = page.earlier.unwrap();
    assert_eq!((earlier.request, earlier.state), (first, RequestState::Rejected));
    assert_eq!(earlier.supervisor, "試験200001 太郎");
    assert_eq!(earlier.comments, comments("", &[("course", "経過の日付をご確認ください。")]));
    assert_eq!(page.changes.iter().map(|diff| diff.key.as_str()).collect::<Vec<_>>(), ["course"]);

    // The first request still shows the version that was sent with it, and nothing before it.
    let page = a.page(&by(stage.supervisor), first).await.unwrap();
    assert_eq!((page.attempt, page.report.number), (1, 1));
    assert!(page.earlier.is_none() && page.changes.is_empty());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_the_next_waiting_request_follows_a_decision(db: PgPool) {
    let stage = stage(db).await;
    let r = stage.asked(&[1, 2, 3]).await;
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let page = a.page(&me, r[1]).await.unwrap();
    assert_eq!((page.previous, page.next, page.waiting_count), (Some(r[0]), Some(r[2]), 3));
    assert_eq!(page.waiting.iter().map(|row| row.request).collect::<Vec<_>>(), r);

    assert_eq!(stage.approve(r[1]).await, Some(r[2]));
    let page = a.page(&me, r[1]).await.unwrap();
    assert_eq!((page.previous, page.next, page.waiting_count), (Some(r[0]), Some(r[2]), 2));
    assert_eq!(stage.approve(r[2]).await, Some(r[0]), "at the end the queue begins anew");
    assert_eq!(stage.reject(r[0]).await, None);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p8_the_list_beside_a_report_holds_twelve_around_it(db: PgPool) {
    let stage = stage(db).await;
    let numbers: Vec<u8> = (1..=20).collect();
    let r = stage.asked(&numbers).await;
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    for (at, first) in [(0, 0), (3, 0), (10, 4), (18, 8), (19, 8)] {
        let page = a.page(&me, r[at]).await.unwrap();
        assert_eq!(
            page.waiting.iter().map(|row| row.request).collect::<Vec<_>>(),
            r[first..first + 12],
            "{at}"
        );
        assert_eq!(page.waiting_count, 20);
    }
}
