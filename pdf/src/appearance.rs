//! What annotations and form fields look like that say only what they mean. Viewers make that up for themselves; the picture
//! gets it here, as annotations that are drawn, in a section behind the file.

use std::{collections::BTreeMap, fmt::Write as _};

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, Object, Rect, Stream},
    page::Page,
};

use crate::{
    mended::{Changes, annotations_as_written, catalogue},
    paper::font_of,
};

mod words;

use words::{Look, text_of};

/// Numbers that no scanner comes to: objects are added from here on.
const FIRST: i32 = 5_000_000;
/// Most annotations of a page that are looked at.
const MOST: usize = 2_000;
/// Bits of `/F`: hidden, and not on the screen.
const UNSEEN: u32 = 0b10_0010;
/// Bits of `/Ff` of a text field: of several lines; a password.
const SEVERAL_LINES: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;

/// The file with something to draw for each annotation of this page that has nothing; as it is, when all have.
pub fn with_appearances(pdf: &Pdf, page: &Page<'_>) -> Option<Vec<u8>> {
    let list = page.raw().get::<Array<'_>>("Annots")?;
    let form = catalogue(pdf).and_then(|root| root.get::<Dict<'_>>("AcroForm")).unwrap_or_default();
    let anew = form.get::<bool>("NeedAppearances") == Some(true);
    let mut fonts = Fonts::default();
    let mut changes = Changes::default();
    let mut added = Vec::new();
    let mut next = FIRST + 1_000;
    for annotation in list.iter::<Dict<'_>>().take(MOST) {
        let Some(rect) = place(&annotation) else { continue };
        let drawn = match what(&annotation, &form, anew) {
            Some(What::State(stream)) => stream,
            Some(What::Words(words)) => {
                changes.add(next, words.stream(rect, &mut fonts));
                next += 1;
                format!("{} 0 R", next - 1)
            }
            None => continue,
        };
        let Rect { x0, y0, x1, y1 } = rect;
        let look =
            format!("<</Type /Annot /Subtype /Stamp /F 4 /Rect [{x0} {y0} {x1} {y1}] /AP <</N {drawn}>>>>");
        changes.add(next, look.into_bytes());
        added.push(format!("{next} 0 R").into_bytes());
        next += 1;
    }
    if added.is_empty() {
        return None;
    }
    fonts.add_to(&mut changes);
    changes.write_list(pdf, page.raw(), "Annots", annotations_as_written(pdf, &list), &added);
    changes.written_behind(pdf)
}

/// Where it is, when it is to be seen at all.
fn place(annotation: &Dict<'_>) -> Option<Rect> {
    let seen = annotation.get::<u32>("F").unwrap_or(0) & UNSEEN == 0;
    let rect = annotation.get::<Rect>("Rect").filter(|_| seen)?;
    let Rect { x0, y0, x1, y1 } = rect;
    let rect = Rect::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1));
    (rect.width() > 1.0 && rect.height() > 1.0 && rect.width().is_finite() && rect.height().is_finite())
        .then_some(rect)
}

/// What an annotation shows.
enum What {
    /// One of the states of a box that can be ticked, which has a drawing: a reference to it.
    State(String),
    Words(Look),
}

/// What is to be drawn for an annotation that the parser draws nothing for.
fn what(annotation: &Dict<'_>, form: &Dict<'_>, anew: bool) -> Option<What> {
    let drawings = annotation.get::<Dict<'_>>("AP");
    let drawing = drawings.as_ref().and_then(|drawings| drawings.get::<Stream<'_>>("N"));
    let kind = annotation.get::<Name<'_>>("Subtype")?;
    if kind.as_str() == "FreeText" {
        let text = annotation.get::<Object<'_>>("Contents").map(|text| text_of(&text))?;
        let look = || Look::of(annotation, form, &text, true).map(What::Words);
        return if drawing.is_none() { look() } else { None };
    }
    if kind.as_str() != "Widget" {
        return None;
    }
    let value = inherited(annotation, "V");
    let flags = match inherited(annotation, "Ff") {
        Some(Object::Number(number)) => u32::try_from(number.as_i64()).unwrap_or(0),
        _ => 0,
    };
    match inherited(annotation, "FT")?.into_name()?.as_str() {
        "Btn" if drawing.is_none() => {
            let state = annotation.get::<Name<'_>>("AS").or_else(|| value.and_then(Object::into_name))?;
            if let Some(states) = drawings.and_then(|drawings| drawings.get::<Dict<'_>>("N")) {
                let stream = states.get_ref(state.as_str())?;
                return Some(What::State(format!("{} {} R", stream.obj_number, stream.gen_number)));
            }
            let ticked = state.as_str() != "Off";
            ticked.then(|| Look::of(annotation, form, "✓", false)).flatten().map(What::Words)
        }
        "Tx" | "Ch" if flags & PASSWORD == 0 => {
            let empty = drawing.is_none_or(|drawing| anew && !shows_something(&drawing));
            let text = value.map(|value| text_of(&value)).filter(|_| empty)?;
            let several = flags & SEVERAL_LINES != 0;
            Look::of(annotation, form, &text, several).map(What::Words)
        }
        _ => None,
    }
}

/// Whether a drawing has words, a picture or another drawing in it.
fn shows_something(drawing: &Stream<'_>) -> bool {
    let Ok(content) = drawing.decoded() else { return false };
    let marks: [&[u8]; 5] = [b"Tj", b"TJ", b"'", b"\"", b"Do"];
    content.split(u8::is_ascii_whitespace).any(|word| marks.iter().any(|mark| word.ends_with(mark)))
}

/// What a field says, or the field that it is a part of.
fn inherited<'a>(field: &Dict<'a>, key: &str) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..8 {
        if let Some(value) = field.get::<Object<'_>>(key) {
            return Some(value);
        }
        field = field.get::<Dict<'_>>("Parent")?;
    }
    None
}

/// Before the number of one of our fonts, in the name that it is asked for by.
const OURS: &str = "OurFont";

/// Which of our fonts has this name.
pub fn our_font(name: &str) -> Option<usize> {
    name.strip_prefix(OURS)?.parse().ok()
}

/// The letters that are used, each with the font that has it and a number of its own there.
#[derive(Default)]
pub struct Fonts {
    codes: BTreeMap<usize, BTreeMap<char, u16>>,
}

impl Fonts {
    /// A letter's font and number.
    fn code(&mut self, letter: char) -> (usize, u16) {
        let font = font_of(letter).map_or(0, |(font, _)| font);
        let codes = self.codes.entry(font).or_default();
        let next = u16::try_from(codes.len() + 1).unwrap_or(u16::MAX);
        (font, *codes.entry(letter).or_insert(next))
    }

    /// A line as it stands in a drawing.
    fn shown(&mut self, line: &str, size: f64) -> String {
        let mut shown = String::new();
        let mut before = None;
        for letter in line.chars() {
            let (font, code) = self.code(letter);
            if before != Some(font) {
                let end = if before.is_some() { "> Tj " } else { "" };
                let _ = write!(shown, "{end}/F{font} {size:.2} Tf <");
            }
            let _ = write!(shown, "{code:04X}");
            before = Some(font);
        }
        if before.is_some() {
            shown.push_str("> Tj");
        }
        shown
    }

    /// What a drawing calls its fonts.
    fn named(&self) -> String {
        self.codes.keys().fold(String::new(), |mut named, font| {
            let _ = write!(named, "/F{font} {} 0 R ", number(*font));
            named
        })
    }

    /// The fonts, none of which is in the file: they are asked for by their names, and their letters by what they mean.
    fn add_to(&self, changes: &mut Changes<'_>) {
        for (font, codes) in &self.codes {
            changes.add(number(*font), described(*font, codes, number(*font) + 1));
            changes.add(number(*font) + 1, meaning(codes));
        }
    }
}

/// The number of a font's object; the next one says what its letters mean.
fn number(font: usize) -> i32 {
    FIRST + 2 * i32::try_from(font).unwrap_or(0)
}

fn described(font: usize, codes: &BTreeMap<char, u16>, meaning: i32) -> Vec<u8> {
    let widths = codes.iter().fold(String::new(), |mut widths, (letter, code)| {
        let _ = write!(widths, "{code} [{:.0}] ", width(*letter) * 1000.0);
        widths
    });
    format!(
        "<</Type /Font /Subtype /Type0 /BaseFont /{OURS}{font} /Encoding /Identity-H /ToUnicode {meaning} 0 R \
         /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /BaseFont /{OURS}{font} /DW 1000 /W [{widths}] \
         /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>>>]>>"
    )
    .into_bytes()
}

fn meaning(codes: &BTreeMap<char, u16>) -> Vec<u8> {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Ours def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let mut codes: Vec<_> = codes.iter().collect();
    codes.sort_by_key(|(_, code)| **code);
    for some in codes.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", some.len());
        for (letter, code) in some {
            let mut units = [0; 2];
            let units = letter.encode_utf16(&mut units);
            let hex: Vec<String> = units.iter().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{code:04X}> <{}>", hex.concat());
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nend\nend\n");
    format!("<</Length {}>>\nstream\n{map}\nendstream", map.len()).into_bytes()
}

/// How wide a letter is, in heights of a line.
fn width(letter: char) -> f64 {
    font_of(letter).map_or(1.0, |(_, width)| width)
}
