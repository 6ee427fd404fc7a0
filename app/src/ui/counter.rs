//! How many characters a person counts, below the field that is written in.

use domain::text::Limit;
use leptos::prelude::*;

/// What stands before the limit and after it: over the limit it says by how many.
pub fn counter_words(count: usize, limit: usize) -> [String; 2] {
    let excess = match count.saturating_sub(limit) {
        0 => String::new(),
        more => format!("({more}文字超過)"),
    };
    [format!("{count} / "), excess]
}

/// The count, live; over the limit nothing is cut. Without a program nothing counts while somebody writes: then only the
/// limit is shown (`.so-far`).
#[component]
pub fn Counter(
    /// For `aria-describedby`.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(into)] count: Signal<usize>,
    limit: Limit,
) -> impl IntoView {
    let limit = limit.characters();
    let words = Memo::new(move |_| counter_words(count.get(), limit));
    let [so_far, excess] = [0, 1].map(|at| move || words.with(|words| words[at].clone()));
    view! {
        <p class="counter" class:over=move || { count.get() > limit } id=id data-limit=limit.to_string()>
            <span class="so-far">{so_far}</span>
            {format!("{limit}文字")}
            <span class="so-far">{excess}</span>
        </p>
    }
}
