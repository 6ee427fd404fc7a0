//! 「症例承認確認(前年度以前)」: years before, by applicant (P8).

use domain::{approvals::PreviousRow, calendar};
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::Crumb,
};

/// `/approvals/previous`
pub async fn previous(ask: Ask) -> Result<Page, AppError> {
    let rows = ask.backend.approvals().previous(&ask.by()?).await?;
    let crumbs = [
        Crumb::new("マイページTOP", Route::Certification.path()),
        Crumb::new("症例承認", Route::Approvals.path()),
    ];
    Ok(Page::new("症例承認確認(前年度以前)", view! { <Rows rows/> }).crumbs(crumbs))
}

#[component]
fn Rows(rows: Vec<PreviousRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="empty">"前年度以前に承認した症例はありません。"</p> }.into_any();
    }
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
