//! What is not right in a form, above it.

use leptos::prelude::*;

/// One line of the summary: the id of the field's first input, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryLine {
    pub target: String,
    pub message: String,
}

/// 「エラーの内容を確認してください。」 with a link to each field; nothing when there are no errors. It
/// takes the keyboard as soon as the page is there.
#[component]
pub fn ErrorSummary(lines: Vec<SummaryLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" id="errors" tabindex="-1" autofocus>
                <h2>"エラーの内容を確認してください。"</h2>
                <ul>
                    {lines
                        .into_iter()
                        .map(|line| view! { <li><a href=format!("#{}", line.target)>{line.message}</a></li> })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}
