//! What people of ill will type and send: script and markup in every text, directions of writing that turn around, characters
//! that Postgres cannot keep, lines that would begin a header, addresses of other sites, forms without end.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use backend::{
    notices::Transport,
    wall::{Side, Wall},
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use sqlx::PgPool;

use super::{
    Ask, Call, functions, pages, program_functions,
    world::{Who, World},
    writes::Forms,
};
use crate::{
    documents::multipart,
    harness::{Answer, Client, TestApp},
    hostile::send,
    pdfs,
};

/// Typed into every text, none of which is shorter. In a page it stands escaped or not at all.
const TEXT: &str = "<script>x\"'><img src=x onerror=1>\u{202e}\0\r\nEvil: 1";
/// The same where a text has one line, and where it does not go through the program.
const NAME: &str = "<script>x</script>\"''><img src=x onerror=1>\u{202e}";

/// Into the names, which come from the society's own files or from long ago.
const NAMES: &str = "
update member set family_name = family_name || $1, given_name = given_name || $1, affiliation = affiliation || $1;
update facility set name = name || $1, kana = kana || $1, address = address || $1, head = head || $1, clerk = clerk || $1,
    department = department || $1, phone = phone || $1, contact_family_name = $1, contact_given_name = $1;
update certification set certificate_no = certificate_no || $1;
update qualification set certificate_no = certificate_no || $1;
update office_user set name = name || $1;
update application set asked_for = asked_for || $1 where state = 'returned';
update application set search_key = search_key || $1;
update application_decision set words = words || $1;
update application_version set form1 = (select jsonb_object_agg(key, case when key in ('document', 'applied_on') then value
    else value || $1 end) from jsonb_each_text(form1)), form2 = (select jsonb_object_agg(key, value || $1) from jsonb_each_text(form2));
update application_form set fields = (select jsonb_object_agg(key, case when key in ('document', 'applied_on') then value
    else value || $1 end) from jsonb_each_text(fields));
update linkage set reason = reason || $1 where state = 'refused';
update facility_change set proposed = (select jsonb_object_agg(key, value || $1) from jsonb_each_text(proposed)),
    before = coalesce((select jsonb_object_agg(key, value || $1) from jsonb_each_text(before)), '{}');
update document set name = $1 || '.pdf';
update case_report set memo = memo || $1, draft = draft || jsonb_build_object('course', $1, 'history', $1);
update case_version set fields = fields || jsonb_build_object('course', $1, 'history', $1);
update approval_request set message = message || $1;
update approval_comment set comment = comment || $1;
update mail_outbox set last_error = $1, to_address = $1 || to_address;
update session set client = $1;
";

/// What stands in the answer as markup, or in a header.
fn harm(answer: &Answer) -> Option<&'static str> {
    let kind =
        answer.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let headers = format!("{:?}", answer.headers).to_lowercase();
    // Of those that wait for the browser's turn to another page, a refusal has no status of its own.
    if answer.status == StatusCode::INTERNAL_SERVER_ERROR && !answer.body.contains("\"Said\"") {
        return Some("a fault");
    }
    if answer.headers.contains_key("evil") || headers.contains("//evil.example") {
        return Some("a header of theirs");
    }
    let page = kind.starts_with("text/html");
    let markup =
        ["<script>x", "<img src=x", "onerror=1>\u{202e}\""].iter().any(|markup| answer.body.contains(markup));
    (page && markup).then_some("markup")
}

struct Looked {
    problems: Vec<String>,
    seen: usize,
}

impl Looked {
    /// At every page and function, as everybody.
    async fn at(&mut self, world: &World<'_>) {
        let calls: Vec<Call<'_>> = pages::calls(world).into_iter().chain(functions::calls(world)).collect();
        for call in &calls {
            for who in world.people.iter().filter(|who| (call.opens)(who)) {
                let answer = call.ask.of(&who.client).await;
                self.took(&call.ask, who, &answer);
            }
        }
    }

    fn took(&mut self, ask: &Ask, who: &Who<'_>, answer: &Answer) {
        if let Some(harm) = harm(answer) {
            let at =
                answer.body.find("<script>x").or_else(|| answer.body.find("<img src=x")).unwrap_or_default();
            let around: String =
                answer.body[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
            self.problems.push(format!("{harm} in {ask:?} as {}: {} …{around}", who.name, answer.status));
        }
        self.seen +=
            usize::from(answer.body.contains("&lt;script&gt;x") || answer.body.contains("&lt;script>x"));
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn nothing_typed_becomes_markup_a_header_or_a_fault(db: PgPool) {
    let app = TestApp::real(db);
    let world = World::build(&app).await;
    let mut looked = Looked { problems: Vec::new(), seen: 0 };
    let planted = NAMES.replace("$1", &format!("'{NAME}'"));
    sqlx::raw_sql(sqlx::AssertSqlSafe(planted)).execute(app.db()).await.unwrap();
    looked.at(&world).await;
    assert!(looked.seen > 60, "{} pages show it", looked.seen);

    // Through every form, by whoever may: it is taken, whatever is in it.
    sqlx::query("update mail_outbox set state = 'dead' where state = 'waiting'")
        .execute(app.db())
        .await
        .unwrap();
    let forms = Forms::sent(&world, false, TEXT).await;
    looked.problems.extend(forms.problems);
    looked.at(&world).await;

    let notices = app.state.backend.notices();
    while notices.deliver_due(&Transport::DevMailbox, 50).await.unwrap() > 0 {}
    let letters: Vec<String> =
        sqlx::query_scalar("select body_html from dev_mail").fetch_all(app.db()).await.unwrap();
    let told = letters
        .iter()
        .filter(|letter| letter.contains("&#60;script&#62;x") || letter.contains("&lt;script&gt;x"));
    assert!(told.count() >= 5, "{} letters tell it: {:?}", letters.len(), letters.first());
    for letter in
        letters.iter().filter(|letter| letter.contains("<script>x") || letter.contains("<img src=x"))
    {
        looked.problems.push(format!("markup in a letter: {letter}"));
    }
    assert!(looked.problems.is_empty(), "{}:\n{}", looked.problems.len(), looked.problems.join("\n"));
}

/// What stands in an address: words that are looked for, what is to be said once, where to go on.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_address_is_a_fault_or_leads_elsewhere(db: PgPool) {
    let wall = Wall::raise(&db).await.unwrap();
    let app = TestApp::real(wall.pool(Side::Web, 10).await.unwrap());
    let world = World::build(&app).await;
    let mut looked = Looked { problems: Vec::new(), seen: 0 };
    let text = app::route::encode(TEXT);
    let long = app::route::encode(&"長".repeat(4_000));
    let queries = [
        [
            "q",
            "next",
            "notice",
            "flash",
            "problem",
            "problems",
            "state",
            "kind",
            "page",
            "n",
            "from",
            "to",
            "with",
            "__err",
            "__path",
            "ask",
            "check",
            "document",
            "order",
            "starts",
            "applicant",
            "before",
            "door",
            "typed",
            "event",
            "doer",
            "who",
            "prefecture",
            "membership",
            "after",
            "version",
            "opens_on",
            "decision",
            "date",
        ]
        .map(|name| format!("{name}={text}"))
        .join("&"),
        format!("q={long}&page=99999999999999999999&from=99999999999&n=-1&n=256"),
        "next=%2F%2Fevil.example%2F&from=https:%2F%2Fevil.example&q=%25_%5C&page=4294967295&before=x&%00=%00"
            .to_owned(),
        "next=%2F%5Cevil.example&q=%E3%81&page=-1&notice=%7B%7D&flash=%5B%5B%5B&q=%FF%FE&&&=&a[b[c]=d"
            .to_owned(),
    ];
    for call in pages::calls(&world) {
        let Ask::Get(path) = &call.ask else { continue };
        for query in &queries {
            let mark = if path.contains('?') { '&' } else { '?' };
            let ask = Ask::Get(format!("{path}{mark}{query}"));
            for who in world.people.iter().filter(|who| (call.opens)(who)).take(2) {
                let answer = ask.of(&who.client).await;
                looked.took(&ask, who, &answer);
                if answer.body.contains("href=\"//evil") || answer.body.contains("href=\"https://evil") {
                    looked.problems.push(format!("a link elsewhere in {ask:?}"));
                }
            }
        }
    }
    assert!(looked.problems.is_empty(), "{}:\n{}", looked.problems.len(), looked.problems.join("\n"));
    app.db().close().await;
    wall.raze(&db).await.unwrap();
}

/// Addresses that would climb out of where files lie.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_path_climbs_out(db: PgPool) {
    let app = TestApp::new(db);
    let clients =
        [app.visitor(), app.office().await, app.facility("F0001").await, app.member("100001").await];
    for path in [
        "/../Cargo.toml",
        "/..%2fCargo.toml",
        "/%2e%2e/Cargo.toml",
        "/%2e%2e%2fCargo.toml",
        "/..%5cCargo.toml",
        "/pkg/..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg//etc/passwd",
        "/pkg/%00",
        "/favicon.svg%00.html",
        "//evil.example/",
        "/\u{5c}evil.example/",
        "/%2f%2fevil.example",
        "/office/documents/..%2f..%2f..%2fCargo.toml",
        "/office/documents/%00",
        "/office/documents/00000000-0000-0000-0000-000000000000/pages/..%2f1",
        "/office/documents/00000000-0000-0000-0000-000000000000/pages/4294967296",
        "/facility/documents/%2e%2e%2fpassword",
        "/facility/documents/%00",
        "/cases/specialist/%00",
        "/cases/specialist/256/print.pdf",
        "/cases/..%2foffice/1/print.pdf",
        "/approvals/%00/print.pdf",
        "/facility/apply/%00/template.pdf",
        "/password/set/%00",
        "/facility/address/%00",
        "/OFFICE",
        "/office/",
        "/office//members",
        "/office/./members",
        "/%6fffice/members",
        "/cases/",
        "/%63ases/specialist",
    ] {
        for client in &clients {
            let Ok(request) = client.request(Method::GET, path).body(Body::empty()) else { continue };
            let answer = app.send(request).await;
            assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
            assert!(
                !answer.body.contains("[package]") && !answer.body.contains("root:"),
                "{path}: {}",
                answer.body
            );
            if answer.status.is_redirection() {
                let to = answer.location();
                assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{path}: {to}");
            }
        }
        // Whatever it is spelled like: nobody but the office comes to its pages.
        let visitor = clients[0].get(path).await;
        assert!(visitor.status != StatusCode::OK || !visitor.body.contains("事務局TOP"), "{path}");
    }
}

/// A reproducible stream of values.
fn some<S: Strategy>(count: u32, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

/// Names that some form of ours has, and some that none has.
const INPUTS: &[&str] = &[
    "set",
    "number",
    "slots",
    "version",
    "fields[course]",
    "fields[name]",
    "fields",
    "memo",
    "intent",
    "applying",
    "part",
    "kind",
    "about",
    "change",
    "decision",
    "words",
    "chosen",
    "id",
    "request",
    "verdict",
    "confirmed",
    "general",
    "comments[course]",
    "linkage",
    "facility",
    "from",
    "reason",
    "core",
    "realm",
    "account",
    "address",
    "token",
    "password",
    "repeated",
    "code",
    "recovery",
    "next",
    "door",
    "mail",
    "state",
    "import",
    "round",
    "opens_on",
    "closes_on",
    "starts_on",
    "email",
    "aside",
    "supervisor",
    "message",
    "case",
    "document",
    "filter[page]",
    "filter[words]",
    "typed[words]",
    "date",
    "time",
    "fields[a][b][c][d][e][f][g]",
    "\0",
];

/// Every server function and form hears nonsense in every dress, and none falls over it.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_body_is_a_fault(db: PgPool) {
    let app = TestApp::real(db);
    let world = World::build(&app).await;
    let id = "00000000-0000-0000-0000-000000000000".to_owned();
    let value = prop_oneof![
        Just(String::new()),
        Just(TEXT.to_owned()),
        Just(id),
        Just("core".to_owned()),
        Just("Core".to_owned()),
        Just("specialist".to_owned()),
        Just("form1".to_owned()),
        Just("name".to_owned()),
        Just("save".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("-1".to_owned()),
        Just("1".to_owned()),
        Just("255".to_owned()),
        Just("pass".to_owned()),
        Just("2026-02-30".to_owned()),
        Just("+999999-12-31".to_owned()),
        Just("0".to_owned()),
        Just("特".repeat(5_000)),
        "\\PC{0,40}",
    ];
    let form = proptest::collection::vec((proptest::sample::select(INPUTS), value), 0..24);
    let forms = some(6, &form);
    let noise = some(4, &proptest::collection::vec(any::<u8>(), 0..200));
    let mut faults = Vec::new();
    for path in program_functions() {
        for name in ["visitor", "100001", "F0017", "office"] {
            let who = world.who(name);
            for body in &forms {
                let body =
                    crate::harness::form(&body.iter().map(|(n, v)| (*n, v.as_str())).collect::<Vec<_>>());
                for accept in ["application/json", "text/html"] {
                    let answer = send(
                        &who.client,
                        &path,
                        "application/x-www-form-urlencoded",
                        accept,
                        body.clone().into(),
                    )
                    .await;
                    faults.extend(
                        harm(&answer)
                            .map(|harm| format!("{harm}: {path} as {name}: {} {body}", answer.status)),
                    );
                }
            }
            for bytes in &noise {
                for kind in [
                    "application/json",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data; boundary=x",
                    "x",
                ] {
                    let answer = send(&who.client, &path, kind, "*/*", bytes.clone()).await;
                    faults.extend(
                        harm(&answer).map(|harm| {
                            format!("{harm}: {path} as {name}: {} {kind} {bytes:?}", answer.status)
                        }),
                    );
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

/// Whatever a cookie holds, it opens nothing and breaks nothing.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_cookie_is_a_fault(db: PgPool) {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let office = app.office().await;
    let marks = [
        "account:",
        "message:",
        "signup:",
        "reason:",
        "login-address:",
        "own-address:",
        "paper:",
        "facility:",
        "decision:",
        "recovery:",
        "",
    ];
    let mut kept: Vec<String> = marks.iter().map(|mark| format!("{mark}{TEXT}")).collect();
    kept.extend(marks.iter().map(|mark| {
        format!("{mark}{{\"fields\":{{\"name\":\"<script>x\"}},\"about\":\"name\",\"version\":-1}}")
    }));
    kept.extend(some(20, &"\\PC{0,60}"));
    let pages = [
        "/",
        "/signin",
        "/facility/signup?kind=core",
        "/password/forgot",
        "/facility/account",
        "/facility",
        "/office",
    ];
    let mut cookies: Vec<String> =
        kept.iter().map(|text| format!("typed0=1.{}", BASE64_URL_SAFE_NO_PAD.encode(text))).collect();
    let noise = some(40, &"[!-~]{0,80}");
    cookies.extend(
        noise.iter().flat_map(|noise| [format!("session={noise}"), format!("typed0={noise}"), noise.clone()]),
    );
    cookies.extend(
        ["typed0=6.; typed1=", "typed0=99999999999999.x", "session=", "session=; session=x", "typed0=2.YQ"]
            .map(str::to_owned),
    );
    for cookie in &cookies {
        for (client, inside) in [
            (app.visitor(), false),
            (Client { app: &app, cookie: facility.cookie.clone() }, true),
            (Client { app: &app, cookie: office.cookie.clone() }, true),
        ] {
            let own = client.cookie.clone().map(|own| format!("{own}; ")).unwrap_or_default();
            let browser = Client { app: &app, cookie: Some(format!("{own}{cookie}")) };
            for page in pages {
                let answer = browser.get(page).await;
                assert_eq!(harm(&answer), None, "{cookie} at {page}: {} {}", answer.status, answer.body);
                if !inside && ["/facility", "/office", "/facility/account"].contains(&page) {
                    assert!(answer.status.is_redirection(), "{cookie} opens {page}");
                }
            }
        }
    }
}

/// A PDF with any byte turned over is taken or refused, in words.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_broken_pdf_is_a_fault(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let whole = pdfs::pages(2);
    let turned = proptest::collection::vec((0..whole.len(), any::<u8>()), 1..20);
    for changes in some(30, &turned) {
        let mut file = whole.clone();
        for (at, byte) in changes {
            file[at] = byte;
        }
        let body = multipart(&[("form", None, b"/facility"), ("document", Some("a.pdf"), &file)]);
        let answer = send(
            &facility,
            "/facility/documents",
            "multipart/form-data; boundary=x",
            "application/json",
            body,
        )
        .await;
        assert!(
            [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status),
            "{} {}",
            answer.status,
            answer.body
        );
    }
}

/// Where a form says that it came from or wants to go: never to another site.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_form_leads_to_another_site(db: PgPool) {
    let app = TestApp::new(db);
    crate::doors::with_password(&app, "100001", "demo-pass-2026").await;
    let visitor = app.visitor();
    for next in [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "/api/accounts/sign_out",
        " //evil.example",
        "javascript:alert(1)",
    ] {
        let sent = [("account", "100001"), ("password", "demo-pass-2026"), ("next", next)];
        let answer = visitor.post("/api/accounts/sign_in", "/signin", &sent).await;
        assert_eq!(answer.location(), "/member", "{next}");
        let wrong = [("account", "100001"), ("password", "wrong"), ("next", next)];
        let answer = visitor.post("/api/accounts/sign_in", "/signin", &wrong).await;
        assert!(answer.location().starts_with("/signin?flash="), "{next}: {}", answer.location());
        let half = crate::office::half_open(&app, "code").await;
        let answer = half
            .post("/api/accounts/give_code", "/office/second-factor", &[("code", "0"), ("next", next)])
            .await;
        assert!(answer.location().starts_with("/office/second-factor?"), "{next}: {}", answer.location());
        assert!(!app::route::decode(answer.location()).contains("evil"), "{next}: {}", answer.location());
        let page = visitor.get(&format!("/signin?next={}", app::route::encode(next))).await;
        assert!(
            !page.body.contains("value=\"//evil") && !page.body.contains("href=\"//evil"),
            "{next}: {}",
            page.body
        );
        let resumed = [
            ("path", "/api/cases/submit"),
            ("from", next),
            ("account", "100001"),
            ("password", "demo-pass-2026"),
            ("kept.memo", "a"),
        ];
        let answer = visitor.post("/resume", "/signin", &resumed).await;
        let from = answer.hidden().into_iter().find(|(name, _)| name == "__from");
        assert_eq!(from.map(|(_, from)| from).as_deref(), Some("/"), "{next}");
    }
    // A server function goes back to the page that its form was on, never to one that only says so.
    let member = app.member("100001").await;
    for referer in ["https://evil.example/cases", "//evil.example/", "http://nintei.test.evil.example/"] {
        let fields = [("set", "specialist"), ("number", "x"), ("__from", "//evil.example/")];
        let answer = member.post_with("/api/cases/delete", "/", &fields, &[("referer", referer)]).await;
        let to = answer.headers.get(header::LOCATION).map(|to| format!("{to:?}")).unwrap_or_default();
        assert!(!to.contains("evil"), "{referer}: {to}");
    }
}
