//! Words in a box: their size, colour and lines.

use std::fmt::Write as _;

use hayro_syntax::object::{Dict, Object, Rect};

use super::{Fonts, inherited, width};
use crate::paper::font_of;

/// Between the edge of the box and its words, in points.
const EDGE: f64 = 2.0;
/// From line to line, and from the top of a line to where its letters stand, in heights of a letter.
const LEADING: f64 = 1.25;
const ASCENT: f64 = 0.88;
/// Heights of a letter, in points: what an annotation gets that does not say, and the least that can be read.
const USUAL: f64 = 12.0;
const LEAST: f64 = 4.0;
/// Most letters that are drawn of one.
const MOST: usize = 4_000;

/// Stands for a letter that none of our fonts has.
const UNKNOWN: char = '\u{FFFD}';
/// What is said under such words.
const NOT_DRAWN: &str = "\n(表示できない文字があります。PDFをダウンロードして確認してください)";

/// Words and how they look.
pub struct Look {
    text: String,
    /// As it stands in a drawing: `0 0 1 rg`.
    colour: String,
    /// In points; 0 when the box decides.
    size: f64,
    /// Of several lines, from the top; otherwise one in the middle.
    several: bool,
    /// 0 left, 1 middle, 2 right.
    aligned: i64,
}

impl Look {
    /// How an annotation or a field wants its words; nothing when there are none.
    pub fn of(annotation: &Dict<'_>, form: &Dict<'_>, text: &str, several: bool) -> Option<Self> {
        let text: String =
            text.replace("\r\n", "\n").replace('\r', "\n").chars().take(MOST).map(to_draw).collect();
        if text.trim().is_empty() {
            return None;
        }
        let unknown = text.contains(UNKNOWN);
        let text = if unknown { text + NOT_DRAWN } else { text };
        let several = several || unknown;
        let wanted = inherited(annotation, "DA").or_else(|| form.get::<Object<'_>>("DA"));
        let wanted = wanted.map(|wanted| text_of(&wanted)).unwrap_or_default();
        let (size, colour) = appearance(&wanted);
        let aligned = match inherited(annotation, "Q").or_else(|| form.get::<Object<'_>>("Q")) {
            Some(Object::Number(number)) => number.as_i64(),
            _ => 0,
        };
        Some(Self { text, colour, size, several, aligned })
    }

    /// The drawing.
    pub fn stream(&self, rect: Rect, fonts: &mut Fonts) -> Vec<u8> {
        let (wide, high) = (rect.width(), rect.height());
        let (size, lines) = self.fitted((wide - 2.0 * EDGE).max(1.0), (high - EDGE).max(1.0));
        let mut content = format!("q BT {}\n", self.colour);
        let all = size * LEADING * precise(lines.len() - 1) + size;
        let top = if self.several { high - EDGE } else { f64::midpoint(high, all) };
        for (number, line) in lines.iter().enumerate() {
            let spare = wide - length(line) * size;
            let x = match self.aligned {
                1 => spare / 2.0,
                2 => spare - EDGE,
                _ => EDGE,
            };
            let y = top - size * (ASCENT + LEADING * precise(number));
            let _ = writeln!(content, "1 0 0 1 {x:.2} {y:.2} Tm {}", fonts.shown(line, size));
        }
        content.push_str("ET Q");
        format!(
            "<</Type /XObject /Subtype /Form /BBox [0 0 {wide:.2} {high:.2}] \
             /Resources <</Font <<{}>>>> /Length {}>>\nstream\n{content}\nendstream",
            fonts.named(),
            content.len()
        )
        .into_bytes()
    }

    /// The lines, and the largest size up to the wanted one at which they fit.
    fn fitted(&self, wide: f64, high: f64) -> (f64, Vec<String>) {
        let mut size = if self.size > 0.0 { self.size } else { USUAL.min((high * 0.7).max(LEAST)) };
        loop {
            let lines = self.lines(wide / size);
            let longest = lines.iter().map(|line| length(line)).fold(0.0, f64::max) * size;
            let tall = size * LEADING * precise(lines.len() - 1) + size;
            if size <= LEAST || (longest <= wide && tall <= high) {
                return (size, lines);
            }
            size = (size * 0.9).max(LEAST);
        }
    }

    /// The lines when so many heights of a letter fit beside each other.
    fn lines(&self, wide: f64) -> Vec<String> {
        let mut lines = Vec::new();
        for typed in self.text.trim_end().split('\n') {
            let (mut line, mut used) = (String::new(), 0.0);
            for letter in typed.chars().filter(|letter| !letter.is_control()) {
                let more = width(letter);
                if self.several && used + more > wide && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(letter);
                used += more;
            }
            lines.push(line);
        }
        lines
    }
}

/// The letter, or what stands for one that none of our fonts has.
fn to_draw(letter: char) -> char {
    if letter == '\n' || font_of(letter).is_some() { letter } else { UNKNOWN }
}

fn length(line: &str) -> f64 {
    line.chars().map(width).sum()
}

#[allow(clippy::cast_precision_loss, reason = "a few thousand lines at most")]
fn precise(count: usize) -> f64 {
    count as f64
}

/// Size and colour out of `/Helv 12 Tf 0 0 1 rg`.
fn appearance(wanted: &str) -> (f64, String) {
    let (mut size, mut colour) = (0.0, String::from("0 g"));
    let mut numbers: Vec<f64> = Vec::new();
    for word in wanted.split_ascii_whitespace() {
        match (word, numbers.as_slice()) {
            ("Tf", [.., wanted]) => size = wanted.abs().min(200.0),
            ("g", [grey]) => colour = format!("{grey} g"),
            ("rg", [red, green, blue]) => colour = format!("{red} {green} {blue} rg"),
            ("k", [c, m, y, k]) => colour = format!("{c} {m} {y} {k} k"),
            _ => {
                if let Some(number) = word.parse().ok().filter(|number: &f64| number.is_finite()) {
                    numbers.push(number);
                }
                continue;
            }
        }
        numbers.clear();
    }
    (size, colour)
}

/// A text as PDFs write it: UTF-16 or UTF-8 with their marks, otherwise letter by letter. A choice of several, line by line.
pub fn text_of(object: &Object<'_>) -> String {
    match object {
        Object::String(text) => decoded(text.as_bytes()),
        Object::Stream(stream) => stream.decoded().map(|text| decoded(&text)).unwrap_or_default(),
        Object::Name(name) => name.as_str().to_owned(),
        Object::Array(choices) => {
            choices.iter::<Object<'_>>().map(|choice| text_of(&choice)).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

fn decoded(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
    };
    match bytes {
        [0xFE, 0xFF, text @ ..] => units(text, u16::from_be_bytes),
        [0xFF, 0xFE, text @ ..] => units(text, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        text => std::str::from_utf8(text)
            .map_or_else(|_| text.iter().map(|byte| char::from(*byte)).collect(), str::to_owned),
    }
}
