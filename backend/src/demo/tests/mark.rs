//! Whose data a database holds: decided once, in both directions, by one of several, and for what was there before (X02).

use sqlx::AssertSqlSafe;
use tokio::sync::oneshot;

use super::*;
use crate::demo::{DataKind, Progress, decide};

/// A backend that was started as no demo.
fn plain(db: &PgPool) -> Backend {
    testing::world(db.clone()).backend
}

async fn kind(db: &PgPool) -> Option<DataKind> {
    plain(db).demo().data_kind().await.expect("an answer")
}

async fn members(db: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from member").fetch_one(db).await.expect("a count")
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_what_was_opened_as_a_societys_never_becomes_a_demo(db: PgPool) {
    assert_eq!(kind(&db).await, None, "empty, and opened by nobody");
    plain(&db).demo().keep_real().await.expect("decided");
    assert_eq!(kind(&db).await, Some(DataKind::Real), "though there is nothing in it yet");
    let demo = empty(db.clone(), "2026-11-22T03:00:00Z");
    assert_eq!(demo.demo().load(&mut |_| ()).await.expect("an answer"), Loaded::NotEmpty);
    assert_eq!((kind(&db).await, members(&db).await), (Some(DataKind::Real), 0));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_what_came_past_the_program_is_real(db: PgPool) {
    for (row, gone) in [
        (
            "insert into office_user (office_user_id, email, name) values (gen_random_uuid(), 'jimu@example.jp', '事務局')",
            "office_user",
        ),
        ("insert into demo_clock (ahead_us) values (1)", "demo_clock"),
        (
            "insert into audit_line (audit_id, at, realm, event, client) values (gen_random_uuid(), now(), 'system', 'demo.started', 'demo')",
            "audit_line",
        ),
    ] {
        sqlx::query(row).execute(&db).await.expect("a row");
        assert_eq!(kind(&db).await, Some(DataKind::Real), "{row}");
        let demo = empty(db.clone(), "2026-11-22T03:00:00Z");
        assert_eq!(demo.demo().load(&mut |_| ()).await.expect("an answer"), Loaded::NotEmpty, "{row}");
        sqlx::query(AssertSqlSafe(format!("delete from {gone}"))).execute(&db).await.expect("gone");
        assert_eq!(kind(&db).await, None, "{row}");
    }
}

/// Everything else that a table can hold refers to a row in one of these.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_a_database_is_empty_only_where_no_table_begins_anything(db: PgPool) {
    let begins: Vec<String> = sqlx::query_scalar(
        "select t.relname::text from pg_class t
         where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
           and not exists (select from pg_constraint c
                           where c.conrelid = t.oid and c.contype = 'f' and c.confrelid <> t.oid)
           and t.relname not like 'import\\_%'
           and t.relname not in ('_sqlx_migrations', 'wall', 'data_kind', 'rate_counter')
         order by 1",
    )
    .fetch_all(&db)
    .await
    .expect("tables");
    assert_eq!(begins, queries::ROOTS, "a new table that refers to none belongs into `ROOTS`");
}

/// The process is killed while the society is being loaded.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_a_load_that_is_cut_short_leaves_a_demo_which_is_begun_anew(db: PgPool) {
    let (told, half_way) = oneshot::channel();
    let mut told = Some(told);
    let loading = tokio::spawn({
        let backend = empty(db.clone(), "2026-11-22T03:00:00Z");
        async move {
            let mut progress = |step| {
                let third = matches!(step, Progress::Story { done: 3, .. });
                if let Some(told) = told.take_if(|_| third) {
                    told.send(()).expect("somebody hears");
                }
            };
            backend.demo().load(&mut progress).await
        }
    });
    half_way.await.expect("the story has begun");
    loading.abort();
    assert!(loading.await.is_err_and(|error| error.is_cancelled()));

    let demo = empty(db.clone(), "2026-11-22T03:00:00Z");
    assert!(members(&db).await > 0 && !demo.demo().is_loaded().await.expect("an answer"));
    assert_eq!(kind(&db).await, Some(DataKind::Demo));
    plain(&db).demo().keep_real().await.expect("nothing changes");
    assert_eq!(kind(&db).await, Some(DataKind::Demo), "and it stays one");
    assert_eq!(demo.demo().load(&mut |_| ()).await.expect("loaded"), Loaded::New);
    assert_eq!(count(&demo, "select count(*) from case_report").await, 26);
    assert_eq!(kind(&db).await, Some(DataKind::Demo));
}

/// Until another connection waits for the end of a transaction.
async fn somebody_waits(db: &PgPool) {
    let waiting = "select exists (select from pg_locks join pg_stat_activity using (pid)
                                  where not granted and locktype = 'transactionid' and datname = current_database())";
    while !sqlx::query_scalar::<_, bool>(waiting).fetch_one(db).await.expect("an answer") {}
}

/// One is started as a demo and one as none, on one empty database: the second finds what the first has decided.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_of_two_that_decide_at_once_the_second_waits_and_finds_what_the_first_decided(db: PgPool) {
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut first = db.begin().await.expect("a transaction");
    assert_eq!(decide(&mut first, DataKind::Real).await.expect("decided"), DataKind::Real);
    let demo = empty(db.clone(), "2026-11-22T03:00:00Z");
    let second = tokio::spawn(async move { demo.demo().load(&mut |_| ()).await });
    somebody_waits(&db).await;
    first.commit().await.expect("committed");
    assert_eq!(second.await.expect("it ends").expect("an answer"), Loaded::NotEmpty);
    assert_eq!((kind(&db).await, members(&db).await), (Some(DataKind::Real), 0));

    sqlx::query("delete from data_kind").execute(&db).await.expect("empty again");
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut first = db.begin().await.expect("a transaction");
    assert_eq!(decide(&mut first, DataKind::Demo).await.expect("decided"), DataKind::Demo);
    let backend = plain(&db);
    let second = tokio::spawn(async move { backend.demo().keep_real().await });
    somebody_waits(&db).await;
    first.commit().await.expect("committed");
    second.await.expect("it ends").expect("an answer");
    assert_eq!(kind(&db).await, Some(DataKind::Demo));
}

/// Accounts that everybody can open are found among a society's data, whoever's data that is.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_accounts_with_the_demos_password_are_counted(db: PgPool) {
    assert_eq!(plain(&db).demo().known_accounts().await.expect("a count"), 0);
    demo(db.clone(), "2026-11-22T03:00:00Z").await;
    let all = people::PEOPLE.len()
        + people::OFFICE.len()
        + hospitals::certified_emails().count()
        + hospitals::APPLICANTS.len();
    assert_eq!(plain(&db).demo().known_accounts().await.expect("a count"), all as u64);
}

/// What the migration decides of a database after these statements; nothing of them stays.
async fn decided_of(db: &PgPool, statements: &[&str]) -> Option<DataKind> {
    let mark = crate::MIGRATOR.iter().find(|migration| migration.description == "demo mark");
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut tx = db.begin().await.expect("a transaction");
    let statements =
        [statements, &["drop table data_kind", mark.expect("a migration").sql.as_str()]].concat();
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut *tx).await.expect(statement);
    }
    let kind = queries::marked(&mut tx).await.expect("an answer");
    tx.rollback().await.expect("as it was");
    kind
}

/// A society's people, as the release before has them.
const SOMEBODY: &str =
    "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email, profession,
                         joined_on, affiliation, search_key)
     values (gen_random_uuid(), '500001', '実在', '一郎', 'じつざい', 'いちろう', 'ichiro@hospital.or.jp', '医師',
             date '2015-04-01', '', '')";

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn x02_a_database_of_the_release_before_is_a_demos_only_where_nothing_speaks_against_it(db: PgPool) {
    use DataKind::{Demo, Real};
    let line = |realm: &str, event: &str, client: &str| {
        format!(
            "insert into audit_line (audit_id, at, realm, event, client)
             values (gen_random_uuid(), now(), '{realm}', '{event}', '{client}')"
        )
    };
    let of_the_office = "insert into office_user (office_user_id, email, name) values (gen_random_uuid(), 'jimu@example.jp', '事務局')";
    let forged = line("office", "demo.started", "demo");
    for (statements, expected) in [
        (vec![], None),
        (vec![SOMEBODY], Some(Real)),
        (vec![of_the_office], Some(Real)),
        (vec![forged.as_str()], Some(Real)),
        // It was opened as a demo once, which was the fault.
        (vec![SOMEBODY, "insert into demo_clock (ahead_us) values (1)"], Some(Real)),
        (vec!["insert into demo_clock (ahead_us) values (1)"], Some(Real)),
        (
            vec![
                "insert into application_round_planned (applies_as, starts_on) values ('core', date '2027-04-01')",
            ],
            Some(Real),
        ),
    ] {
        assert_eq!(decided_of(&db, &statements).await, expected, "{statements:?}");
    }

    demo(db.clone(), "2026-11-22T03:00:00Z").await;
    let tried_out = line("facility", "facility.signed_up", "192.0.2.1");
    let [from_the_command_line, by_the_office, behind_a_proxy] =
        [("system", "command line"), ("office", "192.0.2.1"), ("office", "demo")]
            .map(|(realm, client)| line(realm, "registry.imported", client));
    let signed_up = |email: &str| {
        format!(
            "insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
             values (gen_random_uuid(), 'F99999', '', '', '', '{email}', '')"
        )
    };
    let (invented, real) = (signed_up("clerk@hospital.example.jp"), signed_up("clerk@hospital.or.jp"));
    for (statements, expected) in [
        (vec![], Demo),
        (vec![tried_out.as_str()], Demo),
        (vec![invented.as_str()], Demo),
        (vec!["insert into demo_clock (ahead_us) values (1)"], Demo),
        // Cut short.
        (vec!["delete from audit_line where event = 'demo.loaded'"], Demo),
        (vec!["delete from audit_line where event like 'demo.%'"], Real),
        (vec![from_the_command_line.as_str()], Real),
        (vec![by_the_office.as_str()], Real),
        (vec![behind_a_proxy.as_str()], Real),
        (vec![SOMEBODY], Real),
        (vec![real.as_str()], Real),
        (vec![of_the_office], Real),
    ] {
        assert_eq!(decided_of(&db, &statements).await, Some(expected), "{statements:?}");
    }
}
