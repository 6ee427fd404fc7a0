//! What is in a PDF that somebody sent (F6). The parser may meet anything here: call this only where a crash, an endless
//! loop or too much memory harms nobody (docs/adr/0012).

use domain::documents::{DocumentProblem, OtherFile};
use hayro_syntax::{LoadPdfError, Pdf};
use infer::MatcherType;

/// No document has it. An unencrypted one is read whatever the password; one that only restricts printing would open with
/// the empty one, and is refused too.
const NOBODYS_PASSWORD: &str = "\u{1}nintei\u{1}";
/// Where `%PDF-` and `%%EOF` must stand, in bytes from the beginning and the end: what Acrobat allows.
const EDGE: usize = 1024;

/// How many pages a PDF has that is whole, unencrypted, and whose every page can be read.
pub fn inspect(file: Vec<u8>) -> Result<u32, DocumentProblem> {
    if !contains(&file[..file.len().min(EDGE)], b"%PDF-") {
        return Err(DocumentProblem::NotPdf(other(&file)));
    }
    // Cut off: the parser would show what is left of it, and nobody would see that pages are missing.
    if !contains(&file[file.len().saturating_sub(EDGE)..], b"%%EOF") {
        return Err(DocumentProblem::Unreadable);
    }
    let pdf = Pdf::new_with_password(file, NOBODYS_PASSWORD).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DocumentProblem::Encrypted,
        LoadPdfError::Invalid => DocumentProblem::Unreadable,
    })?;
    let pages = pdf.pages();
    // A page may be blank; one that says what is on it must keep its word.
    let readable =
        pages.iter().all(|page| !page.raw().contains_key("Contents") || page.page_stream().is_some());
    if !readable {
        return Err(DocumentProblem::Unreadable);
    }
    Ok(u32::try_from(pages.len()).unwrap_or(u32::MAX))
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

/// What else it could be, for words that help.
fn other(file: &[u8]) -> OtherFile {
    match infer::get(file).map(|kind| kind.matcher_type()) {
        Some(MatcherType::Image) => OtherFile::Image,
        Some(MatcherType::Doc) => OtherFile::Office,
        Some(MatcherType::Archive) => OtherFile::Archive,
        _ => OtherFile::Unknown,
    }
}
