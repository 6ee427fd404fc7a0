//! The office's side of applications through the real router: who may, what is shown, what goes out as a file (F5, F6, F9, E3).

use axum::{
    body::{Body, to_bytes},
    http::{Method, StatusCode, header},
};
use sqlx::PgPool;

use crate::{
    applications::open_rounds,
    documents::multipart,
    harness::{Answer, Client, HOST, TestApp},
    pdfs,
    statements::Statements,
};

const LIST: &str = "/office/facility-applications";
/// Names of a hospital that a spreadsheet or a page could misread.
const NAME: &str = "=丘の<b>病院";

const FORM1: [(&str, &str); 14] = [
    ("current", "なし"),
    ("name", NAME),
    ("kana", "おかのびょういん"),
    ("postal_code", "399-0001"),
    ("prefecture", "長野県"),
    ("address", "丘市1-2-3"),
    ("phone", "026-000-0001"),
    ("head", "柏木 恒夫"),
    ("responsible_no", "200001"),
    ("responsible_name", "試験 200001"),
    ("responsible_kind", "指導医"),
    ("applied_on", "2026-09-30"),
    ("clerk", "小林 由美"),
    ("clerk_email", "office@hospital.example.jp"),
];
const FORM2: [(&str, &str); 10] = [
    ("practice_hub", "yes"),
    ("hub_kind", "地域がん診療病院"),
    ("team", "あり"),
    ("team_members", "医師1名"),
    ("team_referrals", "120"),
    ("beds", "300"),
    ("deaths", "120"),
    ("staff_no_1", "200001"),
    ("staff_name_1", "試験 200001"),
    ("staff_kind_1", "指導医"),
];

/// One application as 基幹施設, as the office finds it.
pub struct Applied<'a> {
    pub facility: Client<'a>,
    pub application: String,
    /// With its version, as forms name it.
    pub chosen: String,
    pub document: String,
}

/// A facility fills in both forms and presses 申請. Rounds are open, 200001 is 指導医.
pub async fn apply<'a>(app: &'a TestApp, number: &str) -> Applied<'a> {
    let facility = app.facility(number).await;
    let fields: Vec<(String, &str)> =
        FORM1.iter().map(|(key, text)| (format!("fields[{key}]"), *text)).collect();
    let file = pdfs::pages(2);
    let mut parts: Vec<(&str, Option<&str>, &[u8])> =
        vec![("applying", None, b"core"), ("part", None, b"form1"), ("version", None, b"0")];
    parts.extend(fields.iter().map(|(key, text)| (key.as_str(), None, text.as_bytes())));
    parts.push(("document", Some("申請書.pdf"), &file));
    parts.push(("intent", None, b"register"));
    let request = facility
        .request(Method::POST, "/facility/form1")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::REFERER, format!("http://{HOST}/facility/apply/core/form1"))
        .body(Body::from(multipart(&parts)))
        .expect("a request");
    said(&app.send(request).await, "FormRegistered");

    let fields: Vec<(String, &str)> =
        FORM2.iter().map(|(key, text)| (format!("fields[{key}]"), *text)).collect();
    let mut form2 = vec![("applying", "core"), ("part", "form2"), ("version", "0"), ("intent", "register")];
    form2.extend(fields.iter().map(|(key, text)| (key.as_str(), *text)));
    said(
        &facility.post("/api/applications/submit_form", "/facility/apply/core/form2", &form2).await,
        "FormRegistered",
    );
    submit(&facility).await;
    let (application, chosen, document): (String, String, String) = sqlx::query_as(
        "select application_id::text, application_id || '.' || version_id, v.form1 ->> 'document'
         from application a join application_version v using (application_id, version_id)
         join facility using (facility_id) where facility_no = $1",
    )
    .bind(number)
    .fetch_one(app.db())
    .await
    .expect("an application");
    Applied { facility, application, chosen, document }
}

async fn submit(facility: &Client<'_>) {
    let from = "/facility/apply/core/review";
    said(&facility.post("/api/applications/apply", from, &[("applying", "core")]).await, "Applied");
}

/// The office hands it back, and the facility applies again.
pub async fn again(office: &Client<'_>, applied: &Applied<'_>) {
    said(&decide(office, "return", &applied.chosen, &[("words", "修正")]).await, "ApplicationsDecided");
    submit(&applied.facility).await;
}

#[track_caller]
fn said(answer: &Answer, what: &str) {
    let location = app::route::decode(answer.location());
    assert!(location.contains(what), "{location} {}", answer.body);
}

async fn decide(office: &Client<'_>, decision: &str, chosen: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("decision", decision), ("chosen", chosen)], more].concat();
    office.post("/api/applications/decide", &format!("{LIST}/decide"), &fields).await
}

async fn state(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar("select distinct state from application order by 1")
        .fetch_all(app.db())
        .await
        .expect("states")
}

async fn open(app: &TestApp) {
    open_rounds(app).await;
    app.qualified("200001").await;
}

/// The same browser, with the cookies of an answer.
fn after<'a>(client: &Client<'a>, answer: &Answer) -> Client<'a> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    let set = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let all: Vec<&str> = client.cookie.as_deref().into_iter().chain(set).collect();
    Client { app: client.app, cookie: Some(all.join("; ")) }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f5_from_the_list_to_a_correction_and_back(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    let applied = apply(&app, "F0002").await;
    let office = app.office().await;
    assert!(office.get("/office").await.body.contains("決定を待っている申請が1件あります。"));
    let list = office.get(LIST).await.body;
    assert!(list.contains("=丘の&lt;b&gt;病院") && list.contains(&applied.chosen), "{list}");
    let page = office.get(&format!("{LIST}/{}", applied.application)).await.body;
    for words in ["確認項目", "一致", "公印と記載の内容", "第1版", "申請書.pdf", "常勤有資格者 1人目"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let ask = format!("{LIST}/decide?decision=return&n={}", applied.chosen);
    let question = office.get(&ask).await.body;
    assert!(question.contains("修正依頼の確認") && question.contains("定型文"), "{question}");

    // Refused: what was typed comes back, once.
    let refused = decide(&office, "return", &applied.chosen, &[("words", "  ")]).await;
    said(&refused, "WordsNeeded");
    let long = format!("{}末尾", "長い文章です。".repeat(300));
    let refused =
        decide(&office, "return", &applied.chosen, &[("words", &long), ("phrases[p1]", "yes")]).await;
    said(&refused, "WordsTooLong");
    let back = after(&office, &refused).get(&ask).await.body;
    assert!(back.contains("末尾") && back.contains("checked"), "{back}");

    let done = decide(
        &office,
        "return",
        &applied.chosen,
        &[("words", "公印を押してください。"), ("phrases[p0]", "yes")],
    )
    .await;
    said(&done, "ApplicationsDecided");
    let home = applied.facility.get("/facility/apply/core").await.body;
    assert!(home.contains("公印を押してください。") && home.contains("公印が確認できません。"), "{home}");
    submit(&applied.facility).await;
    let page = office.get(&format!("{LIST}/{}", applied.application)).await.body;
    assert!(
        page.contains("第2版") && page.contains("変更点") && page.contains("違いはありません。"),
        "{page}"
    );

    // Somebody else has the first version still on the screen.
    said(&decide(&office, "pass", &applied.chosen, &[]).await, "ApplicationOvertaken");
    assert_eq!(state(&app).await, ["submitted"]);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f9_several_are_decided_at_once_after_the_question(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    let (one, other) = (apply(&app, "F0002").await, apply(&app, "F0003").await);
    let office = app.office().await;
    let question =
        office.get(&format!("{LIST}/decide?n={}&n={}&decision=pass", one.chosen, other.chosen)).await.body;
    assert!(question.contains("次の2件の申請を合格にします。"), "{question}");
    let both = format!("{},{}", one.chosen, other.chosen);
    said(&decide(&office, "pass", &both, &[]).await, "ApplicationsDecided");
    assert_eq!(state(&app).await, ["passed"]);
    let again =
        office.get(&format!("{LIST}/decide?n={}&n={}&decision=fail", one.chosen, other.chosen)).await.body;
    assert!(again.contains("2件は、いまは「申請済み」ではない"), "{again}");
    let none = office.get(&format!("{LIST}/decide?decision=pass")).await.body;
    assert!(none.contains("申請が選択されていません。"), "{none}");
    let home = one.facility.get("/facility/apply/core").await.body;
    assert!(home.contains("合格となりました。認定は2027年4月1日(木)から始まります。"), "{home}");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f9_why_it_failed_stands_on_the_facilitys_page(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    let applied = apply(&app, "F0002").await;
    let office = app.office().await;
    said(
        &decide(&office, "fail", &applied.chosen, &[("words", "指導医の常勤が確認できません。")]).await,
        "ApplicationsDecided",
    );
    let home = applied.facility.get("/facility/apply/core").await.body;
    assert!(home.contains("前回の審査結果") && home.contains("指導医の常勤が確認できません。"), "{home}");
    assert!(home.contains("未完了"), "and it may begin anew: {home}");
}

/// As it was typed, whoever reads it: no cell is a formula.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_list_goes_out_as_csv_and_excel(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    apply(&app, "F0002").await;
    let office = app.office().await;
    let csv = office.get(&format!("{LIST}.csv?state=submitted")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.body.contains("\"'=丘の<b>病院\",おかのびょういん,長野県,基幹施設,申請済み"), "{}", csv.body);
    assert_eq!(office.get(&format!("{LIST}.csv?state=passed")).await.body.lines().count(), 1);
    let request =
        office.request(Method::GET, &format!("{LIST}.xlsx")).body(Body::empty()).expect("a request");
    let answer = app.start(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let book = to_bytes(answer.into_body(), usize::MAX).await.expect("a book");
    assert!(book.starts_with(b"PK"), "a zip, as Excel's books are");
}

/// E3, F6: nobody but the office, whatever they ask for.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_f6_no_other_role_reads_or_decides(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    let applied = apply(&app, "F0002").await;
    let paths = [
        LIST.to_owned(),
        format!("{LIST}.csv"),
        format!("{LIST}.xlsx"),
        format!("{LIST}/{}", applied.application),
        format!("{LIST}/decide?decision=pass&n={}", applied.chosen),
        format!("/office/documents/{}", applied.document),
        format!("/office/documents/{}/pages/1", applied.document),
    ];
    let people = [
        app.visitor(),
        app.member("100001").await,
        app.nurse("100002").await,
        app.facility("F0003").await,
        app.facility("F0004").await,
    ];
    for client in people.iter().chain([&applied.facility]) {
        for path in &paths {
            let answer = client.get(path).await;
            assert!(
                answer.location().starts_with("/office/signin"),
                "{path}: {} {}",
                answer.status,
                answer.body
            );
        }
        let answer = decide(client, "pass", &applied.chosen, &[]).await;
        let said = answer.headers.get(header::LOCATION).map(|to| format!("{to:?}")).unwrap_or_default();
        assert!(!said.contains("ApplicationsDecided"), "{said}");
        for answer in called(client, &applied.application).await {
            assert!(answer.location().starts_with("/office/signin"), "{} {}", answer.status, answer.body);
            assert!(!answer.body.contains("丘の"), "{}", answer.body);
        }
    }
    for answer in called(&app.office().await, &applied.application).await {
        assert!(
            answer.status == StatusCode::OK && answer.body.contains("丘の"),
            "the office reads it: {answer:?}"
        );
    }
    assert_eq!(state(&app).await, ["submitted"]);
}

/// The pages of one application and of the list.
async fn called(client: &Client<'_>, application: &str) -> [Answer; 2] {
    [client.get(&format!("{LIST}/{application}")).await, client.get(LIST).await]
}

/// F6: beside the data the office sees pictures, drawn where a file can do no harm.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f6_pages_of_the_paper_are_pictures(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    let applied = apply(&app, "F0002").await;
    let office = app.office().await;
    let picture = async |page: &str| {
        let path = format!("/office/documents/{}/pages/{page}", applied.document);
        let request = office.request(Method::GET, &path).body(Body::empty()).expect("a request");
        let (parts, body) = app.start(request).await.into_parts();
        (parts, to_bytes(body, usize::MAX).await.expect("a whole answer"))
    };
    for page in ["1", "2"] {
        let (parts, body) = picture(page).await;
        assert_eq!(parts.status, StatusCode::OK, "{page}");
        assert_eq!(parts.headers["content-type"], "image/png");
        assert_eq!(parts.headers["cache-control"], "no-store");
        assert!(body.starts_with(b"\x89PNG"), "{page}");
    }
    for page in ["0", "3", "-1", "x"] {
        assert_eq!(picture(page).await.0.status, StatusCode::NOT_FOUND, "{page}");
    }
}

/// 300 hospitals more that have applied, each with the first one's forms under a name of its own.
async fn seed(app: &TestApp) {
    sqlx::query(
        "with hospital as (
             insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key)
             select gen_random_uuid(), 'S' || lpad(n::text, 4, '0'), '', '', '', 's' || n || '@hospital.example.jp', ''
             from generate_series(1, 300) n returning facility_id, facility_no
         ), a as (
             insert into application (application_id, facility_id, applies_as, state, round_id, version_id, submitted_at, search_key)
             select gen_random_uuid(), h.facility_id, o.applies_as, 'submitted', o.round_id, gen_random_uuid(),
                    o.submitted_at + make_interval(mins => substr(facility_no, 2)::int), '写し' || facility_no
             from hospital h, application o returning *
         )
         insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
         select a.version_id, a.application_id, 1, v.form1 || jsonb_build_object('name', a.search_key), v.form2, a.submitted_at
         from a, application_version v",
    )
    .execute(app.db())
    .await
    .expect("300 applications");
}

/// The office works through 300 applications: no page over eight statements, fifty decided in one go with fifty mails.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f9_three_hundred_applications_fifty_at_once(db: PgPool) {
    let app = TestApp::new(db);
    open(&app).await;
    apply(&app, "F0002").await;
    seed(&app).await;
    let office = app.office().await;
    let statements = Statements::listen();
    let few = async |path: &str| {
        statements.taken();
        let answer = office.get(path).await;
        let taken = statements.taken();
        assert!(
            answer.status == StatusCode::OK && taken <= 8,
            "{path}: {taken} statements, {}",
            answer.status
        );
        answer.body
    };
    let mut waiting = 301;
    for page in 1..=6 {
        // Those that are decided leave the list, so its first page is the next one to work on.
        let list = few(&format!("{LIST}?state=submitted")).await;
        assert!(list.contains(&format!("(申請済み)は{waiting}件です。")), "{page}");
        let chosen: Vec<&str> =
            list.split("name=\"n\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(chosen.len(), 50);
        let pairs: Vec<String> = chosen.iter().map(|one| format!("n={one}")).collect();
        let question = few(&format!("{LIST}/decide?decision=pass&{}", pairs.join("&"))).await;
        assert!(question.contains("次の50件の申請を合格にします。"), "{question}");
        let mails = mails(&app).await;
        let said_so =
            decide(&office, "pass", &chosen.join(","), &[("words", "おめでとうございます。")]).await;
        said(&said_so, "ApplicationsDecided");
        assert_eq!(self::mails(&app).await, mails + 50);
        waiting -= 50;
    }
    few(&format!("{LIST}?page=7&order=prefecture")).await;
    assert_eq!(state(&app).await, ["passed", "submitted"]);
}

async fn mails(app: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from mail_outbox").fetch_one(app.db()).await.expect("mails")
}
