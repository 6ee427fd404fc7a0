//! Whose data an import makes it, and who may come into a demo (X02).

use super::*;
use crate::demo::{DataKind, decide};

/// A society's own people, as they write to it.
fn real(folder: &Folder) {
    folder.put(ImportFile::Members, MEMBERS.replace("@example.jp", "@hospital.or.jp"));
    folder.put(ImportFile::Facilities, FACILITIES.replace("@hospital.example.jp", "@hospital.or.jp"));
}

async fn kind(world: &World) -> Option<DataKind> {
    world.backend.demo().data_kind().await.unwrap()
}

/// A demo, before anybody is in it.
async fn demo(db: PgPool) -> World {
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut tx = db.begin().await.unwrap();
    decide(&mut tx, DataKind::Demo).await.unwrap();
    tx.commit().await.unwrap();
    world(db)
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_what_comes_into_an_empty_database_makes_it_a_societys(db: PgPool) {
    let world = world(db);
    let folder = Folder::new();
    let by = Importer::System(Origin::default());
    let tried = world.backend.registry().import(&by, folder.source(), true, &mut |_| {}).await.unwrap();
    assert_eq!((counted(&tried), kind(&world).await), (ALL_NEW, None), "a dry run keeps nothing");
    folder.put(ImportFile::Members, MEMBERS.replace("takagi@", "takagi"));
    refused(&world, &folder).await;
    assert_eq!(kind(&world).await, None, "nor does one that is refused");
    folder.put(ImportFile::Members, MEMBERS);
    import(&world, folder.source()).await.unwrap();
    assert_eq!(kind(&world).await, Some(DataKind::Real), "whatever addresses they have");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_into_a_demo_comes_nobody_who_may_exist(db: PgPool) {
    let world = demo(db).await;
    let folder = Folder::new();
    real(&folder);
    let before = register(&world).await;
    let why = "デモに取り込めるのは、例示用のメールアドレス(example.jp など)の人だけです。実在する人のデータは、デモではないデータベースに取り込んでください";
    let said = [
        format!("members.csv 2行目 email「takagi@hospital.or.jp」: {why}(このような行: 2行)"),
        format!("facilities.csv 2行目 login_email「f1@hospital.or.jp」: {why}(このような行: 1行)"),
    ];
    assert_eq!(refused(&world, &folder).await, said);
    assert_eq!(register(&world).await, before);

    // To look at the files is allowed everywhere, and says it too.
    let by = Importer::System(Origin::default());
    let tried = world.backend.registry().import(&by, folder.source(), true, &mut |_| {}).await.unwrap();
    assert_eq!(counted(&tried), ALL_NEW);
    assert_eq!(tried.warnings.shown.iter().map(ToString::to_string).collect::<Vec<_>>(), said);
    assert_eq!(register(&world).await, before);

    folder.put(ImportFile::Members, MEMBERS);
    folder.put(ImportFile::Facilities, FACILITIES);
    assert_eq!(counted(&import(&world, folder.source()).await.unwrap()), ALL_NEW, "invented people may come");
    assert_eq!(kind(&world).await, Some(DataKind::Demo));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_the_demo_society_may_be_imported_into_a_demo(db: PgPool) {
    let world = demo(db).await;
    let outcome = import(&world, ImportSource::Embedded).await.unwrap();
    assert_eq!(counted(&outcome)[0], (12_000, 0, 0));
    assert_eq!(kind(&world).await, Some(DataKind::Demo));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_in_the_browser_of_a_demo_real_people_are_refused_at_the_check(db: PgPool) {
    use domain::registry::ImportState;
    let world = demo(db).await;
    let office = browser::office(&world).await;
    let real = MEMBERS.replace("sakita@example.jp", "sakita@hospital.or.jp");
    let page = browser::check(&world, &office, &[(ImportFile::Members, &real)]).await;
    assert_eq!((page.state, page.outcome.problems.total), (ImportState::Refused, 1));
    let problem = &page.outcome.problems.shown[0];
    assert_eq!((problem.line, problem.value.as_str()), (3, "sakita@hospital.or.jp"));
    let page = browser::check(&world, &office, &[(ImportFile::Members, MEMBERS)]).await;
    assert_eq!(page.state, ImportState::Checked);
}
