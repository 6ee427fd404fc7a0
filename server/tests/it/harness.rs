//! [`TestApp`]: the router over a test's own database, with a clock that stands still, and clients that are somebody.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header},
};
use backend::{Backend, DemoClock, FakeClock, documents::Files};
use domain::ids::{FacilityId, MemberId, OfficeUserId};
use leptos::config::LeptosOptions;
use server::{
    events::Events,
    health::Pulse,
    inspector::ChildProcess,
    press::Press,
    router::router,
    state::{AppState, Shared, Site},
};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use uuid::Uuid;

/// Not the name that the product has by itself.
pub const SOCIETY: &str = "試験医学会";
/// The host that clients ask for.
pub const HOST: &str = "nintei.test";

/// The whole site over one database. The clock stands at 2026-10-01 09:00 in Japan.
pub struct TestApp {
    pub state: AppState,
    pub clock: Arc<FakeClock>,
    router: Router,
}

impl TestApp {
    /// Reached by plain http, a demo.
    pub fn new(db: PgPool) -> Self {
        Self::with(db, |_| {})
    }

    /// The same with another idea of how the site is reached.
    pub fn with(db: PgPool, change: impl FnOnce(&mut Site)) -> Self {
        Self::over(db, change, |backend, clock| backend.as_demo(DemoClock::over(clock)))
    }

    /// With a society's own data: no demo.
    pub fn real(db: PgPool) -> Self {
        Self::over(db, |_| {}, |backend, _| backend)
    }

    fn over(
        db: PgPool,
        change: impl FnOnce(&mut Site),
        opened: impl FnOnce(Backend, Arc<FakeClock>) -> Backend,
    ) -> Self {
        let clock = Arc::new(FakeClock::at("2026-10-01T00:00:00Z".parse().expect("a fixed time")));
        let mut site =
            Site { public_url: format!("http://{HOST}"), trusted_proxies: 0, traced: false, reloads: false };
        change(&mut site);
        let settings = backend::Settings {
            society: SOCIETY.into(),
            link_hours: 24,
            public_url: site.public_url.clone(),
            ..Default::default()
        };
        let inspector = ChildProcess::of(env!("CARGO_BIN_EXE_server").into());
        let files = Files::in_memory().inspected_by(Arc::new(inspector));
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
        let backend = opened(Backend::new(db, clock.clone(), settings).with_files(files), clock.clone());
        let state = AppState::from(Shared {
            backend,
            leptos: LeptosOptions::builder()
                .output_name("nintei")
                .site_root(public.to_string_lossy().into_owned())
                .build(),
            site,
            events: Events::new(CancellationToken::new()),
            pulse: Arc::new(Pulse::default()),
            press: Press::of(env!("CARGO_BIN_EXE_server").into()),
        });
        Self { router: router(state.clone()), state, clock }
    }

    pub fn db(&self) -> &PgPool {
        &self.state.backend.db
    }

    /// Nobody in particular.
    pub fn visitor(&self) -> Client<'_> {
        Client { app: self, cookie: None }
    }

    /// A 医師会員 with this 会員番号, signed in.
    pub async fn member(&self, number: &str) -> Client<'_> {
        let id = self.physician(number).await;
        self.signed_in("member", id.0).await
    }

    /// A 看護師会員, signed in (A2).
    pub async fn nurse(&self, number: &str) -> Client<'_> {
        let id = self.person(number, "看護師").await;
        self.signed_in("member", id.0).await
    }

    /// A facility's shared account, signed in.
    pub async fn facility(&self, number: &str) -> Client<'_> {
        let id = FacilityId(Uuid::now_v7());
        sqlx::query(
            "insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
             values ($1, $2, 'みどり野中央病院', 'みどりのちゅうおうびょういん', '長野県', $2 || '@example.jp', '')",
        )
        .bind(id.0)
        .bind(number)
        .execute(self.db())
        .await
        .expect("a facility");
        self.signed_in("facility", id.0).await
    }

    /// A person of the office, signed in.
    pub async fn office(&self) -> Client<'_> {
        let id = self.office_person(&format!("{}@example.jp", Uuid::now_v7())).await;
        self.signed_in("office", id.0).await
    }

    /// A person of the office with this address.
    pub async fn office_person(&self, email: &str) -> OfficeUserId {
        let id = OfficeUserId(Uuid::now_v7());
        sqlx::query("insert into office_user (office_user_id, email, name) values ($1, $2, '事務局')")
            .bind(id.0)
            .bind(email)
            .execute(self.db())
            .await
            .expect("an office person");
        id
    }

    /// The clock in seconds since 1970, as authenticator apps count.
    pub fn clock_seconds(&self) -> u64 {
        u64::try_from(self.state.backend.clock.now().as_second()).expect("after 1970")
    }

    /// The 医師会員 of this number, who is made when there is none yet.
    pub async fn physician(&self, number: &str) -> MemberId {
        self.person(number, "医師").await
    }

    /// The 医師会員 of this number, who is 指導医 from 2024 to 2029 (P3).
    pub async fn qualified(&self, number: &str) -> MemberId {
        let id = self.physician(number).await;
        sqlx::query(
            "insert into qualification (qualification_id, member_id, kind, certificate_no, start_on, end_on)
             values ($1, $2, '指導医', $3, date '2024-04-01', date '2029-03-31')",
        )
        .bind(Uuid::now_v7())
        .bind(id.0)
        .bind(format!("S{number}"))
        .execute(self.db())
        .await
        .expect("a qualification");
        id
    }

    /// The 基幹施設 record of a hospital, from 2021 to 2027 (C5), as forms name it.
    pub async fn hospital(&self) -> String {
        let id = Uuid::now_v7();
        sqlx::query(
            "with hospital as (
                 insert into facility (facility_id, facility_no, name, kana, prefecture, search_key)
                 values ($1, 'F0009', 'みどり野中央病院', 'みどりのちゅうおうびょういん', '長野県', 'みどり野中央病院')
                 returning facility_id)
             insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
             select $1, facility_id, '基幹施設', 'K0001', date '2021-04-01', date '2027-03-31' from hospital",
        )
        .bind(id)
        .execute(self.db())
        .await
        .expect("a certification record");
        id.to_string()
    }

    /// The ids of all requests, oldest first, and in the order of the slots.
    pub async fn requests(&self) -> Vec<String> {
        sqlx::query_scalar("select request_id::text from approval_request order by requested_at, slot")
            .fetch_all(self.db())
            .await
            .expect("requests")
    }

    async fn person(&self, number: &str, profession: &str) -> MemberId {
        let known: Option<Uuid> = sqlx::query_scalar("select member_id from member where member_no = $1")
            .bind(number)
            .fetch_optional(self.db())
            .await
            .expect("members");
        if let Some(id) = known {
            return MemberId(id);
        }
        let id = Uuid::now_v7();
        sqlx::query(
            "insert into member (member_id, member_no, family_name, given_name, family_kana, given_kana, email,
                                 profession, joined_on, affiliation, search_key)
             values ($1, $2, '試験', $2, 'しけん', $2, $2 || '@example.jp', $3, date '2015-04-01', 'みどり野中央病院', $2)",
        )
        .bind(id)
        .bind(number)
        .bind(profession)
        .execute(self.db())
        .await
        .expect("a member");
        MemberId(id)
    }

    async fn signed_in(&self, realm: &str, account: Uuid) -> Client<'_> {
        let token = format!("token-of-{account}");
        sqlx::query(
            "insert into session (token_hash, realm, account_id, created_at, last_seen_at, expires_at, persistent)
             values (sha256(convert_to($1, 'UTF8')), $2, $3, to_timestamp($4), to_timestamp($4), to_timestamp($4 + 43200), false)",
        )
        .bind(&token)
        .bind(realm)
        .bind(account)
        .bind(self.state.backend.clock.now().as_second())
        .execute(self.db())
        .await
        .expect("a session");
        let name = app::request::session_cookie_name(self.state.site.is_secure());
        Client { app: self, cookie: Some(format!("{name}={token}")) }
    }

    /// Sends a request as it is and reads the whole answer; a PDF as the text that stands in it.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.start(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a whole answer");
        let body = if body.starts_with(b"%PDF-") {
            let text = pdf_extract::extract_text_from_mem(&body).expect("a readable PDF");
            text.split_whitespace().collect()
        } else {
            // Without the marks that leptos sets between the children of an element in a release.
            String::from_utf8(body.to_vec())
                .map_or_else(|_| "(no text)".to_owned(), |text| text.replace("<!>", ""))
        };
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a request and leaves the body to be read as it comes.
    pub async fn start(&self, request: Request<Body>) -> axum::response::Response {
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// A browser of somebody.
pub struct Client<'a> {
    pub app: &'a TestApp,
    pub cookie: Option<String>,
}

impl Client<'_> {
    /// A request with everything that a browser sends when a person opens a page.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.app.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// Goes where an answer leads, with the cookies that it brought.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().to_owned();
        let lines = answer.headers.get_all(header::SET_COOKIE).into_iter();
        let mut cookies: Vec<String> =
            lines.filter_map(|line| Some(line.to_str().ok()?.split(';').next()?.to_owned())).collect();
        let brought: Vec<String> = cookies.iter().map(|cookie| name(cookie)).collect();
        let own = self.cookie.iter().flat_map(|cookies| cookies.split("; "));
        cookies.extend(own.filter(|cookie| !brought.contains(&name(cookie))).map(str::to_owned));
        let path = answer.location().split('#').next().unwrap_or_default();
        Client { app: self.app, cookie: Some(cookies.join("; ")) }.get(path).await
    }

    /// Posts a form as a browser without JavaScript does, from the page `from`.
    pub async fn post(&self, path: &str, from: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_with(path, from, fields, &[]).await
    }

    /// Calls a server function as our program in the browser does.
    pub async fn ask(&self, path: &str, json: &str) -> Answer {
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_owned()))
            .expect("a request");
        // In place of what a page is asked with: a form would be sent on to where it came from.
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        self.app.send(request).await
    }

    /// The same with other headers.
    pub async fn post_with(
        &self,
        path: &str,
        from: &str,
        fields: &[(&str, &str)],
        headers: &[(&'static str, &str)],
    ) -> Answer {
        let mut request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::REFERER, format!("http://{HOST}{from}"))
            .body(Body::from(form(fields)))
            .expect("a request");
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), value.parse().expect("a header"));
        }
        self.app.send(request).await
    }
}

/// A form as browsers write it.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encode = app::route::encode;
    fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect::<Vec<_>>().join("&")
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header that must be there, as text.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
            .to_str()
            .expect("text")
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert!(self.status.is_redirection(), "{} {}", self.status, self.body);
        self.header("location")
    }

    /// The hidden fields of the page's form, as the browser would send them.
    pub fn hidden(&self) -> Vec<(String, String)> {
        self.body
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .filter_map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"")?;
                let (value, _) = rest.split_once("\">")?;
                Some((unescape(name), unescape(value)))
            })
            .collect()
    }

    /// Where the page's form goes.
    pub fn action(&self) -> Option<&str> {
        self.body.split_once(" action=\"")?.1.split_once('"').map(|(action, _)| action)
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}
