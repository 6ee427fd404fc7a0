//! `/cases/{set}/{number}/history`: versions and decisions, and the difference between any two versions.

use domain::{
    approvals::Comments,
    calendar,
    cases::{FieldDiff, History, HistoryEntry, diff::Part, label_of},
};
use jiff::Timestamp;
use leptos::prelude::*;

use super::address::{case, case_crumbs};
use crate::{
    error::AppError,
    shell::{Ask, Page},
};

/// Which versions are compared stands in the address; the last two, where none do.
pub async fn history(ask: Ask) -> Result<Page, AppError> {
    let (set, slot) = case(&ask)?;
    let number = |name: &str| ask.query(name).and_then(|n| n.parse::<i32>().ok());
    let compared = number("from").zip(number("to"));
    let history = ask.backend.cases().history(&ask.by()?, set, slot, compared).await?;
    let title = format!("{}_履歴(番号:{})", set.label(), slot.number());
    Ok(Page::new(title, view! { <Shown history/> }).crumbs(case_crumbs(set, slot)))
}

#[component]
fn Shown(history: History) -> impl IntoView {
    let History { entries, versions, compared, .. } = history;
    let (from, to) = compared.as_ref().map_or((0, 0), |(from, to, _)| (*from, *to));
    let options = |chosen: i32| {
        versions
            .iter()
            .map(|n| {
                view! { <option value=n.to_string() selected=*n == chosen>{format!("第{n}版")}</option> }
            })
            .collect_view()
    };
    let choose = (versions.len() > 1).then(|| {
        view! {
            <form method="get" class="row compare">
                <div>
                    <label for="from">"比較元"</label>
                    <select id="from" name="from">{options(from)}</select>
                </div>
                <div>
                    <label for="to">"比較先"</label>
                    <select id="to" name="to">{options(to)}</select>
                </div>
                <button class="button quiet">"比較する"</button>
            </form>
        }
    });
    let nothing = entries.is_empty().then(|| view! { <p class="empty">"登録された版はまだありません。"</p> });
    view! {
        <section class="card">
            <h2>"登録と承認の記録"</h2>
            {nothing}
            <ol class="history">
                {entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view()}
            </ol>
        </section>
        <section class="card">
            <h2>"版の比較"</h2>
            {choose}
            {match compared {
                None => view! { <p class="muted">"比較できる版が二つ以上になると、違いをここに表示します。"</p> }.into_any(),
                Some((from, to, fields)) => view! { <Compared from to fields/> }.into_any(),
            }}
        </section>
    }
}

#[component]
pub fn Entry(entry: HistoryEntry) -> impl IntoView {
    let line = |at: Timestamp, words: String, more: Option<AnyView>| {
        view! {
            <li>
                <p><span class="muted nowrap">{calendar::stamp(at)}</span> " " {words}</p>
                {more}
            </li>
        }
    };
    match entry {
        HistoryEntry::Registered { number, at, .. } => line(at, format!("登録(第{number}版)"), None),
        HistoryEntry::Requested { supervisor, at, message } => line(
            at,
            format!("承認依頼({supervisor} 先生)"),
            (!message.is_empty())
                .then(|| view! { <p class="typed muted">{format!("通信欄: {message}")}</p> }.into_any()),
        ),
        HistoryEntry::Withdrawn { supervisor, at } => {
            line(at, format!("承認依頼の取り下げ({supervisor} 先生)"), None)
        }
        HistoryEntry::Approved { supervisor, at, comments } => {
            line(at, format!("承認済み({supervisor} 先生)"), comments_view(comments))
        }
        HistoryEntry::OnPaper { supervisor, at, signed_on } => line(
            at,
            format!("承認済み(書面)({supervisor} 先生、書面の日付 {})", calendar::slashed(signed_on)),
            None,
        ),
        HistoryEntry::Rejected { supervisor, at, comments } => {
            line(at, format!("非承認({supervisor} 先生)"), comments_view(comments))
        }
    }
}

fn comments_view(comments: Comments) -> Option<AnyView> {
    (!comments.is_empty()).then(|| {
        let general = (!comments.general.is_empty())
            .then(|| view! { <dt>"全体"</dt><dd class="typed">{comments.general}</dd> });
        let fields = comments
            .fields
            .into_iter()
            .map(|(key, comment)| {
                view! { <dt>{label_of(&key).unwrap_or("項目")}</dt><dd class="typed">{comment}</dd> }
            })
            .collect_view();
        view! { <dl class="comment">{general} {fields}</dl> }.into_any()
    })
}

/// What changed, field by field, readable without colour: removed text is struck out, added text underlined, and both say
/// so to a screen reader.
#[component]
pub fn Compared(from: i32, to: i32, fields: Vec<FieldDiff>) -> impl IntoView {
    let same = fields.is_empty().then(|| view! { <p>"違いはありません。"</p> });
    view! {
        <p class="muted">
            {format!("第{from}版から第{to}版への変更点です。")} <del>"取り消し線"</del> "は削除、"
            <ins>"下線"</ins> "は追加された部分です。"
        </p>
        {same}
        {fields
            .into_iter()
            .map(|field| {
                view! {
                    <div class="entry">
                        <h3>{field.label}</h3>
                        <p class="typed">
                            {field
                                .parts
                                .into_iter()
                                .map(|part| match part {
                                    Part::Same(text) => text.into_any(),
                                    Part::Removed(text) => {
                                        view! { <del>{text}</del> }.into_any()
                                    }
                                    Part::Added(text) => {
                                        view! { <ins>{text}</ins> }.into_any()
                                    }
                                })
                                .collect_view()}
                        </p>
                    </div>
                }
            })
            .collect_view()}
    }
}
