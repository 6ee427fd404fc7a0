//! `/cases/{set}/{number}/print`: the report on A4, black on white.

use domain::cases::PrintPage;
use leptos::prelude::*;

use super::{api, case_crumbs, use_case};
use crate::{
    error::AppError,
    route::Route,
    ui::{Load, Page},
};

/// The applicant's own print.
#[component]
pub fn PrintCase() -> impl IntoView {
    let case = use_case();
    let page = Resource::new(
        move || case.get(),
        |case| async move {
            let (set, slot) = case.ok_or(AppError::NotFound)?;
            api::load_print(set, slot.number()).await
        },
    );
    view! {
        <Load
            resource=page
            view=|page: PrintPage| {
                let (set, slot) = (page.report.set, page.report.slot);
                view! {
                    <Page
                        title=page.title()
                        crumbs=case_crumbs(set, slot)
                        class="print-page"
                    >
                        <Sheet page pdf=Route::CasePdf(set, slot)/>
                    </Page>
                }
            }
        />
    }
}

/// The sheet itself, and where it is a PDF file; the running head is a table's head, which every browser repeats on each
/// page. Never has 備考 (C7).
#[component]
pub fn Sheet(page: PrintPage, #[prop(into)] pdf: Option<Route>) -> impl IntoView {
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
            {pdf.map(|pdf| view! { <p><a class="button quiet" href=pdf.path() rel="external">"PDFをダウンロード"</a></p> })}
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
