//! `/approvals/{request}`: list at the left, report in the middle, judgement at the right; one column on a phone.

use domain::{
    approvals::{QueueRow, RequestPage, RequestState, Verdict},
    calendar,
    ids::RequestId,
};
use leptos::prelude::*;

use super::{
    decision::{AskedPanel, Decision, FORM, NextCase},
    keys::Keys,
    queue::{StateBadge, again},
    report::ReportToJudge,
};
use crate::{
    autosave::ForgetLocalCopy,
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Crumb, News},
};

/// One report to judge, or to read again.
pub async fn request(ask: Ask) -> Result<Page, AppError> {
    let request: RequestId = ask.path("request")?;
    let page = ask.backend.approvals().page(&ask.by()?, request).await?;
    let asked: Option<Verdict> = ask.query("ask").and_then(|ask| ask.parse().ok());
    let draft = format!("{}:comments:{request}", ask.by()?.actor.physician()?);
    let title = format!("{} 番号{}", page.report.set.label(), page.report.slot.number());
    let back = [Crumb::new("症例承認", Route::Approvals.path())];
    let page = Page::new(title, view! { <Shown page asked draft/> }).crumbs(back).class("judge");
    Ok(page.with_program())
}

#[component]
fn Shown(page: RequestPage, asked: Option<Verdict>, draft: String) -> impl IntoView {
    let waits = page.state == RequestState::Waiting;
    let to = |request: Option<RequestId>| request.map_or(Route::Approvals, Route::Approval).path();
    let (next, previous) = (to(page.next), to(page.previous));
    let right = if waits {
        view! { <Decision page=page.clone() draft/> }.into_any()
    } else {
        view! { <Decided page=page.clone()/> <ForgetLocalCopy draft/> }.into_any()
    };
    let question = asked.filter(|_| waits).map(|verdict| view! { <AskedPanel verdict page=page.clone()/> });
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
        <form method="post" action=owned("/api/approvals/decide") class="judge-grid" id=FORM autocomplete="off">
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
                    writing=waits
                />
                <p class="no-print"><a href=Route::ApprovalPrint(page.request).path()>"印刷"</a></p>
            </article>
            {right}
        </form>
        <Keys next previous/>
        <News parts=".menu nav".to_owned()/>
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
