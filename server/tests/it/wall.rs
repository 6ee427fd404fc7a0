//! The second wall (docs/adr/0024): what the roles of the program may not do, and that the worker does its work by its own.

use backend::{
    Origin,
    notices::Transport,
    wall::{Side, Wall},
};
use domain::accounts::Realm;
use sqlx::{AssertSqlSafe, PgPool};

use crate::harness::TestApp;

/// What Postgres says of this statement: a refusal for want of a right, or nothing.
async fn refused(db: &PgPool, statement: &str) -> bool {
    match sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(db).await {
        Ok(_) => false,
        Err(error) => {
            let code = error.as_database_error().and_then(|error| error.code().map(String::from));
            assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
            true
        }
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_role_of_the_program_changes_the_audit_or_the_shape_of_a_table(db: PgPool) {
    let wall = Wall::raise(&db).await.unwrap();
    for side in Side::ALL {
        let pool = wall.pool(side, 1).await.unwrap();
        let line = "insert into audit_line (audit_id, at, realm, event) values (gen_random_uuid(), now(), 'system', 'x')";
        assert!(!refused(&pool, line).await, "{side:?} writes lines");
        let role: String = sqlx::query_scalar("select current_user").fetch_one(&pool).await.unwrap();
        for statement in [
            "update audit_line set event = 'y'",
            "delete from audit_line",
            "truncate audit_line",
            "select * from audit_line for update",
            "alter table audit_line disable trigger all",
            "drop table audit_line",
            "create table mine ()",
            "create temporary table mine ()",
            "create schema mine",
            "create function mine() returns int language sql return 1",
            "create extension citext",
            "alter table member add column mine text",
            "create trigger mine before insert on member for each row execute function suppress_redundant_updates_trigger()",
            "create role mine",
            "select password from wall",
            "update _sqlx_migrations set version = 1",
            "insert into data_kind (kind) values ('demo')",
            "update data_kind set kind = 'demo'",
            "delete from data_kind",
            "set session authorization postgres",
            "set role postgres",
            "copy member to program 'cat'",
            "copy member from '/etc/passwd'",
            "select pg_read_file('/etc/passwd')",
            "truncate member cascade",
            &format!("alter role {role} createrole"),
        ] {
            assert!(refused(&pool, statement).await, "{side:?}: {statement}");
        }
        pool.close().await;
    }
    let worker = wall.pool(Side::Worker, 1).await.unwrap();
    for table in ["case_report", "case_version", "approval_comment", "second_factor", "credential"] {
        assert!(refused(&worker, &format!("select * from {table}")).await, "{table}");
    }
    worker.close().await;
    // A second server, or the next start.
    let again = Wall::raise(&db).await.unwrap();
    again.pool(Side::Web, 1).await.unwrap().close().await;
    wall.raze(&db).await.unwrap();
}

/// Every round of the worker, over the demo society.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_worker_needs_no_more_than_it_is_given(db: PgPool) {
    let wall = Wall::raise(&db).await.unwrap();
    let app = TestApp::new(db.clone());
    app.state.backend.demo().load(&mut |_| {}).await.unwrap();
    app.clock.set("2028-04-02T00:00:00Z".parse().unwrap());
    // A mail whose link is made when it is sent.
    let accounts = app.state.backend.accounts();
    accounts.forgot_password(Realm::Member, "100001", &Origin::default()).await.unwrap();
    let mut backend = app.state.backend.clone();
    backend.db = wall.pool(Side::Worker, 3).await.unwrap();

    backend.demo().follow_clock().await.unwrap();
    backend.applications().certify_due().await.unwrap();
    let swept = [
        backend.accounts().sweep().await.unwrap(),
        backend.documents().sweep().await.unwrap(),
        backend.registry().sweep_imports().await.unwrap(),
        backend.facilities().take_effect().await.unwrap(),
        backend.applications().plan_rounds().await.unwrap(),
    ];
    let delivered = backend.notices().deliver_due(&Transport::DevMailbox, 100).await.unwrap();
    assert!(
        swept.iter().sum::<u64>() > 0 && delivered > 0,
        "there was something to do: {swept:?} {delivered}"
    );
    backend.db.close().await;
    wall.raze(&db).await.unwrap();
}
