//! `/dev/clock`: the demo's clock through the real router, and nothing of it where it is no demo.

use axum::http::StatusCode;
use jiff::SignedDuration;
use sqlx::PgPool;

use crate::harness::{Answer, Client, TestApp};

const PAGE: &str = "/dev/clock";
const SET: &str = "/api/demo/set_clock";

async fn set(client: &Client<'_>, date: &str, time: &str) -> Answer {
    client.post(SET, PAGE, &[("date", date), ("time", time)]).await
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_clock_of_the_whole_product_goes_forward(db: PgPool) {
    let app = TestApp::new(db);
    app.state.backend.applications().plan_rounds().await.unwrap();
    let visitor = app.visitor();
    let page = visitor.get(PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("2026年10月1日(木) 09:00"), "{}", page.body);
    assert!(page.body.contains("次の申請期間の初日") && page.body.contains("2027年2月1日(月) 00:00"));
    assert!(page.body.contains("パスワード設定のURLの有効期限(24時間)"), "what ages with it is said");
    assert!(visitor.get("/").await.body.contains("現在は申請期間外です。"));

    let answer = set(&visitor, "2027-02-01", "00:00").await;
    assert!(app::route::decode(answer.location()).contains("ClockMoved"), "{}", answer.location());
    assert!(visitor.get(PAGE).await.body.contains("2027年2月1日(月) 00:00"));
    assert!(
        visitor.get("/").await.body.contains("申請期間: 2027年2月1日(月) 0:00 〜 2027年2月28日(日) 23:59")
    );
    app.clock.advance(SignedDuration::from_mins(61));
    assert!(visitor.get(PAGE).await.body.contains("2027年2月1日(月) 01:01"), "it goes on");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn back_it_does_not_go_and_what_was_typed_stays(db: PgPool) {
    let app = TestApp::new(db);
    let visitor = app.visitor();
    for (date, time, said) in [
        ("2026-09-30", "09:00", "日時を戻すことはできません。"),
        ("2026-02-30", "09:00", "「日付」は、2027-02-01のように、"),
        ("2090-01-01", "09:00", "約20年後まで"),
    ] {
        let answer = set(&visitor, date, time).await;
        assert_eq!(answer.location(), format!("/dev/clock?date={date}&time=09%3A00"));
        let page = visitor.follow(&answer).await;
        assert!(
            page.body.contains(said) && page.body.contains("エラーの内容を確認してください。"),
            "{}",
            page.body
        );
        assert!(page.body.contains(&format!("value=\"{date}\"")), "{}", page.body);
    }
    assert!(visitor.get(PAGE).await.body.contains("2026年10月1日(木) 09:00"));
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn a_session_ages_with_it(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    set(&office, "2026-10-01", "20:00").await;
    assert_eq!(office.get("/office").await.status, StatusCode::OK, "11 hours idle");
    set(&office, "2026-10-02", "09:00").await;
    assert_eq!(office.get("/office").await.status, StatusCode::SEE_OTHER, "12 hours idle (A6)");
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn where_it_is_no_demo_there_is_no_such_page_and_no_such_function(db: PgPool) {
    let app = TestApp::real(db);
    let office = app.office().await;
    let before = app.state.backend.clock.now();
    for client in [app.visitor(), app.member("100001").await, office] {
        assert_eq!(client.get(PAGE).await.status, StatusCode::NOT_FOUND);
        let moment = [("date", "2027-04-01"), ("time", "00:00")];
        let answer = client.post_with(SET, PAGE, &moment, &[("accept", "application/json")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.body);
        set(&client, "2027-04-01", "00:00").await;
    }
    assert_eq!(app.state.backend.clock.now(), before);
    let stored: i64 =
        sqlx::query_scalar("select count(*) from demo_clock").fetch_one(app.db()).await.unwrap();
    assert_eq!(stored, 0);
}
