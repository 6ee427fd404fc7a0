//! Guards and the session cookie.

use axum::http::StatusCode;
use backend::{accounts::SignIn, notices::Transport};
use domain::accounts::Realm;
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::harness::{SOCIETY, TestApp};

const INNER: [&str; 7] = [
    "/member",
    "/certification",
    "/cases/specialist",
    "/cases/specialist/1",
    "/cases/specialist/request?n=1&n=3",
    "/approvals",
    "/approvals/previous",
];

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_signed_out_visitor_is_led_to_sign_in_and_back_and_sees_nothing_of_the_page(db: PgPool) {
    let app = TestApp::new(db);
    for path in INNER {
        let answer = app.visitor().get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location(), format!("/signin?next={}", app::route::encode(path)));
        assert_eq!(answer.body, "", "{path}");
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a1_accounts_of_other_realms_do_not_open_the_members_pages(db: PgPool) {
    let app = TestApp::new(db);
    for client in [app.facility("F0001").await, app.office().await] {
        for path in INNER {
            assert_eq!(client.get(path).await.status, StatusCode::SEE_OTHER, "{path}");
        }
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn outer_pages_are_open_and_unknown_addresses_are_404_for_everybody(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/signin", StatusCode::OK),
        ("/password/forgot", StatusCode::OK),
        ("/memberx", StatusCode::NOT_FOUND),
        ("/no/such/page", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(app.visitor().get(path).await.status, status, "visitor {path}");
        assert_eq!(member.get(path).await.status, status, "member {path}");
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a2_every_member_sees_the_members_page_and_only_physicians_the_certification_system(db: PgPool) {
    let app = TestApp::new(db);
    let nurse = app.nurse("300000").await;
    assert_eq!(nurse.get("/member").await.status, StatusCode::OK);
    for path in ["/certification", "/approvals"] {
        let answer = nurse.get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("医師会員の方だけ"), "{path}: {}", answer.body);
    }
    let physician = app.member("100001").await;
    for path in ["/member", "/certification", "/approvals"] {
        assert_eq!(physician.get(path).await.status, StatusCode::OK, "{path}");
    }
}

/// A member with a password, made the way people make theirs: by the link in a mail.
pub async fn with_password(app: &TestApp, number: &str, password: &str) {
    app.physician(number).await;
    let backend = &app.state.backend;
    let origin = backend::Origin::default();
    backend.accounts().forgot_password(Realm::Member, number, &origin).await.unwrap();
    backend.notices().deliver_due(&Transport::DevMailbox, 10).await.unwrap();
    let mail = backend.notices().dev_mails().await.unwrap().remove(0);
    let (_, rest) = mail.text.split_once("/password/set/").unwrap();
    let token: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect();
    backend.accounts().set_password(&token, password, password, &origin).await.unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a3_a6_sign_in_sets_a_cookie_that_only_the_server_reads_and_leads_back(db: PgPool) {
    let app = TestApp::new(db);
    with_password(&app, "100001", "demo-pass-2026").await;
    let answer = app
        .visitor()
        .post(
            "/api/accounts/sign_in",
            "/signin?next=%2Fcases%2Fspecialist",
            &[("account", "100001"), ("password", "demo-pass-2026"), ("next", "/cases/specialist")],
        )
        .await;
    assert_eq!(answer.location(), "/cases/specialist");
    let cookie = answer.header("set-cookie");
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("session=") && pair.len() > 40, "{cookie}");
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax", "until the browser closes");

    let mut client = app.visitor();
    client.cookie = Some(pair.to_owned());
    assert_eq!(client.get("/member").await.status, StatusCode::OK);
    app.clock.advance(SignedDuration::from_hours(13));
    assert_eq!(client.get("/member").await.status, StatusCode::SEE_OTHER, "12 hours idle (A6)");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a6_a_kept_session_behind_https_has_a_host_cookie_of_30_days(db: PgPool) {
    let app = TestApp::with(db, |site| site.public_url = "https://nintei.test".into());
    with_password(&app, "100001", "demo-pass-2026").await;
    let answer = app
        .visitor()
        .post(
            "/api/accounts/sign_in",
            "/signin",
            &[("account", "100001"), ("password", "demo-pass-2026"), ("keep", "on")],
        )
        .await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(cookie.ends_with("; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn sign_in_leads_to_no_other_site(db: PgPool) {
    let app = TestApp::new(db);
    with_password(&app, "100001", "demo-pass-2026").await;
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/a\r\nset-cookie: x=y",
        "javascript:alert(1)",
    ] {
        let answer = app
            .visitor()
            .post(
                "/api/accounts/sign_in",
                "/signin",
                &[("account", "100001"), ("password", "demo-pass-2026"), ("next", next)],
            )
            .await;
        assert_eq!(answer.location(), "/member", "{next}");
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_token_of_an_ended_session_opens_nothing(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    let answer = member.post("/api/accounts/sign_out", "/member", &[]).await;
    assert!(answer.header("set-cookie").starts_with("session=; Max-Age=0"), "{:?}", answer.headers);
    assert_eq!(member.get("/member").await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a1_a_members_password_opens_no_other_realm(db: PgPool) {
    let app = TestApp::new(db);
    with_password(&app, "100001", "demo-pass-2026").await;
    let accounts = app.state.backend.accounts();
    for (realm, opens) in [(Realm::Member, true), (Realm::Facility, false), (Realm::Office, false)] {
        let tried = accounts
            .sign_in(realm, "100001@example.jp", "demo-pass-2026", false, &backend::Origin::default())
            .await
            .unwrap();
        assert_eq!(matches!(tried, SignIn::Welcome(_)), opens, "{realm:?}");
    }
}

/// What a society can set is what pages say.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a5_the_societys_own_name_and_hours_stand_on_the_pages(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    for answer in [app.visitor().get("/").await, member.get("/cases/specialist").await] {
        assert!(
            answer.body.contains(SOCIETY) && !answer.body.contains("日本緩和医療学会"),
            "{}",
            answer.body
        );
    }
    for path in ["/password/forgot", "/password/set/unknown", "/dev/clock"] {
        let answer = app.visitor().get(path).await;
        assert!(answer.body.contains("24時間") && !answer.body.contains("48時間"), "{path}: {}", answer.body);
    }
}
