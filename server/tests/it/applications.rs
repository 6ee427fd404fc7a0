//! 「1.申請書」 through the real router, with its file, as a browser without JavaScript posts it (F3, F6).

use axum::{
    body::Body,
    http::{HeaderValue, Method, StatusCode, header},
};
use sqlx::PgPool;

use crate::{
    documents::multipart,
    harness::{Answer, Client, HOST, TestApp},
    pdfs,
};

const PAGE: &str = "/facility/apply/partner/form1";

/// Both 種別 can be applied for today.
pub async fn open_rounds(app: &TestApp) {
    sqlx::query(
        "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
         select gen_random_uuid(), kind, '2026-09-20', '2026-10-20', '2027-04-01' from unnest(array['core', 'partner']) kind",
    )
    .execute(app.db())
    .await
    .expect("two rounds");
}

/// The form of a 連携施設 with 「一時保存」 pressed.
pub async fn post_form1(
    app: &TestApp,
    client: &Client<'_>,
    version: i64,
    typed: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Answer {
    let version = version.to_string();
    let mut parts: Vec<(&str, Option<&str>, &[u8])> =
        [("applying", "partner"), ("part", "form1"), ("version", &version)]
            .iter()
            .chain(typed)
            .map(|(name, text)| (*name, None, text.as_bytes()))
            .collect();
    // As browsers do: an empty file where none was chosen, the pressed button last.
    let (name, content) = file.unwrap_or(("", b""));
    parts.push(("document", Some(name), content));
    parts.push(("intent", None, b"save"));
    let request = client
        .request(Method::POST, "/facility/form1")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}{PAGE}"))
        .body(Body::from(multipart(&parts)))
        .expect("a request");
    app.send(request).await
}

fn flash(answer: &Answer) -> String {
    app::route::decode(answer.location())
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f3_f6_what_is_typed_and_the_file_are_kept_together(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    let answer = post_form1(
        &app,
        &facility,
        0,
        &[("fields[name]", "丘の<病院>")],
        Some(("申請書.pdf", &pdfs::pages(2))),
    )
    .await;
    assert!(flash(&answer).contains("FormSaved"), "{}", flash(&answer));
    let page = facility.get(PAGE).await;
    assert!(page.body.contains("丘の&lt;病院&gt;") && page.body.contains("申請書.pdf"), "{}", page.body);

    // Without a new file the one that is there stays; the browser sends its id along.
    let document: String = sqlx::query_scalar("select form.fields ->> 'document' from application_form form")
        .fetch_one(app.db())
        .await
        .expect("a document");
    let typed = [("fields[name]", "丘の病院"), ("fields[document]", document.as_str())];
    post_form1(&app, &facility, 1, &typed, None).await;
    assert!(facility.get(PAGE).await.body.contains("申請書.pdf"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_a_wrong_file_is_refused_in_words_and_everything_else_is_kept(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    post_form1(&app, &facility, 0, &[], Some(("最初.pdf", &pdfs::pages(1)))).await;
    let document: String = sqlx::query_scalar("select form.fields ->> 'document' from application_form form")
        .fetch_one(app.db())
        .await
        .expect("a document");
    let typed = [("fields[name]", "丘の病院"), ("fields[document]", document.as_str())];
    let answer = post_form1(&app, &facility, 1, &typed, Some(("写真.pdf", b"no PDF"))).await;
    assert!(
        answer.location().starts_with(PAGE) && flash(&answer).contains("DocumentRefused"),
        "{}",
        flash(&answer)
    );
    let page = facility.get(PAGE).await;
    assert!(
        page.body.contains("丘の病院") && page.body.contains("最初.pdf"),
        "the earlier file stays: {}",
        page.body
    );
}

/// The session ended while somebody typed: the answer carries every word, and signing in there sends it.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn nothing_typed_is_lost_when_the_session_is_over(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let answer = post_form1(
        &app,
        &app.visitor(),
        0,
        &[("fields[name]", "丘の病院")],
        Some(("申請書.pdf", &pdfs::pages(1))),
    )
    .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("丘の病院") && answer.body.contains("メールアドレス"), "{}", answer.body);
    assert!(!answer.body.contains("会員番号またはメールアドレス"), "a facility signs in here");
    let files: i64 =
        sqlx::query_scalar("select count(*) from document").fetch_one(app.db()).await.expect("a count");
    assert_eq!(files, 0, "nobody's file is not written down");
}

/// E3: nobody but facilities comes in, and a form of another site is refused.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_only_facilities_apply(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let pages = [
        "/facility/apply/core",
        "/facility/apply/core/form1",
        "/facility/apply/core/form2",
        "/facility/apply/core/review",
    ];
    let strangers = [("visitor", app.visitor()), ("member", app.member("100001").await)];
    for path in pages {
        for (who, client) in &strangers {
            let answer = client.get(path).await;
            assert!(
                answer.location().starts_with("/facility/signin?next="),
                "{who} {path}: {} {}",
                answer.status,
                answer.location()
            );
        }
    }
    let facility = app.facility("F0002").await;
    let mut foreign = facility
        .request(Method::POST, "/facility/form1")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::from(multipart(&[("applying", None, b"core")])))
        .expect("a request");
    foreign.headers_mut().insert("sec-fetch-site", HeaderValue::from_static("cross-site"));
    assert_eq!(app.send(foreign).await.status, StatusCode::FORBIDDEN);
}
