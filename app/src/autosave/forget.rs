//! The local copy on the page of what cannot be written any more.

use std::{cell::RefCell, rc::Rc};

use leptos::{prelude::*, task::spawn_local};

use super::{
    come_back::stamp,
    form::by_id,
    local_copy::{Left, LocalCopy},
    session::listen,
};

/// The button.
const DROP: &str = "drop-left";

/// Forgets what the page shows: the server has it. What it does not show stays with the person, to be read and dropped: the
/// server takes it no more. A page that lives keeps its own (C18).
#[island]
pub fn ForgetLocalCopy(
    /// The draft and its owner.
    draft: String,
) -> impl IntoView {
    let (when, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let copy = LocalCopy::of(&draft, |_| {});
        spawn_local(async move {
            let shown = document().body().and_then(|body| body.text_content()).unwrap_or_default();
            let mut unsent: Vec<Left> = Vec::new();
            for (left, entry) in copy.open().await {
                let texts = entry.changed.values().map(|text| text.trim());
                let missing: Vec<_> = texts.filter(|text| !shown.contains(text)).collect();
                if missing.is_empty() {
                    copy.remove(left).await;
                    continue;
                }
                when.set(stamp(entry.at));
                text.update(|text| {
                    for part in missing {
                        text.push_str(part);
                        text.push('\n');
                    }
                });
                unsent.push(left);
            }
            let unsent = Rc::new(RefCell::new(unsent));
            let Some(button) = by_id::<web_sys::Element>(DROP) else { return };
            listen(&button, "click", move |_| {
                let (copy, unsent) = (Rc::clone(&copy), Rc::clone(&unsent));
                spawn_local(async move {
                    for left in unsent.take() {
                        copy.remove(left).await;
                    }
                    text.set(String::new());
                });
            });
        });
    });
    view! {
        <div class="note" role="status" hidden=move || text.with(String::is_empty)>
            <p>"この端末に、送信されなかった入力("{move || when.get()}")が残っています。必要な場合は書き写してから、破棄してください。"</p>
            <p class="typed">{move || text.get()}</p>
            <button type="button" class="quiet" id=DROP>"破棄する"</button>
        </div>
    }
}
