//! The browser's side of keeping: what stands in the inputs, and the journal in the browser's storage. Only called from
//! handlers and effects, never while a page is rendered. A browser without storage (private windows) is no error.

use std::collections::BTreeSet;

use domain::cases::{Fields, MEMO_KEY};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, Storage,
};

use super::{keep::Entry, text::Text};

/// Milliseconds since 1970 by the browser's clock.
pub fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of our age fit")]
    let now = js_sys::Date::now() as i64;
    now
}

/// The numbers whose box is ticked in a table.
pub fn ticked(table: &Element) -> BTreeSet<u8> {
    controls(table)
        .filter_map(|control| control.dyn_into::<HtmlInputElement>().ok())
        .filter(HtmlInputElement::checked)
        .filter_map(|input| input.value().parse().ok())
        .collect()
}

/// Ticks the choice with this id.
pub fn tick(id: &str) {
    let found = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = found {
        input.set_checked(true);
    }
}

/// Everything that stands in the form's inputs.
pub fn read(form: &HtmlFormElement) -> Text {
    let mut fields = Fields::default();
    let mut memo = String::new();
    for control in controls(form) {
        let Some((name, value)) = value_of(&control) else { continue };
        if name == MEMO_KEY {
            memo = domain::text::unix_lines(&value);
        } else if let Some(input) = name.strip_prefix("fields[").and_then(|n| n.strip_suffix(']')) {
            fields.set(input, value);
        }
    }
    Text { fields, memo }
}

/// Writes a text into the form's inputs.
pub fn write(form: &HtmlFormElement, text: &Text) {
    for control in controls(form) {
        let name = control.get_attribute("name").unwrap_or_default();
        let value = match name.strip_prefix("fields[").and_then(|n| n.strip_suffix(']')) {
            Some(input) => text.get(input),
            None if name == MEMO_KEY => text.get(MEMO_KEY),
            None => continue,
        };
        if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value);
        } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
            select.set_value(value);
        } else if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            match input.type_().as_str() {
                "radio" | "checkbox" => input.set_checked(input.value() == value),
                _ => input.set_value(value),
            }
        }
    }
}

/// Brings an element into view and the keyboard to it.
pub fn focus(id: &str) {
    let found = document().get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some(element) = found {
        let _ = element.focus();
    }
}

fn value_of(control: &Element) -> Option<(String, String)> {
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        return Some((area.name(), area.value()));
    }
    if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        return Some((select.name(), select.value()));
    }
    let input = control.dyn_ref::<HtmlInputElement>()?;
    let off = matches!(input.type_().as_str(), "radio" | "checkbox") && !input.checked();
    (!off).then(|| (input.name(), input.value()))
}

fn controls(within: &Element) -> impl Iterator<Item = Element> {
    let list = within.query_selector_all("[name]").ok();
    let length = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |i| list.as_ref()?.item(i)?.dyn_into::<Element>().ok())
}

/// The name of a slot's journal. The member's id is in it, so that nobody sees what another typed on the same device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    key: String,
}

impl Journal {
    pub fn new(member: impl std::fmt::Display, set: &str, slot: u8) -> Self {
        Self { key: format!("journal:{member}:{set}:{slot}") }
    }

    /// Where an entry waits for the person's choice, so that further typing does not overwrite it.
    pub fn waiting(&self) -> Self {
        Self { key: format!("{}:waiting", self.key) }
    }

    pub fn read(&self) -> Option<Entry> {
        serde_json::from_str(&storage()?.get_item(&self.key).ok()??).ok()
    }

    pub fn write(&self, entry: &Entry) {
        if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(entry)) {
            let _ = storage.set_item(&self.key, &json);
        }
    }

    pub fn clear(&self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&self.key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
