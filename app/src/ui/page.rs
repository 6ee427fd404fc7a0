//! The frame of a page: breadcrumbs, flash message, the one `<h1>`.

use leptos::prelude::*;
use leptos_meta::Title;

use super::flash::FlashMessage;

/// One step of the breadcrumbs: word and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub path: String,
}

impl Crumb {
    pub fn new(label: impl Into<String>, path: impl Into<String>) -> Self {
        Self { label: label.into(), path: path.into() }
    }
}

/// A page. `title` is heading and window title: made of constants and numbers only, never of typed text (leptos_meta does
/// not escape it).
#[component]
pub fn Page(
    #[prop(into)] title: String,
    #[prop(optional)] crumbs: Vec<Crumb>,
    /// A style class for the page's own layout.
    #[prop(optional, into)]
    class: Option<String>,
    /// What else is said once, below the flash message.
    #[prop(optional)]
    notice: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let here = title.clone();
    let crumbs = (!crumbs.is_empty()).then(|| {
        view! {
            <nav class="crumbs" aria-label="現在の位置">
                <ol>
                    {crumbs
                        .into_iter()
                        .map(|crumb| view! { <li><a href=crumb.path>{crumb.label}</a></li> })
                        .collect_view()}
                    <li aria-current="page">{here}</li>
                </ol>
            </nav>
        }
    });
    view! {
        <Title text=title.clone()/>
        <div class=format!("page {}", class.unwrap_or_default())>
            {crumbs}
            <FlashMessage/>
            {notice}
            <h1>{title}</h1>
            {children()}
        </div>
    }
}

/// One line of the summary: the id of the field's first input, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryLine {
    pub target: String,
    pub message: String,
}

/// 「エラーの内容を確認してください。」 with a link to each field; nothing when there are no errors. The
/// links are left to the browser (`external`), which takes the keyboard to the field, not only the eye.
#[component]
pub fn ErrorSummary(lines: Vec<SummaryLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" id="errors" tabindex="-1">
                <h2>"エラーの内容を確認してください。"</h2>
                <ul>
                    {lines
                        .into_iter()
                        .map(|line| view! { <li><a rel="external" href=format!("#{}", line.target)>{line.message}</a></li> })
                        .collect_view()}
                </ul>
            </div>
        }
    })
}
