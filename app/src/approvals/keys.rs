//! j, k, a, r on a desktop: next, previous, approve, reject. Not while something is being typed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::autosave::session::listen;

/// Listens while the page is shown.
#[island]
pub fn Keys(
    /// Where j leads.
    next: String,
    /// Where k leads.
    previous: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let (next, previous) = (next.clone(), previous.clone());
        listen(&document(), "keydown", move |event| {
            let event: &KeyboardEvent = event.unchecked_ref();
            let typing = event.target().and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(|element| {
                matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                    || element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
                    || element.closest("dialog").is_ok_and(|found| found.is_some())
            });
            if typing || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let press = |verdict: &str| {
                let button =
                    document().query_selector(&["button[name='verdict'][value='", verdict, "']"].concat());
                if let Ok(Some(button)) = button {
                    event.prevent_default();
                    button.unchecked_ref::<HtmlElement>().click();
                }
            };
            let go = |to: &str| drop(window().location().assign(to));
            match event.key().as_str() {
                "j" => go(&next),
                "k" => go(&previous),
                "a" => press("approve"),
                "r" => press("reject"),
                _ => {}
            }
        });
    });
}
