//! What the address says once after an action, on the page that it led to.

use leptos::prelude::*;

use super::Ask;
use crate::ui::{Flash, Notice, Say, said};

/// One sentence, or nothing.
pub fn of(ask: &Ask) -> Option<AnyView> {
    let read = |key| ask.query(key);
    let notice = read(Notice::KEY).and_then(Notice::read).map(|it| (it.message(), it.is_refusal()));
    let flash = read(Flash::KEY).and_then(Flash::read).map(|it| (it.message(), it.is_refusal()));
    flash.or(notice).map(|(message, refusal)| said(&message, refusal).into_any())
}
