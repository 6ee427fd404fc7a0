//! 申請書・在籍証明書, read back out of the PDF.

use domain::accounts::Applying;
use pdf_extract::extract_text_from_mem_by_pages;

fn sheets(applying: Applying, legal_form: &str, society: &str) -> Vec<String> {
    let pdf = pdf::application_template(applying, legal_form, society).expect("a document");
    let sheets = extract_text_from_mem_by_pages(&pdf).expect("readable");
    sheets.iter().map(|text| text.split_whitespace().collect()).collect()
}

#[test]
fn everything_in_the_guides_picture_is_on_one_sheet_in_the_same_order() {
    let sheets = sheets(Applying::Core, "特定非営利活動法人", "日本緩和医療学会");
    let [sheet] = sheets.as_slice() else { panic!("{} sheets", sheets.len()) };
    let mut rest = sheet.as_str();
    for words in [
        "特定非営利活動法人日本緩和医療学会",
        "＜施設認定申請書＞",
        "年",
        "月",
        "日",
        "日本緩和医療学会理事長殿",
        "診療施設名",
        "施設長氏名",
        "当施設は特定非営利活動法人日本緩和医療学会専門医制度における施設認定の取得を希望し、ここに所定の書類を添えて申請します。",
        "施設認定種別",
        "施設責任者資格",
        "指導医",
        "専門医",
        "認定医",
        "認定手続中含む",
        "施設責任者氏名",
        "特定非営利活動法人日本緩和医療学会",
        "＜在籍証明書＞",
        "上記施設責任者は",
        "当施設に在籍し、緩和医療の実践および指導に従事していることを証明します。",
    ] {
        let at = rest.find(words).unwrap_or_else(|| panic!("{words} is missing, or too early, in {sheet}"));
        rest = &rest[at + words.len()..];
    }
    assert!(sheet.contains("公印"), "{sheet}");
}

#[test]
fn the_kind_that_is_applied_for_is_ticked_and_no_other_box_is() {
    for (applying, ticked) in
        [(Applying::Core, "✓基幹施設連携施設"), (Applying::Partner, "基幹施設✓連携施設")]
    {
        let sheet = sheets(applying, "特定非営利活動法人", "日本緩和医療学会").concat();
        assert!(sheet.contains(ticked), "{sheet}");
        // One tick in a box, and those of the two hints.
        assert_eq!(sheet.matches('✓').count(), 3, "{sheet}");
    }
}

#[test]
fn the_society_is_a_setting() {
    let sheet = sheets(Applying::Core, "一般社団法人", "日本#strong学会").concat();
    assert!(sheet.contains("一般社団法人日本#strong学会") && !sheet.contains("緩和医療学会"), "{sheet}");
}

#[test]
fn what_we_hand_out_is_a_pdf_that_we_would_take() {
    for applying in Applying::ALL {
        let pdf = pdf::application_template(applying, "特定非営利活動法人", "日本緩和医療学会")
            .expect("a document");
        assert_eq!(pdf::inspect(pdf), Ok(1));
    }
}
