//! Expand and contract: while a new program is rolled out, the old one works on the new tables (docs/operations.md).

use std::collections::BTreeSet;

use sqlx::PgPool;

/// The last migration of the time before there was a release that could be running.
const BEFORE_RELEASES: i64 = 25;
/// Begins the line of a statement that the last release has been made ready for, and says how.
const MARK: &str = "-- contract:";

/// What of these migrations the program before them could not live with.
fn contractions(sql: &str) -> Vec<String> {
    let mut new = BTreeSet::new();
    let mut found = Vec::new();
    for statement in sql.split_inclusive(';') {
        let marked = statement.lines().any(|line| line.trim_start().starts_with(MARK));
        let plain = plain(statement);
        if let Some(table) = plain.strip_prefix("create table ") {
            new.insert(first_word(table));
            continue;
        }
        if !marked && !changed_table(&plain).is_some_and(|table| new.contains(&table)) && narrows(&plain) {
            found.push(plain);
        }
    }
    found
}

/// In small letters and single spaces, without comments and the semicolon.
fn plain(statement: &str) -> String {
    let lines = statement.lines().map(|line| line.split("--").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(';').trim().to_owned()
}

fn first_word(text: &str) -> String {
    text.split([' ', '(']).next().unwrap_or_default().to_owned()
}

/// The table that a statement changes, or gives an index.
fn changed_table(plain: &str) -> Option<String> {
    let altered = plain.strip_prefix("alter table ");
    let indexed = || plain.split_once(" on ").map(|(_, table)| table);
    altered.or_else(indexed).map(first_word)
}

/// Takes something away that the old program reads, or refuses what it writes.
fn narrows(plain: &str) -> bool {
    let taken_away = plain
        .replace("drop not null", "")
        .split(' ')
        .any(|word| ["drop", "rename", "truncate"].contains(&word));
    let other_type =
        plain.contains(" alter column ") && (plain.contains(" type ") || plain.contains(" set not null"));
    let asked_for = plain.split(" add column ").skip(1).any(|column| {
        column.contains(" not null") && !column.contains(" default ") && !column.contains(" generated ")
    });
    let stricter = [
        "create unique index",
        " add constraint ",
        " add check",
        " add unique",
        " add primary key",
        " add foreign key",
    ]
    .iter()
    .any(|narrower| plain.contains(narrower));
    taken_away || other_type || asked_for || stricter
}

#[test]
fn what_the_old_program_could_not_live_with_is_recognised() {
    for (sql, narrow) in [
        ("alter table member drop column kana;", true),
        ("alter table member drop kana;", true),
        ("drop table member;", true),
        ("ALTER TABLE member RENAME COLUMN kana TO reading;", true),
        ("alter table member alter column slot type integer;", true),
        ("alter table member alter kana drop default;", true),
        (
            "alter table member\n    add column a text not null default '',\n    add column b text not null;",
            true,
        ),
        ("alter table member add constraint no_x check (kana <> 'x');", true),
        ("create unique index one on member (kana);", true),
        ("alter table member add column a text not null default '';", false),
        ("alter table member add column a text;", false),
        ("alter table member alter column kana drop not null;", false),
        ("create index one on member (kana); -- drop nothing", false),
        (
            "create table x (a text not null); create unique index y on x (a); alter table x add constraint z check (a <> '');",
            false,
        ),
        ("create table x (a text); alter table member add constraint z foreign key (y) references x;", true),
        (
            "insert into x values ('a');\n-- contract: 1.2 does not read it any more\nalter table member drop column kana;",
            false,
        ),
        (
            "-- contract: 1.2 does not read it any more\nalter table a drop column b;\nalter table c drop column d;",
            true,
        ),
    ] {
        assert_eq!(!contractions(sql).is_empty(), narrow, "{sql}: {:?}", contractions(sql));
    }
}

#[test]
fn a_migration_leaves_the_last_release_what_it_needs() {
    for migration in crate::MIGRATOR.iter().filter(|migration| migration.version > BEFORE_RELEASES) {
        let found = contractions(migration.sql.as_str());
        assert!(
            found.is_empty(),
            "migration {}: {found:#?}\nThe release that is running while this one is rolled out would break. Widen first; when \
             the last release no longer needs it, say how in a line `{MARK} …` above the statement (docs/operations.md).",
            migration.version,
        );
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_older_program_starts_on_the_tables_of_a_newer_one(db: PgPool) {
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of tomorrow', true, '', 0)",
    )
    .execute(&db)
    .await
    .expect("a row");
    super::tolerant().run(&db).await.expect("it starts");
    assert!(super::is_migrated(&db).await.expect("an answer"), "and is ready");
}

/// A parsed body ties the function to the row type that it takes, and Postgres 15.20 refuses a new column with a default there.
#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn no_function_keeps_postgres_from_adding_a_column(db: PgPool) {
    let parsed: Vec<String> = sqlx::query_scalar(
        "select proname::text from pg_proc where prosqlbody is not null and pronamespace = 'public'::regnamespace",
    )
    .fetch_all(&db)
    .await
    .expect("an answer");
    assert!(parsed.is_empty(), "{parsed:?}");
}

/// A database on which 0014 was applied as it was first written goes on, and ends with the same function as a new one.
#[sqlx::test(migrations = false)]
async fn a_database_with_the_first_text_of_a_migration_goes_on(db: PgPool) {
    crate::MIGRATOR.run_to(14, &db).await.expect("migrated");
    // As 0010 left it, which 0014 left alone.
    sqlx::raw_sql(
        "create or replace function display_name(facility) returns text language sql stable
             return coalesce(nullif($1.name, ''), $1.contact_family_name || ' ' || $1.contact_given_name)",
    )
    .execute(&db)
    .await
    .expect("the old function");
    // `sha384sum` of the file as it was.
    let old =
        "57c05c9207b8ceb544704afe61301661327f8845fc2d7f4c05f48a2eb8b643d910c5cd905ec77ac9cae51ab17e3fe28d";
    sqlx::query("update _sqlx_migrations set checksum = decode($1, 'hex') where version = 14")
        .bind(old)
        .execute(&db)
        .await
        .expect("the old checksum");
    super::tolerant().run(&db).await.expect("it goes on");
    let text: bool =
        sqlx::query_scalar("select prosqlbody is null from pg_proc where proname = 'display_name'")
            .fetch_one(&db)
            .await
            .expect("an answer");
    assert!(text, "0030 replaces the body");
}
