//! 施設マイページ of certified facilities through the real router, as browsers without JavaScript use it (F12, F13).

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::harness::{Answer, Client, TestApp};

/// A facility's account that is 基幹施設 from 2024 to 2029.
pub async fn certified<'a>(app: &'a TestApp, number: &str) -> Client<'a> {
    let client = app.facility(number).await;
    sqlx::query(
        "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
         select gen_random_uuid(), facility_id, '基幹施設', 'K' || facility_no, '2024-04-01', '2029-03-31'
         from facility where facility_no = $1",
    )
    .bind(number)
    .execute(app.db())
    .await
    .expect("a certification");
    client
}

/// Asks for another address, from 2026-11-01; answers the id of the change.
pub async fn ask(app: &TestApp, client: &Client<'_>) -> String {
    let typed = [
        ("kind", "Core"),
        ("about", "address"),
        ("fields[address]", "丘市<2-2>"),
        ("fields[effective_on]", "2026-11-01"),
    ];
    let answer = client.post("/api/facilities/ask", "/facility/core/details", &typed).await;
    assert!(said(&answer).contains("ChangeAsked"), "{}", said(&answer));
    sqlx::query_scalar("select change_id::text from facility_change order by change_id desc limit 1")
        .fetch_one(app.db())
        .await
        .expect("a change")
}

fn said(answer: &Answer) -> String {
    app::route::decode(answer.location())
}

const PAGES: [&str; 3] = ["/facility/core", "/facility/core/details", "/facility/core/return"];

/// E3: the pages are for signed-in facilities, and only for what they hold or held.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_only_the_facility_that_holds_it_sees_its_pages(db: PgPool) {
    let app = TestApp::new(db);
    let facility = certified(&app, "F0002").await;
    let bare = app.facility("F0003").await;
    let strangers = [app.visitor(), app.member("100001").await, app.office().await];
    for path in PAGES {
        for stranger in &strangers {
            let answer = stranger.get(path).await;
            assert!(answer.location().starts_with("/facility/signin?next="), "{path}: {}", answer.location());
        }
        assert_eq!(facility.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(bare.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        let other = path.replace("core", "training");
        assert_eq!(facility.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let home = facility.get("/facility").await;
    assert!(home.body.contains("href=\"/facility/core\""), "the menu and the card: {}", home.body);
    assert!(!home.body.contains("href=\"/facility/training\""));
    assert!(!bare.get("/facility").await.body.contains("href=\"/facility/core\""));
    for path in ["/office/changes", "/office/changes/0199"] {
        assert!(facility.get(path).await.location().starts_with("/office/signin"), "{path}");
    }
}

/// F2: 「連携施設 新規申請」 stands at the foot only while a round is open.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f2_one_may_apply_only_while_a_round_is_open(db: PgPool) {
    let app = TestApp::new(db);
    let facility = certified(&app, "F0002").await;
    assert!(!facility.get("/facility/core").await.body.contains("新規申請"));
    crate::applications::open_rounds(&app).await;
    let page = facility.get("/facility/core").await.body;
    assert!(page.contains("基幹施設 新規申請") && page.contains("(申請期間中)"), "{page}");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f13_what_is_not_right_is_said_and_what_was_typed_is_kept(db: PgPool) {
    let app = TestApp::new(db);
    let facility = certified(&app, "F0002").await;
    let typed =
        [("kind", "Core"), ("version", "0"), ("fields[postal_code]", "12"), ("fields[head]", "院長 <一郎>")];
    let answer = facility.post("/api/facilities/save_contact", "/facility/core/details", &typed).await;
    assert_eq!(answer.location(), "/facility/core/details");
    let page = with_kept(&facility, &answer).get("/facility/core/details").await.body;
    assert!(page.contains("7桁の数字") && page.contains("院長 &lt;一郎&gt;"), "{page}");
}

/// The same browser, with what the answer gave it to keep.
fn with_kept<'a>(client: &Client<'a>, answer: &Answer) -> Client<'a> {
    let kept: Vec<&str> = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .collect();
    let cookie = [client.cookie.clone().expect("a session"), kept.join("; ")].join("; ");
    Client { app: client.app, cookie: Some(cookie) }
}

/// X01: a reason that is too long, for people or for machines, is refused in words and comes back with its question.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn x01_a_reason_of_the_office_that_is_refused_comes_back(db: PgPool) {
    let app = TestApp::new(db);
    let (facility, office) = (certified(&app, "F0002").await, app.office().await);
    let change = ask(&app, &facility).await;
    let here = format!("/office/changes/{change}");
    for (words, refused) in [
        ("か".to_owned() + &"\u{3099}".repeat(500), "ReasonOverladen"),
        ("あ".repeat(1_001), "ReasonTooLong"),
    ] {
        let typed = [("change", change.as_str()), ("decision", "refuse"), ("words", &words)];
        let answer = office.post("/api/facilities/decide", &format!("{here}?ask=refuse"), &typed).await;
        assert!(said(&answer).contains(refused), "{}", said(&answer));
        assert!(answer.location().starts_with(&format!("{here}?ask=refuse&")), "{}", answer.location());
        let page = office.follow(&answer).await.body;
        assert!(page.contains(&words) && page.contains("差し戻しの理由"), "{page}");
    }
}

/// The way of a change through both sides.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f13_the_office_sees_old_and_new_and_decides(db: PgPool) {
    let app = TestApp::new(db);
    let (facility, office) = (certified(&app, "F0002").await, app.office().await);
    let change = ask(&app, &facility).await;
    assert!(office.get("/office").await.body.contains("承認待ちの変更・返上が1件あります。"));
    let list = office.get("/office/changes").await.body;
    assert!(list.contains(&format!("/office/changes/{change}")), "{list}");
    let here = format!("/office/changes/{change}");
    let page = office.get(&format!("{here}?ask=approve")).await.body;
    assert!(page.contains("丘市&lt;2-2&gt;") && page.contains("承認しますか"), "{page}");

    let empty = [("change", change.as_str()), ("decision", "refuse"), ("words", " ")];
    let refused = office.post("/api/facilities/decide", &here, &empty).await;
    assert!(said(&refused).contains("ReasonNeeded"), "{}", said(&refused));
    let own = [("change", change.as_str()), ("decision", "approve")];
    let stranger = facility.post("/api/facilities/decide", &here, &own).await;
    assert!(said(&stranger).contains("OnlyOfficeChanges"), "{}", said(&stranger));
    let approved = office.post("/api/facilities/decide", &here, &own).await;
    assert!(said(&approved).contains("ChangeApproved"), "{}", said(&approved));
    let details = facility.get("/facility/core/details").await.body;
    assert!(details.contains("申請の状況") && !details.contains(">取り下げ</button>"), "{details}");
}

/// F12: the question restates, and only its button asks.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f12_giving_back_is_asked_once_more(db: PgPool) {
    let app = TestApp::new(db);
    let facility = certified(&app, "F0002").await;
    let typed = |intent: &'static str| {
        [
            ("kind", "core"),
            ("about", "return"),
            ("fields[reason]", "病棟の閉鎖"),
            ("fields[effective_on]", "2026-12-31"),
            ("intent", intent),
        ]
    };
    let from = "/facility/core/return";
    let answer = facility.post("/api/facilities/ask", from, &typed("check")).await;
    assert_eq!(answer.location(), "/facility/core/return?ask=1");
    let count = || async {
        let count: i64 = sqlx::query_scalar("select count(*) from facility_change")
            .fetch_one(app.db())
            .await
            .expect("a count");
        count
    };
    assert_eq!(count().await, 0);
    let answer = facility.post("/api/facilities/ask", from, &typed("ask")).await;
    assert!(said(&answer).contains("ChangeAsked"), "{}", said(&answer));
    assert_eq!(count().await, 1);
    let page = facility.get(from).await.body;
    assert!(page.contains("事務局の確認待ち") && page.contains("取り下げ"), "{page}");
}
