//! The line that says how safe it is what stands in the form.

use jiff::civil::Date;
use leptos::prelude::*;

use super::Status;
use crate::route::Route;

/// When the draft was last kept, and what is wrong when it is not. `here` is the page itself; `today` as for
/// [`Status::words`].
#[component]
pub fn SavedLine(
    status: RwSignal<Status>,
    here: Route,
    #[prop(optional)] today: Option<Date>,
) -> impl IntoView {
    let words = move || status.get().words(today);
    let trouble = Memo::new(move |_| status.get().is_trouble());
    let here = here.path();
    let sign_in = Route::SignInThen(here.clone()).path();
    let help = move || {
        let (words, path) = match status.get() {
            Status::SignedOut => ("ログイン画面へ", &sign_in),
            Status::Conflict | Status::Stopped(_) => ("最新の内容を開いて見比べる", &here),
            _ => return None,
        };
        Some(view! { <a rel="external" href=path.clone()>{words}</a> })
    };
    view! {
        <div class="saved" class:trouble=trouble id="saved" tabindex="-1" role=move || trouble.get().then_some("alert")>
            {words} " " {help}
        </div>
    }
}
