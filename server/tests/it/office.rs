//! The office's door and its first pages.

use axum::http::StatusCode;
use backend::notices::Transport;
use domain::{accounts::Realm, notices::Mail};
use sqlx::PgPool;
use totp_rs::{Builder, Secret};

use crate::harness::{Answer, Client, TestApp};

/// Pages that only the office sees.
const INNER: [&str; 4] = ["/office", "/office/mail", "/office/audit", "/office/second-factor/recovery-codes"];
const CODE: &str = "/office/second-factor";
const SET_UP: &str = "/office/second-factor/setup";

/// Somebody of the office who still owes this.
pub async fn half_open<'a>(app: &'a TestApp, awaits: &str) -> Client<'a> {
    let client = app.office().await;
    let (_, token) = client.cookie.as_deref().unwrap().split_once('=').unwrap();
    let changed = sqlx::query(
        "update session set awaits = $2, new_secret = decode('00112233445566778899aabbccddeeff00112233', 'hex')
         where token_hash = sha256(convert_to($1, 'UTF8'))",
    )
    .bind(token)
    .bind(awaits)
    .execute(app.db())
    .await
    .unwrap();
    assert_eq!(changed.rows_affected(), 1);
    client
}

/// Where a visitor is led to, or nothing when the page opens.
fn led(answer: &Answer) -> Option<String> {
    match answer.status {
        StatusCode::OK => None,
        StatusCode::SEE_OTHER => {
            assert_eq!(answer.body, "", "nothing of the page goes along");
            Some(answer.location().to_owned())
        }
        other => panic!("{other}: {}", answer.body),
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_who_may_open_which_page_of_the_office(db: PgPool) {
    let app = TestApp::new(db);
    let strangers =
        [app.visitor(), app.member("100001").await, app.nurse("300000").await, app.facility("F0001").await];
    let (owes_code, owes_set_up) = (half_open(&app, "code").await, half_open(&app, "set_up").await);
    let office = app.office().await;
    for path in INNER {
        let next = app::route::encode(path);
        for stranger in &strangers {
            assert_eq!(led(&stranger.get(path).await), Some(format!("/office/signin?next={next}")), "{path}");
        }
        assert_eq!(led(&owes_code.get(path).await), Some(format!("{CODE}?next={next}")), "{path}");
        assert_eq!(led(&owes_set_up.get(path).await), Some(format!("{SET_UP}?next={next}")), "{path}");
        assert_eq!(led(&office.get(path).await), None, "{path}");
    }
    for stranger in &strangers {
        assert_eq!(led(&stranger.get("/office/signin").await), None);
        for path in [CODE, SET_UP] {
            assert_eq!(led(&stranger.get(path).await).as_deref(), Some("/office/signin"), "{path}");
        }
    }
    assert_eq!(led(&owes_code.get(CODE).await), None);
    assert_eq!(led(&owes_code.get(SET_UP).await).as_deref(), Some(CODE));
    assert_eq!(led(&owes_set_up.get(SET_UP).await), None);
    assert_eq!(led(&owes_set_up.get(CODE).await).as_deref(), Some(SET_UP));
    assert_eq!(led(&office.get(CODE).await).as_deref(), Some("/office"));
    assert_eq!(led(&office.get(SET_UP).await), None, "somebody of the demo who wants one");
    // Beside the office's pages a half-open session is nobody at all.
    for half in [&owes_code, &owes_set_up] {
        assert_eq!(led(&half.get("/member").await).as_deref(), Some("/signin?next=%2Fmember"));
        assert_eq!(led(&half.get("/facility").await).as_deref(), Some("/facility/signin?next=%2Ffacility"));
        assert!(!half.get("/").await.body.contains("事務局TOP"), "no menu");
    }
    assert!(office.get("/").await.body.contains("事務局TOP"));
    for client in [&strangers[0], &strangers[1], &office] {
        let unknown = client.get("/officex").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(office.get("/office/no-such-page").await.status, StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_the_server_functions_of_the_office_answer_nobody_else(db: PgPool) {
    let app = TestApp::new(db);
    let strangers = [
        app.visitor(),
        half_open(&app, "code").await,
        half_open(&app, "set_up").await,
        app.member("100001").await,
        app.facility("F0001").await,
    ];
    let office = app.office().await;
    let mail = r#"{"mail":"00000000-0000-0000-0000-000000000000"}"#;
    for (path, json) in
        [("/api/notices/revive", mail), ("/api/accounts/new_recovery_codes", r#"{"code":"123456"}"#)]
    {
        for stranger in &strangers {
            let answer = api(stranger, path, json).await;
            assert!(
                [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND].contains(&answer.status)
                    || answer.status.is_redirection(),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
            assert!(answer.body.len() < 200, "{path}: {}", answer.body);
        }
    }
    let revived = api(&office, "/api/notices/revive", mail).await;
    assert_ne!(revived.status, StatusCode::UNAUTHORIZED, "{}", revived.body);
}

/// As a program asks, with the form encoding that the server functions read.
pub async fn api(client: &Client<'_>, path: &str, json: &str) -> Answer {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut fields = Vec::new();
    for (name, value) in value.as_object().unwrap() {
        match value {
            serde_json::Value::String(text) => fields.push((name.clone(), text.clone())),
            _ => fields.push((format!("{name}[x]"), String::new())),
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post_with(path, "/office", &fields, &[("accept", "application/json")]).await
}

/// What the authenticator app shows for the secret on this page.
fn code(app: &TestApp, page: &str) -> (String, String) {
    let (_, rest) = page.split_once("<code class=\"secret\">").expect("a secret");
    let secret = rest.split_once('<').unwrap().0.replace(' ', "");
    (code_of(app, &secret), secret)
}

fn code_of(app: &TestApp, secret: &str) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(app.clock_seconds()).to_string()
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_office_sets_its_password_by_mail_sets_up_its_factor_and_comes_in(db: PgPool) {
    let app = TestApp::real(db);
    app.office_person("jimu@example.jp").await;
    let mut browser = app.visitor();

    // A7: the door of the office leads to a form of the office.
    let forgot = browser.get("/password/forgot?door=office").await;
    assert!(forgot.body.contains("name=\"door\" value=\"office\""), "{}", forgot.body);
    let asked = browser
        .post(
            "/api/accounts/forgot_password",
            "/password/forgot?door=office",
            &[("account", "jimu@example.jp"), ("door", "office")],
        )
        .await;
    assert!(asked.location().starts_with("/password/forgot?door=office&flash="), "{}", asked.location());
    let notices = app.state.backend.notices();
    notices.deliver_due(&Transport::DevMailbox, 10).await.unwrap();
    let mail = notices.dev_mails().await.unwrap().remove(0);
    let token =
        mail.text.split_once("/password/set/").unwrap().1.split_whitespace().next().unwrap().to_owned();
    let set = browser
        .post(
            "/api/accounts/set_password",
            "/password/set/x",
            &[("token", &token), ("password", "mountain-lake-7"), ("repeated", "mountain-lake-7")],
        )
        .await;
    assert!(set.location().starts_with(&format!("{SET_UP}?flash=")), "{}", set.location());
    browser.cookie = Some(cookie(&set));
    assert_eq!(led(&browser.get("/office").await), Some(format!("{SET_UP}?next=%2Foffice")));

    let page = browser.get(&format!("{SET_UP}?next=%2Foffice%2Fmail")).await;
    assert!(page.body.contains("src=\"data:image/svg+xml;base64,"), "{}", page.body);
    assert!(page.header("content-security-policy").contains("img-src 'self' data:"));
    assert_eq!(page.header("cache-control"), "no-store");
    let (right, secret) = code(&app, &page.body);
    let refused = browser
        .post("/api/accounts/set_up_factor", SET_UP, &[("code", "12"), ("next", "/office/mail")])
        .await;
    let back = refused.location().to_owned();
    let page = browser.get(&back).await;
    assert!(page.body.contains("エラーの内容を確認してください。") && page.body.contains("id=\"e-code\""));
    assert_eq!(code(&app, &page.body).1, secret, "the same secret is still offered");

    let done = browser
        .post("/api/accounts/set_up_factor", SET_UP, &[("code", &right), ("next", "/office/mail")])
        .await;
    assert!(done.location().starts_with("/office/second-factor/recovery-codes?next=%2Foffice%2Fmail&flash="));
    let before = browser.cookie.clone();
    browser.cookie = Some(cookie(&done));
    assert_ne!(browser.cookie, before, "another token");
    let shown = browser.follow(&done).await;
    assert_eq!(shown.body.matches("<li><code>").count(), 10, "{}", shown.body);
    assert!(shown.body.contains("href=\"/office/mail\""));
    assert!(shown.header("set-cookie").starts_with("typed0=; Max-Age=0"), "shown once");
    // The browser has thrown that cookie away.
    let session = browser.cookie.as_deref().unwrap().split("; ").next().unwrap().to_owned();
    browser.cookie = Some(session);
    let again = browser.get(done.location()).await;
    assert!(!again.body.contains("<li><code>") && again.body.contains("残り10個"), "{}", again.body);

    // Out, and in again: password, code, and the page that was asked for.
    let out = browser.post("/api/accounts/sign_out", "/office", &[]).await;
    assert!(out.location().starts_with("/office/signin?flash="), "{}", out.location());
    app.clock.advance(jiff::SignedDuration::from_mins(2));
    let door = [
        ("door", "office"),
        ("account", "JIMU@example.jp"),
        ("password", "mountain-lake-7"),
        ("next", "/office/audit"),
    ];
    let half = browser.post("/api/accounts/sign_in", "/office/signin?next=%2Foffice%2Faudit", &door).await;
    assert_eq!(half.location(), format!("{CODE}?next=%2Foffice%2Faudit"));
    browser.cookie = Some(cookie(&half));
    let wrong =
        browser.post("/api/accounts/give_code", CODE, &[("code", &right), ("next", "/office/audit")]).await;
    assert!(wrong.location().contains("problem=%22CodeWrong%22"), "used before: {}", wrong.location());
    let now = code_of(&app, &secret);
    let open =
        browser.post("/api/accounts/give_code", CODE, &[("code", &now), ("next", "/office/audit")]).await;
    assert_eq!(open.location(), "/office/audit");
    browser.cookie = Some(cookie(&open));
    let audit = browser.get("/office/audit").await;
    assert!(audit.body.contains("二段階認証の失敗") && audit.body.contains("account.factor_set_up"));
    assert!(!audit.body.contains(&secret) && !audit.body.contains(&now));
}

/// All cookies of an answer, as the browser sends them back.
fn cookie(answer: &Answer) -> String {
    let pairs = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned());
    pairs.collect::<Vec<_>>().join("; ")
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a3_wrong_password_and_unknown_account_of_the_office_read_the_same(db: PgPool) {
    let app = TestApp::new(db);
    app.office_person("jimu@example.jp").await;
    let visitor = app.visitor();
    let mut locations = Vec::new();
    for account in ["jimu@example.jp", "nobody@example.jp"] {
        let answer = visitor
            .post(
                "/api/accounts/sign_in",
                "/office/signin",
                &[("door", "office"), ("account", account), ("password", "wrong-password-1")],
            )
            .await;
        // But for the number of what is said once.
        locations.push(answer.location().rsplit_once('.').expect("something said").0.to_owned());
        let page = visitor.follow(&answer).await;
        assert!(
            page.body.contains("メールアドレス、パスワードのいずれかが正しくありません。"),
            "{}",
            page.body
        );
    }
    assert_eq!(locations[0], locations[1]);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e2_the_office_sees_what_waits_and_sends_a_failed_mail_again(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let quiet = office.get("/office").await;
    assert!(
        quiet.body.contains("送信待ちのメールも、送信できなかったメールもありません。"),
        "{}",
        quiet.body
    );

    let backend = &app.state.backend;
    let mail = Mail::PasswordLink {
        realm: Realm::Member,
        account: app.physician("100001").await.0,
        name: "試験".into(),
    };
    for to in ["one@example.jp", "two@example.jp", "three@example.jp"] {
        let mut db = app.db().acquire().await.unwrap();
        let now = backend.clock.now();
        backend::notices::enqueue(&mut db, &backend.settings, to, &mail, now).await.unwrap();
    }
    sqlx::query("update mail_outbox set state = 'dead', attempts = 8, last_error = '550 no such <user>' where to_address like 'o%'")
        .execute(app.db())
        .await
        .unwrap();
    let home = office.get("/office").await;
    assert!(home.body.contains("送信できなかったメールが1通あります。"), "{}", home.body);
    assert!(home.body.contains("送信待ちのメールが2通あります"), "{}", home.body);
    assert!(home.body.contains("href=\"/office/mail?state=dead\""), "{}", home.body);

    let dead = office.get("/office/mail?state=dead").await;
    assert!(dead.body.contains("one@example.jp") && !dead.body.contains("two@example.jp"));
    assert!(dead.body.contains("550 no such &lt;user&gt;"), "{}", dead.body);
    let all = office.get("/office/mail").await;
    assert_eq!(all.body.matches("action=\"/api/notices/revive?owner=").count(), 1, "only what was given up");

    let id = dead.body.split_once("name=\"mail\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let fields = [("mail", id.as_str()), ("state", "dead")];
    let revived = office.post("/api/notices/revive", "/office/mail?state=dead", &fields).await;
    assert!(revived.location().starts_with("/office/mail?state=dead&flash="), "{}", revived.location());
    let after = office.follow(&revived).await;
    assert!(after.body.contains("もう一度送信します。"), "{}", after.body);
    let waiting: i64 = sqlx::query_scalar("select count(*) from mail_outbox where state = 'waiting'")
        .fetch_one(app.db())
        .await
        .unwrap();
    assert_eq!(waiting, 3);
    let twice = office.post("/api/notices/revive", "/office/mail", &fields).await;
    let told = office.follow(&twice).await;
    assert!(told.body.contains("再送できるのは「送信失敗」のメールだけです。"), "{}", told.body);

    // Signed out meanwhile: the form is kept beside the way to the office's own door.
    let lost = app.visitor().post("/api/notices/revive", "/office/mail?state=dead", &fields).await;
    assert_eq!(lost.status, StatusCode::UNAUTHORIZED);
    assert!(lost.body.contains("href=\"/office/signin\"") && lost.body.contains(&id), "{}", lost.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_outbox_is_read_in_pages(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    sqlx::query(
        "insert into mail_outbox (mail_id, kind, to_address, subject, params, state, next_attempt_at, created_at)
         select gen_random_uuid(), 'password_link', 'p' || n || '@example.jp', '件名', '{}', 'waiting', now(),
             timestamptz '2026-09-01'
         from generate_series(1, 70) as n",
    )
    .execute(app.db())
    .await
    .unwrap();
    let mut path = "/office/mail".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = office.get(&path).await;
        let (table, _) = page.body.split_once("</table>").expect("a table");
        seen.extend(table.split("@example.jp").filter_map(|text| {
            let (_, number) = text.rsplit_once('p')?;
            number.parse::<u32>().ok()
        }));
        let Some((before, _)) = page.body.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
        assert!(path.starts_with("/office/mail?before="), "{path}");
    }
    assert_eq!(seen.len(), 70, "{seen:?}");
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 70, "no mail twice");
}
