//! Drafts that met a newer one (C11): both are shown, the person decides.

use domain::{
    cases::{CaseAction, CaseRefused, Saved, StateName},
    ids::AsideId,
};
use sqlx::PgPool;

use super::{Desk, SET, desk, refusal};
use crate::{
    Error,
    testing::{by, slot},
};

/// Slot 1 with the draft 新 and 旧 set aside.
async fn torn(desk: &Desk) -> AsideId {
    desk.save(1, desk.diagnosed("元"), "", 0).await.expect("kept");
    desk.save(1, desk.diagnosed("新"), "新しい備考", 1).await.expect("kept");
    match desk.save(1, desk.diagnosed("旧"), "古い備考", 1).await.expect("set aside") {
        Saved::Conflict { aside } => aside,
        Saved::Kept { .. } => panic!("overwritten"),
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_taking_the_other_draft_sets_the_present_one_aside(db: PgPool) {
    let desk = desk(db).await;
    let aside = torn(&desk).await;
    desk.cases().take_aside(&by(desk.me), SET, slot(SET, 1), aside).await.expect("taken");
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("diagnosis"), editor.memo.as_str(), editor.version), ("旧", "古い備考", 3));
    assert_eq!(editor.asides.len(), 1);
    assert_eq!(
        (editor.asides[0].fields.get("diagnosis"), editor.asides[0].memo.as_str()),
        ("新", "新しい備考")
    );
    // A tab that still shows the former draft is an old tab now.
    assert!(matches!(desk.save(1, desk.diagnosed("新々"), "", 2).await, Ok(Saved::Conflict { .. })));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_a_dropped_draft_is_gone_and_a_second_click_finds_nothing(db: PgPool) {
    let desk = desk(db).await;
    let aside = torn(&desk).await;
    desk.cases().drop_aside(&by(desk.me), SET, slot(SET, 1), aside).await.expect("dropped");
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("diagnosis"), editor.asides.len()), ("新", 0));
    let again = desk.cases().drop_aside(&by(desk.me), SET, slot(SET, 1), aside).await;
    assert!(matches!(again, Err(Error::NotFound)));
    assert_eq!(desk.count("select count(*) from audit_line where event = 'case.aside_dropped'").await, 1);
}

/// P10: an aside is found only in one's own slot.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_an_aside_of_another_slot_or_person_is_not_found(db: PgPool) {
    let desk = desk(db).await;
    let aside = torn(&desk).await;
    desk.save(2, desk.diagnosed("別の番号"), "", 0).await.expect("kept");
    let other = by(desk.world.physician("100009").await);
    for (who, number) in [(by(desk.me), 2), (other, 1)] {
        let taken = desk.cases().take_aside(&who, SET, slot(SET, number), aside).await;
        assert!(matches!(taken, Err(Error::NotFound)), "{taken:?}");
        let dropped = desk.cases().drop_aside(&who, SET, slot(SET, number), aside).await;
        assert!(matches!(dropped, Err(Error::NotFound)), "{dropped:?}");
    }
    assert_eq!(desk.editor(1).await.asides.len(), 1);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c9_an_aside_is_not_taken_while_the_supervisor_judges(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Requested).await;
    refusal(desk.save(1, desk.diagnosed("続き"), "", 1).await);
    let aside = desk.editor(1).await.asides[0].id;
    let answer = desk.cases().take_aside(&by(desk.me), SET, slot(SET, 1), aside).await;
    assert_eq!(
        refusal(answer),
        CaseRefused::CaseState { action: CaseAction::Edit, state: StateName::Requested }
    );
    assert_eq!(desk.editor(1).await.asides.len(), 1);
}
