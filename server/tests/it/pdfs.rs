//! PDFs made by hand: good ones, broken ones, and ones made to do harm.

use std::fmt::Write as _;

/// A file of these objects, numbered from 1 (the catalogue), with a right table of where they lie.
pub fn of(objects: &[&str], trailer: &str) -> Vec<u8> {
    let objects: Vec<Vec<u8>> = objects.iter().map(|object| object.as_bytes().to_vec()).collect();
    of_bytes(&objects, trailer)
}

pub fn of_bytes(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).expect("a string");
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let at = file.len();
    let size = objects.len() + 1;
    file.extend(table.bytes());
    file.extend(format!("trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{at}\n%%EOF\n").bytes());
    file
}

/// A good one of so many pages.
pub fn pages(count: usize) -> Vec<u8> {
    with_catalogue(count, "")
}

/// A good one of one page with something more in its catalogue.
pub fn with(more: &str) -> Vec<u8> {
    with_catalogue(1, more)
}

/// One whose pages are these, of which 3 is one that is there.
pub fn with_kids(kids: &str, count: u32) -> Vec<u8> {
    let tree = format!("<</Type /Pages /Count {count} /Kids [{kids}] /MediaBox [0 0 595 842]>>");
    of(&["<</Type /Catalog /Pages 2 0 R>>", &tree, "<</Type /Page /Parent 2 0 R>>"], "")
}

fn with_catalogue(count: usize, more: &str) -> Vec<u8> {
    let kids = (0..count).map(|page| format!("{} 0 R", page + 4)).collect::<Vec<_>>().join(" ");
    let mut objects = vec![
        format!("<</Type /Catalog /Pages 2 0 R {more}>>"),
        format!("<</Type /Pages /Count {count} /Kids [{kids}] /MediaBox [0 0 595 842]>>"),
        stream("", b"0 0 100 100 re f"),
    ];
    objects.extend((0..count).map(|_| "<</Type /Page /Parent 2 0 R /Contents 3 0 R>>".to_owned()));
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    of(&objects, "")
}

fn stream(dict: &str, data: &[u8]) -> String {
    let text = std::str::from_utf8(data).expect("text");
    format!("<</Length {} {dict}>>\nstream\n{text}\nendstream", data.len())
}

/// A good one of one page and exactly so many bytes.
pub fn of_size(bytes: usize) -> Vec<u8> {
    let bare = padded(0).len();
    let mut file = padded(bytes - bare);
    // The length of the padding is written with more digits than 0 is.
    let over = file.len() - bytes;
    file = padded(bytes - bare - over);
    assert_eq!(file.len(), bytes);
    file
}

fn padded(by: usize) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842]>>",
        "<</Type /Page /Parent 2 0 R>>",
    ]
    .map(Into::into)
    .into();
    let mut padding = format!("<</Length {by}>>\nstream\n").into_bytes();
    padding.resize(padding.len() + by, b' ');
    padding.extend(b"\nendstream");
    objects.push(padding);
    of_bytes(&objects, "")
}

/// One page whose content is this after these filters have been undone.
fn with_content(filters: &str, data: Vec<u8>) -> Vec<u8> {
    let mut content = format!("<</Length {} /Filter {filters}>>\nstream\n", data.len()).into_bytes();
    content.extend(data);
    content.extend(b"\nendstream");
    let mut objects: Vec<Vec<u8>> = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842]>>",
        "<</Type /Page /Parent 2 0 R /Contents 4 0 R>>",
    ]
    .map(Into::into)
    .into();
    objects.push(content);
    of_bytes(&objects, "")
}

/// 12 MiB that unpack to 768 MiB.
pub fn bomb() -> Vec<u8> {
    with_content("/RunLengthDecode", [129, b' '].repeat(6 * 1024 * 1024))
}

/// Less than a mebibyte that unpacks twice, to more than any memory.
pub fn bomb_in_a_bomb() -> Vec<u8> {
    let inner = [129, 129].repeat(256 * 1024);
    with_content("[/RunLengthDecode /RunLengthDecode /RunLengthDecode]", inner)
}

/// Protected with a password, or, which looks the same from outside, against printing: garbage instead of keys.
pub fn encrypted() -> Vec<u8> {
    let key = "00".repeat(32);
    let id = "00".repeat(16);
    let lock = format!("<</Filter /Standard /V 1 /R 2 /P -44 /O <{key}> /U <{key}>>>");
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842]>>",
        "<</Type /Page /Parent 2 0 R>>",
        &lock,
    ];
    of(&objects, &format!("/Encrypt 4 0 R /ID [<{id}> <{id}>]"))
}

/// Brackets in brackets.
pub fn nested(depth: usize) -> Vec<u8> {
    with(&format!("/Deep {}{}", "[".repeat(depth), "]".repeat(depth)))
}

/// Folders of pages in folders of pages.
pub fn nested_pages(depth: usize) -> Vec<u8> {
    let mut objects = vec!["<</Type /Catalog /Pages 2 0 R>>".to_owned()];
    objects.extend((3..depth + 3).map(|next| format!("<</Type /Pages /Count 1 /Kids [{next} 0 R]>>")));
    objects.push("<</Type /Page /MediaBox [0 0 595 842]>>".into());
    let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
    of(&objects, "")
}

/// A folder of pages that contains itself.
pub fn in_itself() -> Vec<u8> {
    of(&["<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 1 /Kids [2 0 R 2 0 R]>>"], "")
}

/// A table that says it had four thousand million entries of no width.
pub fn huge_table() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let at = file.len();
    file.extend(b"1 0 obj\n<</Type /XRef /Size 4294967295 /W [0 0 0] /Root 1 0 R /Length 0>>\nstream\n\nendstream\nendobj\n");
    file.extend(format!("startxref\n{at}\n%%EOF\n").bytes());
    file
}

/// A table whose predecessor is itself.
pub fn table_in_a_circle() -> Vec<u8> {
    let good = pages(1);
    let text = String::from_utf8(good).expect("text");
    let at = text.find("xref\n").expect("a table");
    text.replace("trailer\n<<", &format!("trailer\n<</Prev {at} ")).into_bytes()
}

/// A table that points beyond the end, and objects that nobody finds.
pub fn table_into_nothing() -> Vec<u8> {
    let text = String::from_utf8(of(&["null"], "")).expect("text");
    text.replace("0000000009", "9999999999").into_bytes()
}
