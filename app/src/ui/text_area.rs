//! The only `<textarea>` of the product: leptos 0.8 does not escape its children on the server (leptos#4730), this does.

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
    #[prop(optional, into)] invalid: Signal<bool>,
    #[prop(optional)] required: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] label: Option<String>,
    /// Called with the text at every change.
    #[prop(optional)]
    on_text: Option<Callback<String>>,
) -> impl IntoView {
    view! {
        <textarea
            name=name
            id=id
            rows=rows.to_string()
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            aria-required=required.then_some("true")
            aria-label=label
            disabled=disabled
            on:input=move |ev| {
                if let Some(on_text) = on_text {
                    on_text.run(event_target_value(&ev));
                }
            }
        >
            {crate::textarea_text(&text)}
        </textarea>
    }
}
