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

/// What a window sends that showed this page, with these texts changed.
fn sends(page: &domain::cases::CaseEditor, texts: &[(&str, &str)]) -> crate::cases::Typed {
    let mut fields = page.fields.clone();
    for (input, text) in texts {
        fields.set(*input, text);
    }
    crate::cases::Typed {
        fields,
        memo: page.memo.clone(),
        base: Some(page.base.parse().expect("what the page showed")),
        version: page.version,
    }
}

/// C11: windows that change different fields do not meet; the same field is a conflict of this field alone, which goes away
/// when the texts have become equal.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_two_windows_meet_field_by_field(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("肺癌"), "", 0).await.expect("kept");
    let page = desk.editor(1).await;
    let me = by(desk.me);
    let (one, two) = (slot(SET, 1), sends(&page, &[("course", "右の経過")]));
    let first = sends(&page, &[("history", "左の病歴")]);
    desk.cases().save_draft(&me, SET, one, first).await.expect("kept");
    let Saved::Kept { unseen, base, version, .. } =
        desk.cases().save_draft(&me, SET, one, two.clone()).await.expect("kept")
    else {
        panic!("different fields do not meet")
    };
    assert!(unseen, "the window does not show the other one's text");
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("history"), editor.fields.get("course")), ("左の病歴", "右の経過"));
    assert!(editor.asides.is_empty());
    // The same window goes on from what it was told: the other one's text stays.
    let on = crate::cases::Typed { base: base.parse().ok(), version, ..two.clone() };
    let more = crate::cases::Typed { memo: "覚え".into(), ..on };
    desk.cases().save_draft(&me, SET, one, more.clone()).await.expect("kept");
    assert_eq!(desk.editor(1).await.fields.get("history"), "左の病歴");
    let told = desk.cases().register(&me, SET, one, more).await.expect("an answer");
    assert_eq!(
        told,
        domain::cases::Registered::Merged,
        "nothing is registered that the window does not show"
    );

    let late = sends(&page, &[("history", "右の病歴"), ("diagnosis", "肺癌の疑い")]);
    let met = desk.cases().save_draft(&me, SET, one, late).await.expect("an answer");
    assert!(matches!(met, Saved::Conflict { .. }), "{met:?}");
    let editor = desk.editor(1).await;
    assert_eq!(
        (editor.fields.get("history"), editor.fields.get("diagnosis"), editor.memo.as_str()),
        ("左の病歴", "肺癌の疑い", "覚え"),
        "the other fields are stored"
    );
    let [copy] = editor.asides.as_slice() else { panic!("{:?}", editor.asides) };
    assert_eq!((copy.fields.get("history"), copy.fields.get("course")), ("右の病歴", "右の経過"));
    let equal = sends(&editor, &[("history", "右の病歴")]);
    desk.cases().save_draft(&me, SET, one, equal).await.expect("kept");
    assert!(desk.editor(1).await.asides.is_empty(), "equal texts are no conflict");
}
