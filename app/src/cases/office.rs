//! `/office/cases/{id}`: a case as the office reads it (P10).

use domain::{
    approvals::takes_paper,
    calendar,
    cases::{HistoryEntry, OfficeCase, Report},
    ids::CaseId,
};
use leptos::prelude::*;

use super::{StateBadge, history::Entry};
use crate::{
    error::AppError,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
    ui::Crumb,
};

pub async fn case(ask: Ask) -> Result<Page, AppError> {
    let id: CaseId = ask.path("id")?;
    let page = ask.backend.cases().for_office(&ask.by()?, id).await?;
    let crumbs = [
        Crumb::new("事務局TOP", Route::Office.path()),
        Crumb::new("会員の情報", Route::OfficeMember(page.owner).path()),
    ];
    let title = format!("{} 症例(番号:{})", page.set.label(), page.slot.number());
    Ok(Page::new(title, view! { <Shown page/> }).crumbs(crumbs))
}

#[component]
fn Shown(page: OfficeCase) -> impl IntoView {
    let on_paper = page.history.iter().any(|entry| matches!(entry, HistoryEntry::OnPaper { .. }));
    let paper = (on_paper || takes_paper(page.set, page.state))
        .then(|| view! { <p><a class="button quiet" href=OfficeRoute::PaperApproval(page.id).path()>"書面による承認"</a></p> });
    let happened = page.history.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
    view! {
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
