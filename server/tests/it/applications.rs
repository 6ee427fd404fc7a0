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
        answer.location().starts_with(PAGE) && flash(&answer).contains("documents.{\"Refused\""),
        "{}",
        flash(&answer)
    );
    assert!(
        answer.location().ends_with("#document"),
        "the browser stands at the field: {}",
        answer.location()
    );
    let page = facility.follow(&answer).await;
    assert!(
        page.body.contains("丘の病院") && page.body.contains("最初.pdf"),
        "the earlier file stays: {}",
        page.body
    );
    assert!(said_at_the_field(&page, "PDFのファイルではありません。"), "{}", page.body);
}

/// Is it said at the field of the file that it was not taken?
fn said_at_the_field(page: &Answer, words: &str) -> bool {
    let field = page.body.split_once("id=\"document\"").map_or("", |(_, field)| field);
    let problem = field.split_once("id=\"e-document\"").map_or("", |(_, problem)| problem);
    let problem = problem.split_once("</p>").map_or("", |(problem, _)| problem);
    field.contains("aria-invalid=\"true\"") && problem.contains(words)
}

/// Whatever stops the file, what is typed is kept, and it is said at the field as what it is.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_a_file_that_could_not_be_kept_is_said_at_its_field_and_what_is_typed_stays(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    let file = pdfs::pages(1);
    // As when its row is gone before it is marked as stored.
    sqlx::raw_sql(
        "create function swept() returns trigger language plpgsql as
             $$ begin delete from document where document_id = new.document_id; return null; end $$;
         create trigger swept after insert on document for each row execute function swept();",
    )
    .execute(app.db())
    .await
    .expect("a trigger");
    for (version, name, words) in [
        (0, "丘の病院", "ファイルを保存できませんでした(問い合わせ番号"),
        (1, "谷の病院", "短い時間に何度もアップロード"),
    ] {
        let answer =
            post_form1(&app, &facility, version, &[("fields[name]", name)], Some(("a.pdf", &file))).await;
        assert!(answer.location().starts_with(PAGE), "{}", answer.location());
        let page = facility.follow(&answer).await;
        assert!(page.body.contains(name) && !page.body.contains("お探しの"), "{}", page.body);
        assert!(said_at_the_field(&page, words), "{}", page.body);
        sqlx::raw_sql("update rate_counter set hits = 1000").execute(app.db()).await.expect("counted");
    }
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
    assert!(answer.body.contains("選択されたファイルは、まだ受け取っていません。"), "{}", answer.body);
    let files: i64 =
        sqlx::query_scalar("select count(*) from document").fetch_one(app.db()).await.expect("a count");
    assert_eq!(files, 0, "nobody's file is not written down");
}

/// The same browser has signed in as a member since the page was made, in another tab.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn nothing_typed_is_lost_when_somebody_else_has_signed_in(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    for (client, number) in [(app.member("100001").await, "1"), (app.office().await, "2")] {
        let typed = [("fields[name]", "丘の病院"), ("fields[phone]", number)];
        let answer = post_form1(&app, &client, 0, &typed, Some(("申請書.pdf", &pdfs::pages(1)))).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("丘の病院") && answer.action() == Some("/resume"), "{}", answer.body);
        assert!(!answer.body.contains("会員番号またはメールアドレス"), "a facility signs in here");
        // A form without a file says nothing of one.
        assert!(answer.body.contains("選択されたファイルは、まだ受け取っていません。"), "{}", answer.body);
        let without = post_form1(&app, &client, 0, &typed, None).await;
        assert!(without.status == StatusCode::UNAUTHORIZED && !without.body.contains("選択されたファイル"));
    }
    let kept: i64 =
        sqlx::query_scalar("select (select count(*) from document) + (select count(*) from application)")
            .fetch_one(app.db())
            .await
            .expect("a count");
    assert_eq!(kept, 0);
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

/// What our program sends while somebody types in 1.申請書 of a 連携施設.
async fn autosave(client: &Client<'_>, version: i64, name: &str) -> Answer {
    let version = version.to_string();
    let form = [
        ("applying", "partner"),
        ("part", "form1"),
        ("version", version.as_str()),
        ("fields[name]", name),
        ("fields[nobody]", "knows"),
    ];
    client.post_with("/api/applications/save_draft", PAGE, &form, &[("accept", "application/json")]).await
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f3_what_is_typed_is_kept_while_it_is_typed(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    let kept = autosave(&facility, 0, "丘の<病院>").await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
    assert!(kept.body.contains(r#""version":1"#) && kept.body.contains("未完了"), "{}", kept.body);
    assert!(!kept.body.contains("丘の"), "{}", kept.body);
    let page = facility.get(PAGE).await.body;
    assert!(page.contains("丘の&lt;病院&gt;") && !page.contains("knows"), "{page}");

    // The answer was lost and it is sent again: the same draft. An old tab: both are kept.
    assert!(autosave(&facility, 0, "丘の<病院>").await.body.contains(r#""version":1"#));
    let old = autosave(&facility, 0, "谷の病院").await;
    assert!(old.status == StatusCode::OK && !old.body.contains("version"), "{}", old.body);
    let page = facility.get(PAGE).await.body;
    assert!(page.contains("value=\"丘の&lt;病院&gt;\"") && page.contains("谷の病院"), "{page}");

    // The forms of another facility are its own.
    assert!(!app.facility("F0003").await.get(PAGE).await.body.contains("丘の"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f3_the_answer_says_when_a_form_is_no_longer_registered(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    autosave(&facility, 0, "丘の病院").await;
    sqlx::query("update application_form set registered = true").execute(app.db()).await.expect("one form");
    let same = autosave(&facility, 1, "丘の病院").await;
    assert!(same.body.contains("登録済"), "{}", same.body);
    let changed = autosave(&facility, 1, "谷の病院").await;
    assert!(changed.body.contains("未完了"), "{}", changed.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_only_facilities_keep_drafts(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let typed = "丘の病院";
    let visitor = autosave(&app.visitor(), 0, typed).await;
    assert_eq!(visitor.status, StatusCode::UNAUTHORIZED);
    assert!(visitor.body.contains("ログインの有効期限が切れました"), "{}", visitor.body);
    for (who, client) in [("member", app.member("100001").await), ("office", app.office().await)] {
        let answer = autosave(&client, 0, typed).await;
        assert!(
            answer.status == StatusCode::CONFLICT && answer.body.contains("NotYourApplication"),
            "{who}: {}",
            answer.body
        );
    }
    let forms: i64 =
        sqlx::query_scalar("select count(*) from application").fetch_one(app.db()).await.expect("a count");
    assert_eq!(forms, 0);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f2_f4_what_comes_too_late_is_refused_in_words_and_kept(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    autosave(&facility, 0, "丘の病院").await;

    sqlx::query("update application_round set closes_on = '2026-09-30'")
        .execute(app.db())
        .await
        .expect("rounds");
    let late = autosave(&facility, 1, "谷の病院").await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("申請期間外"), "{}", late.body);
    let draft: String = sqlx::query_scalar("select fields ->> 'name' from application_form")
        .fetch_one(app.db())
        .await
        .expect("a draft");
    assert_eq!(draft, "谷の病院", "the draft all the same");

    sqlx::query("update application_round set closes_on = '2026-10-20'")
        .execute(app.db())
        .await
        .expect("rounds");
    submitted(&app).await;
    let locked = autosave(&facility, 2, "川の病院").await;
    assert!(locked.status == StatusCode::CONFLICT && locked.body.contains("申請済み"), "{}", locked.body);
    let aside: String = sqlx::query_scalar("select fields ->> 'name' from application_aside")
        .fetch_one(app.db())
        .await
        .expect("an aside");
    assert_eq!(aside, "川の病院", "set aside");
}

/// The only application of the database is 申請済み.
async fn submitted(app: &TestApp) {
    sqlx::query(
        "with version as (
             insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
             select gen_random_uuid(), application_id, 1, '{}', '{}', '2026-10-01' from application
             returning version_id
         )
         update application set state = 'submitted', submitted_at = '2026-10-01', version_id = (select version_id from version),
             round_id = (select round_id from application_round where applies_as = 'partner')",
    )
    .execute(app.db())
    .await
    .expect("one application");
}

/// What the islands look for stands on the page once.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_forms_load_the_program_and_hold_what_it_looks_for(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    let page = facility.get(PAGE).await.body;
    assert!(page.contains("id=\"program\""), "{page}");
    for id in ["application", "saved", "no-program", "document", "upload-stop", "uploaded"] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}: {page}");
    }
    assert!(!facility.get("/facility/apply/partner").await.body.contains("id=\"program\""));
}

/// A form with a file, of a page that was made for another hospital: neither is written down, and every word comes back.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c19_a_form_with_a_file_of_another_hospital_is_kept_for_its_author(db: PgPool) {
    let app = TestApp::new(db);
    open_rounds(&app).await;
    let facility = app.facility("F0002").await;
    let author = uuid::Uuid::now_v7();
    let parts: [(&str, Option<&str>, &[u8]); 5] = [
        ("applying", None, b"partner"),
        ("part", None, b"form1"),
        ("version", None, b"0"),
        ("fields[name]", None, "丘の病院".as_bytes()),
        ("document", Some("a.pdf"), b"%PDF-1.4"),
    ];
    let request = facility
        .request(Method::POST, &format!("/facility/form1?owner={author}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}{PAGE}"))
        .body(Body::from(multipart(&parts)))
        .expect("a request");
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{}", answer.body);
    let hidden = answer.hidden();
    let has = |name: &str, value: &str| hidden.contains(&(name.to_owned(), value.to_owned()));
    assert!(has("kept.fields[name]", "丘の病院") && has("owner", &author.to_string()), "{hidden:?}");
    assert!(answer.body.contains("選択されたファイルは、まだ受け取っていません"), "{}", answer.body);
    assert!(!facility.get(PAGE).await.body.contains("丘の病院"), "nothing is written to the other one");
}
