//! Whether something must be filled in.

use leptos::prelude::*;

/// 「必須」 or 「任意」. It stands beside the label, not in it: a control is called what its label says.
#[component]
pub fn Need(required: bool) -> impl IntoView {
    let (class, word) = if required { ("required", "必須") } else { ("optional", "任意") };
    view! { <span class=class aria-hidden="true">{word}</span> }
}
