//! What stands in the inputs of a form. Only called from handlers and effects, never while a page is rendered.

use std::collections::BTreeSet;

use domain::cases::{Fields, MEMO_KEY};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
};

use super::Text;

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
    text(form, value_of)
}

/// What stood in them when the page came.
pub fn as_served(form: &HtmlFormElement) -> Text {
    text(form, served_value_of)
}

fn text(form: &HtmlFormElement, value_of: fn(&Element) -> Option<(String, String)>) -> Text {
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

fn served_value_of(control: &Element) -> Option<(String, String)> {
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        return Some((area.name(), area.text_content().unwrap_or_default()));
    }
    if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        let chosen = select.query_selector("option[selected]").ok().flatten();
        let value = chosen.and_then(|option| option.get_attribute("value")).unwrap_or_default();
        return Some((select.name(), value));
    }
    let input = control.dyn_ref::<HtmlInputElement>()?;
    let off = matches!(input.type_().as_str(), "radio" | "checkbox") && !input.has_attribute("checked");
    (!off).then(|| (input.name(), input.get_attribute("value").unwrap_or_default()))
}

fn controls(within: &Element) -> impl Iterator<Item = Element> {
    let list = within.query_selector_all("[name]").ok();
    let length = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |i| list.as_ref()?.item(i)?.dyn_into::<Element>().ok())
}
