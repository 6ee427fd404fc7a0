//! `/approvals/{request}`: list at the left, report in the middle, judgement at the right; one column on a phone.

use domain::{
    approvals::{QueueRow, RequestPage, RequestState, Verdict},
    calendar,
    ids::RequestId,
};
use leptos::{
    html::{self, Dialog},
    prelude::*,
};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api,
    comments::{self, Keeper},
    decision::{AskedPanel, Decision, NextCase},
    keys, live,
    queue::{StateBadge, again},
    report::ReportToJudge,
};
use crate::{
    route::Route,
    ui::{Crumb, Load, Page},
};

/// One report to judge, or to read again.
#[component]
pub fn RequestToJudge() -> impl IntoView {
    let params = use_params_map();
    let request = move || params.read().get_str("request").unwrap_or_default().to_owned();
    let page = Resource::new_blocking(request, api::load_request);
    // Anew for each request: boxes that are used again would hold what was typed for the one before.
    view! { <Load resource=page view=|page: RequestPage| move || view! { <Shown page=page.clone()/> }.into_any()/> }
}

#[component]
fn Shown(page: RequestPage) -> impl IntoView {
    let query = use_query_map();
    let asked = query.read_untracked().get_str("ask").and_then(|ask| match ask {
        "approve" => Some(Verdict::Approve),
        "reject" => Some(Verdict::Reject),
        _ => None,
    });
    let (approve, reject) = (NodeRef::<Dialog>::new(), NodeRef::<Dialog>::new());
    let waits = page.state == RequestState::Waiting;
    let form = NodeRef::<html::Form>::new();
    let keeper = waits.then(|| Keeper::new(page.request, page.comments.clone(), page.comment_version, form));
    if !waits {
        comments::forget(page.request);
    }
    keys::listen(page.next, page.previous, approve, reject);
    live::on_approvals(|| ());

    let title = format!("{} 番号{}", page.report.set.label(), page.report.slot.number());
    let right = match keeper {
        Some(keeper) => view! { <Decision page=page.clone() keeper approve reject/> }.into_any(),
        None => view! { <Decided page=page.clone()/> }.into_any(),
    };
    let question =
        asked.zip(keeper).map(|(verdict, keeper)| view! { <AskedPanel verdict page=page.clone() keeper/> });
    let general = page.earlier.as_ref().filter(|earlier| !earlier.comments.general.is_empty()).map(|earlier| {
        view! {
            <div class="earlier">
                <b>{format!("前回の全体へのコメント({})", calendar::slashed(calendar::day(earlier.decided_at)))}</b>
                <p class="text">{earlier.comments.general.clone()}</p>
            </div>
        }
    });
    let message = (!page.message.is_empty())
        .then(|| view! { <p class="note text"><b>"通信欄 "</b>{page.message.clone()}</p> });
    view! {
        <Page title class="judge" crumbs=vec![Crumb::new("症例承認", Route::Approvals.path())]>
            <form
                method="post"
                action="/api/approvals/decide"
                class="judge-grid"
                node_ref=form
                on:focusout=move |_| {
                    if let Some(keeper) = keeper {
                        keeper.left();
                    }
                }
                on:submit=move |ev| {
                    if let Some(keeper) = keeper {
                        keeper.submitted(&ev);
                    }
                }
            >
                <input type="hidden" name="request" value=page.request.to_string()/>
                <input type="hidden" name="version" value=page.comment_version.to_string()/>
                <Waiting rows=page.waiting.clone() count=page.waiting_count here=page.request/>
                <article class="card">
                    {question}
                    <p class="meta">
                        {format!("{} ・ 申請者 {}({}) ・ {}回目の依頼 ・ {}", page.report.fields.get("category"), page.report.applicant, page.report.affiliation, page.attempt, calendar::long(calendar::day(page.requested_at)))}
                        " "<StateBadge state=page.state/>
                    </p>
                    {message}
                    {general}
                    <ReportToJudge
                        report=page.report.clone()
                        changes=page.changes.clone()
                        earlier=page.earlier.clone()
                        comments=page.comments.fields.clone()
                        keeper
                    />
                    <p class="no-print"><a href=Route::ApprovalPrint(page.request).path()>"印刷"</a></p>
                </article>
                {right}
            </form>
        </Page>
    }
}

/// The right column once it is decided.
#[component]
fn Decided(page: RequestPage) -> impl IntoView {
    let general = page.comments.general.clone();
    view! {
        <section class="card say" aria-labelledby="say">
            <h2 id="say">"判定"</h2>
            <p><StateBadge state=page.state/>" "{page.decided_at.map(|at| calendar::long(calendar::day(at)))}</p>
            {(!general.is_empty()).then(|| view! { <div class="earlier"><b>"全体へのコメント"</b><p class="text">{general}</p></div> })}
            <div class="decide"><NextCase next=page.next/></div>
        </section>
    }
}

/// The list at the left: what waits around this one.
#[component]
fn Waiting(rows: Vec<QueueRow>, count: u32, here: RequestId) -> impl IntoView {
    view! {
        <nav class="card waiting" aria-label="承認依頼中の症例">
            <h2>{format!("承認依頼中 {count}件")}</h2>
            <ul>
                {rows
                    .into_iter()
                    .map(|row| view! {
                        <li>
                            <a href=Route::Approval(row.request).path() aria-current=(row.request == here).then_some("true")>
                                <b>{format!("番号{}", row.slot.number())}</b>" "{row.category}{again(row.attempt)}
                                <small>{format!("{} ・ {} 依頼", row.applicant, calendar::slashed(calendar::day(row.requested_at)))}</small>
                            </a>
                        </li>
                    })
                    .collect_view()}
            </ul>
            <p><a href=Route::Approvals.path()>"すべて見る"</a></p>
        </nav>
    }
}
