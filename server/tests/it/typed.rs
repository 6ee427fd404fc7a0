//! What people type and paste, through the real router: understood as it is meant, kept in one form, or refused at its field
//! (E6).

use axum::http::StatusCode;
use sqlx::PgPool;

use crate::{facilities::certified, harness::TestApp};

async fn count(app: &TestApp, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(app.db()).await.expect("a count")
}

/// B14: an address pasted with a zero-width blank is the one that has an account.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn b14_a_sign_up_with_unseen_characters_makes_no_second_account(db: PgPool) {
    let app = TestApp::new(db);
    let visitor = app.visitor();
    for email in ["new@example.jp", "new\u{200B}@example.jp", "\u{FEFF}new@exam\u{AD}ple.jp"] {
        let typed =
            [("applying", "core"), ("family_name", "緩\u{200B}和"), ("given_name", "花子"), ("email", email)];
        let answer = visitor.post("/api/accounts/sign_up", "/facility/signup?kind=core", &typed).await;
        assert!(!answer.location().contains("problems"), "{}", answer.location());
    }
    let accounts = "select count(*) from facility
                    where login_email = 'new@example.jp' and contact_family_name = '緩和'";
    assert_eq!(count(&app, accounts).await, 1);
    assert_eq!(count(&app, "select count(*) from facility").await, 1);
}

/// B15: the register of the office is searched by what people see.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn b15_the_office_finds_radicals(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    certified(&app, "F0002").await;
    sqlx::query("update facility set name = '西民病院', search_key = '西民病院 f0002'")
        .execute(app.db())
        .await
        .expect("a name");
    for words in ["西民", "⻄⺠", "西\u{200B}民", "Ｆ０\u{2060}００２"] {
        let page = office.get(&format!("/office/facilities?q={}", app::route::encode(words))).await;
        assert!(page.status == StatusCode::OK && page.body.contains("西民病院"), "{words:?}");
    }
}

/// B18, and what facilities kept as typed: contact data has one form.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn b18_contact_data_is_kept_in_one_form(db: PgPool) {
    let app = TestApp::new(db);
    let facility = certified(&app, "F0002").await;
    let typed = [
        ("kind", "Core"),
        ("version", "0"),
        ("fields[postal_code]", "〒１２３―４５６７"),
        ("fields[prefecture]", "長野県"),
        ("fields[phone]", "０３–1234─5678（代） 内線 12"),
        ("fields[head]", "院長\u{B}一郎\u{202E}"),
        ("fields[clerk]", "事務 二郎"),
        ("fields[clerk_email]", "ｊｉｍｕ＠example.jp\u{200B}"),
    ];
    facility.post("/api/facilities/save_contact", "/facility/core/details", &typed).await;
    let kept: (String, String, String, String) = sqlx::query_as(
        "select postal_code, phone, head, clerk_email from facility where facility_no = 'F0002'",
    )
    .fetch_one(app.db())
    .await
    .expect("a facility");
    let expected = ("123-4567", "03-1234-5678(代) 内線 12", "院長 一郎", "jimu@example.jp");
    assert_eq!((kept.0.as_str(), kept.1.as_str(), kept.2.as_str(), kept.3.as_str()), expected);
}

/// B26: the filter of the audit says at the field what it cannot take, and keeps what was typed.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn b26_the_audit_says_which_day_it_does_not_take(db: PgPool) {
    let app = TestApp::new(db);
    let office = app.office().await;
    let page = office.get("/office/audit?from=0026-04-01&to=9999-12-31").await.body;
    for said in
        ["id=\"e-from\"", "0026年", "id=\"e-to\"", "9999年", "value=\"0026-04-01\"", "value=\"9999-12-31\""]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("の記録を表示しています"), "{page}");
    let page = office.get("/office/audit?from=2026-09-01&to=2026-09-30").await.body;
    assert!(!page.contains("e-from") && !page.contains("の記録を表示しています"), "{page}");
}
