//! `/healthz` and `/readyz`.

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde_json::Value;
use sqlx::PgPool;

use crate::harness::{Answer, TestApp};

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn ready_means_database_migrations_and_a_worker_that_comes_round(db: PgPool) {
    let app = TestApp::new(db);
    let answer = app.visitor().get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "the worker has not begun");
    assert_eq!(json(&answer)["worker"]["ok"], false);

    app.state.pulse.beat(app.state.backend.clock.now());
    let answer = app.visitor().get("/readyz").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let said = json(&answer);
    assert_eq!((&said["database"], &said["migrations"]), (&true.into(), &true.into()));
    assert_eq!(said["mail"]["waiting"], 0);

    app.clock.advance(SignedDuration::from_mins(4));
    assert_eq!(
        app.visitor().get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "the worker hangs"
    );
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn without_its_database_the_process_lives_but_is_not_ready(db: PgPool) {
    let app = TestApp::new(db);
    app.state.pulse.beat(app.state.backend.clock.now());
    app.db().close().await;
    assert_eq!(app.visitor().get("/healthz").await.status, StatusCode::OK);
    let answer = app.visitor().get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json(&answer)["database"], false);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_migration_that_is_missing_makes_it_unready(db: PgPool) {
    let app = TestApp::new(db);
    app.state.pulse.beat(app.state.backend.clock.now());
    sqlx::query("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .execute(app.db())
        .await
        .unwrap();
    let answer = app.visitor().get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(json(&answer)["migrations"], false);
}
