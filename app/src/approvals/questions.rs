//! The questions before a decision, as dialogs that stand in the page already; without a program the button leads to the
//! question as a page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlTextAreaElement};

use crate::autosave::{
    form::{by_id, elements},
    session::listen,
};

/// Opens the dialog of the button that is pressed, and says in it how many comments go along.
#[island]
pub fn Questions(
    /// Id of the form.
    form: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let Some(form) = by_id::<Element>(&form) else { return };
        let within = form.clone();
        listen(&form, "click", move |event| {
            let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
                return;
            };
            let pressed = |selector: &str| target.closest(selector).ok().flatten();
            if let Some(button) = pressed("button[name='verdict']") {
                let verdict = button.get_attribute("value").unwrap_or_default();
                let Some(dialog) = by_id::<HtmlDialogElement>(&["ask-", &verdict].concat()) else { return };
                event.prevent_default();
                say_how_many(&within, &dialog);
                let _ = dialog.show_modal();
            } else if pressed("[data-cancel]").is_some()
                && let Some(dialog) = pressed("dialog")
            {
                event.prevent_default();
                dialog.unchecked_ref::<HtmlDialogElement>().close();
            }
        });
    });
}

fn say_how_many(form: &Element, dialog: &Element) {
    let areas = elements(form, "textarea[name]").filter_map(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
    let count = areas.filter(|area| !area.value().trim().is_empty()).count();
    let Ok(Some(line)) = dialog.query_selector("[data-none]") else { return };
    let words = match count {
        0 => line.get_attribute("data-none").unwrap_or_default(),
        count => ["コメント ", &count.to_string(), "件を一緒に送ります。"].concat(),
    };
    line.set_text_content(Some(&words));
}
