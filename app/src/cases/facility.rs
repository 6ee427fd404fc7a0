//! 診療施設検索: a certification record as a choice, found as you type or with a button (C5), and the records that would
//! fit the period (C6).

use std::time::Duration;

use domain::{
    cases::{Field, Problem},
    registry::RecordView,
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    api,
    fields::{FieldError, input_name},
    filling::Filling,
    review::FieldComment,
};
use crate::ui::Need;

/// From the last key to the search.
const SEARCH_PAUSE: Duration = Duration::from_millis(250);

/// 診療施設名: what is chosen, the search, and what it found, all as one group of choices.
#[component]
pub fn FacilityField(filling: Filling, field: Field, more: bool, words: String) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key);
    let said = RwSignal::new(found_in_words(&words, filling.offered.with_untracked(Vec::len), more));
    let latest = StoredValue::new(0u32);
    let search = move |words: String| {
        latest.update_value(|n| *n = n.wrapping_add(1));
        let mine = latest.get_value();
        if words.trim().is_empty() {
            said.set(None);
            filling.offered.set(filling.record().into_iter().collect());
            return;
        }
        spawn_local(async move {
            let answer = api::search_records(words.clone()).await;
            // The page may be gone, or a later search may have been faster.
            if latest.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(records) => {
                    said.set(found_in_words(&words, records.found.len(), records.more));
                    offer(filling, records.found);
                }
                Err(error) => said.set(Some(error.message())),
            }
        });
    };
    let mut search_soon = debounce(SEARCH_PAUSE, search);
    view! {
        <fieldset class="field facility" id="facility" tabindex="-1" aria-describedby="e-facility">
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=field.required/>
            </legend>
            <FieldComment filling key/>
            <div class="facility-search">
                <p class="label">"診療施設検索"</p>
                <label class="visually-hidden" for="f-words">"名称・認定番号を入力"</label>
                <div class="row">
                    <input
                        type="search"
                        id="f-words"
                        name="words"
                        value=words
                        placeholder="名称・認定番号を入力"
                        autocomplete="off"
                        aria-describedby="found"
                        on:input=move |ev| search_soon(event_target_value(&ev))
                    />
                    <button class="button quiet" name="intent" value="search">"検索"</button>
                </div>
                <p class="hint" id="found" aria-live="polite">{said}</p>
            </div>
            <p class="hint">
                "同じ施設が、認定の種別や期間ごとに複数表示されることがあります。「(認定終了)」の施設も、症例の期間が認定期間内であれば選択できます。"
            </p>
            <div class="choices">
                <For each=move || filling.offered.get() key=|record| record.id children=move |record| {
                    view! { <RecordChoice filling record prefix="record"/> }
                }/>
                {move || {
                    filling
                        .offered
                        .with(Vec::is_empty)
                        .then(|| view! { <p class="empty">"診療施設はまだ選択されていません。名称・ふりがな・認定番号で検索してください。"</p> })
                }}
            </div>
            <FieldError key label=field.label problem/>
        </fieldset>
    }
}

/// One record to choose, with kind, number and period, so that the same facility's records can be told apart.
#[component]
fn RecordChoice(filling: Filling, record: RecordView, prefix: &'static str) -> impl IntoView {
    let id = format!("{prefix}-{}", record.id);
    let value = record.id.to_string();
    let checked = filling.text.with_untracked(|text| text.fields.get("facility") == value);
    let text = record.full();
    let prefecture = record.prefecture.clone();
    let pick = move |_: ev::Event| choose(filling, &record);
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name=input_name("facility")
                value=value
                checked=checked
                autocomplete="off"
                on:input=pick
            />
            <label for=id>{text} " " <small class="muted">{prefecture}</small></label>
        </div>
    }
}

/// The records of the same facility that would fit the period, as choices (C6).
#[component]
pub fn Fitting(filling: Filling, problem: Memo<Option<Problem>>) -> impl IntoView {
    // The record may have come with the page, alone: its facility's others are looked up when they are needed.
    Effect::new(move |looked_up: Option<Option<String>>| {
        let number = problem.with(|problem| match problem {
            Some(Problem::OutsideRecord { record, .. }) => Some(record.certificate_no.clone()),
            _ => None,
        });
        let before = looked_up.flatten();
        let Some(number) = number else { return before };
        if before.as_ref() != Some(&number) {
            look_up(filling, number.clone(), know);
        }
        Some(number)
    });
    move || {
        let fitting = problem.with(|problem| match problem {
            Some(Problem::OutsideRecord { fitting, .. }) => fitting.clone(),
            _ => vec![],
        });
        (!fitting.is_empty()).then(|| {
            view! {
                <div class="note">
                    <p>"この期間を含む認定に変更する場合は、こちらから選択してください。"</p>
                    <div class="choices">
                        {fitting
                            .into_iter()
                            .map(|record| view! { <RecordChoice filling record prefix="fit"/> })
                            .collect_view()}
                    </div>
                </div>
            }
        })
    }
}

/// `12件見つかりました。`
fn found_in_words(words: &str, found: usize, more: bool) -> Option<String> {
    (!words.trim().is_empty()).then(|| match (found, more) {
        (0, _) => "該当する診療施設は見つかりませんでした。別の語や認定番号でお試しください。".to_owned(),
        (found, false) => format!("{found}件見つかりました。"),
        (found, true) => {
            format!("{found}件以上あります。はじめの{found}件を表示しています。語を追加してください。")
        }
    })
}

/// Looks records up by 認定番号 or by a record's own id, and does this with each.
pub fn look_up(filling: Filling, words: String, act: fn(Filling, &RecordView)) {
    spawn_local(async move {
        let Ok(records) = api::search_records(words).await else { return };
        if !filling.text.is_disposed() {
            for record in &records.found {
                act(filling, record);
            }
        }
    });
}

/// Remembers a record, so that the rules can read it here too.
fn know(filling: Filling, record: &RecordView) {
    let _ = filling.known.try_update(|known| {
        if !known.iter().any(|other| other.id == record.id) {
            known.push(record.clone());
        }
    });
}

/// Shows these records as choices; the chosen one stays, on top.
fn offer(filling: Filling, found: Vec<RecordView>) {
    for record in &found {
        know(filling, record);
    }
    let chosen = filling.record();
    let others = found.into_iter().filter(|record| chosen.as_ref().is_none_or(|c| c.id != record.id));
    filling.offered.set(chosen.iter().cloned().chain(others).collect());
}

/// Makes a record the chosen one, whichever list it was picked from.
pub fn choose(filling: Filling, record: &RecordView) {
    know(filling, record);
    filling.text.update(|text| text.fields.set("facility", record.id.to_string()));
    let id = record.id;
    if filling.offered.with_untracked(|offered| offered.iter().any(|other| other.id == id)) {
        crate::keep::inputs::tick(&format!("record-{id}"));
    } else {
        filling.offered.update(|offered| offered.insert(0, record.clone()));
    }
}
