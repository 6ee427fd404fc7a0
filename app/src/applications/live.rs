//! The browser's part of 「1.申請書」 and 「2.概要書」. The server makes the whole page, and it works without this; the
//! program is attached to it by the names and ids of its elements (docs/adr/0022).

use std::rc::Rc;

use domain::{calendar, text};
use jiff::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, EventTarget, HtmlTextAreaElement, PageTransitionEvent, SubmitEvent};

use super::{
    api,
    keeper::{Keeper, append_link, say},
    upload::Upload,
};
use crate::{
    keep::{Event, Text, inputs, on_leaving},
    ui::counter_words,
};

/// Called by the page's script, in place of hydrating the page.
pub async fn attach() {
    form_part().await;
}

#[lazy]
fn form_part() {
    let Some((keeper, served, version)) = Keeper::of_page() else { return };
    listen_to(&keeper);
    come_back(&keeper, served, version);
    Upload::attach(&keeper);
    // What was typed before the program was there.
    keeper.typed();
    recount(&keeper.form);
}

fn listen_to(keeper: &Rc<Keeper>) {
    let form = &keeper.form;
    let k = Rc::clone(keeper);
    listen(form, "input", move |_| {
        k.typed();
        recount(&k.form);
    });
    let k = Rc::clone(keeper);
    listen(form, "focusout", move |_| {
        k.typed();
        k.on(Event::Left);
    });
    let k = Rc::clone(keeper);
    listen(form, "submit", move |event| {
        k.submitted(event.unchecked_ref::<SubmitEvent>());
    });
    let k = Rc::clone(keeper);
    listen(&window(), "pagehide", move |_| k.on(Event::Left));
    let k = Rc::clone(keeper);
    on_leaving(move |event| k.on(event));
    for name in ["online", "focus"] {
        let k = Rc::clone(keeper);
        listen(&window(), name, move |_| k.on(Event::Online));
    }
    // A page that the browser kept and shows again knows nothing of what was saved meanwhile.
    listen(&window(), "pageshow", |event| {
        if event.unchecked_ref::<PageTransitionEvent>().persisted() {
            let _ = window().location().reload();
        }
    });
}

/// Calls `act` whenever this happens, as long as the page is there.
pub(super) fn listen(to: &EventTarget, name: &str, act: impl FnMut(web_sys::Event) + 'static) {
    let act = Closure::<dyn FnMut(web_sys::Event)>::new(act);
    let _ = to.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
    act.forget();
}

/// What the browser kept the last time (F3): back into the inputs, or, when it was typed on another draft, to the server,
/// which sets it aside and shows both.
fn come_back(keeper: &Rc<Keeper>, served: Text, version: i64) {
    let found = keeper.journal.found(&served, version);
    if let Some(entry) = found.restored {
        // On top of what was typed since the page was opened.
        inputs::write(&keeper.form, &inputs::read(&keeper.form).with(&entry.changed));
        note(keeper, &format!("この端末に残っていた入力({})を元に戻しました。", stamp(entry.at)));
        if entry.changed.contains_key("document") {
            say(
                "uploaded",
                "アップロードしたファイルを元に戻しました。画面を開き直すと、ファイル名を確認できます。",
            );
        }
    }
    if let Some((entry, text)) = found.other {
        let this = Rc::clone(keeper);
        // Never as the newest draft, whatever its version says.
        let version = entry.version.min(version - 1);
        spawn_local(async move { hand_over(&this, version, text, entry.at, &served).await });
    }
}

async fn hand_over(keeper: &Rc<Keeper>, version: i64, text: Text, at: i64, served: &Text) {
    match api::save_draft(keeper.applying, keeper.part, version, text.fields).await {
        Ok(_) => {
            keeper.journal.waiting().clear();
            if inputs::read(&keeper.form) == *served {
                let _ = window().location().assign(&keeper.here());
            } else if let Some(note) = note(
                keeper,
                &format!("この端末に残っていた入力({})を、現在の下書きとは別に保管しました。 ", stamp(at)),
            ) {
                append_link(&note, "画面を開き直して見比べる", &keeper.here());
            }
        }
        // It goes on waiting, until the page is opened the next time.
        Err(error) => {
            let words =
                format!("この端末に、まだ送信できていない入力({})があります。{}", stamp(at), error.message());
            note(keeper, &words);
        }
    }
}

fn stamp(at: i64) -> String {
    calendar::stamp(Timestamp::from_millisecond(at).unwrap_or_default())
}

/// Brings the counters below the texts up to what stands in them.
fn recount(form: &Element) {
    let Ok(counters) = form.query_selector_all(".counter") else { return };
    for at in 0..counters.length() {
        if let Some(counter) = counters.get(at).and_then(|node| node.dyn_into::<Element>().ok()) {
            recount_one(&counter);
        }
    }
}

fn recount_one(counter: &Element) -> Option<()> {
    let area = counter.parent_element()?.query_selector("textarea").ok()??;
    let area = area.dyn_into::<HtmlTextAreaElement>().ok()?;
    let limit = counter.get_attribute("data-limit")?.parse().ok()?;
    let count = text::count(&area.value());
    let spans = counter.query_selector_all(".so-far").ok()?;
    for (at, words) in (0..).zip(counter_words(count, limit)) {
        spans.get(at)?.set_text_content(Some(&words));
    }
    counter.set_class_name(if count > limit { "counter over" } else { "counter" });
    Some(())
}

/// Something to know, above the form.
fn note(keeper: &Keeper, words: &str) -> Option<Element> {
    let note = document().create_element("p").ok()?;
    note.set_class_name("note");
    let _ = note.set_attribute("role", "status");
    note.set_text_content(Some(words));
    keeper.form.parent_node()?.insert_before(&note, Some(&keeper.form)).ok()?;
    Some(note)
}
