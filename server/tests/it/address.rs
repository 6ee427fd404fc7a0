//! A facility's own log-in address through the real router: who may, what a browser without JavaScript gets, and what the
//! link does for whoever opens it (A1, A5, A8).

use axum::http::{Method, StatusCode};
use backend::notices::Transport;
use sqlx::PgPool;

use crate::{
    harness::{Answer, Client, TestApp},
    office::{api, half_open},
    registry::with_cookie,
};

const PAGE: &str = "/facility/account";
const ASK: &str = "/api/accounts/ask_login_address";
const WITHDRAW: &str = "/api/accounts/withdraw_login_address";
const CONFIRM: &str = "/api/accounts/confirm_login_address";
const PASSWORD: &str = "/api/accounts/mail_own_password_link";

async fn ask(client: &Client<'_>, address: &str) -> Answer {
    client.post(ASK, PAGE, &[("address", address)]).await
}

/// The path in the newest mail that asks this address to confirm.
async fn link_to(app: &TestApp, address: &str) -> String {
    let notices = app.state.backend.notices();
    notices.deliver_due(&Transport::DevMailbox, 10).await.expect("delivered");
    let mails = notices.dev_mails().await.expect("mails");
    let mail = mails.iter().find(|mail| mail.to == address).expect("a mail");
    let (_, rest) = mail.text.split_once("http://nintei.test/facility/address/").expect("a link");
    format!("/facility/address/{}", rest.split_whitespace().next().expect("a token"))
}

/// Presses the only button of the page behind the link.
async fn confirm(client: &Client<'_>, link: &str) -> Answer {
    let page = client.get(link).await;
    assert!(page.status == StatusCode::OK && page.body.contains(CONFIRM), "{}", page.body);
    let fields = page.hidden();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post(CONFIRM, link, &fields).await
}

async fn email(app: &TestApp, number: &str) -> String {
    sqlx::query_scalar("select login_email from facility where facility_no = $1")
        .bind(number)
        .fetch_one(app.db())
        .await
        .expect("an address")
}

async fn mails(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from mail_outbox").fetch_one(app.db()).await.expect("a count")
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_the_account_is_for_the_facility_that_is_signed_in(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let strangers = [
        app.visitor(),
        app.member("100001").await,
        app.nurse("300000").await,
        app.office().await,
        half_open(&app, "code").await,
    ];
    for stranger in &strangers {
        let answer = stranger.get(PAGE).await;
        assert_eq!(answer.location(), "/facility/signin?next=%2Ffacility%2Faccount");
        assert_eq!(answer.body, "");
        let link = r#"{"link":"00000000-0000-0000-0000-000000000000"}"#;
        for (path, json) in [(ASK, r#"{"address":"new@example.jp"}"#), (WITHDRAW, link), (PASSWORD, "{}")] {
            let answer = api(stranger, path, json).await;
            assert!(
                [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND].contains(&answer.status),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
        }
        // The page behind a link is for whoever has it; this is none.
        let answer = stranger.get("/facility/address/unknown").await;
        assert!(
            answer.status == StatusCode::OK && answer.body.contains("このURLは使用できません"),
            "{}",
            answer.body
        );
        assert!(!answer.body.contains(CONFIRM), "no button");
    }
    assert_eq!(mails(&app).await, 0);
    let home = facility.get("/facility").await;
    assert!(home.body.contains("href=\"/facility/account\""), "{}", home.body);
    let page = facility.get(PAGE).await;
    assert!(page.status == StatusCode::OK && page.body.contains("F0001@example.jp"), "{}", page.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a8_a_refused_address_is_kept_in_the_form(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    app.facility("F0002").await;
    for (typed, said) in [
        ("f0002@EXAMPLE.jp", "入力されたメールアドレスはすでに使われています。"),
        ("F0001@example.jp", "いま登録されているものと同じです"),
        ("no address", "形が正しくありません"),
        ("", "形が正しくありません"),
    ] {
        let refused = ask(&facility, typed).await;
        assert!(refused.location().starts_with("/facility/account?flash="), "{}", refused.location());
        assert!(!app::route::decode(refused.location()).contains('@'), "no address in the address");
        let page = facility.follow(&refused).await;
        assert!(page.body.contains(said), "{typed}: {}", page.body);
        assert!(page.body.contains(&format!("value=\"{typed}\"")), "{typed}: {}", page.body);
        assert!(page.body.contains("aria-invalid=\"true\""), "{typed}");
    }
    assert_eq!(mails(&app).await, 0);

    // A session that ended meanwhile costs nothing that was typed either.
    let visitor = app.visitor();
    let led = ask(&visitor, "new@example.jp").await;
    assert_eq!(led.location(), "/facility/signin?next=%2Ffacility%2Faccount");
    let page = with_cookie(&app, &facility, &led).get(PAGE).await;
    assert!(page.body.contains("value=\"new@example.jp\""), "{}", page.body);
    assert!(!page.body.contains("aria-invalid"), "nothing is wrong with it: {}", page.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a1_a_new_address_is_asked_for_shown_withdrawn_and_confirmed_signed_out(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let asked = ask(&facility, "new@example.jp").await;
    let page = facility.follow(&asked).await;
    assert!(page.body.contains("確認メールをお送りしました。24時間以内に"), "{}", page.body);
    assert!(page.body.contains("new@example.jp") && page.body.contains("2026/10/02 09:00"), "{}", page.body);

    let withdrawn_link = link_to(&app, "new@example.jp").await;
    let fields = page.hidden();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let withdrawn = facility.post(WITHDRAW, PAGE, &fields).await;
    let page = facility.follow(&withdrawn).await;
    assert!(
        page.body.contains("変更を取り消しました。") && !page.body.contains("new@example.jp"),
        "{}",
        page.body
    );
    let page = facility.get(&withdrawn_link).await;
    assert!(page.body.contains("このURLは使用できません"), "{withdrawn_link}: {}", page.body);
    let twice = facility.post(WITHDRAW, PAGE, &fields).await;
    assert!(facility.follow(&twice).await.body.contains("取り消せる変更がありません。"));

    ask(&facility, "new@example.jp").await;
    app.clock.advance(jiff::SignedDuration::from_mins(1));
    let link = link_to(&app, "new@example.jp").await;
    let visitor = app.visitor();
    for method in [Method::GET, Method::HEAD] {
        let request = visitor.request(method, &link).body(axum::body::Body::empty()).expect("a request");
        let answer = app.send(request).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    }
    let question = visitor.get(&link).await;
    assert!(
        question.body.contains("みどり野中央病院") && question.body.contains("new@example.jp"),
        "{}",
        question.body
    );
    assert!(
        !question.body.contains("F0001@example.jp"),
        "a typed address may be a stranger's: {}",
        question.body
    );
    assert_eq!(email(&app, "F0001").await, "F0001@example.jp", "looking changes nothing");

    let done = confirm(&visitor, &link).await;
    assert!(done.location().starts_with("/facility/signin?flash="), "{}", done.location());
    assert!(visitor.follow(&done).await.body.contains("ログイン用メールアドレスを変更しました。"));
    let mut cookies = done.headers.get_all("set-cookie").iter().filter_map(|line| line.to_str().ok());
    assert!(cookies.all(|line| line.starts_with("flash-")), "a link for an address signs nobody in");
    assert_eq!(email(&app, "F0001").await, "new@example.jp");
    assert!(facility.get(PAGE).await.location().starts_with("/facility/signin"), "its sessions have ended");

    let token = link.rsplit('/').next().expect("a token");
    let again = visitor.post(CONFIRM, &link, &[("token", token)]).await;
    assert_eq!(again.location(), link);
    assert!(visitor.get(&link).await.body.contains("このURLは使用できません"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a5_the_browser_that_confirms_stays_signed_in_whosever_it_is(db: PgPool) {
    let app = TestApp::new(db);
    let (facility, other) = (app.facility("F0001").await, app.facility("F0002").await);
    ask(&facility, "new@example.jp").await;
    let link = link_to(&app, "new@example.jp").await;
    let done = confirm(&facility, &link).await;
    assert!(done.location().starts_with("/facility/account?flash="), "{}", done.location());
    let page = facility.follow(&done).await;
    assert!(page.status == StatusCode::OK && page.body.contains("new@example.jp"), "{}", page.body);

    // Another facility's browser: what the link is about changes, and nothing else.
    app.clock.advance(jiff::SignedDuration::from_mins(1));
    ask(&facility, "third@example.jp").await;
    let link = link_to(&app, "third@example.jp").await;
    let done = confirm(&other, &link).await;
    assert!(done.location().starts_with("/facility/signin?flash="), "{}", done.location());
    assert_eq!(email(&app, "F0001").await, "third@example.jp");
    assert_eq!(email(&app, "F0002").await, "F0002@example.jp");
    assert_eq!(other.get(PAGE).await.status, StatusCode::OK);
    assert!(facility.get(PAGE).await.status.is_redirection());
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a1_an_address_that_was_taken_meanwhile_is_said_on_the_page_of_the_link(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    ask(&facility, "f0002@example.jp").await;
    let link = link_to(&app, "f0002@example.jp").await;
    app.facility("F0002").await;
    let refused = confirm(&facility, &link).await;
    assert!(refused.location().starts_with(&format!("{link}?flash=")), "{}", refused.location());
    let page = facility.follow(&refused).await;
    assert!(page.body.contains("別の施設が使い始めたため、変更できませんでした。"), "{}", page.body);
    assert_eq!(email(&app, "F0001").await, "F0001@example.jp");
    assert_eq!(facility.get(PAGE).await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a5_the_password_is_changed_by_a_mail_to_the_present_address(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let sent = facility.post(PASSWORD, PAGE, &[]).await;
    assert!(sent.location().starts_with("/facility/account?flash="), "{}", sent.location());
    assert!(facility.follow(&sent).await.body.contains("パスワード設定のメールを送信しました。"));
    let to: Vec<(String, String)> =
        sqlx::query_as("select to_address, kind from mail_outbox").fetch_all(app.db()).await.expect("mails");
    assert_eq!(to, [("F0001@example.jp".to_owned(), "password_link".to_owned())]);
}

/// A8: the page tells which addresses are in use, so it is braked.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a8_trying_addresses_is_braked_in_words(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    for n in 0..backend::accounts::ADDRESS_MAIL.by_account {
        ask(&facility, &format!("a{n}@example.jp")).await;
    }
    let braked = ask(&facility, "b@example.jp").await;
    let page = facility.follow(&braked).await;
    assert!(page.body.contains("一時的に受け付けを止めています。"), "{}", page.body);
    assert!(page.body.contains("value=\"b@example.jp\""), "{}", page.body);
}
