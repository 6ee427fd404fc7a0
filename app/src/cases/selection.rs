//! The ticked rows of the list: how many, which, and beforehand whether anything can be done with them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::autosave::{
    form::{by_id, elements},
    session::listen,
};

/// What is ticked, in words, live; without a program only what is to be done.
#[island]
pub fn Selection(
    /// Numbers for which approval can be asked.
    requestable: Vec<u8>,
    /// Numbers whose request can be withdrawn.
    withdrawable: Vec<u8>,
) -> impl IntoView {
    let (said, hint) = (RwSignal::new("症例を選択してください".to_owned()), RwSignal::new(false));
    Effect::new(move |_| {
        let Some(table) = by_id::<Element>("cases") else { return };
        let (requestable, withdrawable) = (requestable.clone(), withdrawable.clone());
        let within = table.clone();
        let show = move || {
            let chosen = ticked(&within);
            let all = |able: &[u8]| chosen.iter().all(|number| able.contains(number));
            said.set(match chosen.len() {
                0 => "症例を選択してください".into(),
                count => format!("{count}例を選択中(番号 {})", numbers(&chosen)),
            });
            hint.set(!chosen.is_empty() && !all(&requestable) && !all(&withdrawable));
            let count = if chosen.is_empty() { String::new() } else { format!("({}例)", chosen.len()) };
            for counter in document().body().iter().flat_map(|body| elements(body, ".chosen-count")) {
                counter.set_text_content(Some(&count));
            }
        };
        // The browser keeps ticks over reload and way back, and a person is faster than our program.
        show();
        listen(&table, "change", move |_| show());
    });
    view! {
        <p class="say" aria-live="polite" id="chosen">
            {move || said.get()}
            <small hidden=move || {
                !hint.get()
            }>"承認依頼できるのは「未承認」「非承認」、取り下げできるのは「承認依頼中」の症例です。"</small>
        </p>
    }
}

/// The ticked numbers; their rows are marked.
fn ticked(table: &Element) -> Vec<u8> {
    let boxes = elements(table, "input[name='n']").filter_map(|e| e.dyn_into::<HtmlInputElement>().ok());
    let mut numbers = Vec::new();
    for input in boxes {
        let row = input.closest("tr").ok().flatten();
        let _ = row.map(|row| row.class_list().toggle_with_force("selected", input.checked()));
        if input.checked() {
            numbers.extend(input.value().parse::<u8>());
        }
    }
    numbers
}

/// `1、3、8`
fn numbers(chosen: &[u8]) -> String {
    chosen.iter().map(u8::to_string).collect::<Vec<_>>().join("、")
}
