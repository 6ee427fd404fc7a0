//! Pages of the server's, read by the program and shown in part.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, DomParser, Element, EventSource, HtmlElement, HtmlFormElement, SupportedType};

use crate::autosave::{call, form::elements, session::listen};

/// The page at this address; none when it is made for somebody else than this one, who has signed in meanwhile (C19).
async fn page_of(path: &str) -> Option<Document> {
    let text = call::page(path).await?;
    let page = DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?;
    (owner(&page) == owner(&document())).then_some(page)
}

/// For whom a page was made.
fn owner(page: &Document) -> Option<String> {
    page.document_element()?.get_attribute("data-owner")
}

/// A question that has a page of its own, over the page instead: opens for forms with `data-question`, which lead there
/// without a program.
#[island]
pub fn QuestionDialog() -> impl IntoView {
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let (title, question) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        let over = dialog.clone();
        listen(&document(), "submit", move |event| {
            let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
            let Some(form) = form.filter(|form| form.has_attribute("data-question")) else { return };
            event.prevent_default();
            let over = over.clone();
            spawn_local(async move {
                let found = page_of(&form.action()).await;
                let part = |selector: &str| {
                    found.as_ref().and_then(|page| page.query_selector(selector).ok().flatten())
                };
                match (part("h1"), part("#question")) {
                    (Some(heading), Some(content)) => {
                        title.set(heading.text_content().unwrap_or_default());
                        question.set(content.inner_html());
                        let _ = over.show_modal();
                    }
                    // The page itself says what is wrong.
                    _ => {
                        let _ = window().location().assign(&form.action());
                    }
                }
            });
        });
        let over = dialog.clone();
        listen(&dialog, "click", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.and_then(|it| it.closest("[data-cancel]").ok().flatten()).is_some() {
                event.prevent_default();
                over.close();
            }
        });
    });
    view! {
        <dialog node_ref=dialog aria-labelledby="question-title">
            <h2 id="question-title">{move || title.get()}</h2>
            <div inner_html=move || question.get()></div>
        </dialog>
    }
}

/// Brings parts of the page up to date when the server says that requests have changed. Without a program the next page load
/// does it.
#[island]
pub fn News(
    /// Selectors of the parts, one after another with commas between.
    parts: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let open = StoredValue::new_local(None::<EventSource>);
        let parts = parts.clone();
        let renew = Closure::<dyn Fn()>::new(move || {
            let parts = parts.clone();
            spawn_local(async move { bring_up_to_date(&parts).await });
        });
        let renew = renew.into_js_value();
        let begin = move || {
            let Ok(events) = EventSource::new("/events") else { return };
            let _ = events.add_event_listener_with_callback("approvals", renew.unchecked_ref());
            open.set_value(Some(events));
        };
        begin();
        // An open stream would keep the browser from keeping the page for the way back.
        listen(&window(), "pagehide", move |_| {
            open.update_value(|events| {
                if let Some(events) = events.take() {
                    events.close();
                }
            });
        });
        listen(&window(), "pageshow", move |event| {
            if event.unchecked_ref::<web_sys::PageTransitionEvent>().persisted() {
                begin();
            }
        });
    });
}

async fn bring_up_to_date(parts: &str) {
    let location = window().location();
    let here = [location.pathname(), location.search()].map(Result::unwrap_or_default).concat();
    let Some(page) = page_of(&here).await else { return };
    let focused = document().active_element();
    let link = focused.as_ref().and_then(|element| element.get_attribute("href"));
    for selector in parts.split(',') {
        let (Ok(Some(old)), Ok(Some(new))) =
            (document().query_selector(selector), page.query_selector(selector))
        else {
            continue;
        };
        let held = focused.as_ref().is_some_and(|element| old.contains(Some(element)));
        old.set_inner_html(&new.inner_html());
        // The keyboard stays on the link where it was.
        if held
            && let Some(link) = &link
            && let Some(found) =
                elements(&old, "a[href]").find(|a| a.get_attribute("href").as_ref() == Some(link))
            && let Some(found) = found.dyn_ref::<HtmlElement>()
        {
            let _ = found.focus();
        }
    }
}
