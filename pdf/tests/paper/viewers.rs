//! Papers as viewers read them: what is behind the end, what is missing in lists, what has no drawing of its own.

use std::fmt::Write as _;

use domain::documents::DocumentProblem;

/// A file of these objects, numbered from 1 (the catalogue).
fn of(objects: &[&str]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let at = file.len();
    let _ =
        write!(file, "{table}trailer\n<</Size {} /Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

fn stream(content: &str) -> String {
    format!("<</Length {}>>\nstream\n{content}\nendstream", content.len())
}

const SQUARE: &str = "0 0 1 rg 100 400 200 200 re f";

/// A file whose pages are these kids, of which 4 and 5 are pages with a square on each.
fn with_kids(kids: &str, count: u32) -> Vec<u8> {
    let page = "<</Type /Page /Parent 2 0 R /Contents 3 0 R>>";
    of(&[
        "<</Type /Catalog /Pages 2 0 R>>",
        &format!("<</Type /Pages /Count {count} /Kids [{kids}] /MediaBox [0 0 595 842]>>"),
        &stream(SQUARE),
        page,
        page,
    ])
}

/// One page with this in its dictionary, this in the catalogue, and these objects, numbered from 5; 4 is the square.
fn one_page(in_page: &str, in_catalogue: &str, more: &[&str]) -> Vec<u8> {
    let square = stream(SQUARE);
    let catalogue = format!("<</Type /Catalog /Pages 2 0 R {in_catalogue}>>");
    let page = format!("<</Type /Page /Parent 2 0 R {in_page}>>");
    let mut objects = vec![
        catalogue.as_str(),
        "<</Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842]>>",
        &page,
        &square,
    ];
    objects.extend(more);
    of(&objects)
}

fn drawn(file: Vec<u8>) -> Vec<u8> {
    assert_eq!(pdf::inspect(file.clone()), Ok(1));
    pdf::picture(file, 1).expect("a picture")
}

fn blank() -> Vec<u8> {
    drawn(one_page("", "", &[]))
}

#[test]
fn b27_what_is_hung_on_behind_the_end_is_no_part_of_the_file() {
    let whole = with_kids("4 0 R 5 0 R", 2);
    let html = "\r\n<!DOCTYPE html><html><body><object>転送エラー</object></body></html>".repeat(40);
    let printer = "\u{1b}%-12345X".repeat(200);
    for behind in
        [vec![0; 3_004], vec![0xFF; 5_000], html.into_bytes(), printer.into_bytes(), vec![b'\n'; 9_000]]
    {
        let file = [whole.as_slice(), &behind].concat();
        assert_eq!(pdf::inspect(file.clone()), Ok(2));
        assert_eq!(pdf::picture(file, 2), pdf::picture(whole.clone(), 2));
    }
}

#[test]
fn b27_a_file_that_was_cut_off_in_a_later_part_is_not_whole() {
    let whole = with_kids("4 0 R 5 0 R", 2);
    let later = format!("6 0 obj\n{}\nendobj\n", stream(&" ".repeat(4_000)));
    for behind in [later.as_bytes(), &later.as_bytes()[..2_000], &[7; 2_000]] {
        let file = [whole.as_slice(), behind].concat();
        assert_eq!(pdf::inspect(file), Err(DocumentProblem::Unreadable));
    }
}

#[test]
fn b28_free_text_without_a_drawing_is_in_the_picture() {
    let with = |text: &str| {
        let note = format!(
            "<</Type /Annot /Subtype /FreeText /Contents {text} /DA (/Helv 14 Tf 0 0 1 rg) /F 4 /Rect [80 300 400 330]>>"
        );
        drawn(one_page("/Annots [null 99 0 R 5 0 R]", "", &[&note]))
    };
    let (latin, japanese) = (with("(ADDED BY PREVIEW)"), with("<FEFF7DD130F64E18>"));
    assert!(latin != blank() && japanese != blank() && latin != japanese);
    assert_eq!(with("( )"), blank());
    // Letters that nobody has a font for are not left out silently.
    assert_ne!(with("<FEFF06270644>"), blank());
}

#[test]
fn b29_values_of_a_form_without_drawings_are_in_the_picture() {
    let with = |field: &str, more: &[&str]| {
        let field = format!("<</Type /Annot /Subtype /Widget /F 4 /Rect [100 640 400 670] {field}>>");
        let form = "/AcroForm <</Fields [5 0 R] /NeedAppearances true /DA (/Helv 12 Tf 0 g)>>";
        let mut objects = vec![field.as_str()];
        objects.extend(more);
        drawn(one_page("/Annots [5 0 R]", form, &objects))
    };
    let empty = with("/FT /Tx /T (beds)", &[]);
    assert_eq!(empty, blank());
    let seal = "/N <</Yes 6 0 R /Off 7 0 R>>";
    for (field, more) in [
        ("/FT /Tx /T (beds) /V (MIDORI 300)", vec![]),
        ("/FT /Tx /T (name) /V <FEFF7DD130F64E187DCF540875C59662>", vec![]),
        ("/FT /Tx /Ff 4096 /T (name) /V (one two three four five six seven eight nine ten eleven twelve)", vec![]),
        ("/FT /Ch /T (kind) /V (core)", vec![]),
        ("/FT /Btn /T (tick) /AS /Yes", vec![]),
        ("/Parent 6 0 R", vec!["<</FT /Tx /T (parent) /V (inherited)>>".to_owned()]),
        (
            "/FT /Tx /T (beds) /V (300) /AP <</N 6 0 R>>",
            vec!["<</Type /XObject /Subtype /Form /BBox [0 0 300 30] /Length 9>>\nstream\n/Tx BMC EMC\nendstream".to_owned()],
        ),
        (
            "/FT /Btn /T (tick) /AS /Yes /AP <<SEAL>>",
            vec![
                format!(
                    "<</Type /XObject /Subtype /Form /BBox [0 0 30 30] /Length {}>>\nstream\n0 0 20 20 re f\nendstream",
                    "0 0 20 20 re f".len()
                ),
                "<</Type /XObject /Subtype /Form /BBox [0 0 30 30] /Length 0>>\nstream\n\nendstream".to_owned(),
            ],
        ),
    ] {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let field = field.replace("<<SEAL>>", &format!("<<{seal}>>"));
        assert_ne!(with(&field, &more), blank(), "{field}");
    }
    // Whoever sees the paper is not to see these.
    for hidden in ["/FT /Tx /Ff 8192 /V (secret)", "/F 2 /FT /Tx /V (hidden)"] {
        let field = format!("<</Type /Annot /Subtype /Widget /Rect [100 640 400 670] {hidden}>>");
        assert_eq!(drawn(one_page("/Annots [5 0 R]", "", &[&field])), blank(), "{hidden}");
    }
}

#[test]
fn b30_japanese_without_its_font_is_in_the_picture() {
    let with = |encoding: &str, words: &str| {
        let content = stream(&format!("BT /F1 24 Tf 100 700 Td <{words}> Tj ET"));
        let font = format!(
            "<</Type /Font /Subtype /Type0 /BaseFont /MS-Mincho /Encoding /{encoding} /DescendantFonts [6 0 R]>>"
        );
        let descendant = "<</Type /Font /Subtype /CIDFontType2 /BaseFont /MS-Mincho /DW 1000 \
             /CIDSystemInfo <</Registry (Adobe) /Ordering (Japan1) /Supplement 2>>>>";
        let page = "/Contents 7 0 R /Resources <</Font <</F1 5 0 R>>>>";
        drawn(one_page(page, "", &[&font, descendant, &content]))
    };
    let shift_jis = with("90ms-RKSJ-H", "82A082A282A4");
    assert_ne!(shift_jis, blank());
    assert_eq!(shift_jis, with("UniJIS-UTF16-H", "304230443046"));
    assert_ne!(shift_jis, with("UniJIS-UTF16-H", "304B304D304F"));
}

#[test]
fn b31_what_only_wraps_the_paper_is_refused_by_its_name() {
    let form = |fields: &str| format!("/AcroForm <</Fields [{fields}] /XFA [(template) 4 0 R]>>");
    for (catalogue, answer) in [
        ("/Collection <</Type /Collection /View /D>>".to_owned(), Err(DocumentProblem::Portfolio)),
        (form("") + " /NeedsRendering true", Err(DocumentProblem::LiveForm)),
        (form("5 0 R") + " /NeedsRendering true", Err(DocumentProblem::LiveForm)),
        (form(""), Err(DocumentProblem::LiveForm)),
        // The form's pages are there for viewers that do not know XFA.
        (form("5 0 R"), Ok(1)),
        // Files that are attached to pages that can be read.
        ("/Names <</EmbeddedFiles <</Names []>>>>".to_owned(), Ok(1)),
    ] {
        let file = one_page("/Contents 4 0 R", &catalogue, &["<</FT /Tx /T (a)>>"]);
        assert_eq!(pdf::inspect(file), answer, "{catalogue}");
    }
}

#[test]
fn b31_a_locked_attachment_is_said_to_be_one() {
    let lock = "/Filter /Standard /V 5 /R 6 /CF <</StdCF <</CFM /AESV3>>>> /StmF /Identity /StrF /Identity";
    let file = |how: &str| {
        let objects = one_page("/Contents 4 0 R", "", &[&format!("<<{lock} /EFF /StdCF {how}>>")]);
        let text = String::from_utf8(objects).expect("text");
        text.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt 5 0 R /ID [<00> <00>]").into_bytes()
    };
    assert_eq!(pdf::inspect(file("")), Err(DocumentProblem::LockedAttachment));
    assert_eq!(pdf::inspect(file("/AuthEvent /EFOpen")), Err(DocumentProblem::LockedAttachment));
}

#[test]
fn b32_pages_are_counted_as_viewers_count_them() {
    for (kids, count, answer) in [
        ("4 0 R 5 0 R", 2, Ok(2)),
        ("4 0 R null 99 0 R 5 0 R", 2, Ok(2)),
        ("null 4 0 R 5 0 R null", 2, Ok(2)),
        ("98 0 R 5 0 R", 1, Ok(1)),
        // Some may be missing: it is said how many.
        ("4 0 R 99 0 R 5 0 R", 3, Err(DocumentProblem::PagesDiffer { said: 3, found: 2 })),
        ("4 0 R 5 0 R", 1, Err(DocumentProblem::PagesDiffer { said: 1, found: 2 })),
    ] {
        assert_eq!(pdf::inspect(with_kids(kids, count)), answer, "{kids}");
    }
    let file = with_kids("null 99 0 R 5 0 R", 1);
    assert_eq!(pdf::picture(file, 1), pdf::picture(with_kids("4 0 R", 1), 1));
}

#[test]
fn b32_a_page_whose_contents_nobody_wrote_is_blank() {
    for contents in ["99 0 R", "null", "[]", "[99 0 R]", "5 0 R"] {
        assert_eq!(drawn(one_page(&format!("/Contents {contents}"), "", &["null"])), blank(), "{contents}");
    }
    // What is missing in a list takes nothing else with it.
    let whole = drawn(one_page("/Contents 4 0 R", "", &[]));
    for contents in ["[99 0 R 4 0 R]", "[null 4 0 R 98 0 R]"] {
        assert_eq!(drawn(one_page(&format!("/Contents {contents}"), "", &[])), whole, "{contents}");
    }
    // What is there and cannot be read still is a fault.
    let file = one_page("/Contents 5 0 R", "", &["(no stream)"]);
    assert_eq!(pdf::inspect(file), Err(DocumentProblem::Unreadable));
}
