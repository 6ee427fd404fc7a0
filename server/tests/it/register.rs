//! 「施設名簿」 through the real router: open to everybody, and without anything private, on the page as in the file.

use axum::http::StatusCode;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{harness::TestApp, statements::Statements};

const PAGE: &str = "/register";
const FILE: &str = "/register.csv";

/// Certified on the test's day; the responsible person is 100001.
async fn certified(app: &TestApp, name: &str, prefecture: &str, kind: &str, number: &str) {
    let responsible = app.physician("100001").await;
    sqlx::query(
        "with hospital as (
             insert into facility (facility_id, facility_no, name, kana, prefecture, login_email, search_key, phone, clerk)
             values ($1, 'F' || $5, $2, 'おかのびょういん', $3, $5 || '@hospital.example.jp', $2 || ' おかのびょういん', '026-123', '小林')
             returning facility_id)
         insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on, responsible_member_id)
         select gen_random_uuid(), facility_id, $4, $5, date '2024-04-01', date '2029-03-31', $6 from hospital",
    )
    .bind(Uuid::now_v7())
    .bind(name)
    .bind(prefecture)
    .bind(kind)
    .bind(number)
    .bind(responsible.0)
    .execute(app.db())
    .await
    .unwrap();
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn everybody_reads_it_and_nothing_private_is_in_it(db: PgPool) {
    let app = TestApp::new(db);
    certified(&app, "丘の病院", "長野県", "基幹施設", "K0001").await;
    certified(&app, "海の病院", "沖縄県", "連携施設", "R0001").await;
    let clients =
        [app.visitor(), app.member("100002").await, app.facility("F0002").await, app.office().await];
    for client in &clients {
        for path in [PAGE, FILE] {
            let answer = client.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            for text in ["丘の病院", "おかのびょういん", "長野県", "基幹施設", "K0001", "海の病院"]
            {
                assert!(answer.body.contains(text), "{path} {text}: {}", answer.body);
            }
            for private in ["hospital.example.jp", "100001", "試験100001", "026-123", "小林"] {
                assert!(!answer.body.contains(private), "{path} {private}: {}", answer.body);
            }
        }
    }
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn it_is_searched_and_leafed_through_in_two_statements_at_most(db: PgPool) {
    let app = TestApp::new(db);
    certified(&app, "丘の病院", "長野県", "基幹施設", "K0001").await;
    for n in 0..60 {
        certified(&app, &format!("海の第{n}病院"), "沖縄県", "連携施設", &format!("R{n:04}")).await;
    }
    let visitor = app.visitor();
    let statements = Statements::listen();
    for (query, said, not) in [
        ("", "61件中 1〜50件を表示しています。", "海の第59病院"),
        ("?page=2", "61件中 51〜61件を表示しています。", "丘の病院</b>"),
        ("?q=%E4%B8%98&kind=&prefecture=", "1件中 1〜1件を表示しています。", "海の"),
        ("?kind=core", "1件中 1〜1件", "海の"),
        ("?prefecture=%E6%B2%96%E7%B8%84%E7%9C%8C&page=2", "60件中 51〜60件", "丘の病院</b>"),
        ("?q=%E5%B1%B1", "条件に合う施設はありません。", "CSVをダウンロード"),
        ("?page=9", "このページに施設はありません。", "丘の病院</b>"),
    ] {
        statements.taken();
        let page = visitor.get(&format!("{PAGE}{query}")).await;
        assert!(statements.taken() <= 2, "{query}");
        assert!(page.body.contains(said), "{query}: {}", page.body);
        assert!(!page.body.contains(not), "{query}: {not}");
    }
    let page = visitor.get(&format!("{PAGE}?prefecture=%E6%B2%96%E7%B8%84%E7%9C%8C")).await.body;
    assert!(page.contains("href=\"/register?prefecture=%E6%B2%96%E7%B8%84%E7%9C%8C&amp;page=2\""), "{page}");
    assert!(page.contains("href=\"/register.csv?prefecture=%E6%B2%96%E7%B8%84%E7%9C%8C\""), "{page}");
}

/// For Excel: its mark at the beginning, and no name that it would calculate.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn the_file_holds_what_the_page_shows_and_no_formula(db: PgPool) {
    let app = TestApp::new(db);
    certified(&app, "=HYPERLINK(\"http://evil.example\")", "長野県", "基幹施設", "K0001").await;
    certified(&app, "海の病院", "沖縄県", "連携施設", "R0001").await;
    let answer = app.visitor().get(FILE).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        app::route::decode(answer.header("content-disposition")),
        "attachment; filename*=UTF-8''施設名簿_2026-10-01.csv"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let lines: Vec<&str> = answer.body.split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "\u{FEFF}都道府県,種別,施設名,ふりがな,認定番号,認定開始日,認定終了日",
            "長野県,基幹施設,\"'=HYPERLINK(\"\"http://evil.example\"\")\",おかのびょういん,K0001,2024/04/01,2029/03/31",
            "沖縄県,連携施設,海の病院,おかのびょういん,R0001,2024/04/01,2029/03/31",
            "",
        ]
    );
    let narrow = app.visitor().get(&format!("{FILE}?kind=partner&page=7")).await;
    assert_eq!(narrow.body.lines().count(), 2, "{}", narrow.body);
}
