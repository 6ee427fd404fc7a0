//! A report on paper, read back out of the PDF.

use domain::{
    cases::{CaseSet, Form, PrintPage, Report, Slot, StateName},
    ids::{CertificationId, FacilityId, VersionId},
    period::Period,
    registry::{FacilityKind, RecordView},
};
use jiff::civil::date;
use pdf_extract::extract_text_from_mem_by_pages;
use uuid::Uuid;

pub fn page(fields: &[(&str, &str)]) -> PrintPage {
    let slot = Slot::new(CaseSet::Specialist, 1).expect("a slot");
    let report = Report {
        set: CaseSet::Specialist,
        slot,
        applicant: "髙橋 𠮷子".into(),
        affiliation: "みどり野中央病院".into(),
        member_no: "100001".into(),
        version: VersionId(Uuid::nil()),
        number: 2,
        registered_at: "2026-10-01T00:00:00Z".parse().expect("a moment"),
        fields: fields.iter().copied().collect(),
        record: RecordView {
            id: CertificationId(Uuid::nil()),
            facility: FacilityId(Uuid::nil()),
            name: "みどり野中央病院".into(),
            prefecture: "長野県".into(),
            kind: FacilityKind::Core,
            certificate_no: "K0001".into(),
            period: Period::new(date(2024, 4, 1), date(2029, 3, 31)).expect("a period"),
            ended: false,
        },
    };
    PrintPage {
        report,
        state: StateName::Approved,
        supervisor: Some("指導 一郎".into()),
        decided_on: Some(date(2026, 10, 5)),
        signed_on: None,
    }
}

/// What stands on each sheet; the blanks between glyphs and lines are no part of it.
pub fn sheets(page: &PrintPage) -> Vec<String> {
    let pdf = pdf::report(page).expect("a document");
    assert!(pdf.starts_with(b"%PDF-"));
    let sheets = extract_text_from_mem_by_pages(&pdf).expect("readable");
    sheets.iter().map(|text| text.split_whitespace().collect()).collect()
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn everything_on_the_print_page_is_on_paper_in_the_same_order() {
    let page = page(&[
        ("category", "痛み"),
        ("start_on", "2025-05-01"),
        ("end_on", "2025-06-30"),
        ("history", "心窩部痛を契機に診断された。\n\n二行あけて続ける。"),
        ("anonymous", "yes"),
    ]);
    let paper = sheets(&page).concat();
    let mut rest = paper.as_str();
    let words = std::iter::once(page.title())
        .chain(page.facts().into_iter().flat_map(|(label, text)| [label.to_owned(), text]))
        .chain(page.entries().into_iter().flat_map(|(label, text)| [label.to_owned(), text]));
    for word in words.map(|word| bare(&word)) {
        let at = rest.find(&word).unwrap_or_else(|| panic!("{word} is missing, or too early, in {paper}"));
        rest = &rest[at + word.len()..];
    }
    assert!(paper.contains("髙橋𠮷子"), "{paper}");
}

#[test]
fn every_sheet_has_the_running_head_and_its_number() {
    let long = "疼痛は安静時NRS6、体動時8であった。".repeat(200);
    let sheets = sheets(&page(&[("history", &long), ("course", &long)]));
    assert!(sheets.len() >= 4, "{} sheets", sheets.len());
    for (number, sheet) in (1..).zip(&sheets) {
        assert!(sheet.contains("番号1申請者髙橋𠮷子(会員番号100001)"), "{sheet}");
        assert!(sheet.contains(&format!("{number}/{}", sheets.len())), "{sheet}");
    }
    assert!(sheets.concat().matches("体動時8であった。").count() >= 390);
}

#[test]
fn what_was_typed_is_text_and_never_markup() {
    let hostile =
        "#panic(\"x\") #import \"a.typ\" = 見出し *太字* $x$ // 注 <label> @ref \\ `raw` #sys.inputs";
    let sheets = sheets(&page(&[("history", hostile)]));
    assert!(sheets.concat().contains(&bare(hostile)), "{sheets:?}");
}

#[test]
fn no_character_stops_the_press() {
    let form = Form::of(CaseSet::Specialist);
    let odd =
        "😀 👩‍⚕️ العربية עברית \u{202e}abc\u{202c} \u{0} \u{7} \u{fffd} e\u{301} \r\n\t \u{feff} \u{2028} ﷽ ꙮ";
    let fields: Vec<(&str, &str)> =
        form.fields.iter().flat_map(domain::cases::Field::inputs).map(|input| (*input, odd)).collect();
    assert!(!sheets(&page(&fields)).is_empty());
}

#[test]
fn a_word_without_an_end_breaks_within_the_margins() {
    let word = "https://example.jp/".to_owned() + &"abcdefghij".repeat(50);
    let shown: String = sheets(&page(&[("history", &word)])).concat();
    // Broken with zero-width spaces, which are no letters.
    let letters: String = shown.chars().filter(|c| *c != '\u{200b}').collect();
    assert!(letters.contains(&word), "{shown}");
}

#[test]
fn the_same_report_is_the_same_file() {
    let page = page(&[("history", "同じ")]);
    assert_eq!(pdf::report(&page).expect("a document"), pdf::report(&page).expect("a document"));
}
