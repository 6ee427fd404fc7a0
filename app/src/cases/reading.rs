//! A report to read, on screens in which nothing can be changed.

use domain::{
    cases::{Fields, Form},
    registry::RecordView,
};
use leptos::prelude::*;

use super::filling::MEMO_LABEL;

/// The form as readable text, for states in which nothing can be changed.
#[component]
pub fn ReadOnly(form: Form, fields: Fields, record: Option<RecordView>, memo: String) -> impl IntoView {
    view! {
        <dl class="report">
            {form
                .fields
                .iter()
                .map(|field| {
                    view! {
                        <dt>{field.label}</dt>
                        <dd>{field.shown(&fields, record.as_ref())}</dd>
                    }
                })
                .collect_view()}
        </dl>
        <div class="memo-box">
            <p class="label">{MEMO_LABEL}</p>
            <p class="hint">"指導者に送信されません"</p>
            <p class="typed">{memo}</p>
        </div>
    }
}
