//! C7: 備考 reaches the supervisor through no door; P7: mails and notifications carry no text.

use std::time::Duration;

use serde_json::Value;
use sqlx::postgres::PgListener;

use super::*;
use crate::testing::full_fields;

const MEMO: &str = "備考の目印ZQX";
const TEXT: &str = "本文の目印WVY";

/// Registers slot 1 with both marks.
async fn marked(stage: &Stage) {
    let me = by(stage.applicant);
    let cases = stage.world.backend.cases();
    let mut fields = full_fields(stage.record, "2025-05-01", "2025-06-30");
    fields.set("course", TEXT);
    let editor = cases.editor(&me, SET, slot(SET, 1)).await.unwrap();
    let typed = crate::cases::Typed { fields, memo: MEMO.into(), version: editor.version };
    assert_eq!(cases.register(&me, SET, slot(SET, 1), typed).await.unwrap(), domain::cases::Registered::Done);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c7_the_memo_is_on_no_answer_for_the_supervisor(db: PgPool) {
    let stage = stage(db).await;
    marked(&stage).await;
    let draft = stage.approvals().draft(&by(stage.applicant), SET, &slots(&[1]), "", None).await.unwrap();
    assert_eq!(draft.cases[0].memo, MEMO, "the applicant sees it before sending");

    let first = stage.ask(&[1]).await[0];
    stage.reject(first).await;
    marked(&stage).await;
    let second = stage.ask(&[1]).await[0];
    let (a, me) = (stage.approvals(), by(stage.supervisor));
    let mut answers = Vec::new();
    for request in [first, second] {
        answers.push(serde_json::to_string(&a.page(&me, request).await.unwrap()).unwrap());
        answers.push(serde_json::to_string(&a.print(&me, request).await.unwrap()).unwrap());
    }
    assert!(answers.iter().all(|answer| answer.contains(TEXT)), "the report itself is there");
    answers.push(serde_json::to_string(&a.queue(&me, everything()).await.unwrap()).unwrap());
    answers.push(serde_json::to_string(&a.previous(&me).await.unwrap()).unwrap());
    for answer in answers {
        assert!(!answer.contains(MEMO), "{answer}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c7_p7_no_row_of_requests_mails_or_audit_holds_the_memo_and_no_mail_holds_text(db: PgPool) {
    let stage = stage(db).await;
    marked(&stage).await;
    let request = stage.ask(&[1]).await[0];
    stage.reject(request).await;
    marked(&stage).await;
    stage.ask(&[1]).await;
    stage.approvals().withdraw(&by(stage.applicant), SET, &slots(&[1])).await.unwrap();

    let mut db = stage.world.db().await;
    for (table, texts) in [
        ("approval_request", &[MEMO, TEXT][..]),
        ("approval_comment", &[MEMO, TEXT]),
        ("case_version", &[MEMO]),
        ("audit_line", &[MEMO, TEXT, "経過の日付"]),
        ("mail_outbox", &[MEMO, TEXT, "経過の日付", "ご確認ください。"]),
    ] {
        let sql = format!("select to_jsonb(t) from {table} t");
        let rows: Vec<Value> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *db).await.unwrap();
        assert!(!rows.is_empty(), "{table}");
        for row in &rows {
            assert!(texts.iter().all(|text| !row.to_string().contains(text)), "{table}: {row}");
        }
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn c7_p7_notifications_carry_an_id_and_nothing_else(db: PgPool) {
    let mut listener = PgListener::connect_with(&db).await.unwrap();
    listener.listen_all(["approvals", "cases"]).await.unwrap();
    let stage = stage(db).await;
    marked(&stage).await;
    let request = stage.ask(&[1]).await[0];
    stage.reject(request).await;
    marked(&stage).await;
    stage.ask(&[1]).await;
    stage.approvals().withdraw(&by(stage.applicant), SET, &slots(&[1])).await.unwrap();
    let refused = stage.approvals().withdraw(&by(stage.applicant), SET, &slots(&[1])).await;
    assert!(refused.is_err(), "what is refused tells nobody");
    sqlx::query("select pg_notify('cases', 'end')").execute(&mut *stage.world.db().await).await.unwrap();

    let (supervisor, applicant) = (stage.supervisor.to_string(), stage.applicant.to_string());
    let expected = [
        ("approvals", supervisor.as_str()),
        ("approvals", &supervisor),
        ("cases", &applicant),
        ("approvals", &supervisor),
        ("approvals", &supervisor),
        ("cases", "end"),
    ];
    for (channel, payload) in expected {
        let told = tokio::time::timeout(Duration::from_secs(30), listener.recv()).await.unwrap().unwrap();
        assert_eq!((told.channel(), told.payload()), (channel, payload));
    }
}
