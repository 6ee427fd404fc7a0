//! The controls of a form in the browser. Only called from effects and handlers, never while a page is made.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement,
    HtmlTextAreaElement,
};

use super::{Changed, Inputs};

/// The element with this id, as what it should be.
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Brings an element into view and the keyboard to it.
pub fn focus(id: &str) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        let _ = element.focus();
    }
}

/// Everything that was typed or chosen in the form.
pub fn read(form: &HtmlFormElement) -> Inputs {
    controls(form).filter_map(|control| control.now()).collect()
}

/// What stood in it when the page came.
pub fn as_served(form: &HtmlFormElement) -> Inputs {
    controls(form).filter_map(|control| control.served()).collect()
}

/// Can the inputs of the form hold all of this? A choice that is not offered any more cannot be made again.
pub fn holds(form: &HtmlFormElement, changed: &Changed) -> bool {
    let can = |name: &str, text: &str| controls(form).any(|c| c.name() == name && c.holds(text));
    changed.iter().all(|(name, text)| can(name, text))
}

/// Writes what changed into the form, and says so to whatever watches its inputs, once all of it stands there.
pub fn write(form: &HtmlFormElement, changed: &Changed) {
    let written: Vec<_> = controls(form)
        .filter_map(|control| {
            control.write(changed.get(&control.name())?);
            Some(control)
        })
        .collect();
    for control in written {
        let text = changed.get(&control.name()).map_or("", String::as_str);
        // A box that is folded away would hide what came back.
        if !text.is_empty()
            && let Ok(Some(folded)) = control.element().closest("details")
        {
            let _ = folded.set_attribute("open", "");
        }
        let bubbles = EventInit::new();
        bubbles.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
            let _ = control.element().dispatch_event(&event);
        }
    }
}

/// Puts a piece of the server's into the element with this id. A choice that was made in the old one stays, with the others.
pub fn replace(form: &HtmlFormElement, id: &str, html: &str) {
    let Some(old) = by_id::<Element>(id) else { return };
    if let Ok(Some(made)) = old.query_selector(".choice:has(input:checked)")
        && let Ok(Some(others)) = form.query_selector(".choices")
        && !old.contains(Some(&others))
    {
        let _ = others.prepend_with_node_1(&made);
    }
    old.set_inner_html(html);
}

/// What goes along with every save beside the text: the hidden inputs that say whose form it is.
pub fn context(form: &HtmlFormElement) -> Vec<(String, String)> {
    let hidden =
        elements(form, "input[type='hidden'][name]").filter_map(|e| e.dyn_into::<HtmlInputElement>().ok());
    hidden
        .map(|input| (input.name(), input.value()))
        .filter(|(name, _)| !is_text(name) && name != "version")
        .collect()
}

/// A hidden input of the form.
pub fn hidden(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    form.query_selector(&format!("input[type='hidden'][name='{name}']")).ok()??.dyn_into().ok()
}

/// A control that holds text, or is chosen.
enum Control {
    Area(HtmlTextAreaElement),
    Select(HtmlSelectElement),
    Line(HtmlInputElement),
    /// One of several, or a box.
    Tick(HtmlInputElement),
}

impl Control {
    fn of(element: Element) -> Option<Self> {
        let element = match element.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => return Some(Self::Area(area)),
            Err(element) => element,
        };
        let element = match element.dyn_into::<HtmlSelectElement>() {
            Ok(select) => return Some(Self::Select(select)),
            Err(element) => element,
        };
        let input = element.dyn_into::<HtmlInputElement>().ok()?;
        match input.type_().as_str() {
            "radio" | "checkbox" => Some(Self::Tick(input)),
            // What is looked for is no text of the form, and a file is sent by itself.
            "search" | "file" | "submit" | "password" => None,
            "hidden" if !is_text(&input.name()) => None,
            _ => Some(Self::Line(input)),
        }
    }

    fn element(&self) -> &Element {
        match self {
            Self::Area(area) => area,
            Self::Select(select) => select,
            Self::Line(input) | Self::Tick(input) => input,
        }
    }

    fn name(&self) -> String {
        self.element().get_attribute("name").unwrap_or_default()
    }

    fn now(&self) -> Option<(String, String)> {
        let text = match self {
            Self::Area(area) => area.value(),
            Self::Select(select) => select.value(),
            Self::Line(input) => input.value(),
            Self::Tick(input) if input.checked() => input.value(),
            Self::Tick(_) => return None,
        };
        Some((self.name(), text))
    }

    fn served(&self) -> Option<(String, String)> {
        let text = match self {
            Self::Area(area) => area.text_content().unwrap_or_default(),
            Self::Select(select) => {
                let chosen = select.query_selector("option[selected]").ok().flatten();
                chosen.and_then(|option| option.get_attribute("value")).unwrap_or_default()
            }
            Self::Line(input) => input.get_attribute("value").unwrap_or_default(),
            Self::Tick(input) if input.has_attribute("checked") => input.value(),
            Self::Tick(_) => return None,
        };
        Some((self.name(), text))
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Area(_) | Self::Line(_) => true,
            Self::Select(select) => {
                elements(select, "option").any(|it| it.get_attribute("value").as_deref() == Some(text))
            }
            Self::Tick(input) => text.is_empty() || input.value() == text,
        }
    }

    fn write(&self, text: &str) {
        match self {
            Self::Area(area) => area.set_value(text),
            Self::Select(select) => select.set_value(text),
            Self::Line(input) => input.set_value(text),
            Self::Tick(input) => input.set_checked(input.value() == text),
        }
    }
}

/// Hidden inputs are text where the program writes into them: the name of a file that has arrived.
fn is_text(name: &str) -> bool {
    name.starts_with("fields[")
}

fn controls(form: &HtmlFormElement) -> impl Iterator<Item = Control> + use<> {
    elements(form, "[name]").filter_map(Control::of)
}

/// The elements within that a selector finds.
pub fn elements(within: &Element, selector: &str) -> impl Iterator<Item = Element> + use<> {
    let list = within.query_selector_all(selector).ok();
    let length = list.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| list.as_ref()?.item(at)?.dyn_into::<Element>().ok())
}
