//! Nothing typed is lost without JavaScript (`resubmit.rs`).

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::harness::{Answer, Client, TestApp};

const TEXT: &str = "疼痛は\"NRS 6\"。\n</textarea><script>alert('&')</script>";
const DRAFT: &str = "/api/cases/save_draft";
const EDITOR: &str = "/cases/specialist/1";

async fn posts_a_draft(client: &Client<'_>) -> Answer {
    client.post(DRAFT, EDITOR, &[("course", TEXT), ("memo", ""), ("password", "secret")]).await
}

#[track_caller]
fn carries_the_text(page: &Answer, prefix: &str) {
    let hidden = page.hidden();
    let field =
        |name: &str| hidden.iter().find(|(n, _)| *n == format!("{prefix}{name}")).map(|(_, v)| v.as_str());
    assert_eq!(field("course"), Some(TEXT), "{}", page.body);
    assert_eq!(field("memo"), Some(""));
    assert!(!page.body.contains("<script>alert"), "escaped");
    assert!(!page.body.contains("secret"), "a password is never written into a page");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_form_of_an_ended_session_is_kept_through_sign_in(db: PgPool) {
    let app = TestApp::new(db);
    let page = posts_a_draft(&app.visitor()).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_eq!(page.action(), Some("/resume"));
    carries_the_text(&page, "kept.");

    // A wrong password changes nothing about that.
    let hidden = page.hidden();
    let fields = |password| {
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.extend([("account", "100001"), ("password", password)]);
        fields
    };
    let wrong = app.visitor().post("/resume", DRAFT, &fields("not-this-one")).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.body.contains("正しくありません"));
    carries_the_text(&wrong, "kept.");

    crate::doors::with_password(&app, "100001", "demo-pass-2026").await;
    let right = app.visitor().post("/resume", DRAFT, &fields("demo-pass-2026")).await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.body);
    assert!(right.header("set-cookie").starts_with("session="));
    assert_eq!(right.action(), Some(DRAFT));
    assert!(right.body.contains("入力内容を保存する"));
    carries_the_text(&right, "");
    assert!(right.hidden().contains(&("__from".into(), EDITOR.into())), "an error leads back to the editor");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_form_that_met_a_dead_database_can_be_sent_again(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    app.db().close().await;
    let page = posts_a_draft(&member).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.action(), Some(DRAFT));
    assert!(page.body.contains("もう一度送信する"));
    carries_the_text(&page, "");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_form_from_another_site_is_shown_but_not_offered_again(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    let page =
        member.post_with(DRAFT, EDITOR, &[("course", TEXT)], &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.action(), None, "one click must not do what the other site wanted");
    assert!(page.body.contains("疼痛は&quot;NRS 6&quot;。"), "{}", page.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn what_is_typed_at_a_door_is_never_kept(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    app.db().close().await;
    let page = member
        .post("/api/accounts/sign_in", "/signin", &[("account", "100001"), ("password", "secret")])
        .await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.hidden().is_empty() && !page.body.contains("secret"), "{}", page.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn resume_sends_nothing_but_to_server_functions(db: PgPool) {
    let app = TestApp::new(db);
    for path in ["/signin", "https://evil.example/api/x", "/api/accounts/set_password", "//evil.example", ""]
    {
        let answer = app.visitor().post("/resume", "/", &[("path", path), ("kept.a", "b")]).await;
        assert_eq!(answer.location(), "/signin", "{path}");
    }
    assert_eq!(app.member("100001").await.get("/resume").await.location(), "/member");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn resume_refuses_other_sites_too(db: PgPool) {
    let app = TestApp::new(db);
    let fields = [("path", DRAFT), ("account", "100001"), ("password", "x")];
    let answer = app.visitor().post_with("/resume", "/", &fields, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

/// Two people and one browser. The words of the first come back to the first, however often the second sends them.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c19_a_form_of_somebody_else_is_kept_until_its_author_signs_in(db: PgPool) {
    let app = TestApp::new(db);
    crate::doors::with_password(&app, "100001", "demo-pass-2026").await;
    let taro = app.physician("100001").await.0;
    let hanako = app.member("100002").await;
    let address = format!("{DRAFT}?owner={taro}");
    let sends = || hanako.post(&address, EDITOR, &[("course", TEXT), ("memo", "")]);
    let page = sends().await;
    assert_eq!(page.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(page.action(), Some("/resume"));
    carries_the_text(&page, "kept.");

    let hidden = page.hidden();
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    fields.extend([("account", "100001"), ("password", "demo-pass-2026")]);
    let back = hanako.post("/resume", DRAFT, &fields).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    assert_eq!(back.action(), Some(address.as_str()), "still the author's");
    carries_the_text(&back, "");
    assert_eq!(sends().await.status, StatusCode::PRECONDITION_FAILED, "whoever else sends it");

    // An address that names no account is no way into a page.
    let strange = app
        .visitor()
        .post("/resume", DRAFT, &[("path", DRAFT), ("owner", "\"><script>"), ("kept.course", "a")])
        .await;
    assert!(!strange.body.contains("<script>"), "{}", strange.body);
}
