//! Who reads a file, which form uses it, and when it goes.

use jiff::SignedDuration;

use super::*;
use crate::testing::by;

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_owner_and_office_open_it_and_an_audit_line_says_so(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let other = world.facility("F0002", "星ヶ原ホスピス").await;
    let view = receive(&world, facility, "2 pages").await.expect("kept");
    let member = by(world.physician("100001").await);
    for by in [member, by_facility(other)] {
        assert!(matches!(open(&world, &by, view.id).await, Err(Error::NotFound)), "{by:?}");
    }
    assert_eq!(audit_lines(&world, "document.opened").await, 0);
    for (by, lines) in [(by_facility(facility), 1), (by_office(), 2)] {
        assert_eq!(open(&world, &by, view.id).await.expect("the file"), "2 pages");
        assert_eq!(audit_lines(&world, "document.opened").await, lines);
    }
    let guessed = open(&world, &by_office(), DocumentId(Uuid::now_v7())).await;
    assert!(matches!(guessed, Err(Error::NotFound)), "{guessed:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_form_uses_the_files_of_its_own_facility_only(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let other = world.facility("F0002", "星ヶ原ホスピス").await;
    let documents = world.backend.documents();
    let view = receive(&world, facility, "2 pages").await.expect("kept");
    let mut tx = world.backend.begin().await.expect("a transaction");
    assert_eq!(documents.attach(&mut tx, other, view.id).await.expect("an answer"), None);
    let unknown = DocumentId(Uuid::now_v7());
    assert_eq!(documents.attach(&mut tx, facility, unknown).await.expect("an answer"), None);
    for _ in 0..2 {
        let attached = documents.attach(&mut tx, facility, view.id).await.expect("an answer");
        assert_eq!(attached.as_ref(), Some(&view));
    }
    assert_eq!(documents.view(&mut tx, view.id).await.expect("an answer"), Some(view));
    tx.commit().await.expect("committed");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_no_form_uses_for_a_day_is_swept_away(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let documents = world.backend.documents();
    let used = receive(&world, facility, "1 pages").await.expect("kept");
    let mut db = world.db().await;
    documents.attach(&mut db, facility, used.id).await.expect("attached").expect("its own");
    receive(&world, facility, "2 pages").await.expect("kept");

    world.clock.advance(SignedDuration::from_hours(23));
    let young = receive(&world, facility, "3 pages").await.expect("kept");
    assert_eq!(documents.sweep().await.expect("swept"), 0);
    world.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(documents.sweep().await.expect("swept"), 1);
    assert_eq!((left(&world).await, audit_lines(&world, "document.swept").await), ((2, 2), 1));
    for kept in [&used, &young] {
        open(&world, &by_facility(facility), kept.id).await.expect("still there");
    }

    documents.detach(&mut db, facility, used.id).await.expect("detached");
    assert_eq!(documents.sweep().await.expect("swept"), 1);
    assert_eq!(left(&world).await, (1, 1));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_a_crash_left_half_way_is_no_document_and_is_swept_away(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let documents = world.backend.documents();
    let view = receive(&world, facility, "1 pages").await.expect("kept");
    let mut db = world.db().await;
    // As after a kill between the two halves: the object is there, the row does not say so yet.
    sqlx::query("update document set stored_at = null").execute(&mut *db).await.expect("updated");
    assert_eq!(documents.view(&mut db, view.id).await.expect("an answer"), None);
    assert_eq!(documents.attach(&mut db, facility, view.id).await.expect("an answer"), None);
    assert!(matches!(open(&world, &by_facility(facility), view.id).await, Err(Error::NotFound)));
    world.clock.advance(SignedDuration::from_hours(25));
    assert_eq!(documents.sweep().await.expect("swept"), 1);
    assert_eq!(left(&world).await, (0, 0));
}
