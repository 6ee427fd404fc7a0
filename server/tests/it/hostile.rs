//! What no form of ours sends: characters that Postgres cannot keep, fields without end, calls that nobody can read.

use std::time::{Duration, Instant};

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;

use crate::harness::{Answer, Client, TestApp};

/// An id that nothing has.
const UNKNOWN: &str = "01990000-0000-7000-8000-000000000000";

pub async fn send(client: &Client<'_>, path: &str, kind: &str, accept: &str, body: Vec<u8>) -> Answer {
    let mut request =
        client.request(Method::POST, path).header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
    request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
    client.app.send(request).await
}

/// The NUL character in every word of an address is nobody's fault.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_nul_in_an_address_is_no_fault(db: PgPool) {
    let app = TestApp::new(db);
    let (visitor, office) = (app.visitor(), app.office().await);
    let (member, facility) = (app.member("100001").await, app.facility("F0001").await);
    for (client, path) in [
        (&visitor, "/register?q=%00a&prefecture=%00&kind=%00"),
        (&visitor, "/register.csv?q=%00a&prefecture=%00"),
        (&visitor, "/signin?next=/%00"),
        (&visitor, "/password/set/%00"),
        (&visitor, "/facility/address/%00"),
        (&visitor, "/facility/signup?kind=%00"),
        (&member, "/cases/specialist/1?q=%00a"),
        (&member, "/cases/specialist/request?n=1&q=%00a"),
        (&member, "/approvals?applicant=%00a&state=%00"),
        (&member, "/approvals/%00"),
        (&facility, "/facility/network?q=%00a"),
        (&facility, "/facility/apply/partner/form2?q=%00a"),
        (&office, "/office/members?q=%00a&profession=%00"),
        (&office, "/office/members/%00"),
        (&office, "/office/facilities?q=%00a&prefecture=%00&kind=%00&standing=%00"),
        (&office, "/office/facility-applications?q=%00a&state=%00&kind=%00&starts=%00&order=%00"),
        (&office, "/office/facility-applications.csv?q=%00a"),
        (&office, "/office/facility-applications.xlsx?q=%00a"),
        (&office, "/office/facility-applications/decide?decision=%00&n=%00"),
        (&office, "/office/audit?event=%00&doer=%00"),
        (&office, "/office/audit/export.csv?event=%00"),
        (&office, "/office/mail?state=%00"),
        (&office, "/office/rounds/new?applying=%00&opens_on=%00"),
        (&office, "/office/documents/%00"),
    ] {
        let answer = client.get(path).await;
        assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.body);
    }
}

/// The same in what is typed.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_nul_in_a_form_is_no_fault(db: PgPool) {
    let app = TestApp::new(db);
    let (visitor, office) = (app.visitor(), app.office().await);
    let (member, facility) = (app.member("100001").await, app.facility("F0001").await);
    let typed = "a\0b";
    let case = [
        ("set", "specialist"),
        ("number", "1"),
        ("version", "0"),
        ("intent", "save"),
        ("fields[diagnosis]", typed),
        ("memo", typed),
    ];
    for (client, path, fields) in [
        (&visitor, "/api/accounts/sign_in", &[("account", typed), ("password", typed)][..]),
        (&visitor, "/api/accounts/forgot_password", &[("door", "member"), ("account", typed)]),
        (
            &visitor,
            "/api/accounts/sign_up",
            &[
                ("applying", "core"),
                ("family_name", typed),
                ("given_name", typed),
                ("email", "a\0@example.jp"),
            ],
        ),
        (
            &visitor,
            "/api/accounts/set_password",
            &[("token", typed), ("password", typed), ("repeated", typed)],
        ),
        (&member, "/api/cases/submit", &case),
        (&facility, "/api/accounts/ask_login_address", &[("address", "a\0@example.jp")]),
        (&facility, "/api/network/name_core", &[("core", typed), ("from", typed), ("words", typed)]),
        (&facility, "/api/network/refuse", &[("linkage", UNKNOWN), ("reason", typed)]),
        (&office, "/api/accounts/give_code", &[("code", typed)]),
    ] {
        let answer = client.post(path, "/", fields).await;
        let to = answer.headers.get(header::LOCATION).map(|to| app::route::decode(to.to_str().unwrap()));
        let fault = answer.status.is_server_error() || to.is_some_and(|to| to.contains("Internal"));
        assert!(!fault, "{path}: {} {:?} {}", answer.status, answer.headers, answer.body);
    }
}

/// Refused or taken, but soon, and without an answer that is as long as the question.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_hundred_thousand_fields_take_neither_time_nor_memory(db: PgPool) {
    let app = TestApp::new(db);
    let (visitor, office) = (app.visitor(), app.office().await);
    let too_long = Some(StatusCode::PAYLOAD_TOO_LARGE);
    let (malformed, kept) = (Some(StatusCode::BAD_REQUEST), Some(StatusCode::SERVICE_UNAVAILABLE));
    let (member, facility) = (app.member("100001").await, app.facility("F0001").await);
    let many = |one: &str| one.repeat(100_000).into_bytes();
    let part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n";
    let parts = || [many(part), b"--x--\r\n".to_vec()].concat();
    let index = || (0..15_000).map(|n| format!("fields[{n}]=")).collect::<Vec<_>>().join("&").into_bytes();
    let nested = || ["fields", &"[a]".repeat(50_000), "=1"].concat().into_bytes();
    let form = "application/x-www-form-urlencoded";
    let json = "application/json";
    let multi = "multipart/form-data; boundary=x";
    for (client, path, kind, body, refused) in [
        (&member, "/api/cases/submit", form, many("a&"), too_long),
        (&member, "/api/cases/submit", form, many("=&"), too_long),
        (&member, "/api/cases/submit", form, index(), too_long),
        (&member, "/api/cases/submit", form, nested(), kept),
        (&member, "/api/cases/autosave", json, "[".repeat(200_000).into_bytes(), malformed),
        (&member, "/api/cases/autosave", json, "{\"a\":".repeat(40_000).into_bytes(), malformed),
        (&visitor, "/api/cases/submit", form, many("a&"), too_long),
        (&visitor, "/api/accounts/sign_in", form, many("a&"), too_long),
        (&visitor, "/resume", form, many("a&"), too_long),
        (&visitor, "/facility/form1", multi, parts(), too_long),
        (&facility, "/facility/form1", multi, parts(), too_long),
        (&office, "/office/paper-approval", multi, parts(), too_long),
        (&facility, "/facility/documents", multi, parts(), None),
        (&office, "/office/import/files", multi, parts(), None),
    ] {
        let begun = Instant::now();
        let accept = if kind == json { json } else { "text/html" };
        let answer = send(client, path, kind, accept, body).await;
        assert!(begun.elapsed() < Duration::from_secs(20), "{path}: {:?}", begun.elapsed());
        // No form of ours is so long. What a browser posts by itself and nobody can read is kept on a page that offers it again.
        assert!(
            refused.is_none_or(|status| status == answer.status),
            "{path}: {} {refused:?}",
            answer.status
        );
        let (again, longest) = if refused == kept { (true, 1024 * 1024) } else { (false, 64 * 1024) };
        assert!(again || !answer.status.is_server_error(), "{path}: {}", answer.status);
        assert!(answer.body.len() < longest, "{path}: an answer of {} bytes", answer.body.len());
    }
}

/// What is no call of a function is the caller's mistake, not ours.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_a_call_that_nobody_can_read_is_no_fault(db: PgPool) {
    let app = TestApp::new(db);
    let member = app.member("100001").await;
    for body in ["", "{", "[]", "{\"set\":1}", "\u{1f}"] {
        let answer = member.ask("/api/cases/autosave", body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.body);
    }
}
