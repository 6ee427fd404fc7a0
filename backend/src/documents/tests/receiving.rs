//! What comes in, and what leaves nothing behind.

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use domain::documents::{PAGE_LIMIT, SIZE_LIMIT};
use futures::{future::BoxFuture, poll};
use sqlx::postgres::PgConnectOptions;
use tokio::sync::Semaphore;

use super::*;
use crate::{
    documents::{DISCARD_LIMIT, Files, Inspector, Place},
    testing::{Counted, by},
};

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_a_file_is_kept_with_its_facts_and_an_audit_line(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let by = by_facility(facility);
    let documents = world.backend.documents();
    let kept = documents.receive(&by, "C:\\scan\\申請\u{202e}書.PDF", sent("3 pages of text")).await;
    let view = kept.expect("an answer").expect("kept");
    assert_eq!((view.name.as_str(), view.size, view.pages), ("申請書.pdf", 15, 3));
    assert_eq!(view.stored_at, world.backend.clock.now());
    assert_eq!(open(&world, &by, view.id).await.expect("the file"), "3 pages of text");
    assert_eq!(audit_lines(&world, "document.received").await, 1);
    let hashed: bool = sqlx::query_scalar("select sha256 = sha256('3 pages of text') from document")
        .fetch_one(&world.backend.db)
        .await
        .expect("a row");
    assert!(hashed);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_a_refused_file_leaves_nothing_and_the_earlier_one_stays(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let earlier = receive(&world, facility, "1 pages").await.expect("kept");
    for (text, problem) in [
        (String::new(), DocumentProblem::Empty),
        ("broken".into(), DocumentProblem::Unreadable),
        ("0 pages".into(), DocumentProblem::NoPages),
        (format!("{} pages", PAGE_LIMIT + 1), DocumentProblem::TooManyPages { pages: PAGE_LIMIT + 1 }),
    ] {
        assert_eq!(receive(&world, facility, &text).await, Err(problem));
        assert_eq!(left(&world).await, (1, 1), "{problem:?}");
    }
    assert_eq!(audit_lines(&world, "document.received").await, 1);
    assert_eq!(open(&world, &by_facility(facility), earlier.id).await.expect("the file"), "1 pages");
}

/// `7 pages`, filled up to so many bytes.
fn of_size(bytes: u64) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let begin = Bytes::from_static(b"7 pages");
    let piece = Bytes::from(vec![b' '; 64 * 1024]);
    let rest = bytes - begin.len() as u64;
    let whole = stream::iter((0..rest / piece.len() as u64).map({
        let piece = piece.clone();
        move |_| Ok(piece.clone())
    }));
    let end = piece.slice(..usize::try_from(rest % piece.len() as u64).expect("a piece"));
    stream::iter([Ok(begin)]).chain(whole).chain(stream::iter([Ok(end)]))
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_twenty_mebibytes_and_not_a_byte_more(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let by = by_facility(facility);
    let documents = world.backend.documents();
    for (size, fits) in [(SIZE_LIMIT, true), (SIZE_LIMIT + 1, false), (2 * SIZE_LIMIT, false)] {
        let answer = documents.receive(&by, "a.pdf", of_size(size)).await.expect("an answer");
        match answer {
            Ok(view) => assert!(fits && view.size == size && view.pages == 7, "{size}"),
            Err(problem) => assert!(!fits && problem == DocumentProblem::TooLarge { size }, "{size}"),
        }
        assert_eq!(left(&world).await, (1, 1));
    }
    let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 16 * 1024])));
    let answer = documents.receive(&by, "a.pdf", endless).await.expect("an answer");
    assert!(
        matches!(answer, Err(DocumentProblem::TooLarge { size }) if size < 2 * DISCARD_LIMIT),
        "not read for ever"
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_broken_off_upload_leaves_nothing_in_table_store_or_folder(db: PgPool) {
    let (mut world, facility) = hospital(db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let files = Files::at(&Place::Folder(folder.path().join("files"))).await.expect("a store");
    world.backend = world.backend.with_files(files.inspected_by(Arc::new(Counted)));
    let half = stream::iter([Ok(Bytes::from_static(b"3 pages ")), Err("connection reset")]);
    let by = by_facility(facility);
    let answer = world.backend.documents().receive(&by, "a.pdf", half).await.expect("an answer");
    assert_eq!(answer, Err(DocumentProblem::Interrupted));
    // Whoever waits for the next piece is gone.
    let stalled = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"3"))]).chain(stream::pending());
    let documents = world.backend.documents();
    let gone =
        tokio::time::timeout(Duration::from_millis(200), documents.receive(&by, "a.pdf", stalled)).await;
    assert!(gone.is_err());
    assert_eq!(left(&world).await, (0, 0));
    assert_eq!(files_in(folder.path()), 0);

    receive(&world, facility, "3 pages").await.expect("kept");
    assert_eq!((left(&world).await, files_in(folder.path())), ((1, 1), 1));
}

fn files_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.map(|entry| if entry.path().is_dir() { files_in(&entry.path()) } else { 1 }).sum()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_store_that_fails_leaves_no_row(db: PgPool) {
    let (mut world, facility) = hospital(db).await;
    let folder = tempfile::tempdir().expect("a folder");
    let files = Files::at(&Place::Folder(folder.path().into())).await.expect("a store");
    world.backend = world.backend.with_files(files.inspected_by(Arc::new(Counted)));
    // Where the folder of documents should be made, a way leads nowhere.
    std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("documents")).expect("a link");
    let failed = world.backend.documents().receive(&by_facility(facility), "a.pdf", sent("3 pages")).await;
    assert!(matches!(failed, Err(Error::Files(_) | Error::Io(_))), "{failed:?}");
    assert_eq!(left(&world).await.0, 0);
}

/// Two uploads were once answered 404 in the same moment, because somebody's page had been left while it saved: the row of a
/// file was written within the transaction that had begun there, and was not to be seen by the connection that marked it.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_a_page_that_is_left_while_it_saves_takes_no_file_from_another(db: PgPool) {
    let (mut world, facility) = hospital(db.clone()).await;
    // Handed out in turn: what is written by one is marked by the other.
    let two = crate::db::options(2).connect_with(PgConnectOptions::clone(&db.connect_options())).await;
    world.backend.db = two.expect("two connections");
    for time in 0..8 {
        let mut left = Box::pin(world.backend.begin());
        assert!(poll!(left.as_mut()).is_pending(), "nobody has answered yet");
        drop(left);
        // Whichever of the two it was, an upload is given it at each of its steps.
        for _ in 0..time % 2 {
            sqlx::query("select 1").execute(&world.backend.db).await.expect("asked");
        }
        receive(&world, facility, "3 pages").await.expect("kept");
    }
    world.backend.db = db;
    assert_eq!(left(&world).await, (8, 8), "and everybody sees them");
}

/// The clock leaps forward by a day while a file is being written (a machine that slept, `/dev/clock`), and the worker sweeps.
/// A fault that has a number, not a page that is missing; nothing is left of the file, and it can be sent again.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn f6_a_file_that_is_swept_while_it_is_written_is_a_fault_and_leaves_nothing(db: PgPool) {
    let (world, facility) = hospital(db).await;
    sqlx::raw_sql(
        "create function swept() returns trigger language plpgsql as
             $$ begin delete from document where document_id = new.document_id; return null; end $$;
         create trigger swept after insert on document for each row execute function swept();",
    )
    .execute(&world.backend.db)
    .await
    .expect("a trigger");
    let failed = world.backend.documents().receive(&by_facility(facility), "a.pdf", sent("3 pages")).await;
    assert!(matches!(failed, Err(Error::Inconsistent { table: "document", .. })), "{failed:?}");
    assert_eq!(left(&world).await, (0, 0));
    sqlx::raw_sql("drop trigger swept on document").execute(&world.backend.db).await.expect("dropped");
    receive(&world, facility, "3 pages").await.expect("kept");
}

/// Says that a file has arrived, and answers when it is let.
struct Waits {
    arrived: Arc<Semaphore>,
    let_in: Arc<Semaphore>,
}

impl Inspector for Waits {
    fn inspect(&self, _: File) -> BoxFuture<'_, Result<Result<u32, DocumentProblem>>> {
        Box::pin(async {
            self.arrived.add_permits(1);
            self.let_in.acquire().await.expect("open").forget();
            Ok(Ok(1))
        })
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn who_gives_up_after_the_last_byte_leaves_a_whole_document(db: PgPool) {
    let (mut world, facility) = hospital(db).await;
    let (arrived, let_in) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let waits = Waits { arrived: arrived.clone(), let_in: let_in.clone() };
    let files = Files::in_memory().inspected_by(Arc::new(waits));
    world.backend = world.backend.with_files(files);
    let by = by_facility(facility);
    let documents = world.backend.documents();
    let mut receiving = Box::pin(documents.receive(&by, "a.pdf", sent("x")));
    tokio::select! {
        _ = &mut receiving => panic!("nobody looked into the file"),
        permit = arrived.acquire() => permit.expect("open").forget(),
    }
    drop(receiving);
    assert_eq!(left(&world).await, (0, 0));
    let_in.add_permits(1);
    for _ in 0..400 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if audit_lines(&world, "document.received").await == 1 {
            break;
        }
    }
    assert_eq!((audit_lines(&world, "document.received").await, left(&world).await), (1, (1, 1)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn only_facilities_send_files_and_not_without_end(db: PgPool) {
    let (world, facility) = hospital(db).await;
    let member = by(world.physician("100001").await);
    for by in [member, by_office()] {
        let refused = world.backend.documents().receive(&by, "a.pdf", sent("3 pages")).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
    for _ in 0..super::super::UPLOAD.by_account {
        assert_eq!(receive(&world, facility, "").await, Err(DocumentProblem::Empty));
    }
    let by = by_facility(facility);
    let refused = world.backend.documents().receive(&by, "a.pdf", sent("3 pages")).await;
    assert!(matches!(refused, Err(Error::TooMany { .. })), "{refused:?}");
    assert_eq!(left(&world).await, (0, 0));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn without_an_inspector_nothing_is_taken(db: PgPool) {
    let (mut world, facility) = hospital(db).await;
    world.backend = world.backend.with_files(Files::in_memory());
    let failed = world.backend.documents().receive(&by_facility(facility), "a.pdf", sent("3 pages")).await;
    assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
    assert_eq!(left(&world).await, (0, 0));
}
