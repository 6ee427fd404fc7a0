//! `/cases/{set}`: every slot of a set in one table, and what can be done with several at once.

use domain::{
    calendar,
    cases::{CaseList, CaseRow, CaseSet, StateName, may_print, requestable, withdrawable},
};
use leptos::prelude::*;

use super::{
    selection::Selection,
    strip::{Overview, StateBadge},
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::QuestionDialog,
};

/// The form at the foot of the page; the checkboxes of the table belong to it.
const CHOOSE: &str = "choose";

/// The set of the address.
pub async fn list(ask: Ask) -> Result<Page, AppError> {
    let set: CaseSet = ask.path("set")?;
    let list = ask.backend.cases().list(&ask.by()?, set).await?;
    Ok(Page::new(set.heading(), view! { <List list/> }).class("cases").with_program())
}

#[component]
fn List(list: CaseList) -> impl IntoView {
    let set = list.set;
    let rows = list.rows.clone();
    let known = list.rows.clone();
    view! {
        <nav class="tabs" aria-label="申請種別">
            {CaseSet::ALL
                .map(|tab| {
                    view! {
                        <a href=Route::Cases(tab).path() aria-current=(tab == set).then_some("page")>
                            {tab.heading()}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
        <Overview list/>
        <div class="card table-card">
            <table class="cards case-table" id="cases">
                <thead>
                    <tr>
                        {set.needs_approval().then(|| view! { <th scope="col" class="select">"選択"</th> })}
                        <th scope="col" class="number">"番号"</th>
                        <th scope="col" class="edit">"編集"</th>
                        <th scope="col">"症例区分"</th>
                        <th scope="col">"備考"</th>
                        <th scope="col">"状態"</th>
                        {set.needs_approval().then(|| view! { <th scope="col">"承認"</th> })}
                        <th scope="col" class="print">"印刷"</th>
                        <th scope="col" class="delete">"削除"</th>
                        <th scope="col">"通知"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row set row/> }.into_any()).collect_view()}</tbody>
            </table>
        </div>
        <p class="applied"><a href=Route::CasesApplied(set).path()>"申請済みのデータ照会"</a></p>
        {set.needs_approval().then(|| view! { <Actions set rows=known/> })}
        <QuestionDialog/>
    }
}

#[component]
fn Row(set: CaseSet, row: CaseRow) -> impl IntoView {
    let number = row.slot.number();
    let id = format!("number-{number}");
    let select = set.needs_approval().then(|| {
        view! {
            <td data-label="選択" class="select">
                <input
                    type="checkbox"
                    name="n"
                    value=number.to_string()
                    form=CHOOSE
                    aria-label=format!("症例{number}を選択")
                />
            </td>
        }
    });
    let approval = set
        .needs_approval()
        .then(|| view! { <td data-label="承認" class="approval">{approval_words(&row)}</td> });
    let print = may_print(row.state).then(|| {
        view! { <a href=Route::CasePrint(set, row.slot).path() aria-describedby=id.clone()>"印刷"</a> }
    });
    let delete = row.exists.then(|| {
        view! {
            // With a program the question opens over the list.
            <form method="get" action=Route::CaseDelete(set, row.slot).path() data-question>
                <button class="link" aria-describedby=id.clone()>"削除"</button>
            </form>
        }
    });
    let draft = match row.state {
        StateName::Unregistered if row.exists => Some("下書きあり"),
        StateName::Unregistered => None,
        _ if row.signed_on.is_some() => Some("(書面)"),
        _ => row.unregistered_changes.then_some("未登録の変更あり"),
    };
    let category = if row.category.is_empty() {
        view! { <span class="muted">"区分未選択"</span> }.into_any()
    } else {
        row.category.clone().into_any()
    };
    view! {
        <tr>
            {select}
            <td data-label="番号" class="number" id=id.clone()>{number}</td>
            <td data-label="編集" class="edit">
                <a href=Route::Case(set, row.slot).path() aria-describedby=id>"編集"</a>
            </td>
            <td data-label="症例区分" class="category">{category}</td>
            <td data-label="備考" class="memo">{row.memo.clone()}</td>
            <td data-label="状態" class="state">
                <StateBadge state=row.state/>
                {draft.map(|words| view! { <small class="muted">{words}</small> })}
            </td>
            {approval}
            <td data-label="印刷" class="print">{print}</td>
            <td data-label="削除" class="delete">{delete}</td>
            <td data-label="通知" class="unread">
                {row.unread.then(|| view! { <span class="new"><span aria-hidden="true">"● "</span>"結果あり"</span> })}
            </td>
        </tr>
    }
}

/// Supervisor, 依頼日, 対応日.
fn approval_words(row: &CaseRow) -> String {
    let day = |word: &str, day: Option<_>| day.map(|day| format!(" {word} {}", calendar::slashed(day)));
    match &row.supervisor {
        None => String::new(),
        Some(name) => [Some(name.clone()), day("依頼", row.requested_on), day("対応", row.decided_on)]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// What can be done with the ticked cases; it says how many and, beforehand, when it will not do.
#[component]
fn Actions(set: CaseSet, rows: Vec<CaseRow>) -> impl IntoView {
    let able = |able: fn(StateName) -> bool| {
        rows.iter().filter(|row| able(row.state)).map(|row| row.slot.number()).collect::<Vec<u8>>()
    };
    let counter = || view! { <span aria-hidden="true" class="chosen-count"></span> };
    view! {
        <form id=CHOOSE method="get" class="action-bar" action=Route::Request(set, vec![]).path()>
            <Selection requestable=able(requestable) withdrawable=able(withdrawable)/>
            <button
                class="button quiet"
                formaction=Route::Withdraw(set, vec![]).path()
                aria-describedby="chosen"
            >
                "承認依頼の取り下げをする"
                {counter()}
            </button>
            <button
                class="button"
                formaction=Route::Request(set, vec![]).path()
                aria-describedby="chosen"
            >
                "承認依頼をする"
                {counter()}
            </button>
        </form>
    }
}
