//! 「会員」「施設」 and the import, through the real router: who may, and what a browser without JavaScript gets.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use domain::ids::FacilityId;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    documents::{Part, multipart},
    harness::{Answer, Client, HOST, TestApp},
    office::half_open,
    pdfs,
};

const MEMBERS: &str = "\
member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation
700001,髙木,太郎,たかぎ,たろう,takagi@example.jp,医師,2010-04-01,,みどり野中央病院
700002,<b>林</b>,花子,はやし,はなこ,hayashi@example.jp,看護師,2012-04-01,2024-03-31,
";

/// The pages of one member, one facility and one import, as `pages.rs` counts them.
pub async fn pages(app: &TestApp, office: &Client<'_>) -> Vec<(&'static str, Vec<String>)> {
    let member = app.qualified("200077").await;
    let facility = facility(app, "F7001", Some("hospital@example.jp")).await;
    let import = imported(&send(app, office, &[("members", Some("m.csv"), MEMBERS.as_bytes())]).await);
    let of = |path: String| vec![path];
    vec![
        (
            "/office/members",
            vec![
                "/office/members".into(),
                "/office/members?q=2000&profession=physician&membership=present".into(),
            ],
        ),
        ("/office/members/:id", of(format!("/office/members/{member}"))),
        ("/office/members/:id/password", of(format!("/office/members/{member}/password"))),
        (
            "/office/facilities",
            vec![
                "/office/facilities".into(),
                "/office/facilities?q=hospital&kind=core&standing=never".into(),
            ],
        ),
        ("/office/facilities/:id", of(format!("/office/facilities/{facility}"))),
        ("/office/facilities/:id/password", of(format!("/office/facilities/{facility}/password"))),
        ("/office/facilities/:id/login-address", of(format!("/office/facilities/{facility}/login-address"))),
        ("/office/import", of("/office/import".into())),
        ("/office/import/:id", vec![import.clone(), format!("{import}?ask=1")]),
    ]
}

async fn facility(app: &TestApp, number: &str, email: Option<&str>) -> FacilityId {
    let id = FacilityId(Uuid::now_v7());
    sqlx::query(
        "insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
         values ($1, $2, '丘の病院', 'おかのびょういん', '長野県', $3, '丘の病院 おかのびょういん')",
    )
    .bind(id.0)
    .bind(number)
    .bind(email)
    .execute(app.db())
    .await
    .expect("a facility");
    id
}

/// Sends files to the import as a browser without JavaScript does.
pub async fn send(app: &TestApp, client: &Client<'_>, parts: &[Part<'_>]) -> Answer {
    let request = client
        .request(Method::POST, "/office/import/files")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}/office/import"))
        .body(Body::from(multipart(parts)))
        .expect("a request");
    app.send(request).await
}

/// The page of the import that the answer leads to.
#[track_caller]
pub fn imported(answer: &Answer) -> String {
    let page = answer.location().to_owned();
    assert!(page.starts_with("/office/import/") && !page.contains('?'), "{page}");
    page
}

async fn count(app: &TestApp, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(app.db()).await.expect("a count")
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_the_register_opens_for_the_office_alone_whatever_address_is_guessed(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let member = app.physician("100001").await;
    let pages = pages(&app, &office).await;
    let strangers = [
        app.visitor(),
        app.member("100001").await,
        app.nurse("300000").await,
        app.facility("F0001").await,
        half_open(&app, "code").await,
        half_open(&app, "set_up").await,
    ];
    let own = format!("/office/members/{member}");
    let export = "/office/audit/export.csv".to_owned();
    for path in pages.iter().flat_map(|(_, paths)| paths).chain([&own, &export]) {
        for stranger in &strangers {
            let answer = stranger.get(path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.location().starts_with("/office/s"), "{path}: {}", answer.location());
            assert_eq!(answer.body, "", "{path}");
        }
        assert_eq!(office.get(path).await.status, StatusCode::OK, "{path}");
    }
    for guess in ["/office/members/1", "/office/members/00000000-0000-0000-0000-000000000000/password"] {
        assert_eq!(office.get(guess).await.status, StatusCode::NOT_FOUND, "{guess}");
    }
    let nowhere = format!("/office/facilities/{member}");
    assert_eq!(office.get(&nowhere).await.status, StatusCode::NOT_FOUND, "an id of another kind");

    let id = member.to_string();
    for (path, json) in [
        ("/api/registry/send_password_link", format!(r#"{{"realm":"member","account":"{id}"}}"#)),
        ("/api/registry/give_login_address", format!(r#"{{"facility":"{id}","address":"a@example.jp"}}"#)),
        ("/api/registry/keep_import", format!(r#"{{"import":"{id}"}}"#)),
    ] {
        for stranger in &strangers {
            let answer = crate::office::api(stranger, path, &json).await;
            assert!(
                [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND].contains(&answer.status),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
        }
    }
    for stranger in &strangers {
        let answer = send(&app, stranger, &[("members", Some("m.csv"), MEMBERS.as_bytes())]).await;
        assert_eq!(answer.location(), "/office/signin?next=%2Foffice%2Fimport");
    }
    assert_eq!(count(&app, "select count(*) from registry_import").await, 1, "the office's own");
    assert_eq!(count(&app, "select count(*) from mail_outbox").await, 0);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a5_the_office_sends_a_password_link_after_a_question(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let member = app.physician("100001").await.to_string();
    let page = format!("/office/members/{member}");
    let question = office.get(&format!("{page}/password")).await;
    assert!(question.body.contains("100001@example.jp"), "{}", question.body);
    let fields = question.hidden();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let sent = office.post("/api/registry/send_password_link", &format!("{page}/password"), &fields).await;
    assert!(sent.location().starts_with(&format!("{page}?flash=")), "{}", sent.location());
    let after = office.follow(&sent).await;
    assert!(after.body.contains("パスワード設定のメールを送信しました。"), "{}", after.body);
    assert_eq!(count(&app, "select count(*) from mail_outbox where kind = 'password_link'").await, 1);

    sqlx::query("update member set left_on = date '2025-03-31'").execute(app.db()).await.expect("left");
    let refused = office.post("/api/registry/send_password_link", &page, &fields).await;
    let after = office.follow(&refused).await;
    assert!(after.body.contains("退会した会員はログインできないため"), "{}", after.body);
    assert!(!office.get(&page).await.body.contains("/password\""), "no button");
    assert_eq!(count(&app, "select count(*) from mail_outbox").await, 1);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a1_a_refused_address_is_kept_in_the_form(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let first = facility(&app, "F7001", Some("first@example.jp")).await.to_string();
    facility(&app, "F7002", Some("second@example.jp")).await;
    let form = format!("/office/facilities/{first}/login-address");
    let give = |address: &'static str| {
        let (office, first, form) = (&office, &first, &form);
        async move {
            let fields = [("facility", first.as_str()), ("address", address)];
            office.post("/api/registry/give_login_address", form, &fields).await
        }
    };
    let refused = give("Second@example.jp").await;
    assert!(refused.location().starts_with(&form), "{}", refused.location());
    assert!(!refused.location().contains("econd%40"), "no address in the address");
    let page = office.follow(&refused).await;
    assert!(
        page.body.contains("すでに使われています") && page.body.contains("Second@example.jp"),
        "{}",
        page.body
    );

    let given = give("new@example.jp").await;
    assert!(
        given.location().starts_with(&format!("/office/facilities/{first}?flash=")),
        "{}",
        given.location()
    );
    assert_eq!(count(&app, "select count(*) from mail_outbox where kind = 'login_address_given'").await, 2);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e1_files_are_checked_asked_about_and_imported(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let (cp932, members) = (b"\x89\xEF\x88\xF5".as_slice(), MEMBERS.as_bytes());
    let page = imported(
        &send(&app, &office, &[("members", Some("members.csv"), members), ("facilities", Some(""), b"")])
            .await,
    );
    let checked = office.get(&page).await;
    assert!(checked.body.contains("検査済み") && checked.body.contains("取り込みへ進む"), "{}", checked.body);
    assert_eq!(count(&app, "select count(*) from member").await, 0, "nothing is changed");
    let question = office.get(&format!("{page}?ask=1")).await;
    assert!(question.body.contains("会員: 新規 2件・変更 0件・変更なし 0件"), "{}", question.body);
    let fields = question.hidden();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let done = office.post("/api/registry/keep_import", &page, &fields).await;
    assert_eq!(done.location(), page);
    assert!(office.get(&page).await.body.contains("取り込みました。"));
    assert_eq!(count(&app, "select count(*) from member").await, 2);
    let twice = office.post("/api/registry/keep_import", &page, &fields).await;
    assert!(office.follow(&twice).await.body.contains("いまは実行できません"));

    // What people are called is text, wherever it stands.
    let list = office.get("/office/members?q=hayashi").await;
    assert!(list.body.contains("&lt;b>林") || list.body.contains("&lt;b&gt;林"), "{}", list.body);
    assert!(!list.body.contains("<b>林"));

    let broken = [("members", Some("m.csv"), cp932)];
    let refused = office.get(&imported(&send(&app, &office, &broken).await)).await;
    assert!(refused.body.contains("誤りがあるため取り込めません"), "{}", refused.body);
    for (parts, said) in [
        (vec![], "ファイルが選択されていません"),
        (vec![("members", Some(""), b"".as_slice())], "ファイルが選択されていません"),
        (vec![("members", Some("m.csv"), b"".as_slice())], "0バイト"),
        (
            vec![("members", Some("a.csv"), members), ("members", Some("b.csv"), members)],
            "同じ種類のファイル",
        ),
        (vec![("unknown", Some("a.csv"), members)], "ファイルが選択されていません"),
    ] {
        let answer = send(&app, &office, &parts).await;
        let page = office.follow(&answer).await;
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn files_from_another_site_are_not_taken(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let body = multipart(&[("members", Some("m.csv"), MEMBERS.as_bytes())]);
    let mut request = office
        .request(Method::POST, "/office/import/files")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::from(body))
        .expect("a request");
    request.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    assert_eq!(app.send(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(count(&app, "select count(*) from registry_import").await, 0);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_audit_is_saved_as_a_file_that_no_spreadsheet_takes_for_a_program(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    sqlx::query(
        "insert into audit_line (audit_id, at, realm, event, client)
         values (gen_random_uuid(), timestamptz '2026-09-30 00:00:00Z', 'system', 'account.sign_in_failed', '=cmd()')",
    )
    .execute(app.db())
    .await
    .expect("a line");
    let page = office.get("/office/audit?event=account.").await;
    assert!(page.body.contains("/office/audit/export.csv?"), "{}", page.body);
    let file = office.get("/office/audit/export.csv?event=account.").await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert!(file.body.starts_with('\u{feff}') && file.body.contains(",\"'=cmd()\"\r\n"), "{}", file.body);
    assert_eq!(count(&app, "select count(*) from audit_line where event = 'audit.exported'").await, 1);
}

/// P9: the form with its scan, the question, the record, and whoever tries it.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn p9_a_paper_is_checked_asked_about_and_recorded(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let applicant = app.member("100001").await;
    let case = registered_case(&app, &applicant).await;
    let page = format!("/office/cases/{case}/paper-approval");
    sqlx::query("update member set left_on = date '2026-03-31' where member_no = '200001'")
        .execute(app.db())
        .await
        .expect("left");
    let strangers = [
        app.visitor(),
        applicant,
        app.member("100009").await,
        app.facility("F0001").await,
        half_open(&app, "code").await,
    ];
    let fields = |number: &'static str| {
        vec![
            ("case", None, case.as_bytes()),
            ("supervisor_no", None, number.as_bytes()),
            ("signed_on", None, b"2026-09-01".as_slice()),
            ("reason", None, "退会のため".as_bytes()),
        ]
    };
    let scan = pdfs::pages(2);
    for stranger in &strangers {
        assert!(stranger.get(&page).await.location().starts_with("/office/s"));
        let mut parts = fields("200001");
        parts.push(("document", Some("scan.pdf"), &scan));
        // Signed out meanwhile, or signed in as somebody else: every word is on the page that leads to the office's door.
        let answer = post_paper(&app, stranger, &parts).await;
        assert_eq!(
            (answer.status, answer.action()),
            (StatusCode::UNAUTHORIZED, Some("/api/approvals/type_paper"))
        );
        for said in ["退会のため", "/office/signin", "選択されたファイルは、まだ受け取っていません。"]
        {
            assert!(answer.body.contains(said), "{said}: {}", answer.body);
        }
        for path in ["/api/approvals/type_paper", "/api/approvals/record_paper"] {
            let answer = crate::office::api(stranger, path, &format!(r#"{{"case":"{case}"}}"#)).await;
            assert!([StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND].contains(&answer.status), "{path}");
        }
    }
    assert_eq!(count(&app, "select count(*) from document").await, 0, "nobody else's scan is kept");

    // Everything that is not right at once, and what was typed stays.
    let answer = post_paper(&app, &office, &fields("999999")).await;
    assert_eq!(answer.location(), format!("{page}?check=1"));
    let browser = with_cookie(&app, &office, &answer);
    let form = browser.follow(&answer).await;
    for said in ["この会員番号の会員はいません", "書面のスキャン(PDF)」を選択", "999999", "退会のため"]
    {
        assert!(form.body.contains(said), "{said}: {}", form.body);
    }
    let mut parts = fields("200001");
    parts.push(("document", Some("scan.pdf"), b"no PDF"));
    let refused = post_paper(&app, &office, &parts).await;
    let form = office.follow(&refused).await;
    assert!(
        form.body.contains("PDFのファイルではありません") && form.body.contains("200001"),
        "{}",
        form.body
    );

    let mut parts = fields("200001");
    parts.push(("document", Some("承認書.pdf"), &scan));
    let typed = post_paper(&app, &office, &parts).await;
    let question = office.follow(&typed).await;
    assert!(
        question.body.contains("承認済み(書面)にする") && question.body.contains("承認書.pdf"),
        "{}",
        question.body
    );
    assert_eq!(count(&app, "select count(*) from paper_approval").await, 0, "asked first");
    let hidden = question.hidden();
    let hidden: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let done = office.post("/api/approvals/record_paper", &page, &hidden).await;
    assert!(done.location().starts_with(&format!("{page}?flash=")), "{}", done.location());
    let shown = office.get(&page).await;
    assert!(shown.body.contains("ダウンロード(PDF)") && shown.body.contains("退会のため"), "{}", shown.body);
    let id: String = sqlx::query_scalar("select document_id::text from paper_approval")
        .fetch_one(app.db())
        .await
        .expect("a paper");
    assert_eq!(office.get(&format!("/office/documents/{id}")).await.status, StatusCode::OK);
    for stranger in &strangers {
        for path in [format!("/office/documents/{id}"), format!("/facility/documents/{id}")] {
            let answer = stranger.get(&path).await;
            assert!(answer.status.is_redirection() || answer.status == StatusCode::NOT_FOUND, "{path}");
        }
    }
    let applicant = &strangers[1];
    let list = applicant.get("/cases/specialist").await;
    assert!(list.body.contains("(書面)"), "{}", list.body);
    assert!(applicant.get("/cases/specialist/1/history").await.body.contains("承認済み(書面)"));
}

/// A case of 100001 that is registered; 200001 may supervise it.
async fn registered_case(app: &TestApp, applicant: &Client<'_>) -> String {
    let record = app.hospital().await;
    app.qualified("200001").await;
    crate::pages::write(applicant, 1, &record, "register", 0).await;
    sqlx::query_scalar("select case_id::text from case_report").fetch_one(app.db()).await.expect("a case")
}

async fn post_paper(app: &TestApp, client: &Client<'_>, parts: &[Part<'_>]) -> Answer {
    let request = client
        .request(Method::POST, "/office/paper-approval")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}/office"))
        .body(Body::from(multipart(parts)))
        .expect("a request");
    app.send(request).await
}

/// The same person's browser, with the cookie that came along.
pub fn with_cookie<'a>(app: &'a TestApp, client: &Client<'_>, answer: &Answer) -> Client<'a> {
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let mut browser = app.visitor();
    browser.cookie = Some(format!("{}; {cookie}", client.cookie.clone().unwrap_or_default()));
    browser
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn p10_a_case_that_is_not_there_is_no_fault(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    for case in [Uuid::nil().to_string(), "no-case".into()] {
        for page in [format!("/office/cases/{case}"), format!("/office/cases/{case}/paper-approval")] {
            assert_eq!(office.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    }
}
