//! A page of a PDF that somebody sent, as a picture: shown without giving a browser the file itself. As dangerous to call as
//! [`crate::inspect`].

use std::sync::Arc;

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::{
        InterpreterSettings,
        font::{FontData, FontQuery},
    },
    render,
    vello_cpu::color::palette::css::WHITE,
};

use crate::{
    appearance::{our_font, with_appearances},
    mended,
    paper::font_file,
    whole::whole,
};

/// In pixels: A4 can be read at it.
const WIDTH: f32 = 1200.0;
/// A page is at most so many times higher than wide; the rest is cut off.
const TALLEST: f32 = 4.0;

/// The page with this number, from 1, as PNG; nothing when there is none or it cannot be drawn.
pub fn picture(file: Vec<u8>, page: u32) -> Option<Vec<u8>> {
    let mut pdf = mended::open(whole(file)?, "").ok()?;
    let number = usize::try_from(page.checked_sub(1)?).ok()?;
    let more = with_appearances(&pdf, pdf.pages().get(number)?);
    if let Some(more) = more.and_then(|more| mended::open(more, "").ok()) {
        pdf = more;
    }
    let page = pdf.pages().get(number)?;
    let (width, height) = page.render_dimensions();
    if !(width.is_finite() && height.is_finite() && width >= 1.0 && height >= 1.0) {
        return None;
    }
    let scale = WIDTH / width;
    let tall = (height * scale).clamp(1.0, WIDTH * TALLEST);
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some(pixels(WIDTH)),
        height: Some(pixels(tall)),
        bg_color: WHITE,
    };
    render(page, &RenderCache::new(), &with_our_font(), &settings).into_png().ok()
}

/// Japanese whose font is not in the file is drawn with ours: the letters are found by what they mean.
fn with_our_font() -> InterpreterSettings {
    let settings = InterpreterSettings::default();
    let usual = settings.font_resolver;
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Fallback(wanted) if wanted.character_collection.is_some() => {
                let ours = wanted.post_script_name.as_deref().and_then(our_font).unwrap_or_default();
                let font: FontData = Arc::new(font_file(ours)?);
                Some((font, 0))
            }
            query => usual(query),
        }),
        ..settings
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 4800")]
fn pixels(length: f32) -> u16 {
    length as u16
}
