//! Every page, opened by those it is for, over one story in which every state of a case occurs.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use server::{documents, exports, papers, register};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::{
    applications, decisions,
    events::{Stream, notify},
    facilities,
    harness::{Answer, Client, TestApp},
    network, pdfs, registry,
    statements::Statements,
};

/// In 備考 of every case: no supervisor may ever meet it (C7).
const MEMO: &str = "備考の目印ZQX";
/// In the report of every case: the supervisor reads it.
const TEXT: &str = "本文の目印WVY";
/// No page of the main job needs more statements.
const MOST: usize = 8;

/// 100001 has slot 1 approved, 2 rejected and asked for again, 3 waiting, 4 withdrawn, 5 registered with a newer draft and
/// a text set aside, all by and for 200001.
struct Story<'a> {
    applicant: Client<'a>,
    supervisor: Client<'a>,
    office: Client<'a>,
    /// The requests of slots 1, 2 (the first), 3 and 4, and the second of slot 2.
    requests: [String; 5],
}

/// The office's pages: what each is called in the program, and addresses of it.
const OFFICE: [(&str, &[&str]); 14] = [
    ("/office", &["/office"]),
    (
        "/office/facility-applications",
        &["/office/facility-applications", "/office/facility-applications?q=丘&state=submitted&order=name"],
    ),
    ("/office/facility-applications/decide", &["/office/facility-applications/decide?decision=pass"]),
    ("/office/facility-applications.csv", &["/office/facility-applications.csv"]),
    ("/office/facility-applications.xlsx", &["/office/facility-applications.xlsx?order=prefecture"]),
    ("/office/changes", &["/office/changes"]),
    ("/office/mail", &["/office/mail", "/office/mail?state=waiting", "/office/mail?state=dead"]),
    (
        "/office/audit",
        &["/office/audit", "/office/audit?doer=member&event=case.&from=2026-09-01&to=2026-10-01"],
    ),
    ("/office/audit/export.csv", &["/office/audit/export.csv?event=case."]),
    ("/office/rounds", &["/office/rounds", "/office/rounds?page=2"]),
    ("/office/rounds/new", &["/office/rounds/new", "/office/rounds/new?opens_on=2027-02-01&applying=core"]),
    ("/office/second-factor", &["/office/second-factor"]),
    ("/office/second-factor/setup", &["/office/second-factor/setup"]),
    ("/office/second-factor/recovery-codes", &["/office/second-factor/recovery-codes"]),
];

/// The pages of a facility's application, as [`OFFICE`].
const APPLICATION: [(&str, &[&str]); 4] = [
    ("/facility/apply/:kind", &["/facility/apply/core", "/facility/apply/partner"]),
    (
        "/facility/apply/:kind/form1",
        &["/facility/apply/partner/form1", "/facility/apply/partner/form1?check=1"],
    ),
    (
        "/facility/apply/:kind/form2",
        &["/facility/apply/partner/form2", "/facility/apply/partner/form2?q=みどり"],
    ),
    ("/facility/apply/:kind/review", &["/facility/apply/partner/review"]),
];

/// 研修施設群, whose addresses hold ids.
const NETWORK: [&str; 3] = [
    "/facility/network",
    "/facility/network/:linkage/:action",
    "/office/facilities/:facility/linkages/:linkage",
];
/// The pages of a facility that is 基幹施設, as [`OFFICE`].
const HELD: [(&str, &[&str]); 4] = [
    ("/facility/account", &["/facility/account"]),
    ("/facility/core", &["/facility/core", "/facility"]),
    ("/facility/:kind/details", &["/facility/core/details"]),
    ("/facility/:kind/return", &["/facility/core/return"]),
];
/// The same pages of other 種別, and pages that are opened by an id.
const HELD_TOO: [&str; 5] = [
    "/facility/partner",
    "/facility/training",
    "/office/changes/:change",
    "/office/facility-applications/:id",
    "/office/documents/:document/pages/:page",
];

impl<'a> Story<'a> {
    async fn tell(app: &'a TestApp) -> Self {
        let record = app.hospital().await;
        let supervisor_id = app.qualified("200001").await.to_string();
        let (applicant, supervisor) = (app.member("100001").await, app.member("200001").await);
        for number in 1..=5 {
            write(&applicant, number, &record, "register", 0).await;
        }
        ask(&applicant, "1,2,3,4", &supervisor_id).await;
        let mut ids = app.requests().await;
        decide(&supervisor, &ids[0], "approve").await;
        decide(&supervisor, &ids[1], "reject").await;
        settled(
            &applicant
                .post(
                    "/api/cases/withdraw",
                    "/cases/specialist/withdraw?n=4",
                    &[("set", "specialist"), ("slots", "4")],
                )
                .await,
        );
        write(&applicant, 2, &record, "register", 1).await;
        ask(&applicant, "2", &supervisor_id).await;
        ids.extend(app.requests().await.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
        write(&applicant, 5, &record, "save", 1).await;
        // The same version once more: an old tab, whose text is set aside.
        applicant
            .post(
                "/api/cases/submit",
                "/cases/specialist/5",
                &[
                    ("set", "specialist"),
                    ("number", "5"),
                    ("version", "1"),
                    ("intent", "save"),
                    ("fields[course]", "別の画面"),
                    ("memo", MEMO),
                ],
            )
            .await;
        let office = app.office().await;
        Self { applicant, supervisor, office, requests: ids.try_into().expect("five requests") }
    }

    /// What each page is called in the program, and addresses of it: for the applicant and for the supervisor.
    fn pages(&self) -> [(&'static str, Vec<String>, Vec<String>); 37] {
        let [approved, rejected, waiting, withdrawn, again] = &self.requests;
        let own = |paths: &[&str]| paths.iter().map(|path| format!("/cases/specialist{path}")).collect();
        let judged: Vec<String> =
            [approved, rejected, waiting, withdrawn, again].map(|id| format!("/approvals/{id}")).into();
        let prints = judged.iter().map(|path| format!("{path}/print")).collect();
        let papers = judged.iter().map(|path| format!("{path}/print.pdf")).collect();
        let asked =
            vec![format!("/approvals/{waiting}?ask=approve"), format!("/approvals/{again}?ask=reject")];
        let door = |path: &str| (vec![path.to_owned()], vec![path.to_owned()]);
        let both = |route: &'static str| {
            let (one, other) = door(route);
            (route, one, other)
        };
        [
            both("/"),
            both("/signin"),
            both("/facility/signin"),
            both("/facility/apply"),
            (
                "/facility/apply/:kind/signin",
                vec!["/facility/apply/core/signin".into()],
                vec!["/facility/apply/partner/signin".into()],
            ),
            (
                "/facility/signup",
                vec!["/facility/signup?kind=core".into()],
                vec!["/facility/signup?kind=partner".into()],
            ),
            both("/facility"),
            ("/facility/apply/:kind/template.pdf", vec!["/facility/apply/core/template.pdf".into()], vec![]),
            ("/facility/documents/:document", vec!["/facility/documents/1".into()], vec![]),
            ("/office/documents/:document", vec!["/office/documents/1".into()], vec![]),
            both("/office/signin"),
            both("/password/forgot"),
            ("/password/set/:token", vec!["/password/set/unknown".into()], vec![]),
            (
                "/facility/address/:token",
                vec!["/facility/address/unknown".into()],
                vec!["/facility/address/unknown".into()],
            ),
            both("/member"),
            both("/certification"),
            (
                "/certification/:section",
                vec!["/certification/specialist".into()],
                vec!["/certification/credits".into()],
            ),
            ("/cases/:set", own(&[""]), vec!["/cases/specialist".into(), "/cases/renewal".into()]),
            (
                "/cases/:set/:number",
                own(&["/1", "/2", "/3", "/4", "/5?check=1", "/5?q=みどり", "/6"]),
                own(&["/1"]),
            ),
            (
                "/cases/:set/request",
                own(&["/request?n=4", "/request?n=4&n=5", "/request?n=4&q=試験", "/request?n=1"]),
                vec![],
            ),
            ("/cases/:set/withdraw", own(&["/withdraw?n=2&n=3"]), vec![]),
            ("/cases/:set/applied", own(&["/applied"]), vec![]),
            ("/cases/:set/:number/print", own(&["/1/print", "/2/print"]), own(&["/1/print"])),
            ("/cases/:set/:number/print.pdf", own(&["/1/print.pdf", "/2/print.pdf"]), own(&["/1/print.pdf"])),
            (
                "/cases/:set/:number/history",
                own(&["/2/history", "/2/history?from=1&to=2"]),
                own(&["/2/history"]),
            ),
            ("/cases/:set/:number/delete", own(&["/4/delete", "/1/delete"]), own(&["/4/delete"])),
            (
                "/approvals",
                vec!["/approvals".into()],
                vec!["/approvals".into(), "/approvals?applicant=しけん&page=1".into()],
            ),
            ("/approvals/previous", vec!["/approvals/previous".into()], vec!["/approvals/previous".into()]),
            ("/approvals/:request", judged.clone(), [judged, asked].concat()),
            ("/approvals/:request/print", vec![], prints),
            ("/approvals/:request/print.pdf", vec![], papers),
            // Every mail to everybody, which only the demo shows; the mails themselves are looked at below.
            ("/dev/mail", vec!["/dev/mail".into()], vec!["/dev/mail".into()]),
            both("/dev/clock"),
            both("/register"),
            both("/register.csv"),
            // Rounds have addresses of their own; who asks here is led away, and the office is counted in `rounds.rs`.
            ("/office/rounds/:round", vec!["/office/rounds/1".into()], vec![]),
            ("/office/rounds/:round/delete", vec!["/office/rounds/1/delete".into()], vec![]),
        ]
    }
}

/// One slot's form, as a browser without JavaScript posts it.
pub async fn write(applicant: &Client<'_>, number: u8, record: &str, intent: &str, version: i64) {
    let number = number.to_string();
    let (version, category) = (version.to_string(), domain::cases::CaseSet::Specialist);
    let slot = domain::cases::Slot::new(category, number.parse().unwrap()).unwrap();
    let mut fields: Vec<(&str, &str)> = vec![
        ("set", "specialist"),
        ("number", &number),
        ("version", &version),
        ("intent", intent),
        ("memo", MEMO),
        ("fields[category]", category.default_category(slot).unwrap_or("痛み")),
        ("fields[facility]", record),
        ("fields[anonymous]", "yes"),
        ("fields[start_on]", "2025-05-01"),
        ("fields[end_on]", "2025-06-30"),
        ("fields[course]", TEXT),
    ];
    fields.extend([
        ("fields[age]", "60歳代"),
        ("fields[sex]", "女性"),
        ("fields[diagnosis]", "膵がん、多発肝転移"),
        ("fields[setting]", "緩和ケアチーム"),
        ("fields[role]", "チーム医師"),
        ("fields[history]", "心窩部痛を契機に診断された。"),
        ("fields[background]", "高血圧症。"),
        ("fields[assessment]", "NRSは安静時6。"),
        ("fields[problems]", "がん疼痛"),
        ("fields[outcome]", "在宅"),
        ("fields[discussion]", if version == "0" { "初回の考察。" } else { "改めた考察。" }),
    ]);
    settled(&applicant.post("/api/cases/submit", &format!("/cases/specialist/{number}"), &fields).await);
}

pub async fn ask(applicant: &Client<'_>, slots: &str, supervisor: &str) {
    settled(
        &applicant
            .post(
                "/api/cases/request",
                "/cases/specialist/request",
                &[
                    ("set", "specialist"),
                    ("slots", slots),
                    ("intent", "send"),
                    ("supervisor", supervisor),
                    ("message", "ご確認ください。"),
                ],
            )
            .await,
    );
}

pub async fn decide(supervisor: &Client<'_>, request: &str, verdict: &str) {
    settled(
        &supervisor
            .post(
                "/api/approvals/decide",
                &format!("/approvals/{request}"),
                &[
                    ("request", request),
                    ("confirmed", verdict),
                    ("comments[course]", "経過の日付をご確認ください。"),
                ],
            )
            .await,
    );
}

/// The form did what it was for: a refusal comes back as a flash that says so.
#[track_caller]
pub fn settled(answer: &Answer) {
    let location = app::route::decode(answer.location());
    assert!(
        !location.contains("Refused") && !location.contains("Failed") && !location.contains("check=1"),
        "{location}"
    );
}

/// Each page is opened by somebody, and none asks the database more than it may, the session of the visitor included.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn no_page_needs_more_than_eight_statements(db: PgPool) {
    let app = TestApp::new(db);
    let story = Story::tell(&app).await;
    let pages = story.pages();
    let mut records = registry::pages(&app, &story.office).await;
    let cases: Vec<String> = sqlx::query_scalar("select case_id::text from case_report order by slot")
        .fetch_all(app.db())
        .await
        .expect("cases");
    let papers_of = cases
        .iter()
        .flat_map(|case| ["", "?check=1"].map(|query| format!("/office/cases/{case}/paper-approval{query}")));
    records.push(("/office/cases/:id/paper-approval", papers_of.collect()));
    let to_read = cases.iter().map(|case| format!("/office/cases/{case}"));
    records.push(("/office/cases/:id", to_read.collect()));

    let papers = [
        papers::CASE,
        papers::REQUEST,
        papers::TEMPLATE,
        documents::OWN,
        documents::OFFICE,
        documents::OFFICE_PAGE,
        exports::APPLICATIONS_CSV,
        exports::APPLICATIONS_EXCEL,
        exports::AUDIT,
        register::FILE,
    ];
    let program: BTreeSet<String> = server::addresses::pages()
        .iter()
        .map(|page| page.path)
        .chain(papers)
        .map(|path| path.replace('{', ":").replace('}', ""))
        .collect();
    let here: BTreeSet<String> = pages
        .iter()
        .map(|(route, ..)| *route)
        .chain(OFFICE.iter().chain(&APPLICATION).chain(&HELD).map(|(route, _)| *route))
        .chain(HELD_TOO)
        .chain(NETWORK)
        .chain(records.iter().map(|(route, _)| *route))
        .map(str::to_owned)
        .collect();
    assert_eq!(here, program, "a page that is not counted");

    let statements = Statements::listen();
    for (_, own, theirs) in &pages {
        for (client, paths) in [(&story.applicant, own), (&story.supervisor, theirs)] {
            for path in paths {
                statements.taken();
                let answer = client.get(path).await;
                let taken = statements.taken();
                assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{path}: {}", answer.body);
                assert!(taken <= MOST, "{path}: {taken} statements");
            }
        }
    }
    let facility = half_filled(&app).await;
    let of = |pages: &'static [(&str, &[&str])]| pages.iter().flat_map(|(_, paths)| paths.iter().copied());
    let certified = facilities::certified(&app, "F9002").await;
    let change = format!("/office/changes/{}", facilities::ask(&app, &certified).await);
    let records = records.iter().flat_map(|(_, paths)| paths).map(String::as_str);
    let mut visits: Vec<(&Client<'_>, &str)> = of(&OFFICE).map(|path| (&story.office, path)).collect();
    visits.push((&story.office, change.as_str()));
    let judged = judged(&app).await;
    visits.extend(judged.iter().map(|path| (&story.office, path.as_str())));
    visits.extend(records.map(|path| (&story.office, path)));
    visits.extend(of(&HELD).map(|path| (&certified, path)));
    visits.extend(of(&APPLICATION).map(|path| (&facility, path)));
    for (client, path) in visits {
        statements.taken();
        let answer = client.get(path).await;
        let taken = statements.taken();
        assert!(
            !answer.status.is_client_error() && !answer.status.is_server_error(),
            "{path}: {}",
            answer.body
        );
        assert!(taken <= MOST, "{path}: {taken} statements");
    }
    network_pages(&app, &story.office, &statements).await;
    assert_eq!(statements.taken(), 0);
    story.applicant.get("/cases/specialist").await;
    assert!(statements.taken() >= 2, "the statements are heard");
}

/// The office's pages of one application that was submitted twice.
async fn judged(app: &TestApp) -> [String; 3] {
    let applied = decisions::apply(app, "F9003").await;
    decisions::again(&app.office().await, &applied).await;
    let page = format!("/office/facility-applications/{}", applied.application);
    let picture = format!("/office/documents/{}/pages/1", applied.document);
    [
        format!("{page}?with=1"),
        format!("/office/facility-applications/decide?decision=return&n={}", applied.chosen),
        picture,
    ]
}

/// The search for a 基幹施設, a request, its answer, and the end of the linkage.
async fn network_pages(app: &TestApp, office: &Client<'_>, statements: &Statements) {
    let group = network::Group::new(app).await;
    let look = async |client: &Client<'_>, path: String| {
        statements.taken();
        let answer = client.get(&path).await;
        let taken = statements.taken();
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        assert!(taken <= MOST, "{path}: {taken} statements");
    };
    look(&group.partner, "/facility/network?q=K0101".into()).await;
    let linkage = group.ask().await;
    look(&group.core, "/facility/network".into()).await;
    look(&group.core, format!("/facility/network/{linkage}/refuse")).await;
    look(&group.partner, format!("/facility/network/{linkage}/withdraw")).await;
    group.approve(&linkage).await;
    for client in [&group.core, &group.partner] {
        look(client, "/facility/network".into()).await;
        look(client, format!("/facility/network/{linkage}/dissolve")).await;
    }
    let facility = group.facility("F0003").await;
    look(office, format!("/office/facilities/{facility}/linkages/{linkage}")).await;
    statements.taken();
}

/// A facility with both forms begun: a file is uploaded, a 基幹施設 is named, and in another window something else was typed.
async fn half_filled(app: &TestApp) -> Client<'_> {
    applications::open_rounds(app).await;
    let facility = app.facility("F9001").await;
    let core: String =
        sqlx::query_scalar("select facility_id::text from certification where kind = '基幹施設'")
            .fetch_one(app.db())
            .await
            .expect("a 基幹施設");
    let typed = [("fields[name]", "丘の病院"), ("fields[responsible_no]", "200001")];
    applications::post_form1(app, &facility, 0, &typed, Some(("申請書.pdf", &pdfs::pages(1)))).await;
    for beds in ["300", "420"] {
        let form2 = [
            ("applying", "partner"),
            ("part", "form2"),
            ("version", "0"),
            ("intent", "save"),
            ("fields[core]", &core),
            ("fields[beds]", beds),
        ];
        settled_form(
            &facility.post("/api/applications/submit_form", "/facility/apply/partner/form2", &form2).await,
        );
    }
    let page = facility.get("/facility/apply/partner/form2").await;
    assert!(page.body.contains("別の画面で入力された内容が残っています"), "{}", page.body);
    facility
}

/// Kept, as the draft or beside it.
#[track_caller]
fn settled_form(answer: &Answer) {
    let location = app::route::decode(answer.location());
    assert!(location.contains("FormSaved") || location.contains("FormConflict"), "{location}");
}

/// C7: whatever the supervisor asks for, in whichever state the request is, 備考 is not in the answer.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c7_the_memo_is_in_no_answer_mail_or_event_of_a_supervisor(db: PgPool) {
    let app = TestApp::new(db);
    let story = Story::tell(&app).await;
    let supervisor = &story.supervisor;
    assert!(
        story.applicant.get("/cases/specialist/1").await.body.contains(MEMO),
        "the mark is there for its owner"
    );

    let mut read = 0;
    for (_, _, paths) in story.pages() {
        for path in paths {
            let answer = supervisor.get(&path).await;
            assert!(!answer.body.contains(MEMO), "{path}: {}", answer.body);
            read += usize::from(answer.body.contains(TEXT));
        }
    }
    assert!(read >= 10, "reports were read: {read}");

    let [approved, rejected, waiting, withdrawn, again] = &story.requests;
    let mut answers = vec![supervisor.get("/approvals").await, supervisor.get("/certification").await];
    let json = [("accept", "application/json")];
    for request in [approved, rejected, waiting, withdrawn, again] {
        answers.push(supervisor.get(&format!("/approvals/{request}")).await);
        let comments = [("request", request.as_str()), ("version", "0")];
        answers
            .push(supervisor.post_with("/api/approvals/keep_comments", "/approvals", &comments, &json).await);
    }
    // The applicant's own doors, tried by somebody else.
    for what in ["", "/1", "/1/print", "/1/history", "/1/delete"] {
        answers.push(supervisor.get(&format!("/cases/specialist{what}")).await);
    }
    let case = [("set", "specialist"), ("number", "1"), ("version", "0")];
    answers.push(supervisor.post_with("/api/cases/autosave", "/approvals", &case, &json).await);
    assert!(answers.iter().any(|answer| answer.body.contains(TEXT)), "a report is among the answers");
    for answer in &answers {
        assert!(!answer.body.contains(MEMO), "{answer:?}");
    }

    let mut stream = Stream::open(&app, supervisor).await;
    let listening = tokio::spawn(app.state.events.clone().listen(app.db().clone()));
    stream.anything().await;
    notify(app.db(), "approvals", app.physician("200001").await).await;
    assert_eq!(stream.next().await.expect("an event"), "event: approvals\ndata: changed");
    app.state.events.shutdown.cancel();
    listening.await.expect("the listener ends");

    let notices = app.state.backend.notices();
    notices.deliver_due(&backend::notices::Transport::DevMailbox, 50).await.expect("delivered");
    let mails = notices.dev_mails().await.expect("mails");
    assert!(mails.len() >= 4, "asked, decided, withdrawn, asked again: {}", mails.len());
    for mail in &mails {
        let all = format!("{mail:?}");
        assert!(!all.contains(MEMO) && !all.contains(TEXT), "{all}");
    }
    assert!(!supervisor.get("/dev/mail").await.body.contains(MEMO));
}

/// C10: the report as a file, for those who may print it; the others read at the print page why there is none.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn c10_a_registered_report_is_offered_as_pdf(db: PgPool) {
    let app = TestApp::new(db);
    let story = Story::tell(&app).await;

    let question = story.applicant.get("/cases/specialist/1/delete").await;
    assert!(question.body.contains("/cases/specialist/1/print.pdf"), "{}", question.body);

    let own = story.applicant.get("/cases/specialist/1/print.pdf").await;
    assert_eq!(own.status, StatusCode::OK);
    assert_eq!(own.header("content-type"), "application/pdf");
    assert_eq!(own.header("cache-control"), "no-store");
    assert_eq!(
        app::route::decode(own.header("content-disposition")),
        "attachment; filename*=UTF-8''症例報告書_専門医新規申請_番号1_第1版.pdf"
    );
    assert!(own.body.contains(TEXT) && own.body.contains("試験100001"), "{}", own.body);

    let theirs = story.supervisor.get(&format!("/approvals/{}/print.pdf", story.requests[0])).await;
    assert!(theirs.status == StatusCode::OK && theirs.body.contains(TEXT), "{}", theirs.body);

    for (client, path) in [
        (&story.applicant, "/cases/specialist/6/print"),
        (&story.applicant, "/cases/specialist/99/print"),
        (&story.applicant, "/cases/unknown/1/print"),
        (&story.applicant, "/approvals/unknown/print"),
        (&story.supervisor, "/cases/specialist/1/print"),
    ] {
        let answer = client.get(&format!("{path}.pdf")).await;
        assert_eq!(answer.location(), path);
    }
    let asked = format!("/approvals/{}/print", story.requests[0]);
    let stranger = app.member("100009").await.get(&format!("{asked}.pdf")).await;
    assert_eq!(stranger.location(), asked);
    let visitor = app.visitor().get("/cases/specialist/1/print.pdf").await;
    assert_eq!(visitor.location(), "/signin?next=%2Fcases%2Fspecialist%2F1%2Fprint.pdf");
}

/// leptos#4773: while it lists the program's pages, one that is just being made would wait for ever. So they are listed once.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_site_that_is_set_up_beside_another_holds_up_none_of_its_pages(db: PgPool) {
    let app = TestApp::new(db);
    let ada = app.member("100001").await;
    let done = CancellationToken::new();
    let beside = tokio::task::spawn_blocking({
        let (state, done) = (app.state.clone(), done.clone());
        move || {
            while !done.is_cancelled() {
                drop(server::router::router(state.clone()));
            }
        }
    });
    let _ends_with_the_test = done.drop_guard();
    for _ in 0..20 {
        assert_eq!(ada.get("/cases/specialist").await.status, StatusCode::OK);
    }
    assert!(!beside.is_finished(), "it was being set up all the while");
}
