//! The world that typst sees: one template, its data, our fonts. No files, no network, no clock.

use std::sync::LazyLock;

use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    layout::{Abs, Em},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook, FontInstance, FontVariant, FontVariations},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Noto Sans JP, under the SIL Open Font License (`fonts/OFL.txt`).
static FONT: &[u8] = include_bytes!("../fonts/NotoSansJP-Regular.ttf");
/// Noto Sans JP, and what has the characters that it lacks (`fonts/README.md`).
static FONT_FILES: [&[u8]; 9] = [
    FONT,
    include_bytes!("../fonts/NotoSans-Subset.ttf"),
    include_bytes!("../fonts/NotoSansThai-Subset.ttf"),
    include_bytes!("../fonts/NotoSansMath-Subset.ttf"),
    include_bytes!("../fonts/NotoSansSymbols2-Subset.ttf"),
    include_bytes!("../fonts/NotoSansSymbols-Subset.ttf"),
    include_bytes!("../fonts/NotoEmoji-Subset.ttf"),
    include_bytes!("../fonts/NotoSansKR-Subset.ttf"),
    include_bytes!("../fonts/NotoSansSC-Subset.ttf"),
];
static FONTS: LazyLock<Vec<Font>> =
    LazyLock::new(|| FONT_FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect());
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static MEASURES: LazyLock<Vec<FontInstance>> = LazyLock::new(|| {
    let instance = |font: &Font| {
        font.clone().instantiate(FontVariant::default(), Abs::zero(), &FontVariations::default())
    };
    FONTS.iter().map(instance).collect()
});

/// The first of our fonts that has a letter, and how wide the letter is in it, in heights of a line.
pub fn font_of(letter: char) -> Option<(usize, f64)> {
    MEASURES.iter().enumerate().find_map(|(index, font)| {
        let glyph = font.ttf().glyph_index(letter)?;
        Some((index, font.x_advance(glyph.0).map_or(1.0, Em::get)))
    })
}

/// The file of one of our fonts.
pub fn font_file(index: usize) -> Option<&'static [u8]> {
    FONT_FILES.get(index).copied()
}

/// Why a document could not be typeset: a fault of a template, never of what somebody typed.
#[derive(Debug, thiserror::Error)]
#[error("typesetting {template}: {reasons}")]
pub struct Error {
    template: &'static str,
    reasons: String,
}

/// A document's form, in typst's language.
#[derive(Clone, Copy)]
pub struct Template {
    pub name: &'static str,
    pub text: &'static str,
}

/// One document: a template and its data, which the template reads as `data.json`.
pub struct Paper {
    template: Template,
    main: Source,
    data_id: FileId,
    data: Bytes,
}

impl Paper {
    pub fn new(template: Template, data: &serde_json::Value) -> Self {
        Self {
            template,
            main: Source::new(file_id(template.name), template.text.into()),
            data_id: file_id("data.json"),
            data: Bytes::from_string(data.to_string()),
        }
    }

    /// The document as PDF. typst remembers what it has done until its process ends, which is soon (docs/adr/0011).
    pub fn typeset(self) -> Result<Vec<u8>, Error> {
        let document = typst::compile::<PagedDocument>(&self).output;
        // No standard that could refuse: a character without a glyph is shown as such, the rest is there.
        let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
        let pdf = document.and_then(|document| typst_pdf::pdf(&document, &options));
        pdf.map_err(|errors| Error {
            template: self.template.name,
            reasons: errors.iter().map(reason).collect::<Vec<_>>().join("; "),
        })
    }
}

fn reason(error: &SourceDiagnostic) -> String {
    error.message.to_string()
}

/// The id of a file beside the template.
fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain file name");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for Paper {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use domain::text::paper::is_shown;

    use super::*;

    /// The rule that names what cannot be printed knows our fonts.
    #[test]
    fn members_06_the_table_of_what_is_shown_is_that_of_our_fonts() {
        let code_points = (0x20..0xE000).chain(0xF900..0x2_0000).chain(0x2_0000..0x3_0000);
        let letters = code_points.filter_map(char::from_u32).filter(|c| !c.is_control() && *c != '\u{FFFF}');
        let unseen = |c: char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}');
        let differing: Vec<char> =
            letters.filter(|c| !unseen(*c) && is_shown(*c) != font_of(*c).is_some()).collect();
        assert!(differing.is_empty(), "{} differ: {differing:.20?}", differing.len());
    }
}
