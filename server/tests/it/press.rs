//! X01: texts that cost a machine more than they say. What was stored before there was a second limit gets words instead of a
//! PDF, takes no more than a child process may have, and holds up nobody.

use std::sync::LazyLock;

use axum::http::StatusCode;
use domain::{
    cases::{CaseSet, Field, Form, PrintPage, Report, Slot, StateName},
    ids::{CertificationId, FacilityId, VersionId},
    period::Period,
    registry::{FacilityKind, RecordView},
};
use jiff::civil::date;
use nix::sys::resource::{UsageWho, getrusage};
use pdf::Document;
use proptest::prelude::*;
use server::press::{NotSet, Press};
use sqlx::PgPool;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::{harness::TestApp, pages::write};

/// One letter for people, 1 MB for machines. The marks have a font, so that it takes time rather than memory.
static MONSTER: LazyLock<String> = LazyLock::new(|| "か".to_owned() + &"\u{300}".repeat(500_000));

fn press() -> Press {
    Press::of(env!("CARGO_BIN_EXE_server").into())
}

fn form() -> Form {
    Form::of(CaseSet::Specialist)
}

/// A report with these texts.
fn report(fields: &[(&str, &str)]) -> Document {
    let report = Report {
        set: CaseSet::Specialist,
        slot: Slot::new(CaseSet::Specialist, 1).unwrap(),
        applicant: "緩和 太郎".into(),
        affiliation: "みどり野中央病院".into(),
        member_no: "100001".into(),
        version: VersionId(Uuid::nil()),
        number: 1,
        registered_at: "2026-10-01T00:00:00Z".parse().unwrap(),
        fields: fields.iter().copied().collect(),
        record: RecordView {
            id: CertificationId(Uuid::nil()),
            facility: FacilityId(Uuid::nil()),
            name: "みどり野中央病院".into(),
            prefecture: "長野県".into(),
            kind: FacilityKind::Core,
            certificate_no: "K0001".into(),
            period: Period::new(date(2024, 4, 1), date(2029, 3, 31)).unwrap(),
            ended: false,
        },
    };
    let page = PrintPage {
        report,
        state: StateName::Registered,
        supervisor: None,
        decided_on: None,
        signed_on: None,
    };
    Document::Report(Box::new(page))
}

/// The letters on paper, without the blanks between them.
fn letters(pdf: &[u8]) -> String {
    pdf_extract::extract_text_from_mem(pdf).unwrap().split_whitespace().collect()
}

/// Stored before there was a second limit: as it was typed, in the version that is printed.
async fn stored(app: &TestApp, number: i16, history: &str) {
    let changed = sqlx::query(
        "update case_version set fields = jsonb_set(fields, '{history}', to_jsonb($2::text))
         where case_id in (select case_id from case_report where slot = $1)",
    )
    .bind(number)
    .bind(history)
    .execute(app.db())
    .await
    .unwrap();
    assert_eq!(changed.rows_affected(), 1);
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn x01_a_monstrous_stored_report_gets_words_and_the_next_print_works_at_once(db: PgPool) {
    let app = TestApp::new(db);
    let record = app.hospital().await;
    let applicant = app.member("100001").await;
    for number in [1, 2] {
        write(&applicant, number, &record, "register", 0).await;
    }
    stored(&app, 1, &MONSTER).await;

    // At the same time and one after the other.
    let (monstrous, beside) = tokio::join!(
        applicant.get("/cases/specialist/1/print.pdf"),
        applicant.get("/cases/specialist/2/print.pdf")
    );
    let after = applicant.get("/cases/specialist/2/print.pdf").await;
    assert_eq!(monstrous.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", monstrous.body);
    assert!(monstrous.body.contains("PDFにできませんでした"), "{}", monstrous.body);
    assert!(monstrous.body.contains("href=\"/cases/specialist/1/print\""), "{}", monstrous.body);
    for ordinary in [beside, after] {
        assert_eq!(ordinary.status, StatusCode::OK);
        assert!(ordinary.body.contains("心窩部痛を契機に診断された。"), "{}", ordinary.body);
    }

    // It stays readable, and can be put right.
    for path in ["/cases/specialist/1/print", "/cases/specialist/1/history"] {
        let page = applicant.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    assert!(applicant.get("/cases/specialist/1/print").await.body.contains(&*MONSTER));
}

/// Whatever the texts are, no child takes more memory than it may, and each answers, in paper or in words.
#[tokio::test]
async fn x01_no_text_takes_more_than_a_child_may_have() {
    let press = press();
    let mut answers = Vec::new();
    for monster in [
        MONSTER.clone(),
        ("か".to_owned() + &"\u{300}".repeat(100)).repeat(1_000),
        "\u{202e}".repeat(50_000),
        "a\n".repeat(100_000),
    ] {
        match press.set(&report(&[("history", &monster)])).await {
            Ok(pdf) => assert!(pdf.starts_with(b"%PDF-")),
            Err(NotSet::TooMuch) => {}
            Err(NotSet::Fault(error)) => panic!("{error}"),
        }
        answers.push(press.set(&report(&[("history", "その次")])).await);
    }
    for answer in answers {
        assert!(letters(&answer.unwrap()).contains("その次"));
    }
    assert!(matches!(press.set(&report(&[("history", &MONSTER)])).await, Err(NotSet::TooMuch)));
    let most = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    assert!(most <= 512 * 1024, "{most} KiB");
}

/// A browser that gives up does not leave its document behind: there are two places, and three have gone.
#[tokio::test]
async fn x01_nobody_waits_for_what_nobody_waits_for() {
    let press = press();
    let monster = report(&[("history", &MONSTER)]);
    for _ in 0..3 {
        tokio::select! {
            biased;
            answer = press.set(&monster) => panic!("{answer:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert!(press.set(&report(&[("history", "その次")])).await.is_ok());
}

/// What makes up one character, as far as it may.
fn character() -> impl Strategy<Value = String> {
    let base = prop_oneof![
        4 => "[か痛ｶaあ葛ﷺ한ก\u{928}]",
        1 => Just("👩".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    (base, "[\u{300}-\u{36F}\u{3099}\u{FE0F}\u{E0100}\u{200D}\u{20DD}\u{489}\u{1F3FB}]{0,7}")
        .prop_map(|(base, marks)| base + &marks)
}

/// A text that passes its limit and goes as near to it as these characters do.
fn text(characters: &[String], field: &Field) -> String {
    let limit = field.limit().unwrap();
    let mut length = limit.characters();
    loop {
        let text: String = characters.iter().cycle().take(length).map(String::as_str).collect();
        if limit.check(&text).is_ok() {
            return text;
        }
        length /= 2;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 8, max_shrink_iters: 8, ..ProptestConfig::default() })]

    /// Any texts that pass their checks are on paper within the limits, or answered in words; and the press goes on.
    #[test]
    fn x01_any_text_that_passes_its_check_is_set_or_answered_in_words(
        characters in proptest::collection::vec(character(), 1..6),
    ) {
        let form = form();
        let texts: Vec<(&str, String)> = form
            .fields
            .iter()
            .filter(|field| field.limit().is_some())
            .map(|field| (field.key, text(&characters, field)))
            .collect();
        let fields: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (*key, text.as_str())).collect();
        let press = press();
        Runtime::new().unwrap().block_on(async {
            match press.set(&report(&fields)).await {
                Ok(pdf) => prop_assert!(pdf.starts_with(b"%PDF-")),
                Err(NotSet::TooMuch) => {}
                Err(NotSet::Fault(error)) => prop_assert!(false, "{error}"),
            }
            let next = press.set(&report(&[("history", "その次")])).await;
            prop_assert!(next.is_ok_and(|pdf| letters(&pdf).contains("その次")));
            Ok(())
        })?;
    }
}

/// The longest report that people write is set, whatever a society sets the limits to.
#[tokio::test]
async fn x01_the_longest_report_of_all_is_on_paper() {
    let texts: Vec<(&str, String)> = form()
        .fields
        .iter()
        .filter(|field| field.limit().is_some())
        .map(|field| (field.key, "疼痛は安静時六、体動時八であった。".chars().cycle().take(2_500).collect()))
        .collect();
    let fields: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let pdf = press().set(&report(&fields)).await.unwrap();
    assert!(letters(&pdf).matches("体動時八であった").count() > 1_000);
}
