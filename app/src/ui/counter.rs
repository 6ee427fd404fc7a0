//! How many characters a person counts, below the field that is written in.

use domain::text::Limit;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::autosave::{form::by_id, session::listen};

/// The count below the input with this id; over the limit nothing is cut. Without a program nothing counts while somebody
/// writes: then only the limit is shown (`.so-far`).
#[component]
pub fn Counter(
    /// Id of the input.
    of: String,
    /// For `aria-describedby`.
    #[prop(optional, into)]
    id: String,
    /// What stands in the input.
    text: String,
    limit: Limit,
) -> impl IntoView {
    view! { <Counting of id count=domain::text::count(&text) limit=limit.characters()/> }
}

#[island]
fn Counting(of: String, id: String, count: usize, limit: usize) -> impl IntoView {
    let count = RwSignal::new(count);
    Effect::new(move |_| {
        let Some(input) = by_id::<web_sys::Element>(&of) else { return };
        count.set(characters(&value(&input)));
        let of = input.clone();
        listen(&input, "input", move |_| count.set(characters(&value(&of))));
    });
    let so_far = move || format!("{} / ", count.get());
    let excess = move || match count.get().saturating_sub(limit) {
        0 => String::new(),
        more => format!("({more}文字超過)"),
    };
    let id = (!id.is_empty()).then_some(id);
    view! {
        <p class="counter" class:over=move || { count.get() > limit } id=id>
            <span class="so-far">{so_far}</span>
            {limit}
            "文字"
            <span class="so-far">{excess}</span>
        </p>
    }
}

fn value(input: &web_sys::Element) -> String {
    match input.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => input.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value).unwrap_or_default(),
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type Segmenter;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new() -> Segmenter;
    #[wasm_bindgen(method)]
    fn segment(this: &Segmenter, text: &str) -> js_sys::Object;
}

/// As [`domain::text::count`] counts, by the browser's own tables.
fn characters(typed: &str) -> usize {
    js_sys::Array::from(&Segmenter::new().segment(typed.trim())).length() as usize
}
