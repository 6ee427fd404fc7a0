//! Where the letters of a report stand on its sheets, and what they are drawn with.

use pdf_extract::{Document, MediaBox, Object, OutputDev, OutputError, Transform, output_doc};

use crate::report::{page, sheets};

/// A4 and its margins, in points.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 595.3 - 56.0;

/// What stands farthest to the left and to the right of all letters.
struct Edges {
    left: f64,
    right: f64,
    letters: usize,
}

impl OutputDev for Edges {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        _: f64,
        size: f64,
        letter: &str,
    ) -> Result<(), OutputError> {
        if !letter.trim_matches(['\u{200b}', ' ', '\u{3000}']).is_empty() {
            self.left = self.left.min(at.m31);
            self.right = self.right.max(at.m31 + width * size * at.m11);
            self.letters += 1;
        }
        Ok(())
    }
    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

fn edges(text: &str) -> Edges {
    let mut report = page(&[("diagnosis", text), ("history", text)]);
    report.report.applicant = text.into();
    report.report.record.name = text.into();
    let pdf = pdf::report(&report).expect("a document");
    let mut edges = Edges { left: f64::MAX, right: 0.0, letters: 0 };
    output_doc(&Document::load_mem(&pdf).expect("a PDF"), &mut edges).expect("readable");
    edges
}

#[test]
fn b16_every_text_breaks_inside_the_margins() {
    let thai = "ผู้ป่วยได้รับการดูแลแบบประคับประคองที่โรงพยาบาลและมีอาการปวดลดลงหลังจากได้รับยา".repeat(6);
    for text in [
        "─".repeat(300),
        "ー".repeat(300),
        "…".repeat(300),
        "—".repeat(300),
        "＿".repeat(300),
        "っ".repeat(200),
        "ｱ".repeat(400),
        "-".repeat(400),
        "morphine\u{a0}".repeat(80),
        "疼痛\u{2060}".repeat(200),
        "word\u{2060}".repeat(200),
        "漢ー\u{a0}".repeat(200),
        thai,
        "https://example.jp/".to_owned() + &"a".repeat(400),
    ] {
        let edges = edges(&text);
        assert!(edges.letters > 300, "{text:.12}: {} letters", edges.letters);
        assert!(
            edges.left >= LEFT && edges.right <= RIGHT + 2.0,
            "{text:.12}: from {} to {}",
            edges.left,
            edges.right
        );
    }
}

#[test]
fn members_06_empty_lines_make_no_empty_sheets() {
    let bare = sheets(&page(&[("history", "始め"), ("course", "終わり")])).len();
    let lines = "\n".repeat(200);
    let typed = sheets(&page(&[
        ("history", &format!("始め{lines}")),
        ("course", &format!("{lines}終わり\u{3000}{lines} \u{a0}\u{2028}")),
    ]));
    assert_eq!(typed.len(), bare);
    let inside = sheets(&page(&[("history", &format!("始め{lines}終わり"))]));
    assert_eq!(inside.len(), bare);
}

#[test]
fn members_06_what_turns_text_round_is_left_out() {
    let shown =
        sheets(&page(&[("history", "痛み\u{202e}NRS 7\u{202c}\u{2067}あり\u{2069}\u{7}。")])).concat();
    assert!(shown.contains("痛みNRS7あり。"), "{shown}");
}

/// No box stands for a letter: each is drawn with a font that has it.
#[test]
fn members_06_signs_and_languages_have_a_font() {
    let pdf = pdf::report(&page(&[("history", "CO₂ ☑ 💊 简体 한글 ไทย ∯")])).expect("a document");
    let document = Document::load_mem(&pdf).expect("a PDF");
    let mut names: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"FontName").and_then(Object::as_name).ok())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect();
    names.sort();
    for wanted in ["NotoSansJP", "NotoSans-", "Symbols2", "Emoji", "NotoSansSC", "NotoSansKR", "Thai", "Math"]
    {
        assert!(names.iter().any(|name| name.contains(wanted)), "{wanted} in {names:?}");
    }
}
