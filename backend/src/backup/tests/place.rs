//! Where an archive comes from, and where it may go.

use super::*;
use crate::demo::{DataKind, data_kind, decide};

async fn written(db: &PgPool, folder: &Folder) -> PathBuf {
    let world = world(db.clone());
    world.facility("F0001", "みどり野中央病院").await;
    let archive = folder.file("nintei.tar");
    back_up(&world, &archive).await.expect("written");
    archive
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_archive_goes_into_an_empty_place_only(db: PgPool) {
    let folder = Folder::new();
    let archive = written(&db, &folder).await;
    let mut place = Place::beside(&db).await;

    place.files.put("documents/somebody.pdf", Bytes::from_static(b"here before")).await.expect("stored");
    let refused = place.restore(&archive).await.unwrap_err();
    assert!(
        matches!(&refused, BackupError::FilesNotEmpty(key) if key == "documents/somebody.pdf"),
        "{refused}"
    );
    assert_eq!(queries::anything(&mut place.db).await.expect("an answer"), None);
    place.files.delete("documents/somebody.pdf").await.expect("deleted");

    sqlx::query("create table here_before ()").execute(&mut place.db).await.expect("a table");
    let refused = place.restore(&archive).await.unwrap_err();
    assert!(matches!(&refused, BackupError::DatabaseNotEmpty(table) if table == "here_before"), "{refused}");
    sqlx::query("drop table here_before").execute(&mut place.db).await.expect("dropped");

    place.restore(&archive).await.expect("empty now");
    let again = place.restore(&archive).await.unwrap_err();
    assert!(matches!(again, BackupError::DatabaseNotEmpty(_)), "{again}");
    place.drop().await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_archive_overwrites_no_file_and_is_for_its_owner_alone(db: PgPool) {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let archive = written(&db, &folder).await;
    assert_eq!(std::fs::metadata(&archive).expect("a file").permissions().mode() & 0o777, 0o600);
    let before = std::fs::read(&archive).expect("read");
    let refused = back_up(&world(db), &archive).await.unwrap_err();
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(std::fs::read(&archive).expect("read"), before);
    let missing = folder.file("nowhere/nintei.tar");
    let refused = archive::Archive::open(&missing).unwrap_err().to_string();
    assert!(refused.contains("nowhere"), "{refused}");
}

/// Roles are of the cluster, and another place makes its own (docs/adr/0024).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_passwords_of_roles_go_nowhere(db: PgPool) {
    sqlx::query("insert into wall (side, password) values ('web', 'of this cluster')")
        .execute(&db)
        .await
        .expect("a password");
    let folder = Folder::new();
    let archive = written(&db, &folder).await;
    let mut place = Place::beside(&db).await;
    place.restore(&archive).await.expect("restored");
    assert_eq!(rows(&mut place.db).await["wall"], Vec::<String>::new());
    assert_eq!(rows(&mut place.db).await["facility"].len(), 1, "everything else does");
    place.drop().await;
}

/// A backup before an update, restored after it.
#[sqlx::test(migrations = false)]
async fn an_archive_of_an_older_program_is_brought_up_to_date(db: PgPool) {
    let older =
        crate::MIGRATOR.iter().map(|migration| migration.version).rev().nth(1).expect("two migrations");
    crate::MIGRATOR.run_to(older, &db).await.expect("migrated");
    let folder = Folder::new();
    let archive = written(&db, &folder).await;
    let mut place = Place::beside(&db).await;
    place.restore(&archive).await.expect("restored");
    let names: Vec<String> =
        sqlx::query_scalar("select name from facility").fetch_all(&mut place.db).await.expect("facilities");
    assert_eq!(names, ["みどり野中央病院"]);
    let newest = crate::MIGRATOR.iter().last().expect("one").version;
    let applied = queries::migrations(&mut place.db).await.expect("migrations");
    assert_eq!(applied.last().expect("one").version, newest);
    place.drop().await;
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_newer_database_and_a_newer_archive_ask_for_a_newer_program(db: PgPool) {
    let folder = Folder::new();
    let archive = written(&db, &folder).await;
    let mut opened = archive::Archive::open(&archive).expect("whole");
    opened.manifest.migrations.push(manifest::Applied { version: 9999, checksum: "00".into() });
    let refused = restoring::known(&opened.manifest).unwrap_err();
    assert!(matches!(&refused, BackupError::Unknown(what) if what.contains("9999")), "{refused}");

    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of tomorrow', true, '', 0)",
    )
    .execute(&db)
    .await
    .expect("a row");
    let refused = back_up(&world(db), &folder.file("newer.tar")).await.unwrap_err();
    assert!(matches!(refused, BackupError::NewerDatabase(9999)), "{refused}");
}

/// Whose data it is comes along: nothing that is said or forgotten after a restore makes a demo of it (X02).
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_what_is_restored_is_what_it_was_a_demos_or_a_societys(db: PgPool) {
    let folder = Folder::new();
    for kind in DataKind::ALL {
        #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
        let mut tx = db.begin().await.expect("a transaction");
        sqlx::query("delete from data_kind").execute(&mut *tx).await.expect("undecided");
        decide(&mut tx, kind).await.expect("decided");
        tx.commit().await.expect("committed");
        assert_eq!(restored(&db, &folder.file(&format!("{kind:?}.tar"))).await, Some(kind));
    }
}

/// Of an archive that was written before the database remembered, the restore decides as the update would have.
#[sqlx::test(migrations = false)]
async fn x02_an_archive_of_the_release_before_is_a_demos_only_where_nothing_speaks_against_it(db: PgPool) {
    let versions = crate::MIGRATOR.iter().take_while(|migration| migration.description != "demo mark");
    crate::MIGRATOR.run_to(versions.last().expect("one before").version, &db).await.expect("migrated");
    let folder = Folder::new();
    for (line, expected) in [
        ("('system', 'demo.started', 'demo')", DataKind::Demo),
        ("('office', 'registry.imported', '192.0.2.1')", DataKind::Real),
    ] {
        let insert = format!(
            "insert into audit_line (audit_id, at, realm, event, client)
             select gen_random_uuid(), now(), realm, event, client from (values {line}) as lines (realm, event, client)"
        );
        sqlx::query(AssertSqlSafe(insert)).execute(&db).await.expect("a line");
        assert_eq!(restored(&db, &folder.file(&format!("{expected:?}.tar"))).await, Some(expected), "{line}");
    }
}

/// Whose data it is in the place into which an archive of this database was put.
async fn restored(db: &PgPool, archive: &Path) -> Option<DataKind> {
    back_up(&world(db.clone()), archive).await.expect("written");
    let mut place = Place::beside(db).await;
    place.restore(archive).await.expect("restored");
    let kind = data_kind(&mut place.db).await.expect("an answer");
    place.drop().await;
    kind
}
