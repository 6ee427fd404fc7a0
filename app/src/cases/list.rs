//! `/cases/{set}`: every slot of a set in one table, and what can be done with several at once.

use std::collections::BTreeSet;

use domain::{
    calendar,
    cases::{CaseList, CaseRow, CaseSet, DeletePage, StateName, may_print, requestable, withdrawable},
    refused::slots_in_words,
};
use leptos::{ev, html, prelude::*};

use super::{
    api,
    delete::DeleteDialog,
    strip::{Overview, StateBadge},
    use_set,
};
use crate::{
    error::AppError,
    route::Route,
    ui::{Load, Page},
};

/// The form at the foot of the page; the checkboxes of the table belong to it.
const CHOOSE: &str = "choose";

/// Loads the set of the address.
#[component]
pub fn ListPage() -> impl IntoView {
    let set = use_set();
    let list = Resource::new(
        move || set.get(),
        |set| async move {
            let set = set.ok_or(AppError::NotFound)?;
            api::load_list(set).await
        },
    );
    view! { <Load resource=list view=|list| view! { <List list/> }/> }
}

#[component]
fn List(list: CaseList) -> impl IntoView {
    let set = list.set;
    let chosen = RwSignal::new(BTreeSet::<u8>::new());
    let to_delete = RwSignal::new(None::<DeletePage>);
    let table = NodeRef::<html::Table>::new();
    // The browser keeps ticks over reload and way back, and a person is faster than our program.
    Effect::new(move || {
        if let Some(table) = table.get() {
            chosen.set(crate::keep::inputs::ticked(&table));
        }
    });
    let rows = list.rows.clone();
    let known = StoredValue::new(list.rows.clone());
    view! {
        <Page title=set.heading() class="cases">
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
                <table class="cards case-table" node_ref=table>
                    <thead>
                        <tr>
                            {set.needs_approval().then(|| view! { <th scope="col">"選択"</th> })}
                            <th scope="col" class="number">"番号"</th>
                            <th scope="col">"編集"</th>
                            <th scope="col">"症例区分"</th>
                            <th scope="col">"備考"</th>
                            <th scope="col">"状態"</th>
                            {set.needs_approval().then(|| view! { <th scope="col">"承認"</th> })}
                            <th scope="col">"印刷"</th>
                            <th scope="col">"削除"</th>
                            <th scope="col">"通知"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.into_iter().map(|row| view! { <Row set row chosen to_delete/> }.into_any()).collect_view()}
                    </tbody>
                </table>
            </div>
            <p class="applied"><a rel="external" href=Route::CasesApplied(set).path()>"申請済みのデータ照会"</a></p>
            {set.needs_approval().then(|| view! { <Actions set rows=known chosen/> })}
            <DeleteDialog asked=to_delete/>
        </Page>
    }
}

#[component]
fn Row(
    set: CaseSet,
    row: CaseRow,
    chosen: RwSignal<BTreeSet<u8>>,
    to_delete: RwSignal<Option<DeletePage>>,
) -> impl IntoView {
    let number = row.slot.number();
    let id = format!("number-{number}");
    let question = StoredValue::new(DeletePage { row: row.clone(), set });
    let tick = move |ev: ev::Event| {
        let ticked = event_target_checked(&ev);
        chosen.update(|chosen| {
            if ticked {
                chosen.insert(number);
            } else {
                chosen.remove(&number);
            }
        });
    };
    let select = set.needs_approval().then(|| {
        view! {
            <td data-label="選択" class="select">
                <input
                    type="checkbox"
                    name="n"
                    value=number.to_string()
                    form=CHOOSE
                    aria-label=format!("症例{number}を選択")
                    on:change=tick
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
            <form
                method="get"
                action=Route::CaseDelete(set, row.slot).path()
                on:submit=move |ev| {
                    ev.prevent_default();
                    to_delete.set(Some(question.get_value()));
                }
            >
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
        <tr class:selected=move || chosen.with(|chosen| chosen.contains(&number))>
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
fn Actions(set: CaseSet, rows: StoredValue<Vec<CaseRow>>, chosen: RwSignal<BTreeSet<u8>>) -> impl IntoView {
    let count = move || chosen.with(BTreeSet::len);
    let said = move || {
        chosen.with(|chosen| match chosen.len() {
            0 => "症例を選択してください".to_owned(),
            count => {
                let numbers: Vec<u8> = chosen.iter().copied().collect();
                format!("{count}例を選択中(番号 {})", slots_in_words(&numbers))
            }
        })
    };
    let all_are = move |able: fn(StateName) -> bool| {
        chosen.with(|chosen| {
            rows.with_value(|rows| {
                rows.iter().filter(|row| chosen.contains(&row.slot.number())).all(|row| able(row.state))
            })
        })
    };
    let hint = move || {
        (count() > 0 && !all_are(requestable) && !all_are(withdrawable))
            .then_some("承認依頼できるのは「未承認」「非承認」、取り下げできるのは「承認依頼中」の症例です。")
    };
    let counter = move || {
        let count = count();
        (count > 0).then(|| view! { <span aria-hidden="true">{format!("({count}例)")}</span> })
    };
    view! {
        <form id=CHOOSE method="get" class="action-bar" action=Route::Request(set, vec![]).path()>
            <p class="say" aria-live="polite" id="chosen">
                {said}
                {move || hint().map(|hint| view! { <small>{hint}</small> })}
            </p>
            <button
                class="button quiet"
                formaction=Route::Withdraw(set, vec![]).path()
                aria-describedby="chosen"
            >
                "承認依頼の取り下げをする"
                {counter}
            </button>
            <button
                class="button"
                formaction=Route::Request(set, vec![]).path()
                aria-describedby="chosen"
            >
                "承認依頼をする"
                {counter}
            </button>
        </form>
    }
}
