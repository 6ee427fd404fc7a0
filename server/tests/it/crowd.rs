//! The last evening: more people than the machine can answer.

use std::task::Poll;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use futures::{future::join_all, poll};
use server::crowd::AT_ONCE;
use sqlx::PgPool;

use crate::harness::{HOST, TestApp};

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn beyond_the_limit_everybody_hears_at_once_when_to_come_again_and_keeps_what_is_typed(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    // Nobody's session can be read, so everybody waits.
    #[expect(clippy::disallowed_methods, reason = "this test does not give up")]
    let mut held = app.db().begin().await.unwrap();
    sqlx::query("lock table session in access exclusive mode").execute(&mut *held).await.unwrap();
    let mut crowd: Vec<_> = (0..AT_ONCE).map(|_| Box::pin(member.get("/member"))).collect();
    for waiting in &mut crowd {
        if let Poll::Ready(answer) = poll!(waiting.as_mut()) {
            panic!("nobody can be answered yet: {} {}", answer.status, answer.body);
        }
        tokio::task::yield_now().await;
    }

    let page = member.get("/member").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.body.contains("ただいま混み合っています"), "{}", page.body);
    assert!(page.headers.contains_key("content-security-policy"));

    let form = [("set", "specialist"), ("number", "1"), ("fields[course]", "経過を詳しく書いた。")];
    let answer = member.post("/api/cases/submit", "/cases/specialist/1", &form).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    let kept = answer.hidden();
    for (name, value) in form {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{name} in {kept:?}");
    }

    let by_script = Request::post("/api/cases/autosave")
        .header(header::HOST, HOST)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from("{}"))
        .unwrap();
    let answer = app.send(by_script).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(answer.body, "\"Unreachable\"", "what the browser's journal takes for a broken connection");

    let export = member.get("/office/audit/export.csv").await;
    assert_eq!(export.status, StatusCode::SERVICE_UNAVAILABLE);
    for (path, status) in [("/healthz", StatusCode::OK), ("/pkg/none.css", StatusCode::NOT_FOUND)] {
        assert_eq!(app.visitor().get(path).await.status, status, "{path}");
    }

    held.rollback().await.unwrap();
    for answer in join_all(crowd).await {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    assert_eq!(member.get("/member").await.status, StatusCode::OK, "the places are free again");
}
