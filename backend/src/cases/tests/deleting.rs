//! 削除 (C10).

use domain::cases::{CaseAction, CaseRefused, Registered, Saved, StateName};
use sqlx::PgPool;

use super::{SET, desk, kept, refusal};
use crate::{
    Error,
    testing::{by, slot},
};

/// Every state: only 承認依頼中 cannot be deleted. What was there stays for the audit; nobody is mailed.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_every_state_but_requested_can_be_deleted(db: PgPool) {
    let desk = desk(db).await;
    for (state, deletable) in [
        (StateName::Unregistered, true),
        (StateName::Registered, true),
        (StateName::Approved, true),
        (StateName::Rejected, true),
        (StateName::Requested, false),
    ] {
        desk.bring(state).await;
        let page = desk.cases().delete_page(&by(desk.me), SET, slot(SET, 1)).await;
        let answer = desk.cases().delete(&by(desk.me), SET, slot(SET, 1)).await;
        if deletable {
            assert_eq!(page.expect("a page").row.state, state);
            answer.expect("deleted");
            let list = desk.cases().list(&by(desk.me), SET).await.expect("a list");
            assert_eq!((list.rows[0].exists, list.rows[0].unread), (false, false));
            assert_eq!(desk.editor(1).await.version, 0);
        } else {
            let refused = CaseRefused::CaseState { action: CaseAction::Delete, state };
            assert_eq!((refusal(page), refusal(answer)), (refused, refused));
            assert_eq!(desk.state(1).await, state);
        }
    }
    assert_eq!(desk.count("select count(*) from case_report where deleted_at is not null").await, 4);
    assert_eq!(desk.count("select count(*) from case_version").await, 4);
    assert_eq!(desk.count("select count(*) from approval_request where decided_at is not null").await, 2);
    assert_eq!(desk.count("select count(*) from mail_outbox").await, 0);
    let audited = "select count(*) from audit_line where event = 'case.deleted' and detail ->> 'slot' = '1'
                   and detail ->> 'state' in ('unregistered', 'registered', 'approved', 'rejected')";
    assert_eq!(desk.count(audited).await, 4);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_an_empty_slot_has_nothing_to_delete(db: PgPool) {
    let desk = desk(db).await;
    let refused = CaseRefused::CaseState { action: CaseAction::Delete, state: StateName::Unregistered };
    assert_eq!(refusal(desk.cases().delete_page(&by(desk.me), SET, slot(SET, 1)).await), refused);
    assert_eq!(refusal(desk.cases().delete(&by(desk.me), SET, slot(SET, 1)).await), refused);
}

/// C11: a tab that still shows the deleted case neither brings it back unseen nor loses what is typed in it, also when the
/// slot was filled again as often as the deleted draft had been saved.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_c11_an_old_tab_of_a_deleted_case_is_a_conflict(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("前の症例"), "", 0).await.expect("kept");
    desk.save(1, desk.diagnosed("前の症例2"), "", 1).await.expect("kept");
    desk.cases().delete(&by(desk.me), SET, slot(SET, 1)).await.expect("deleted");
    assert!(matches!(desk.save(1, desk.diagnosed("前の続き"), "", 2).await, Ok(Saved::Conflict { .. })));
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("diagnosis"), editor.unregistered_changes), ("", false));
    assert_eq!(editor.asides[0].fields.get("diagnosis"), "前の続き");

    let now = kept(&desk.save(1, desk.diagnosed("次の症例"), "", editor.version).await.expect("kept"));
    assert!(now > 2, "version {now} could be taken for the deleted draft's");
    assert!(matches!(desk.save(1, desk.diagnosed("また前"), "", 1).await, Ok(Saved::Conflict { .. })));
    assert!(matches!(desk.save(1, desk.diagnosed("また前"), "", 2).await, Ok(Saved::Conflict { .. })));
    assert_eq!(desk.editor(1).await.fields.get("diagnosis"), "次の症例");
}

/// 登録 waits while another tab deletes: the text is there, unregistered.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_c11_registering_after_waiting_for_a_deletion_loses_nothing(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    let case = desk.case(1).await.id;
    let mut tx = desk.world.backend.begin().await.expect("begun");
    super::super::lock_case(&mut tx, case).await.expect("locked");
    let (answer, ()) = tokio::join!(desk.register(1, desk.diagnosed("同時"), 1), async {
        desk.until_somebody_waits().await;
        super::super::queries::delete(&mut tx, case, desk.world.backend.clock.now()).await.expect("deleted");
        tx.commit().await.expect("committed");
    });
    assert!(matches!(answer, Ok(Registered::Conflict { .. })), "{answer:?}");
    let editor = desk.editor(1).await;
    assert_eq!(editor.state, StateName::Unregistered);
    assert_eq!(editor.asides[0].fields.get("diagnosis"), "同時");
}

/// Two tabs delete: one wins, the other reads that nothing is there.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c10_of_two_deletions_one_wins(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    let (me, cases) = (by(desk.me), desk.cases());
    let (one, two) = tokio::join!(cases.delete(&me, SET, slot(SET, 1)), cases.delete(&me, SET, slot(SET, 1)));
    let lost = match (one, two) {
        (Ok(()), lost) | (lost, Ok(())) => lost,
        (one, two) => panic!("nobody won: {one:?} {two:?}"),
    };
    assert_eq!(
        refusal(lost),
        CaseRefused::CaseState { action: CaseAction::Delete, state: StateName::Unregistered }
    );
    assert_eq!(desk.count("select count(*) from audit_line where event = 'case.deleted'").await, 1);
}

/// E1.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_a_failing_audit_line_undoes_the_deletion(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    sqlx::query("alter table audit_line add constraint broken check (event <> 'case.deleted')")
        .execute(&mut *desk.world.db().await)
        .await
        .expect("broken");
    let answer = desk.cases().delete(&by(desk.me), SET, slot(SET, 1)).await;
    assert!(matches!(answer, Err(Error::Database(_))), "{answer:?}");
    assert_eq!(desk.state(1).await, StateName::Registered);
}
