//! The set at a glance: how many are done, a mark per slot, the categories, what is missing in words.

use domain::cases::{CaseList, CaseRow, CaseSet, Progress, StateName};
use leptos::prelude::*;

use crate::{
    route::Route,
    ui::{Badge, Tone},
};

/// The colour and mark of a state.
pub fn tone(state: StateName) -> Tone {
    match state {
        StateName::Unregistered => Tone::None,
        StateName::Registered => Tone::Ready,
        StateName::Requested => Tone::Wait,
        StateName::Approved | StateName::Complete => Tone::Done,
        StateName::Rejected => Tone::Back,
    }
}

/// 状態 as a badge.
#[component]
pub fn StateBadge(state: StateName) -> impl IntoView {
    view! { <Badge tone=tone(state) text=state.label()/> }
}

/// Progress, strip of marks, categories, what is missing.
#[component]
pub fn Overview(list: CaseList) -> impl IntoView {
    let CaseList { set, rows, progress } = list;
    let done = if set.needs_approval() { StateName::Approved } else { StateName::Complete };
    let words = progress.in_words();
    let class = if progress.complete() { "note note-done" } else { "note note-back" };
    view! {
        <section class="card overview" aria-label="進捗">
            <div>
                <p class="big">
                    {format!("{} {}", done.label(), progress.done)}
                    <small>{format!(" / {}例", progress.slots)}</small>
                </p>
                <ol class="strip">
                    {rows.into_iter().map(|row| view! { <Mark set row/> }).collect_view()}
                </ol>
            </div>
            <Categories progress/>
            <div class=class>
                {words.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn Mark(set: CaseSet, row: CaseRow) -> impl IntoView {
    let number = row.slot.number();
    let tone = tone(row.state);
    let draft = row.state == StateName::Unregistered && row.exists;
    let label = format!("症例{number} {}{}", row.state.label(), if draft { "(下書きあり)" } else { "" });
    let mark = match tone {
        Tone::Done | Tone::Back => tone.mark().to_owned(),
        _ => number.to_string(),
    };
    let class = format!("mark-{}{}", tone.class(), if draft { " draft" } else { "" });
    view! {
        <li>
            <a class=class href=Route::Case(set, row.slot).path() aria-label=label.clone() title=label>
                {mark}
            </a>
        </li>
    }
}

#[component]
fn Categories(progress: Progress) -> impl IntoView {
    let summary = format!("症例区分 {}/{}", progress.categories_done(), progress.categories.len());
    view! {
        <div class="categories">
            <p class="label">{summary}</p>
            <ul>
                {progress
                    .categories
                    .into_iter()
                    .map(|(category, count)| {
                        let (class, mark, word) =
                            if count > 0 { ("yes", "✓", "済") } else { ("no", "○", "未") };
                        view! {
                            <li class=class>
                                <span aria-hidden="true">{mark}</span>
                                <span class="visually-hidden">{word}</span>
                                {format!(" {category} {count}")}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}
