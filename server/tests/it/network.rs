//! 「(基幹)研修施設群」 through the real router, as the 基幹施設, as the 連携施設 and as the office (F10, E3–E5).

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::harness::{Answer, Client, TestApp};

const PAGE: &str = "/facility/network";

/// A 基幹施設 (F0001), a 連携施設 (F0003) and its request, and another 基幹施設 (F0002).
pub struct Group<'a> {
    pub app: &'a TestApp,
    pub core: Client<'a>,
    pub partner: Client<'a>,
    pub other: Client<'a>,
}

impl<'a> Group<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let core = app.facility("F0001").await;
        let other = app.facility("F0002").await;
        let partner = app.facility("F0003").await;
        for (number, kind, certificate) in
            [("F0001", "基幹施設", "K0101"), ("F0002", "基幹施設", "K0102"), ("F0003", "連携施設", "R0103")]
        {
            sqlx::query(
                "insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
                 select gen_random_uuid(), facility_id, $2, $3, date '2024-04-01', date '2029-03-31'
                 from facility where facility_no = $1",
            )
            .bind(number)
            .bind(kind)
            .bind(certificate)
            .execute(app.db())
            .await
            .expect("a record");
        }
        sqlx::query("update facility set name = '丘の<病院>' where facility_no = 'F0003'")
            .execute(app.db())
            .await
            .expect("a name");
        Self { app, core, partner, other }
    }

    pub async fn facility(&self, number: &str) -> String {
        sqlx::query_scalar("select facility_id::text from facility where facility_no = $1")
            .bind(number)
            .fetch_one(self.app.db())
            .await
            .expect("a facility")
    }

    /// The 連携施設 names F0001; answers the linkage.
    pub async fn ask(&self) -> String {
        let core = self.facility("F0001").await;
        let typed = [("core", core.as_str()), ("from", "2026-10-01"), ("words", "K0101")];
        let answer = self.partner.post("/api/network/name_core", PAGE, &typed).await;
        assert!(said(&answer).contains("Asked"), "{}", said(&answer));
        sqlx::query_scalar("select linkage_id::text from linkage order by linkage_id desc limit 1")
            .fetch_one(self.app.db())
            .await
            .expect("a linkage")
    }

    pub async fn approve(&self, linkage: &str) -> Answer {
        self.core.post("/api/network/approve", PAGE, &[("linkage", linkage)]).await
    }
}

/// Where an answer leads and what it says there.
fn said(answer: &Answer) -> String {
    app::route::decode(answer.location())
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f10_a_request_is_approved_and_dissolved(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    assert!(group.core.get(PAGE).await.body.contains("承認待ちの申請はありません。"));
    let search = group.partner.get("/facility/network?q=K0101").await;
    assert!(search.body.contains("1件見つかりました。") && search.body.contains("連携を申請する"));
    let linkage = group.ask().await;
    let page = group.core.get(PAGE).await.body;
    assert!(page.contains("丘の&lt;病院&gt;") && page.contains(">承認</button>"), "{page}");
    assert!(page.contains("2026年10月1日(木)"), "{page}");
    let mine = group.partner.get(PAGE).await.body;
    assert!(mine.contains("承認待ち") && !mine.contains("連携を申請する"), "{mine}");

    let answer = group.approve(&linkage).await;
    assert!(answer.location().starts_with(PAGE) && said(&answer).contains("Approved"), "{}", said(&answer));
    let next = group.core.follow(&answer).await;
    assert!(next.body.contains("連携を承認しました。"), "{}", next.body);
    // The other browser of the same account had the old page open.
    let late = group.approve(&linkage).await;
    let told = group.core.follow(&late).await;
    assert!(told.body.contains("この連携申請は、すでに承認されています。"), "{}", told.body);

    let giving_back = group.core.get("/facility/core/return").await.body;
    assert!(
        giving_back.contains("次の連携施設(1施設)との連携が終わります。")
            && giving_back.contains("丘の&lt;病院&gt;"),
        "F19: {giving_back}"
    );

    let ask = format!("{PAGE}/{linkage}/dissolve");
    assert!(group.core.get(PAGE).await.body.contains(&ask));
    let question = group.core.get(&ask).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(
        question.body.contains("丘の&lt;病院&gt;") && question.body.contains("解除日"),
        "{}",
        question.body
    );
    let early = [("linkage", linkage.as_str()), ("from", "2026-09-30"), ("reason", "体制の<変更>")];
    let answer = group.core.post("/api/network/dissolve", &ask, &early).await;
    let back = group.core.follow(&answer).await.body;
    assert!(back.contains("連携開始日(2026/10/01)以降の日付にしてください。"), "{back}");
    assert!(
        back.contains("value=\"2026-09-30\"") && back.contains("エラーの内容を確認してください。"),
        "{back}"
    );
    let right = [("linkage", linkage.as_str()), ("from", "2026-11-01"), ("reason", "体制の<変更>")];
    let answer = group.core.post("/api/network/dissolve", &ask, &right).await;
    assert!(said(&answer).contains("Dissolved"), "{}", said(&answer));
    let page = group.partner.get(PAGE).await.body;
    assert!(page.contains("2026/11/01から解除(基幹施設による解除) 理由: 体制の&lt;変更&gt;"), "{page}");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f10_a_refusal_needs_a_reason_and_keeps_what_was_typed(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    let linkage = group.ask().await;
    let ask = format!("{PAGE}/{linkage}/refuse");
    let empty = group.core.post("/api/network/refuse", &ask, &[("linkage", &linkage), ("reason", " ")]).await;
    assert!(empty.location().starts_with(&ask), "{}", empty.location());
    assert!(group.core.follow(&empty).await.body.contains("「否認の理由」を入力してください。"));
    let long = "定員</textarea>".repeat(30);
    let answer =
        group.core.post("/api/network/refuse", &ask, &[("linkage", &linkage), ("reason", &long)]).await;
    let typed = answer.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let cookie = format!("{}; {typed}", group.core.cookie.clone().expect("signed in"));
    let again = Client { app: &app, cookie: Some(cookie) }.get(answer.location()).await.body;
    assert!(again.contains("200文字以内で入力してください"), "{again}");
    assert!(again.contains("定員&lt;/textarea&gt;定員"), "{again}");
    let right = [("linkage", linkage.as_str()), ("reason", "定員に<達して>います。")];
    let answer = group.core.post("/api/network/refuse", &ask, &right).await;
    assert!(said(&answer).contains("\"Refused\""), "{}", said(&answer));
    let page = group.partner.get(PAGE).await.body;
    assert!(page.contains("理由: 定員に&lt;達して&gt;います。") && page.contains("基幹施設の選択"), "{page}");
    // The question of what is settled leads back with the words.
    let late = group.core.get(&ask).await;
    assert!(said(&late).contains("Linkage"), "{}", said(&late));
}

/// E3: who is neither of the two finds no such page, whatever they send.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_a_linkage_is_nobody_elses(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    let linkage = group.ask().await;
    group.approve(&linkage).await;
    let facility = group.facility("F0001").await;
    let ask = format!("{PAGE}/{linkage}/dissolve");
    assert_eq!(group.other.get(&ask).await.status, StatusCode::NOT_FOUND);
    assert!(!group.other.get(PAGE).await.body.contains("丘の"));
    for what in ["approve", "refuse", "withdraw", "dissolve"] {
        let fields = [("linkage", linkage.as_str()), ("reason", "理由"), ("from", "2026-10-01")];
        let answer = group.other.post(&format!("/api/network/{what}"), PAGE, &fields).await;
        assert!(said(&answer).contains("NotFound"), "{what}: {}", said(&answer));
    }
    let office_ask = format!("/office/facilities/{facility}/linkages/{linkage}");
    let (member, visitor) = (app.member("100001").await, app.visitor());
    for client in [&group.core, &group.other, &member, &visitor] {
        assert!(client.get(&office_ask).await.location().starts_with("/office/signin"));
    }
    for client in [&member, &visitor] {
        assert!(client.get(PAGE).await.location().starts_with("/facility/signin"));
        assert!(client.get(&ask).await.location().starts_with("/facility/signin"));
    }
    assert_eq!(app.facility("F0008").await.get(&ask).await.status, StatusCode::NOT_FOUND);
}

/// F10: the office dissolves from the page of a facility.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f10_the_office_dissolves(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    let linkage = group.ask().await;
    group.approve(&linkage).await;
    let facility = group.facility("F0003").await;
    let office = app.office().await;
    let ask = format!("/office/facilities/{facility}/linkages/{linkage}");
    assert!(office.get(&format!("/office/facilities/{facility}")).await.body.contains(&ask));
    let question = office.get(&ask).await;
    assert!(question.body.contains("みどり野中央病院") && question.body.contains("丘の&lt;病院&gt;"));
    let mut fields = vec![
        ("facility", facility.as_str()),
        ("linkage", linkage.as_str()),
        ("from", ""),
        ("reason", "体制の変更"),
    ];
    let answer = office.post("/api/network/office_dissolve", &ask, &fields).await;
    assert!(answer.location().starts_with(&ask), "{}", answer.location());
    assert!(office.follow(&answer).await.body.contains("日付を正しく入力してください。"));
    fields[2].1 = "2026-12-01";
    let answer = office.post("/api/network/office_dissolve", &ask, &fields).await;
    assert!(answer.location().starts_with(&format!("/office/facilities/{facility}?")), "{}", said(&answer));
    let page = group.core.get(PAGE).await.body;
    assert!(page.contains("2026/12/01から解除(事務局による解除)"), "{page}");
}

/// The menu shows the page to those who hold 基幹施設 or 連携施設.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_menu_shows_the_network_by_what_is_held(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    for (client, expected) in
        [(&group.core, true), (&group.partner, true), (&app.facility("F0009").await, false)]
    {
        assert_eq!(client.get("/facility").await.body.contains("(基幹)研修施設群"), expected);
    }
    let nothing = app.facility("F0010").await.get(PAGE).await;
    assert!(nothing.status == StatusCode::OK && nothing.body.contains("ここに表示されます。"));
}

/// F11: the page of the 連携施設 says whether it trains alone today, and why.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn f11_the_page_of_a_partner_says_whether_it_trains_alone(db: PgPool) {
    let app = TestApp::new(db);
    let group = Group::new(&app).await;
    let page = group.partner.get("/facility/partner").await.body;
    assert!(page.contains("移行措置の対象ではないため、基幹施設との連携が必要です。"), "{page}");
    let linkage = group.ask().await;
    group.approve(&linkage).await;
    let page = group.partner.get("/facility/partner").await.body;
    assert!(page.contains("みどり野中央病院と2026年10月1日(木)から連携中です。"), "{page}");
    assert!(!group.core.get("/facility/core").await.body.contains("単独での研修"));
}
