//! The only `<textarea>` of the product: leptos 0.8 does not escape its children on the server (leptos#4730), this does. It
//! stands in what the server makes, never in an island.

use leptos::prelude::*;

/// A text area. `text` is what it starts with; the browser owns it from then on.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] id: String,
    #[prop(into)] text: String,
    /// Lines shown at first; CSS lets it grow with its content.
    #[prop(default = 3)]
    rows: u8,
    /// Ids of hint and error, for `aria-describedby`.
    #[prop(optional, into)]
    described_by: Option<String>,
    #[prop(optional)] invalid: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] label: Option<String>,
) -> impl IntoView {
    view! {
        <textarea
            name=name
            id=id
            rows=rows.to_string()
            aria-describedby=described_by
            aria-invalid=invalid.then_some("true")
            aria-required=required.then_some("true")
            aria-label=label
            disabled=disabled
        >
            {escaped(&text)}
        </textarea>
    }
}

/// As it stands between the tags of a text area.
fn escaped(text: &str) -> String {
    // A parser drops the first line break of a textarea: one is given to it.
    let mut escaped = String::with_capacity(text.len() + 1);
    escaped.push('\n');
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}
