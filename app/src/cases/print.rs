//! `/cases/{set}/{number}/print`: the report on A4, black on white.

use domain::{
    calendar,
    cases::{Form, PrintPage},
};
use leptos::prelude::*;

use super::{api, case_crumbs, fields::shown_value, use_case};
use crate::{
    error::AppError,
    ui::{Load, Page},
};

/// The applicant's own print.
#[component]
pub fn PrintCase() -> impl IntoView {
    let case = use_case();
    let page = Resource::new(
        move || case.get(),
        |case| async move {
            match case {
                Some((set, slot)) => api::load_print(set, slot.number()).await,
                None => Err(AppError::NotFound),
            }
        },
    );
    view! {
        <Load
            resource=page
            view=|page: PrintPage| {
                let (set, slot) = (page.report.set, page.report.slot);
                view! {
                    <Page
                        title=format!("{} 症例報告書(番号:{})", set.label(), slot.number())
                        crumbs=case_crumbs(set, slot)
                        class="print-page"
                    >
                        <Sheet page/>
                    </Page>
                }
            }
        />
    }
}

/// The sheet itself; the running head is a table's head, which every browser repeats on each page. Never has 備考 (C7).
#[component]
pub fn Sheet(page: PrintPage) -> impl IntoView {
    let PrintPage { report, state, supervisor, decided_on } = page;
    let form = Form::of(report.set);
    let head = format!(
        "{} 番号{} 申請者 {}(会員番号 {})",
        report.set.label(),
        report.slot.number(),
        report.applicant,
        report.member_no
    );
    let standing = [
        Some(state.label().to_owned()),
        supervisor.map(|name| format!("指導者 {name}")),
        decided_on.map(|day| format!("対応日 {}", calendar::slashed(day))),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" / ");
    let fields = form
        .fields
        .iter()
        .map(|field| {
            view! {
                <div class="entry">
                    <h2>{field.label}</h2>
                    <p class="typed">{shown_value(field, &report.fields, Some(&report.record))}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <p class="no-print hint">"ブラウザの印刷機能で、A4用紙に印刷するか、PDFとして保存できます。"</p>
        <table class="sheet" role="presentation">
            <thead>
                <tr><td>{head}</td></tr>
            </thead>
            <tbody>
                <tr>
                    <td>
                        <dl class="facts">
                            <dt>"申請者"</dt>
                            <dd>{report.applicant.clone()}</dd>
                            <dt>"所属"</dt>
                            <dd>{report.affiliation.clone()}</dd>
                            <dt>"登録"</dt>
                            <dd>{format!("第{}版 {}", report.number, calendar::stamp(report.registered_at))}</dd>
                            <dt>"状態"</dt>
                            <dd>{standing}</dd>
                        </dl>
                        {fields}
                    </td>
                </tr>
            </tbody>
        </table>
    }
}
