//! F6 through the real router and the real parser, which runs as a child process of the tests as it does of the server.

use app::{autosave::Answer as Said, error::AppError};
use axum::{
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use backend::documents::Inspector as _;
use domain::documents::{DocumentProblem, DocumentView, OtherFile, PAGE_LIMIT, SIZE_LIMIT};
use futures::stream;
use server::inspector::ChildProcess;
use sqlx::PgPool;

use crate::{
    harness::{Answer, Client, HOST, TestApp},
    pdfs,
};

const FORM: &str = "/facility?a=1#document";
const MIB: usize = 1024 * 1024;

pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form as browsers write it.
pub fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, file, content) in parts {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{field}\"").bytes());
        if let Some(name) = file {
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            body.extend(format!("; filename=\"{name}\"\r\nContent-Type: application/pdf").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    body
}

fn request(client: &Client<'_>, body: Body) -> Request<Body> {
    client
        .request(Method::POST, "/facility/documents")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}/facility"))
        .body(body)
        .expect("a request")
}

/// Sends a file as a browser without JavaScript does.
async fn post(app: &TestApp, client: &Client<'_>, name: &str, file: &[u8]) -> Answer {
    let body = multipart(&[("form", None, FORM.as_bytes()), ("document", Some(name), file)]);
    app.send(request(client, body.into())).await
}

/// Sends a form as our JavaScript does; the status and what came back.
async fn ask(app: &TestApp, client: &Client<'_>, parts: &[Part<'_>]) -> Answer {
    let mut request = request(client, multipart(parts).into());
    request.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a value"));
    app.send(request).await
}

/// The document, or the words for its field.
async fn send(app: &TestApp, client: &Client<'_>, name: &str, file: &[u8]) -> Result<DocumentView, String> {
    let answer = ask(app, client, &[("document", Some(name), file)]).await;
    match answer.status {
        StatusCode::OK => Ok(view(app, &answer).await),
        StatusCode::UNPROCESSABLE_ENTITY => Err(said(&answer)),
        status => panic!("{name}: {status} {}", answer.body),
    }
}

/// The document that the answer names.
async fn view(app: &TestApp, answer: &Answer) -> DocumentView {
    let said: Said = serde_json::from_str(&answer.body).expect("an answer");
    let mut db = app.db().acquire().await.expect("a connection");
    let document = said.state.parse().expect("an id");
    let view =
        app.state.backend.documents().view(&mut db, document).await.expect("looked up").expect("a document");
    assert!(said.html.contains(&view.extent()) && said.words.contains(&view.name), "{}", answer.body);
    view
}

/// The words for the field, as our program finds them in the answer.
#[track_caller]
fn said(answer: &Answer) -> String {
    match serde_json::from_str::<Said>(&answer.body) {
        Ok(said) if !said.words.is_empty() => said.words,
        other => panic!("no words for the field: {} {other:?} {}", answer.status, answer.body),
    }
}

/// The bytes of a download, whatever they are.
async fn download(app: &TestApp, client: &Client<'_>, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = client.request(Method::GET, path).body(Body::empty()).expect("a request");
    let (parts, body) = app.start(request).await.into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.expect("a whole answer").to_vec())
}

async fn rows(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from document").fetch_one(app.db()).await.expect("rows")
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_a_plain_form_brings_a_file_and_goes_back_to_its_page(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let answer = post(&app, &facility, "申請書 1.pdf", &pdfs::pages(2)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let (page, rest) = answer.location().split_once("&document=").expect("the document");
    let (id, fragment) = rest.split_once('#').expect("the fragment");
    assert_eq!((page, fragment), ("/facility?a=1", "document"));

    let (status, headers, bytes) = download(&app, &facility, &format!("/facility/documents/{id}")).await;
    assert_eq!((status, bytes), (StatusCode::OK, pdfs::pages(2)));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename*=UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8%201.pdf"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        assert_eq!(headers.get(name).expect(name), value);
    }
    assert!(!headers.contains_key("content-encoding"));

    let refused = post(&app, &facility, "a.pdf", b"no PDF").await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER);
    let flash = app::route::decode(refused.location());
    assert!(
        flash.starts_with("/facility?a=1&flash=documents.{\"Refused\":{\"NotPdf\":\"Unknown\"}}."),
        "{flash}"
    );
    assert!(flash.ends_with("#document"), "{flash}");
    let page = facility.follow(&refused).await;
    assert!(page.body.contains("PDFのファイルではありません。"), "{}", page.body);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_form_goes_back_to_pages_of_this_site_only(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let long = format!("/{}", "a".repeat(4000));
    for form in ["https://evil.example/", "//evil.example", "/api/accounts/sign_out", "", &long] {
        // The order of the fields is the browser's affair.
        for swapped in [false, true] {
            let mut parts: [Part<'_>; 2] =
                [("form", None, form.as_bytes()), ("document", Some("a.pdf"), b"no PDF")];
            if swapped {
                parts.reverse();
            }
            let answer = app.send(request(&facility, multipart(&parts).into())).await;
            assert!(answer.location().starts_with("/facility?flash="), "{form}: {}", answer.location());
        }
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_only_owner_and_office_get_the_file(db: PgPool) {
    let app = TestApp::new(db);
    let owner = app.facility("F0001").await;
    let view = send(&app, &owner, "a.pdf", &pdfs::pages(1)).await.expect("kept");
    let own = format!("/facility/documents/{}", view.id);
    let office = format!("/office/documents/{}", view.id);
    let guessed = format!("/facility/documents/{}", uuid::Uuid::now_v7());

    let other = app.facility("F0002").await;
    let member = app.member("100001").await;
    let clerk = app.office().await;
    for (client, path, status) in [
        (&owner, own.as_str(), StatusCode::OK),
        (&clerk, &office, StatusCode::OK),
        // Whatever lies there: everybody else is led to the office's door.
        (&owner, &office, StatusCode::SEE_OTHER),
        (&clerk, &own, StatusCode::NOT_FOUND),
        (&other, &own, StatusCode::NOT_FOUND),
        (&other, &office, StatusCode::SEE_OTHER),
        (&member, &own, StatusCode::NOT_FOUND),
        (&member, &office, StatusCode::SEE_OTHER),
        (&owner, &guessed, StatusCode::NOT_FOUND),
        (&owner, "/facility/documents/1", StatusCode::NOT_FOUND),
        (&owner, "/facility/documents/..%2F..%2Fetc%2Fpasswd", StatusCode::NOT_FOUND),
    ] {
        let (answered, _, bytes) = download(&app, client, path).await;
        assert_eq!(answered, status, "{path}");
        assert_eq!(bytes.starts_with(b"%PDF"), status == StatusCode::OK, "{path}");
    }
    let opened: i64 = sqlx::query_scalar("select count(*) from audit_line where event = 'document.opened'")
        .fetch_one(app.db())
        .await
        .expect("lines");
    assert_eq!(opened, 2);
    let next = app::route::encode(&own);
    assert_eq!(app.visitor().get(&own).await.location(), format!("/facility/signin?next={next}"));
    let next = app::route::encode(&office);
    assert_eq!(app.visitor().get(&office).await.location(), format!("/office/signin?next={next}"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_only_facilities_send_files_and_from_this_site(db: PgPool) {
    let app = TestApp::new(db);
    let good = pdfs::pages(1);
    let parts: [Part<'_>; 1] = [("document", Some("a.pdf"), &good)];
    let (member, clerk) = (app.member("100001").await, app.office().await);
    // Who has signed in as somebody else since the page was made is told so, and led to the door of facilities.
    let next = app::route::encode(FORM);
    for client in [&app.visitor(), &member, &clerk] {
        let answer = ask(&app, client, &parts).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(said(&answer), AppError::SignedOut.file_message());
        let signed_out = post(&app, client, "a.pdf", &good).await;
        assert_eq!(signed_out.location(), format!("/facility/signin?next={next}"));
    }

    let facility = app.facility("F0001").await;
    let mut foreign = request(&facility, multipart(&parts).into());
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    assert_eq!(app.send(foreign).await.status, StatusCode::FORBIDDEN);
    assert_eq!(rows(&app).await, 0);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c19_a_file_that_the_page_of_another_hospital_sends_is_not_taken(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let mut request = request(&facility, multipart(&[("document", Some("a.pdf"), &pdfs::pages(1))]).into());
    request.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a value"));
    *request.uri_mut() =
        format!("/facility/documents?owner={}", uuid::Uuid::now_v7()).parse().expect("an address");
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{}", answer.body);
    assert_eq!(said(&answer), AppError::AnotherAccount.file_message());
    assert_eq!(rows(&app).await, 0);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_a_form_brings_one_file(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let good = pdfs::pages(1);
    let file: Part<'_> = ("document", Some("a.pdf"), &good);
    let unchosen: Part<'_> = ("document", Some(""), b"");
    for (parts, problem) in [
        (vec![], DocumentProblem::Missing),
        (vec![("form", None, b"/facility".as_slice())], DocumentProblem::Missing),
        (vec![unchosen], DocumentProblem::Missing),
        (vec![("other", Some("a.pdf"), good.as_slice())], DocumentProblem::Missing),
        (vec![file, file], DocumentProblem::Several),
    ] {
        let answer = ask(&app, &facility, &parts).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(said(&answer), problem.message());
    }
    assert_eq!(ask(&app, &facility, &[unchosen, file]).await.status, StatusCode::OK);
    assert_eq!(rows(&app).await, 1);

    let mut no_form = request(&facility, Body::from("a=b"));
    no_form
        .headers_mut()
        .insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("a value"));
    assert!(app.send(no_form).await.location().contains("Missing"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_an_upload_that_breaks_off_leaves_nothing(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let whole = multipart(&[("document", Some("a.pdf"), &pdfs::pages(1))]);
    for until in [10, whole.len() / 2, whole.len() - 8] {
        let part = axum::body::Bytes::copy_from_slice(&whole[..until]);
        let pieces = stream::iter([Ok(part), Err(std::io::Error::other("connection reset"))]);
        let answer = app.send(request(&facility, Body::from_stream(pieces))).await;
        assert!(answer.location().contains("Interrupted"), "{until}: {}", answer.location());
    }
    assert_eq!(rows(&app).await, 0);
}

/// A file, and what becomes of it: refused for a reason, or kept, harmless, under a name.
type Case = (&'static str, Vec<u8>, Result<&'static str, DocumentProblem>);

fn files() -> Vec<Case> {
    let good = pdfs::pages(1);
    let no_pdf = |other| Err(DocumentProblem::NotPdf(other));
    let broken = Err(DocumentProblem::Unreadable);
    let too_large = |size| Err(DocumentProblem::TooLarge { size });
    let mut docx =
        b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0word/document.xml".to_vec();
    docx.resize(4096, 0);
    vec![
        // not a PDF
        ("text.pdf", b"hello".to_vec(), no_pdf(OtherFile::Unknown)),
        ("page.pdf", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), no_pdf(OtherFile::Unknown)),
        ("photo.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), no_pdf(OtherFile::Image)),
        ("scan.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), no_pdf(OtherFile::Image)),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), no_pdf(OtherFile::Image)),
        ("archive.pdf", b"PK\x03\x04\x14\0\0\0\0\0rest".to_vec(), no_pdf(OtherFile::Archive)),
        ("word.docx", docx, no_pdf(OtherFile::Office)),
        ("program.pdf", b"MZ\x90\0\x03\0\0\0".to_vec(), no_pdf(OtherFile::Unknown)),
        ("zeros.pdf", vec![0; 100_000], no_pdf(OtherFile::Unknown)),
        // too little, too much
        ("empty.pdf", Vec::new(), Err(DocumentProblem::Empty)),
        ("one.pdf", b"%".to_vec(), no_pdf(OtherFile::Unknown)),
        ("limit.pdf", pdfs::of_size(20 * MIB), Ok("limit.pdf")),
        ("limit and one.pdf", pdfs::of_size(20 * MIB + 1), too_large(SIZE_LIMIT + 1)),
        ("large.pdf", pdfs::of_size(45 * MIB), too_large(45 * 1024 * 1024)),
        ("20.pdf", pdfs::pages(20), Ok("20.pdf")),
        ("21.pdf", pdfs::pages(21), Err(DocumentProblem::TooManyPages { pages: PAGE_LIMIT + 1 })),
        ("9999.pdf", pdfs::pages(9999), Err(DocumentProblem::TooManyPages { pages: 9999 })),
        ("no pages.pdf", pdfs::pages(0), Err(DocumentProblem::NoPages)),
        // locked
        ("locked.pdf", pdfs::encrypted(), Err(DocumentProblem::Encrypted)),
        // damaged
        ("half.pdf", good[..good.len() / 2].to_vec(), broken),
        ("no end.pdf", good[..good.len() - 6].to_vec(), broken),
        ("only a head.pdf", b"%PDF-1.7\n%%EOF\n".to_vec(), broken),
        ("garbage.pdf", [b"%PDF-1.7\n".as_slice(), &[0xa7; 50_000], b"\n%%EOF\n"].concat(), broken),
        ("no catalogue.pdf", pdfs::of(&["null"], ""), broken),
        ("table into nothing.pdf", pdfs::table_into_nothing(), broken),
        // as other programs leave them
        ("zeros behind.pdf", [good.as_slice(), &[0; 3_000]].concat(), Ok("zeros behind.pdf")),
        (
            "page behind.pdf",
            [good.as_slice(), "<html>転送エラー</html>".repeat(90).as_bytes()].concat(),
            Ok("page behind.pdf"),
        ),
        ("portfolio.pdf", pdfs::with("/Collection <</View /D>>"), Err(DocumentProblem::Portfolio)),
        (
            "XFA.pdf",
            pdfs::with("/AcroForm <</Fields [] /XFA [(template) 3 0 R]>> /NeedsRendering true"),
            Err(DocumentProblem::LiveForm),
        ),
        ("hole.pdf", pdfs::with_kids("null 3 0 R 99 0 R", 1), Ok("hole.pdf")),
        (
            "page missing.pdf",
            pdfs::with_kids("3 0 R 99 0 R", 2),
            Err(DocumentProblem::PagesDiffer { said: 2, found: 1 }),
        ),
        // made to do harm
        ("in itself.pdf", pdfs::in_itself(), Err(DocumentProblem::NoPages)),
        ("bomb.pdf", pdfs::bomb(), broken),
        ("bomb in a bomb.pdf", pdfs::bomb_in_a_bomb(), broken),
        ("huge table.pdf", pdfs::huge_table(), broken),
        // odd, and harmless where they are kept
        ("script.pdf", pdfs::with("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"), Ok("script.pdf")),
        ("launch.pdf", pdfs::with("/OpenAction <</S /Launch /F (/bin/sh)>>"), Ok("launch.pdf")),
        (
            "page and PDF.html",
            [b"<script>alert(1)</script>\n".as_slice(), &good].concat(),
            Ok("page and PDF.html.pdf"),
        ),
        ("../../etc/passwd", good.clone(), Ok("passwd.pdf")),
        ("申請書\u{202e}fdp.exe", good.clone(), Ok("申請書fdp.exe.pdf")),
        ("a\"; filename=\"evil.exe", good.clone(), Ok("a%22; filename=%22evil.exe.pdf")),
        ("\u{7}\u{0}.pdf", good.clone(), Err(DocumentProblem::Interrupted)),
        ("とても長い名前.pdf", good, Ok("とても長い名前.pdf")),
    ]
}

/// B27, B31, B32 as a browser meets them.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_broken_files_are_refused_in_words_or_stored_harmless(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let earlier = send(&app, &facility, "earlier.pdf", &pdfs::pages(3)).await.expect("kept");
    let mut kept = 1;
    for (name, file, expected) in files() {
        let answer = send(&app, &facility, name, &file).await;
        let expected = expected.map(str::to_owned).map_err(DocumentProblem::message);
        assert_eq!(answer.clone().map(|view| view.name), expected, "{name}");
        kept += i64::from(answer.is_ok());
        assert_eq!(rows(&app).await, kept, "{name}");
        if let Ok(view) = answer {
            let (_, headers, bytes) =
                download(&app, &facility, &format!("/facility/documents/{}", view.id)).await;
            assert!(bytes == file, "{name}: not the bytes that were sent");
            let disposition = headers.get("content-disposition").expect("a header").to_str().expect("ASCII");
            assert!(disposition.starts_with("attachment; filename*=UTF-8''"), "{name}: {disposition}");
        }
    }
    let (_, _, bytes) = download(&app, &facility, &format!("/facility/documents/{}", earlier.id)).await;
    assert!(bytes == pdfs::pages(3), "the earlier file stays");
}

/// Deep and circular files: some parsers can, some cannot; the server lives, and answers either way.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_no_file_takes_the_server_down(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    for (name, file) in [
        ("brackets.pdf", pdfs::nested(1_000_000)),
        ("folders.pdf", pdfs::nested_pages(100_000)),
        ("circle.pdf", pdfs::table_in_a_circle()),
    ] {
        match send(&app, &facility, name, &file).await {
            Ok(view) => assert_eq!(view.pages, 1, "{name}"),
            Err(words) => assert_eq!(words, DocumentProblem::Unreadable.message(), "{name}"),
        }
    }
    send(&app, &facility, "good.pdf", &pdfs::pages(1)).await.expect("kept");
}

/// Beyond all measure: refused by its length before a byte is read.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_a_body_beyond_all_measure_is_refused_in_words(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let mut request = request(&facility, Body::from("x"));
    request.headers_mut().insert(header::CONTENT_LENGTH, "1073741824".parse().expect("a value"));
    let answer = app.send(request).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("1024MB") && answer.body.contains("上限の20MB"), "{}", answer.body);
}

/// Whatever stops an upload is said at its field as what it is, never as a page that is missing: what happened, that nothing
/// else was lost, what to do. (What is wrong with a file: above.)
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_every_failure_of_an_upload_has_words_of_its_own(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let good = pdfs::pages(1);
    let file: Part<'_> = ("document", Some("a.pdf"), &good);
    let mut heard = Vec::new();
    let mut hears = |answer: Answer, status, words: &str| {
        assert_eq!(answer.status, status, "{}", answer.body);
        let said = said(&answer);
        assert!(said.contains(words), "{said}");
        assert!(said.contains("入力した内容とアップロード済みのファイルは、そのままです。"), "{said}");
        assert!(said.ends_with("ください。") && !said.contains("ページ"), "{said}");
        heard.push(said);
    };

    let mut foreign = request(&facility, multipart(&[file]).into());
    foreign.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a value"));
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    hears(app.send(foreign).await, StatusCode::FORBIDDEN, "別のサイトから始まった操作");

    // The row is gone when the file is marked as stored: a fault, with its number.
    sqlx::raw_sql(
        "create function swept() returns trigger language plpgsql as
             $$ begin delete from document where document_id = new.document_id; return null; end $$;
         create trigger swept after insert on document for each row execute function swept();",
    )
    .execute(app.db())
    .await
    .expect("a trigger");
    hears(ask(&app, &facility, &[file]).await, StatusCode::INTERNAL_SERVER_ERROR, "問い合わせ番号");
    sqlx::raw_sql("drop trigger swept on document").execute(app.db()).await.expect("dropped");

    sqlx::raw_sql("update rate_counter set hits = 1000 where hits > 0")
        .execute(app.db())
        .await
        .expect("counted");
    hears(ask(&app, &facility, &[file]).await, StatusCode::TOO_MANY_REQUESTS, "分後に");

    sqlx::raw_sql("delete from session").execute(app.db()).await.expect("over");
    hears(ask(&app, &facility, &[file]).await, StatusCode::UNAUTHORIZED, "もう一度ログイン");

    app.db().close().await;
    hears(ask(&app, &facility, &[file]).await, StatusCode::SERVICE_UNAVAILABLE, "しばらくしてから");
    // Without JavaScript, on a page of its own: the form around the file was not read.
    let page = post(&app, &facility, "a.pdf", &good).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.body.contains("ただいま、ファイルを受け取れません。"), "{}", page.body);
    assert!(page.body.contains("入力した内容は、まだ保存されていません。"), "{}", page.body);

    let count = heard.len();
    heard.sort();
    heard.dedup();
    assert_eq!(heard.len(), count, "one sentence for two failures");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_form_to_stamp_is_offered_to_facilities(db: PgPool) {
    let app = TestApp::new(db);
    let facility = app.facility("F0001").await;
    let answer = facility.get("/facility/apply/core/template.pdf").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.body.contains("施設認定申請書"), "{}", answer.body);
    assert_eq!(
        app::route::decode(answer.header("content-disposition")),
        "attachment; filename*=UTF-8''申請書・在籍証明書_基幹施設.pdf"
    );
    assert_eq!(facility.get("/facility/apply/training/template.pdf").await.status, StatusCode::NOT_FOUND);
    let visitor = app.visitor().get("/facility/apply/core/template.pdf").await;
    assert!(visitor.location().starts_with("/facility/signin?next="));
}

/// The child may take 512 MiB of address space. An allocator that takes it ahead of need ends some drawings and not others.
#[tokio::test]
async fn a_page_is_drawn_every_time() {
    let inspector = ChildProcess::of(env!("CARGO_BIN_EXE_server").into());
    let paper = concat!(env!("CARGO_MANIFEST_DIR"), "/../backend/src/demo/stamped.pdf");
    for time in 1..=10 {
        let picture = inspector.draw(std::fs::File::open(paper).unwrap(), 1).await.unwrap();
        assert!(picture.is_some(), "drawing {time}");
    }
}
