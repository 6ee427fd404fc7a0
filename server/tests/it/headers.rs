//! What every answer says to the browser, and what is refused before anything looks at it.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
    routing::get,
};
use server::security;
use sqlx::PgPool;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use crate::harness::{HOST, TestApp};

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn every_page_has_a_policy_of_its_own_and_its_scripts_carry_the_nonce(db: PgPool) {
    let app = TestApp::new(db);
    // A page with a program.
    let member = app.member("100001").await;
    let (first, second) = (member.get("/cases/specialist").await, member.get("/cases/specialist").await);
    let policy = first.header("content-security-policy");
    for part in [
        "default-src 'self';",
        "'strict-dynamic' 'wasm-unsafe-eval';",
        "object-src 'none';",
        "base-uri 'none';",
        "frame-ancestors 'none';",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_ne!(policy, second.header("content-security-policy"));

    let (_, rest) = policy.split_once("script-src 'nonce-").unwrap();
    let (nonce, _) = rest.split_once('\'').unwrap();
    let scripts = first.body.matches("<script").count();
    let marked =
        first.body.split("<script").skip(1).filter(|s| s.split('>').next().unwrap().contains(nonce)).count();
    assert!(scripts > 0, "{} {}", first.status, first.body);
    assert_eq!(marked, scripts, "{}", first.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn every_kind_of_answer_has_the_headers(db: PgPool) {
    let app = TestApp::new(db);
    for path in ["/", "/member", "/no/such/page", "/healthz", "/events", "/favicon.svg"] {
        let answer = app.visitor().get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(!answer.headers.contains_key("strict-transport-security"), "{path}: only behind https");
        let cache = if path == "/favicon.svg" { "no-cache" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), cache, "{path}");
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn writes_from_another_site_are_refused_in_words_and_change_nothing(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    for foreign in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
        let answer = member.post_with("/api/accounts/sign_out", "/member", &[], &[foreign]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
        assert!(answer.body.contains("別のサイトから始まった操作"), "{}", answer.body);
    }
    assert_eq!(member.get("/member").await.status, StatusCode::OK, "still signed in");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn an_old_browser_is_judged_by_its_origin(db: PgPool) {
    let app = TestApp::new(db);
    let post = |origin: &str| {
        Request::post("/api/accounts/sign_out")
            .header(header::HOST, HOST)
            .header(header::ORIGIN, origin)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(app.send(post("http://evil.example")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(app.send(post("null")).await.status, StatusCode::FORBIDDEN);
    assert!(app.send(post(&format!("http://{HOST}"))).await.status.is_redirection());
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn too_long_a_body_is_refused_in_words(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    let long = "あ".repeat(100_000);
    let answer = member.post("/api/cases/save", "/cases/specialist/1", &[("course", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("大きすぎます"), "{}", answer.body);

    let by_script = member
        .request(Method::POST, "/api/cases/save")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_LENGTH, long.len())
        .body(Body::from(long))
        .unwrap();
    assert_eq!(app.send(by_script).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

async fn trouble() -> StatusCode {
    panic!("select secret from member")
}

#[tokio::test]
async fn a_panic_becomes_a_page_with_an_id_and_tells_nothing_else() {
    let app = Router::new().route("/", get(trouble)).layer(CatchPanicLayer::custom(security::panicked));
    let response = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(body.contains("お問い合わせの際は、番号 "), "{body}");
    assert!(!body.contains("secret"), "{body}");
}
