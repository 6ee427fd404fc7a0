//! What a request leaves behind: a number, a line, figures, and nothing that a person typed.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
    middleware::from_fn_with_state,
    routing::get,
};
use backend::db::RequestNumber;
use server::metrics::{self, Watched};
use sqlx::PgPool;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::{Answer, TestApp};

/// What this thread logs while it lives, as `LOG_FORMAT=json` writes it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

struct Listening {
    log: Log,
    _here: tracing::subscriber::DefaultGuard,
    /// As in `statements.rs`: with a single listener, another test's thread could decide that nobody listens.
    _second: tracing::Dispatch,
}

impl Log {
    /// As the server does by itself (`LOG=info,sqlx=warn`).
    fn listen() -> Listening {
        let subscriber = |log: Log| {
            tracing_subscriber::fmt().json().with_env_filter("info,sqlx=warn").with_writer(log).finish()
        };
        let log = Self::default();
        let here = tracing::subscriber::set_default(subscriber(log.clone()));
        Listening { log, _here: here, _second: tracing::Dispatch::new(subscriber(Self::default())) }
    }

    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(bytes.clone()).unwrap()
    }

    fn lines(&self) -> Vec<serde_json::Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn every_answer_has_a_number_and_every_line_says_it(db: PgPool) {
    let app = TestApp::new(db);
    let listening = Log::listen();
    let ada = app.member("100001").await;
    let (first, second) = (ada.get("/cases/specialist").await, ada.get("/healthz").await);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));

    // The page loads its data in a task of its own; what fails there is found by the same number.
    sqlx::query("alter table case_report rename to case_reports_gone").execute(app.db()).await.unwrap();
    let failed = ada.get("/cases/specialist").await;
    let id = failed.header("x-request-id");
    let lines = listening.log.lines();
    let of_it: Vec<_> = lines.iter().filter(|line| line["span"]["id"] == id).collect();
    assert!(of_it.iter().any(|line| line["target"] == "server::access"), "{lines:#?}");
    assert!(of_it.iter().any(|line| line["fields"]["message"] == "use case failed"), "{lines:#?}");
    // On a busy machine a statement of the test itself may be slow.
    let ours = lines.iter().filter(|line| line["target"] != "sqlx::query");
    assert!(
        ours.clone().count() >= 4 && ours.clone().all(|line| line["span"]["id"].is_string()),
        "{lines:#?}"
    );
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn what_a_request_changes_is_changed_under_its_number(db: PgPool) {
    let app = TestApp::new(db);
    let number = async || RequestNumber::of_this_task().map(|number| number.to_string()).unwrap_or_default();
    let observe = from_fn_with_state(app.state.clone(), server::requests::observe);
    let router = Router::new().route("/", get(number)).layer(observe);
    let answer = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    let said = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(to_bytes(answer.into_body(), 100).await.unwrap(), said);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e1_a_mail_leads_to_the_request_that_it_came_from(db: PgPool) {
    let app = TestApp::new(db);
    app.physician("100001").await;
    let listening = Log::listen();
    let asked = app
        .visitor()
        .post(
            "/api/accounts/forgot_password",
            "/password/forgot",
            &[("door", "member"), ("account", "100001")],
        )
        .await;
    let mail: String = sqlx::query_scalar("select mail_id::text from mail_outbox")
        .fetch_one(app.db())
        .await
        .unwrap_or_else(|error| panic!("{error}: {asked:?}"));
    let lines = listening.log.lines();
    let line = lines.iter().find(|line| line["fields"]["mail"] == mail.as_str()).expect("a line");
    assert_eq!(line["span"]["id"], asked.header("x-request-id"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn nothing_that_people_typed_or_that_opens_a_door_is_logged(db: PgPool) {
    let app = TestApp::new(db);
    let listening = Log::listen();
    let secrets = ["hunter2-password", "taro.kanwa@example.jp", "kQ3vT0kenOfALink", "腹痛の患者", "緩和太郎"];
    let [password, email, token, words, name] = secrets;
    let visitor = app.visitor();
    let signed_in = [("account", email), ("password", password)];
    visitor.post("/api/accounts/sign_in", "/signin", &signed_in).await;
    visitor.get(&format!("/password/set/{token}")).await;
    visitor.get(&format!("/nowhere/{token}?q={}", app::route::encode(name))).await;
    let ada = app.member("100001").await;
    let draft = [
        ("set", "specialist"),
        ("number", "1"),
        ("version", "0"),
        ("intent", "save"),
        ("fields[history]", words),
        ("memo", words),
    ];
    ada.post("/api/cases/submit", "/cases/specialist/1", &draft).await;
    ada.post("/api/cases/no_such_function", "/cases/specialist/1", &draft).await;
    let office = app.office().await;
    office.get(&format!("/office/members?q={}", app::route::encode(name))).await;
    sqlx::query("alter table case_report rename to case_reports_gone").execute(app.db()).await.unwrap();
    ada.post("/api/cases/submit", "/cases/specialist/1", &draft).await;
    let text = listening.log.text();
    assert!(text.lines().count() >= 7, "{text}");
    for secret in secrets {
        assert!(!text.contains(secret) && !text.contains(&app::route::encode(secret)), "{secret}: {text}");
    }
    for line in listening.log.lines().iter().filter(|line| line["target"] == "server::access") {
        let route = line["fields"]["route"].as_str().unwrap();
        assert!(route == "-" || route.starts_with('/') && !route.contains('?'), "{line}");
    }
}

async fn figures(app: &TestApp) -> Answer {
    let handle = metrics::start().expect("the only ones who count");
    let (backend, pulse) = (app.state.backend.clone(), app.state.pulse.clone());
    let router = metrics::router(Watched { backend, pulse, handle });
    let response = router.oneshot(Request::get("/metrics").body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

/// A figure as it is told.
#[track_caller]
fn counted<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let line = answer.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {}", answer.body))
}

/// The value of a figure.
#[track_caller]
fn figure(answer: &Answer, name: &str) -> f64 {
    counted(answer, name).parse().unwrap()
}

/// One test: the figures are the process's.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn figures_of_requests_database_mails_and_worker(db: PgPool) {
    let app = TestApp::new(db);
    figures(&app).await;
    let visitor = app.visitor();
    visitor.get("/password/set/kQ3vT0kenOfALink").await;
    visitor.get("/no-such-page/kQ3vT0kenOfALink").await;
    let invented = visitor.request("INVENTED".parse().unwrap(), "/signin").body(Body::empty()).unwrap();
    app.send(invented).await;
    sqlx::query(
        "insert into mail_outbox (mail_id, kind, to_address, subject, params, state, created_at, next_attempt_at)
         values (gen_random_uuid(), 'password_link', 'a@example.jp', '件名', '{}', 'waiting', to_timestamp($1), to_timestamp($1))",
    )
    .bind(app.state.backend.clock.now().as_second() - 90)
    .execute(app.db())
    .await
    .unwrap();
    app.state.pulse.beat(app.state.backend.clock.now());

    let said = figures(&app).await;
    assert_eq!(said.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let route = said
        .body
        .lines()
        .find(|line| line.starts_with("nintei_requests_total") && line.contains("/password/set/{token}"));
    let route = route.unwrap_or_else(|| panic!("{}", said.body));
    assert!(route.contains("method=\"GET\""), "{route}");
    assert!(figure(&said, "nintei_requests_total{method=\"GET\",route=\"-\",status=\"404\"}") >= 1.0);
    assert!(said.body.contains("method=\"other\"") && !said.body.contains("INVENTED"), "{}", said.body);
    assert!(said.body.contains("nintei_request_seconds_bucket{"), "{}", said.body);
    assert!(!said.body.contains("kQ3vT0kenOfALink"), "{}", said.body);
    assert_eq!(counted(&said, "nintei_mail_waiting"), "1");
    assert_eq!(counted(&said, "nintei_mail_dead"), "0");
    assert_eq!(counted(&said, "nintei_mail_oldest_waiting_seconds"), "90");
    assert_eq!(counted(&said, "nintei_worker_silent_seconds"), "0");
    assert_eq!(counted(&said, "nintei_database_up"), "1");
    assert!(figure(&said, "nintei_db_connections{state=\"max\"}") >= 1.0);
    assert!(figure(&said, "process_resident_memory_bytes") > 1_000_000.0);

    app.db().close().await;
    let said = figures(&app).await;
    assert_eq!(counted(&said, "nintei_database_up"), "0", "and the page is there all the same");
}
