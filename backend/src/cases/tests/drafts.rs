//! Saving what is typed.

use domain::{
    cases::{CaseAction, CaseRefused, CaseState, Fields, Saved, StateName},
    ids::RequestId,
};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Desk, SET, desk, kept, refusal};
use crate::{
    cases::Typed,
    testing::{by, by_nurse, slot},
};

/// A draft accepts anything, always.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c3_a_draft_keeps_whatever_is_typed(db: PgPool) {
    let desk = desk(db).await;
    let typed: Fields = [
        ("facility", "not an id".to_owned()),
        ("start_on", "2025-13-45".to_owned()),
        ("diagnosis", "𠮷".repeat(5_000)),
        ("history", "一行目\r\n二行目\0\u{301}".to_owned()),
        ("category", "そんな区分はない".to_owned()),
        ("anonymous", "perhaps".to_owned()),
    ]
    .into_iter()
    .collect();
    let memo = "あ".repeat(600);
    assert_eq!(kept(&desk.save(8, typed, &memo, 0).await.expect("kept")), 1);
    let editor = desk.editor(8).await;
    assert_eq!(editor.fields.get("facility"), "not an id");
    assert_eq!(editor.fields.get("start_on"), "2025-13-45");
    assert_eq!(editor.fields.get("diagnosis").chars().count(), 5_000);
    assert_eq!(editor.fields.get("history"), "一行目\n二行目\u{301}");
    assert_eq!(editor.fields.get("category"), "そんな区分はない");
    assert_eq!(editor.fields.get("anonymous"), "perhaps");
    assert_eq!(editor.memo, memo);
    assert_eq!((editor.state, editor.version), (StateName::Unregistered, 1));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_every_change_grows_the_version_and_the_same_text_writes_nothing(db: PgPool) {
    let desk = desk(db).await;
    let first = desk.save(1, desk.diagnosed("A"), "", 0).await.expect("kept");
    let first_at = desk.world.backend.clock.now();
    assert_eq!(first, Saved::Kept { version: 1, saved_at: first_at });
    desk.world.wait();
    // The same text, also from a page that does not know of the first save.
    for base in [1, 0, 7] {
        let again = desk.save(1, desk.diagnosed("A"), "", base).await.expect("kept");
        assert_eq!(again, Saved::Kept { version: 1, saved_at: first_at });
    }
    assert_eq!(kept(&desk.save(1, desk.diagnosed("B"), "", 1).await.expect("kept")), 2);
    // 備考 is typed text too.
    assert_eq!(kept(&desk.save(1, desk.diagnosed("B"), "覚え書き", 2).await.expect("kept")), 3);
    assert!(desk.editor(1).await.asides.is_empty());
}

/// Nothing typed in an empty slot leaves it empty.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c2_c11_an_untouched_empty_slot_stays_empty(db: PgPool) {
    let desk = desk(db).await;
    let shown = desk.editor(1).await;
    assert_eq!((shown.fields.get("category"), shown.version), ("痛み", 0));
    assert_eq!(kept(&desk.save(1, shown.fields, "", 0).await.expect("kept")), 0);
    assert_eq!(desk.count("select count(*) from case_report").await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_an_old_tab_never_overwrites_a_newer_draft(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("A"), "", 0).await.expect("kept");
    desk.save(1, desk.diagnosed("AB"), "", 1).await.expect("kept");
    desk.world.wait();
    let Saved::Conflict { aside } =
        desk.save(1, desk.diagnosed("AC"), "古い画面", 1).await.expect("set aside")
    else {
        panic!("overwritten");
    };
    // Repeating itself piles nothing up.
    assert_eq!(
        desk.save(1, desk.diagnosed("AC"), "古い画面", 1).await.expect("set aside"),
        Saved::Conflict { aside }
    );
    let editor = desk.editor(1).await;
    assert_eq!((editor.fields.get("diagnosis"), editor.version), ("AB", 2));
    assert_eq!(editor.asides.len(), 1);
    assert_eq!(editor.asides[0].id, aside);
    assert_eq!(editor.asides[0].fields, desk.diagnosed("AC").tidy(domain::cases::Form::of(SET).inputs()));
    assert_eq!(editor.asides[0].memo, "古い画面");
    assert_eq!(editor.asides[0].kept_at, desk.world.backend.clock.now());
}

/// Two tabs on an empty slot: both texts are there afterwards.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_two_simultaneous_first_saves_lose_nothing(db: PgPool) {
    let desk = desk(db).await;
    let (one, two) =
        tokio::join!(desk.save(9, desk.diagnosed("一"), "", 0), desk.save(9, desk.diagnosed("二"), "", 0));
    let answers = [one.expect("answered"), two.expect("answered")];
    assert_eq!(
        answers.iter().filter(|a| matches!(a, Saved::Kept { version: 1, .. })).count(),
        1,
        "{answers:?}"
    );
    assert_both_kept(&desk, 9, ["一", "二"]).await;
}

/// The first save waits while another one fills the same slot.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_a_first_save_that_waited_for_another_meets_it_as_newer(db: PgPool) {
    let desk = desk(db).await;
    let now = desk.world.backend.clock.now();
    let mut faster = desk.world.backend.begin().await.expect("begun");
    super::super::queries::occupy(&mut faster, desk.me, SET, slot(SET, 9), now).await.expect("occupied");
    let held = super::super::queries::hold(&mut faster, desk.me, SET, slot(SET, 9))
        .await
        .expect("held")
        .expect("there");
    super::super::queries::save_draft(&mut faster, held.id, &desk.diagnosed("一"), "", now)
        .await
        .expect("saved");
    let (slower, ()) = tokio::join!(desk.save(9, desk.diagnosed("二"), "", 0), async {
        desk.until_somebody_waits().await;
        faster.commit().await.expect("committed");
    });
    assert!(matches!(slower.expect("answered"), Saved::Conflict { .. }));
    assert_both_kept(&desk, 9, ["一", "二"]).await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c11_two_tabs_on_the_same_version_lose_nothing(db: PgPool) {
    let desk = desk(db).await;
    desk.save(1, desk.diagnosed("始"), "", 0).await.expect("kept");
    let (one, two) =
        tokio::join!(desk.save(1, desk.diagnosed("一"), "", 1), desk.save(1, desk.diagnosed("二"), "", 1));
    let answers = [one.expect("answered"), two.expect("answered")];
    assert_eq!(
        answers.iter().filter(|a| matches!(a, Saved::Kept { version: 2, .. })).count(),
        1,
        "{answers:?}"
    );
    assert_both_kept(&desk, 1, ["一", "二"]).await;
}

async fn assert_both_kept(desk: &Desk, number: u8, texts: [&str; 2]) {
    let editor = desk.editor(number).await;
    let mut found = vec![editor.fields.get("diagnosis").to_owned()];
    found.extend(editor.asides.iter().map(|aside| aside.fields.get("diagnosis").to_owned()));
    found.sort();
    assert_eq!(found, texts);
}

/// Every state: may the draft be changed? What was typed is there afterwards in any case (C11 over C9).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c9_the_state_decides_and_c11_keeps_the_text(db: PgPool) {
    let desk = desk(db).await;
    for (state, editable) in [
        (StateName::Unregistered, true),
        (StateName::Registered, true),
        (StateName::Requested, false),
        (StateName::Approved, false),
        (StateName::Rejected, true),
    ] {
        desk.bring(state).await;
        let before = desk.editor(1).await;
        let answer = desk.save(1, desk.diagnosed("後から打った文字"), "", before.version).await;
        let after = desk.editor(1).await;
        assert_eq!(after.state, state);
        if editable {
            assert_eq!(kept(&answer.expect("kept")), before.version + 1, "{state:?}");
            assert_eq!(after.fields.get("diagnosis"), "後から打った文字");
        } else {
            assert_eq!(refusal(answer), CaseRefused::CaseState { action: CaseAction::Edit, state });
            assert_eq!((&after.fields, after.version), (&before.fields, before.version));
            assert_eq!(after.asides.len(), 1, "{state:?}");
            assert_eq!(after.asides[0].fields.get("diagnosis"), "後から打った文字");
            // A page that only repeats what is kept is not refused.
            assert_eq!(kept(&desk.save(1, before.fields, "", 0).await.expect("kept")), before.version);
        }
        let case = desk.case(1).await.id;
        super::delete_rows(&desk, case).await;
    }
}

/// The supervisor is asked in another tab while this one types on.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c9_c11_a_save_that_waited_for_the_request_is_refused_and_set_aside(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    // The request itself does not matter here; the state does.
    sqlx::query("alter table case_report drop constraint case_request_known")
        .execute(&mut *desk.world.db().await)
        .await
        .expect("dropped");
    let mut tx = desk.world.backend.begin().await.expect("begun");
    let mut locked = crate::cases::lock_slots(&mut tx, desk.me, SET, &[slot(SET, 1)]).await.expect("locked");
    let case = locked.pop().expect("a case");
    let (answer, ()) = tokio::join!(desk.save(1, desk.diagnosed("続き"), "", 1), async {
        desk.until_somebody_waits().await;
        let CaseState::Registered { version } = case.state else { panic!("not registered") };
        let request = RequestId(Uuid::now_v7());
        crate::cases::save_state(&mut tx, case.id, &CaseState::Requested { version, request }, false)
            .await
            .expect("saved");
        tx.commit().await.expect("committed");
    });
    assert_eq!(
        refusal(answer),
        CaseRefused::CaseState { action: CaseAction::Edit, state: StateName::Requested }
    );
    let asides = desk.editor(1).await.asides;
    assert_eq!(asides.len(), 1);
    assert_eq!(asides[0].fields.get("diagnosis"), "続き");
}

/// Whose slot it is follows from who asks; another profession is kept out of every door.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn p10_a2_nobody_else_reaches_a_case(db: PgPool) {
    let desk = desk(db).await;
    desk.bring(StateName::Registered).await;
    let other = by(desk.world.physician("100009").await);
    let nurse = by_nurse(desk.world.nurse("300000").await);
    let (cases, one) = (desk.cases(), slot(SET, 1));
    let typed = || Typed { fields: desk.diagnosed("他人"), memo: String::new(), version: 1 };

    assert!(cases.list(&other, SET).await.expect("own list").rows.iter().all(|row| !row.exists));
    assert_eq!(cases.editor(&other, SET, one).await.expect("own editor").version, 0);
    assert!(cases.history(&other, SET, one, None).await.expect("own history").versions.is_empty());
    refusal(cases.print(&other, SET, one).await);
    refusal(cases.delete(&other, SET, one).await);
    cases.save_draft(&other, SET, one, typed()).await.expect("own slot");
    assert_eq!(desk.editor(1).await.fields.get("diagnosis"), "膵がん、多発肝転移");

    let refusals = [
        refusal(cases.list(&nurse, SET).await),
        refusal(cases.editor(&nurse, SET, one).await),
        refusal(cases.save_draft(&nurse, SET, one, typed()).await),
        refusal(cases.register(&nurse, SET, one, typed()).await),
        refusal(cases.take_aside(&nurse, SET, one, Uuid::nil().into()).await),
        refusal(cases.drop_aside(&nurse, SET, one, Uuid::nil().into()).await),
        refusal(cases.delete_page(&nurse, SET, one).await),
        refusal(cases.delete(&nurse, SET, one).await),
        refusal(cases.print(&nurse, SET, one).await),
        refusal(cases.history(&nurse, SET, one, None).await),
    ];
    assert!(refusals.iter().all(|refused| *refused == CaseRefused::NotPhysician), "{refusals:?}");
}
