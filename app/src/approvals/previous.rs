//! 「症例承認確認(前年度以前)」: years before, by applicant (P8).

use domain::{approvals::PreviousRow, calendar};
use leptos::prelude::*;

use super::api;
use crate::{
    route::Route,
    ui::{Crumb, Load, Page},
};

/// `/approvals/previous`
#[component]
pub fn PreviousPage() -> impl IntoView {
    let rows = Resource::new_blocking(|| (), |()| api::load_previous());
    view! { <Load resource=rows view=|rows| view! { <Shown rows/> }/> }
}

#[component]
fn Shown(rows: Vec<PreviousRow>) -> impl IntoView {
    let crumbs = vec![
        Crumb::new("マイページTOP", Route::Certification.path()),
        Crumb::new("症例承認", Route::Approvals.path()),
    ];
    let table = if rows.is_empty() {
        view! { <p class="empty">"前年度以前に承認した症例はありません。"</p> }.into_any()
    } else {
        view! {
            <div class="card table-card">
                <table class="cards">
                    <thead>
                        <tr>
                            <th>"該当年度"</th>
                            <th>"申請者"</th>
                            <th class="number">"承認症例数"</th>
                            <th>"指導医申請・専門医更新単位"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <Page title="症例承認確認(前年度以前)" crumbs>{table}</Page> }
}

#[component]
fn Row(row: PreviousRow) -> impl IntoView {
    view! {
        <tr>
            <td data-label="該当年度">{format!("{}年度", row.fiscal_year)}</td>
            <td data-label="申請者">{format!("{}({})", row.applicant, row.member_no)}</td>
            <td class="number" data-label="承認症例数">{row.approved}</td>
            <td data-label="指導医申請・専門医更新単位">
                {format!("準備中(判定日 {}〜{})", calendar::slashed(row.first_decided_on), calendar::slashed(row.last_decided_on))}
            </td>
        </tr>
    }
}
