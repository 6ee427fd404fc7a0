//! `/office/cases/{id}`: a case as the office reads it (P10).

use domain::{
    approvals::takes_paper,
    calendar,
    cases::{HistoryEntry, OfficeCase, Report},
    ids::CaseId,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{StateBadge, api, history::Entry};
use crate::{
    error::AppError,
    route::{OfficeRoute, Route},
    ui::{Crumb, Load, PlainPage},
};

#[component]
pub fn OfficeCasePage() -> impl IntoView {
    let params = use_params_map();
    let page = Resource::new_blocking(
        move || params.read().get_str("id").and_then(|id| id.parse::<CaseId>().ok()),
        |id| async move {
            let id = id.ok_or(AppError::NotFound)?;
            api::load_for_office(id).await
        },
    );
    view! { <Load resource=page view=|page| view! { <Shown page/> }/> }
}

#[component]
fn Shown(page: OfficeCase) -> impl IntoView {
    let crumbs = vec![
        Crumb::new("事務局TOP", Route::Office.path()),
        Crumb::new("会員の情報", Route::OfficeMember(page.owner).path()),
    ];
    let title = format!("{} 症例(番号:{})", page.set.label(), page.slot.number());
    let on_paper = page.history.iter().any(|entry| matches!(entry, HistoryEntry::OnPaper { .. }));
    let paper = (on_paper || takes_paper(page.set, page.state))
        .then(|| view! { <p><a class="button quiet" href=OfficeRoute::PaperApproval(page.id).path()>"書面による承認"</a></p> });
    let happened = page.history.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
    view! {
        <PlainPage title crumbs>
            <section class="card">
                <h2>"登録された内容"</h2>
                <p><StateBadge state=page.state/></p>
                {match page.report {
                    Some(report) => view! { <Registered report/> }.into_any(),
                    None => view! { <p class="empty">"まだ登録されていません。下書きは申請者だけが閲覧できます。"</p> }.into_any(),
                }}
            </section>
            <section class="card">
                <h2>"登録と承認の記録"</h2>
                <ol class="history">{happened}</ol>
                {paper}
            </section>
        </PlainPage>
    }
}

#[component]
fn Registered(report: Report) -> impl IntoView {
    let entries = report
        .entries()
        .into_iter()
        .map(|(label, text)| {
            let text = if text.is_empty() {
                view! { <p class="muted">"記入なし"</p> }.into_any()
            } else {
                view! { <p class="typed">{text}</p> }.into_any()
            };
            view! { <div class="entry"><h3>{label}</h3> {text}</div> }
        })
        .collect_view();
    view! {
        <dl class="facts">
            <dt>"申請者"</dt><dd>{format!("{}(会員番号 {})", report.applicant, report.member_no)}</dd>
            <dt>"所属"</dt><dd>{report.affiliation}</dd>
            <dt>"登録"</dt><dd>{format!("第{}版({})", report.number, calendar::stamp(report.registered_at))}</dd>
        </dl>
        <p class="hint">"備考は申請者だけのもので、ここには表示されません。閲覧したことは記録に残ります。"</p>
        {entries}
    }
}
