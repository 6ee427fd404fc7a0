//! The import in the browser: checked first, then kept as asked, and swept away.

use std::convert::Infallible;

use domain::{
    actor::Actor,
    ids::{ImportId, OfficeUserId},
    refused::Refused,
    registry::{ImportPage, ImportRefused, ImportState},
};
use futures::stream;
use jiff::SignedDuration;

use super::*;
use crate::{
    By, Error,
    documents::Bytes,
    testing::{by, by_facility},
};

pub(super) async fn office(world: &World) -> By {
    let id = OfficeUserId(Uuid::now_v7());
    sqlx::query("insert into office_user (office_user_id, email, name) values ($1, $1::text || '@example.jp', '事務局')")
        .bind(id.0)
        .execute(&mut *world.db().await)
        .await
        .unwrap();
    By { actor: Actor::Office(id), origin: Origin::default() }
}

/// Sends these files, as a browser would.
pub(super) async fn check(world: &World, by: &By, files: &[(ImportFile, &str)]) -> ImportPage {
    let registry = world.backend.registry();
    let mut arrived = Vec::new();
    for (file, text) in files {
        let pieces: Vec<_> =
            text.as_bytes().chunks(7).map(Bytes::copy_from_slice).map(Ok::<_, Infallible>).collect();
        arrived.push((*file, registry.import_file_arrives(by, stream::iter(pieces)).await.unwrap().unwrap()));
    }
    let id = registry.check_import(by, arrived).await.unwrap();
    registry.import_page(by, id).await.unwrap()
}

async fn members(world: &World) -> i64 {
    sqlx::query_scalar("select count(*) from member").fetch_one(&mut *world.db().await).await.unwrap()
}

fn counted(page: &ImportPage) -> Vec<String> {
    page.outcome.counts.iter().map(domain::registry::ImportCounts::in_words).collect()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e1_the_check_changes_nothing_and_the_import_does_what_it_said_once(db: PgPool) {
    let world = world(db);
    let office = office(&world).await;
    let files = [(ImportFile::Members, MEMBERS), (ImportFile::Qualifications, QUALIFICATIONS)];
    let page = check(&world, &office, &files).await;
    assert_eq!((page.state, members(&world).await), (ImportState::Checked, 0));
    let said = ["会員: 新規 2件・変更 0件・変更なし 0件", "資格: 新規 3件・変更 0件・変更なし 0件"];
    assert_eq!(counted(&page), said, "only of what was given");

    let registry = world.backend.registry();
    registry.keep_import(&office, page.id).await.unwrap();
    let done = registry.import_page(&office, page.id).await.unwrap();
    assert_eq!((done.state, members(&world).await), (ImportState::Imported, 2));
    assert_eq!(counted(&done), said);
    let again = registry.keep_import(&office, page.id).await;
    assert!(
        matches!(again, Err(Error::Refused(Refused::Import(ImportRefused::ImportNotChecked)))),
        "{again:?}"
    );
    let events: Vec<(String, String)> =
        sqlx::query_as("select event, realm from audit_line order by at, audit_id")
            .fetch_all(&mut *world.db().await)
            .await
            .unwrap();
    assert_eq!(
        events,
        [("registry.import_checked", "office"), ("registry.imported", "office")]
            .map(|(event, realm)| (event.to_owned(), realm.to_owned()))
    );

    // The facilities alone, later: they refer to members that the register knows.
    let files = [(ImportFile::Facilities, FACILITIES), (ImportFile::Certifications, CERTIFICATIONS)];
    let page = check(&world, &office, &files).await;
    assert_eq!(page.state, ImportState::Checked, "{:?}", page.outcome);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn rows_that_are_not_right_are_named_and_nothing_is_changed(db: PgPool) {
    let world = world(db);
    let office = office(&world).await;
    let broken = MEMBERS.replace("takagi@example.jp", "takagi@").replace("2012-04-01", "いつか");
    let page = check(&world, &office, &[(ImportFile::Members, &broken)]).await;
    assert_eq!(
        (page.state, page.outcome.problems.total, members(&world).await),
        (ImportState::Refused, 2, 0)
    );
    let first = &page.outcome.problems.shown[0];
    assert_eq!(
        (first.file.as_str(), first.line, first.column.as_str(), first.value.as_str()),
        ("members.csv", 2, "email", "takagi@")
    );
    let kept = world.backend.registry().keep_import(&office, page.id).await;
    assert!(
        matches!(kept, Err(Error::Refused(Refused::Import(ImportRefused::ImportNotChecked)))),
        "{kept:?}"
    );
    assert_eq!(members(&world).await, 0);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_changed_since_the_question_is_asked_anew(db: PgPool) {
    let world = world(db);
    let office = office(&world).await;
    let page = check(&world, &office, &[(ImportFile::Members, MEMBERS)]).await;
    let other = check(
        &world,
        &office,
        &[(ImportFile::Members, MEMBERS.lines().take(2).collect::<Vec<_>>().join("\n").as_str())],
    )
    .await;
    let registry = world.backend.registry();
    registry.keep_import(&office, other.id).await.unwrap();
    registry.keep_import(&office, page.id).await.unwrap();
    let asked = registry.import_page(&office, page.id).await.unwrap();
    assert_eq!(
        (asked.state, asked.outcome.asked_anew, members(&world).await),
        (ImportState::Checked, true, 1)
    );
    assert_eq!(counted(&asked), ["会員: 新規 1件・変更 0件・変更なし 1件"]);
    registry.keep_import(&office, page.id).await.unwrap();
    assert_eq!(members(&world).await, 2);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_import_that_a_process_forgot_reads_as_broken_off_and_files_go_after_a_day(db: PgPool) {
    let world = world(db);
    let office = office(&world).await;
    let page = check(&world, &office, &[(ImportFile::Members, MEMBERS)]).await;
    sqlx::query("update registry_import set state = 'importing'")
        .execute(&mut *world.db().await)
        .await
        .unwrap();
    let registry = world.backend.registry();
    assert_eq!(registry.import_page(&office, page.id).await.unwrap().state, ImportState::Importing);
    world.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(registry.import_page(&office, page.id).await.unwrap().state, ImportState::Failed);

    assert_eq!(world.backend.files.keys().await, [format!("imports/{}/members.csv", page.id)]);
    assert_eq!(registry.sweep_imports().await.unwrap(), 0, "not yet");
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(registry.sweep_imports().await.unwrap(), 1);
    assert_eq!(world.backend.files.keys().await, Vec::<String>::new());
    assert!(matches!(registry.import_page(&office, page.id).await, Err(Error::NotFound)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e3_only_the_office_imports(db: PgPool) {
    let world = world(db);
    let member = world.physician("100001").await;
    let facility = world.facility("F001", "丘の病院").await;
    let registry = world.backend.registry();
    let unknown = ImportId(Uuid::now_v7());
    for by in [by(member), by_facility(facility)] {
        let pieces = stream::iter([Ok::<_, Infallible>(Bytes::from_static(b"a"))]);
        assert!(matches!(registry.import_file_arrives(&by, pieces).await, Err(Error::NotFound)));
        assert!(matches!(registry.check_import(&by, Vec::new()).await, Err(Error::NotFound)));
        assert!(matches!(registry.keep_import(&by, unknown).await, Err(Error::NotFound)));
        assert!(matches!(registry.import_page(&by, unknown).await, Err(Error::NotFound)));
        assert!(matches!(registry.import_templates(&by), Err(Error::NotFound)));
    }
    let office = office(&world).await;
    for file in registry.import_templates(&office).unwrap() {
        for column in file.columns {
            assert!(!column.label.is_empty() && !column.form.is_empty(), "{} {}", file.name, column.name);
        }
    }
}
