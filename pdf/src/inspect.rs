//! What is in a PDF that somebody sent (F6). The parser may meet anything here: call this only where a crash, an endless
//! loop or too much memory harms nobody (docs/adr/0012).

use domain::documents::{DocumentProblem, OtherFile};
use hayro_syntax::{
    LoadPdfError, Pdf,
    object::{Array, Dict, MaybeRef, ObjRef, Object},
    page::Page,
};
use infer::MatcherType;

use crate::{
    mended::{self, catalogue},
    whole::{EDGE, contains, whole},
};

/// No document has it. An unencrypted one is read whatever the password; one that only restricts printing would open with
/// the empty one, and is refused too.
const NOBODYS_PASSWORD: &str = "\u{1}nintei\u{1}";

/// How many pages a PDF has that is whole, unencrypted, and whose every page can be read.
///
/// # Errors
/// Why the file cannot be taken.
pub fn inspect(file: Vec<u8>) -> Result<u32, DocumentProblem> {
    if !contains(&file[..file.len().min(EDGE)], b"%PDF-") {
        return Err(DocumentProblem::NotPdf(other(&file)));
    }
    // Cut off: the parser would show what is left of it, and nobody would see that pages are missing.
    let file = whole(file).ok_or(DocumentProblem::Unreadable)?;
    if locks_attachments(&file) {
        return Err(DocumentProblem::LockedAttachment);
    }
    let pdf = mended::open(file, NOBODYS_PASSWORD).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DocumentProblem::Encrypted,
        LoadPdfError::Invalid => DocumentProblem::Unreadable,
    })?;
    let root = catalogue(&pdf).unwrap_or_default();
    if let Some(problem) = only_a_wrapper(&root) {
        return Err(problem);
    }
    let pages = pdf.pages();
    if !pages.iter().all(|page| keeps_its_word(&pdf, page)) {
        return Err(DocumentProblem::Unreadable);
    }
    let found = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let said = root.get::<Dict<'_>>("Pages").and_then(|tree| tree.get::<u32>("Count"));
    match said {
        Some(said) if said != found && found > 0 => Err(DocumentProblem::PagesDiffer { said, found }),
        _ => Ok(found),
    }
}

/// Only what is attached is locked: there is a lock, of what is embedded, and the pages are open.
fn locks_attachments(file: &[u8]) -> bool {
    let has = |mark: &str| contains(file, mark.as_bytes());
    let pages_open = has("/StmF /Identity") || has("/StmF/Identity") || !has("/StmF");
    has("/Encrypt") && (has("/EFOpen") || (has("/EFF") && pages_open))
}

/// The pages are a placeholder, and what was to be sent is elsewhere in the file, where only some programs show it.
fn only_a_wrapper(root: &Dict<'_>) -> Option<DocumentProblem> {
    if root.contains_key("Collection") {
        return Some(DocumentProblem::Portfolio);
    }
    let form = root.get::<Dict<'_>>("AcroForm")?;
    let fields = form.get::<Array<'_>>("Fields");
    let no_fields = fields.is_none_or(|fields| fields.raw_iter().next().is_none());
    let made_when_opened = root.get::<bool>("NeedsRendering") == Some(true);
    (form.contains_key("XFA") && (made_when_opened || no_fields)).then_some(DocumentProblem::LiveForm)
}

/// A page may be blank; one that says what is on it must keep its word. What it says may be an object that nobody ever
/// wrote, which is as good as nothing.
fn keeps_its_word(pdf: &Pdf, page: &Page<'_>) -> bool {
    match page.raw().get_raw::<Object<'_>>("Contents") {
        None | Some(MaybeRef::NotRef(Object::Null(_))) => true,
        Some(MaybeRef::Ref(id)) => match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Null(_)) => true,
            None => !is_written(pdf, id),
            Some(_) => page.page_stream().is_some(),
        },
        Some(MaybeRef::NotRef(_)) => page.page_stream().is_some(),
    }
}

/// Whether the file has such an object, readable or not.
fn is_written(pdf: &Pdf, id: ObjRef) -> bool {
    let file = pdf.data().as_ref();
    let head = format!("{} {} obj", id.obj_number, id.gen_number);
    file.windows(head.len())
        .enumerate()
        .any(|(at, window)| window == head.as_bytes() && !(at > 0 && file[at - 1].is_ascii_digit()))
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
