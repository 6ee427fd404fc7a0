//! `/cases/{set}/{number}/print`: the report on A4, black on white.

use domain::cases::PrintPage;
use leptos::prelude::*;

use super::address::{case, case_crumbs};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
};

/// The applicant's own print.
pub async fn print(ask: Ask) -> Result<Page, AppError> {
    let (set, slot) = case(&ask)?;
    let page = ask.backend.cases().print(&ask.by()?, set, slot).await?;
    let title = page.title();
    let body = view! { <Sheet page pdf=Route::CasePdf(set, slot)/> };
    Ok(Page::new(title, body).crumbs(case_crumbs(set, slot)).class("print-page"))
}

/// The sheet itself, and where it is a PDF file; the running head is a table's head, which every browser repeats on each
/// page. Never has 備考 (C7).
#[component]
pub fn Sheet(page: PrintPage, pdf: Route) -> impl IntoView {
    let facts = page
        .facts()
        .into_iter()
        .map(|(label, text)| view! { <dt>{label}</dt> <dd>{text}</dd> })
        .collect_view();
    let entries = page
        .entries()
        .into_iter()
        .map(|(label, text)| {
            view! {
                <div class="entry">
                    <h2>{label}</h2>
                    <p class="typed">{text}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="no-print">
            <p><a class="button quiet" href=pdf.path() rel="external">"PDFをダウンロード"</a></p>
            <p class="hint">"ブラウザの印刷機能で、このままA4用紙に印刷することもできます。"</p>
        </div>
        <table class="sheet" role="presentation">
            <thead>
                <tr><td>{page.running_head()}</td></tr>
            </thead>
            <tbody>
                <tr>
                    <td>
                        <dl class="facts">{facts}</dl>
                        {entries}
                    </td>
                </tr>
            </tbody>
        </table>
    }
}
