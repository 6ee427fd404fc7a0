//! 「症例承認」: what waits, first; filter and counts; new requests appear by themselves.

use domain::{
    approvals::{Queue, QueueFilter, QueueRow, RequestState},
    calendar,
};
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::{Route, encode},
    shell::{Ask, Page},
    ui::{Badge, Crumb, News, Tone},
};

/// `/approvals`
pub async fn queue(ask: Ask) -> Result<Page, AppError> {
    let filter = QueueFilter {
        state: ask.query("state").and_then(|state| state.parse().ok()),
        applicant: ask.text("applicant"),
        page: ask.query("page").and_then(|page| page.parse().ok()).unwrap_or(1),
    };
    let queue = ask.backend.approvals().queue(&ask.by()?, filter).await?;
    let back = [Crumb::new("マイページTOP", Route::Certification.path())];
    Ok(Page::new("症例承認", view! { <Shown queue/> }).crumbs(back).with_program())
}

#[component]
fn Shown(queue: Queue) -> impl IntoView {
    let filter = queue.filter.clone();
    let none = queue.rows.is_empty().then(|| {
        let words = if filter == QueueFilter::default()
            || (filter.state.is_none() && filter.applicant.is_empty())
        {
            "承認依頼はまだ届いていません。申請者から依頼が来ると、ここに表示され、メールでもお知らせします。"
        } else {
            "条件に合う承認依頼はありません。条件を変えてお試しください。"
        };
        view! { <p class="empty">{words}</p> }
    });
    let table = (!queue.rows.is_empty()).then(|| view! { <Rows rows=queue.rows.clone()/> });
    view! {
        <p class="queue-counts" role="status">
            <Badge tone=Tone::Wait text=format!("承認依頼中 {}件", queue.waiting)/>
            <Badge tone=Tone::Done text=format!("承認済み {}件", queue.approved)/>
            <Badge tone=Tone::Back text=format!("非承認 {}件", queue.rejected)/>
        </p>
        <Filter filter=filter.clone()/>
        <div id="queue">
            {none}
            {table}
            <Pages filter matching=queue.matching/>
        </div>
        <p class="muted">
            {format!("{}年度(依頼日が{}年4月から{}年3月まで)の依頼と、承認依頼中のすべての依頼を表示しています。", queue.fiscal_year, queue.fiscal_year, queue.fiscal_year + 1)}
        </p>
        <p><a href=Route::ApprovalsPrevious.path()>"症例承認確認(前年度以前)"</a></p>
        <News parts="#queue,.queue-counts,.menu nav".to_owned()/>
    }
}

#[component]
fn Filter(filter: QueueFilter) -> impl IntoView {
    let narrowed = filter.state.is_some() || !filter.applicant.is_empty();
    view! {
        <form class="card row" method="get" action="/approvals" role="search">
            <div>
                <label class="label" for="state">"状態"</label>
                <select id="state" name="state">
                    <option value="" selected=filter.state.is_none()>"すべて"</option>
                    {RequestState::ALL
                        .into_iter()
                        .map(|state| view! { <option value=state.key() selected=filter.state == Some(state)>{state.label()}</option> })
                        .collect_view()}
                </select>
            </div>
            <div>
                <label class="label" for="applicant">"申請者"</label>
                <input id="applicant" name="applicant" value=filter.applicant placeholder="名前・ふりがな"/>
            </div>
            <button class="quiet">"絞り込む"</button>
            {narrowed.then(|| view! { <a href=Route::Approvals.path()>"条件を解除"</a> })}
        </form>
    }
}

#[component]
fn Rows(rows: Vec<QueueRow>) -> impl IntoView {
    view! {
        <div class="card table-card">
            <table class="cards queue">
                <thead>
                    <tr>
                        <th>"依頼日"</th>
                        <th class="number">"番号"</th>
                        <th>"閲覧"</th>
                        <th>"症例区分"</th>
                        <th>"申請者"</th>
                        <th>"状態"</th>
                        <th>"対応日"</th>
                        <th>"印刷"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: QueueRow) -> impl IntoView {
    let described = format!("row-{}", row.request);
    let withdrawn = row.state == RequestState::Withdrawn;
    view! {
        <tr class:withdrawn=withdrawn>
            <td data-label="依頼日">{calendar::slashed(calendar::day(row.requested_at))}</td>
            <td class="number" data-label="番号" id=described.clone()>{row.slot.number()}<span class="visually-hidden">{format!(" {}", row.applicant)}</span></td>
            <td data-label="閲覧">{(!withdrawn).then(|| view! { <a href=Route::Approval(row.request).path() aria-describedby=described.clone()>"閲覧"</a> })}</td>
            <td data-label="症例区分">{row.category}</td>
            <td data-label="申請者">{row.applicant}</td>
            <td data-label="状態"><StateBadge state=row.state/>{again(row.attempt)}</td>
            <td data-label="対応日">{row.decided_at.map(|at| calendar::slashed(calendar::day(at)))}</td>
            <td data-label="印刷">{(!withdrawn).then(|| view! { <a href=Route::ApprovalPrint(row.request).path() aria-describedby=described>"印刷"</a> })}</td>
        </tr>
    }
}

/// The state of a request with its colour and mark.
#[component]
pub fn StateBadge(state: RequestState) -> impl IntoView {
    let tone = match state {
        RequestState::Waiting => Tone::Wait,
        RequestState::Approved => Tone::Done,
        RequestState::Rejected => Tone::Back,
        RequestState::Withdrawn => Tone::None,
    };
    view! { <Badge tone text=state.label()/> }
}

/// 「再依頼」 from the second attempt on.
pub fn again(attempt: u32) -> Option<impl IntoView> {
    (attempt > 1).then(|| view! { " "<span class="again">"再依頼"</span> })
}

#[component]
fn Pages(filter: QueueFilter, matching: u32) -> impl IntoView {
    let last = matching.div_ceil(QueueFilter::PAGE).max(1);
    let page = filter.page.clamp(1, last);
    let address = move |page: u32| {
        let state = filter.state.map_or("", RequestState::key);
        format!("/approvals?state={state}&applicant={}&page={page}", encode(&filter.applicant))
    };
    (last > 1).then(move || {
        view! {
            <nav class="pages" aria-label="ページ">
                {(page > 1).then(|| view! { <a href=address(page - 1) rel="prev">"前の50件"</a> })}
                <span>{format!("{page} / {last}ページ({matching}件)")}</span>
                {(page < last).then(|| view! { <a href=address(page + 1) rel="next">"次の50件"</a> })}
            </nav>
        }
    })
}
