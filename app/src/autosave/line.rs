//! The line that says how safe it is what stands in a form, and what came back from the browser.

use leptos::prelude::*;

use super::{
    Device, Status,
    session::{self, Place, Shown},
};

/// Saves the form with this id while it is typed, and says so. Before the program is there it says only what holds without
/// it.
#[island]
pub fn SavedLine(
    /// Id of the form.
    form: String,
    /// The server function that saves.
    url: String,
    /// The draft and its owner, for the local copy.
    draft: String,
    /// The page itself.
    here: String,
    /// The sign-in page that leads back here.
    sign_in: String,
    /// When it was stored, in words; empty when it never was.
    saved: String,
    /// What is said in place of that without a program; empty for nothing, like everything below.
    before: String,
    /// 未完了 or 登録済, where the form has such a state.
    state: String,
    /// What is said behind it all.
    after: String,
    /// What is said when a button could do nothing because the line is cut.
    not_done: String,
) -> impl IntoView {
    let words = (!saved.is_empty()).then_some(saved);
    let first = words.clone().unwrap_or(before);
    let shown = Shown {
        status: RwSignal::new(Status::Stored(first)),
        device: RwSignal::new(Device::Unneeded),
        state: RwSignal::new(state),
        note: RwSignal::new(String::new()),
        look: RwSignal::new(false),
        not_done: RwSignal::new(false),
    };
    let place = Place { url, draft, here: here.clone() };
    Effect::new(move |_| {
        if words.is_none() {
            shown.status.set(Status::Empty);
        }
        session::open(&form, place.clone(), words.clone(), shown);
    });
    let line = move || shown.status.with(|status| status.words(shown.device.get()));
    let trouble = move || shown.status.with(Status::is_trouble);
    let help = move || {
        shown.status.with(|status| match status {
            status if status.wants_sign_in() => "ログイン画面へ",
            Status::Conflict | Status::Stopped(_) => "最新の内容を開いて見比べる",
            _ => "",
        })
    };
    let there = here.clone();
    let to = move || {
        shown.status.with(|status| if status.wants_sign_in() { sign_in.clone() } else { there.clone() })
    };
    // What stands in this page alone would go with it.
    let elsewhere = move || (shown.device.get() == Device::Unable).then_some("_blank");
    let refused = move || if shown.not_done.get() { not_done.clone() } else { String::new() };
    view! {
        <div class="saved" class:trouble=trouble id="saved" tabindex="-1" role=move || trouble().then_some("alert")>
            <span hidden=move || shown.state.with(String::is_empty)>"状態: " {move || shown.state.get()} " "</span>
            {line}
            " "
            <a hidden=move || help().is_empty() href=to target=elsewhere>{help}</a>
            {after}
        </div>
        <p class="note" role="status" hidden=move || shown.note.with(String::is_empty)>
            {move || shown.note.get()}
            " "
            <a hidden=move || !shown.look.get() href=here>"画面を開き直して見比べる"</a>
        </p>
        <p class="note" role="status" hidden=move || refused().is_empty()>{refused.clone()}</p>
    }
}
