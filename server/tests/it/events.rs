//! Server-sent events: each member hears of their own changes, and of nothing else.

use axum::{
    body::{Body, BodyDataStream},
    http::{Method, StatusCode},
};
use futures::StreamExt as _;
use sqlx::PgPool;

use crate::harness::{Client, TestApp};

/// The events of somebody, as they come.
pub struct Stream {
    body: BodyDataStream,
    read: String,
}

impl Stream {
    pub async fn open(app: &TestApp, client: &Client<'_>) -> Self {
        let request = client.request(Method::GET, "/events").body(Body::empty()).unwrap();
        let response = app.start(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body().into_data_stream(), read: String::new() }
    }

    /// The next event as it stands in the stream, comments left out; nothing when the stream is over.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                if event.contains("event:") {
                    return Some(event);
                }
                continue;
            }
            self.read.push_str(std::str::from_utf8(&self.body.next().await?.unwrap()).unwrap());
        }
    }

    /// Told when the server cannot know what happened: look again.
    pub async fn anything(&mut self) {
        assert_eq!(self.next().await.unwrap(), "event: approvals\ndata: changed");
        assert_eq!(self.next().await.unwrap(), "event: cases\ndata: changed");
    }
}

/// As the database tells it.
pub async fn notify(db: &PgPool, channel: &str, member: impl std::fmt::Display) {
    sqlx::query("select pg_notify($1, $2)").bind(channel).bind(member.to_string()).execute(db).await.unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_member_hears_of_their_own_changes_only(db: PgPool) {
    let app = TestApp::new(db.clone());
    let (one, two) = (app.physician("100001").await, app.physician("200001").await);
    let mut first = Stream::open(&app, &app.member("100001").await).await;
    let mut second = Stream::open(&app, &app.member("200001").await).await;
    let listening = tokio::spawn(app.state.events.clone().listen(db.clone()));
    // Told once the listener is connected: from then on nothing is missed.
    first.anything().await;
    second.anything().await;

    notify(&db, "approvals", two).await;
    notify(&db, "cases", one).await;
    assert_eq!(second.next().await.unwrap(), "event: approvals\ndata: changed");
    // Had the first heard of the second's change, it would have come before this.
    assert_eq!(first.next().await.unwrap(), "event: cases\ndata: changed");

    app.state.events.shutdown.cancel();
    assert_eq!(first.next().await, None, "the end of the process ends the stream");
    listening.await.unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn after_a_lost_connection_everybody_looks_again(db: PgPool) {
    let app = TestApp::new(db.clone());
    let mut stream = Stream::open(&app, &app.member("100001").await).await;
    let listening = tokio::spawn(app.state.events.clone().listen(db.clone()));
    stream.anything().await;

    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and query ilike 'listen %' and pid <> pg_backend_pid()",
    )
    .execute(&db)
    .await
    .unwrap();
    stream.anything().await;
    app.state.events.shutdown.cancel();
    listening.await.unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn nobody_else_hears_anything(db: PgPool) {
    let app = TestApp::new(db);
    assert_eq!(app.visitor().get("/events").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.facility("F0001").await.get("/events").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.office().await.get("/events").await.status, StatusCode::UNAUTHORIZED);
}
