//! 診療施設検索: a certification record as a choice, found as you type or with a button (C5), and the records that would
//! fit the period (C6).

use std::sync::Arc;

use domain::{
    cases::{Field, Problem},
    registry::RecordView,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    fields::{FieldError, input_name},
    filling::Filling,
    review::FieldComment,
};
use crate::{
    autosave::Intent,
    shell::owned,
    ui::{LiveSearch, Need},
};

/// 診療施設名: what is chosen, the search, and what it found, all as one group of choices.
#[component]
pub fn FacilityField(filling: Arc<Filling>, field: Field, more: bool, words: String) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key).cloned();
    let said = found_in_words(&words, filling.offered.len(), more);
    view! {
        <fieldset class="field facility" id="facility" tabindex="-1" aria-describedby="e-facility">
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=field.required/>
            </legend>
            <FieldComment filling=Arc::clone(&filling) key/>
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
                    />
                    <button class="button quiet" name="intent" value=Intent::Search.key()>"検索"</button>
                </div>
                <LiveSearch
                    input="f-words".to_owned()
                    url=owned(api::SearchRecords::url())
                    into=CHOICES.to_owned()
                    said
                />
            </div>
            <p class="hint">
                "同じ施設が、認定の種別や期間ごとに複数表示されることがあります。「(認定終了)」の施設も、症例の期間が認定期間内であれば選択できます。"
            </p>
            <div class="choices" id=CHOICES>
                <Choices offered=filling.offered.clone() chosen=filling.fields.get("facility").to_owned()/>
            </div>
            <FieldError key label=field.label problem/>
        </fieldset>
    }
}

/// The element that the choices stand in.
const CHOICES: &str = "records";

/// The records that are offered.
#[component]
pub fn Choices(
    offered: Vec<RecordView>,
    /// The id of the chosen one.
    chosen: String,
) -> impl IntoView {
    if offered.is_empty() {
        return view! { <p class="empty">"診療施設はまだ選択されていません。名称・ふりがな・認定番号で検索してください。"</p> }
            .into_any();
    }
    offered
        .into_iter()
        .map(|record| {
            let checked = record.id.to_string() == chosen;
            view! { <RecordChoice record checked prefix="record"/> }
        })
        .collect_view()
        .into_any()
}

/// One record to choose, with kind, number and period, so that the same facility's records can be told apart.
#[component]
fn RecordChoice(record: RecordView, checked: bool, prefix: &'static str) -> impl IntoView {
    let id = format!("{prefix}-{}", record.id);
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name=input_name("facility")
                value=record.id.to_string()
                checked=checked
                autocomplete="off"
            />
            <label for=id>{record.full()} " " <small class="muted">{record.prefecture}</small></label>
        </div>
    }
}

/// The records of the same facility that would fit the period, as choices (C6).
#[component]
pub fn Fitting(problem: Option<Problem>) -> impl IntoView {
    let fitting = match problem {
        Some(Problem::OutsideRecord { fitting, .. }) => fitting,
        _ => vec![],
    };
    (!fitting.is_empty()).then(|| {
        view! {
            <div class="note">
                <p>"この期間を含む認定に変更する場合は、こちらから選択してください。"</p>
                <div class="choices">
                    {fitting
                        .into_iter()
                        .map(|record| view! { <RecordChoice record checked=false prefix="fit"/> })
                        .collect_view()}
                </div>
            </div>
        }
    })
}

/// `12件見つかりました。`; nothing where nothing is looked for.
pub fn found_in_words(words: &str, found: usize, more: bool) -> String {
    match (words.trim(), found, more) {
        ("", ..) => String::new(),
        (_, 0, _) => "該当する診療施設は見つかりませんでした。別の語や認定番号でお試しください。".into(),
        (_, found, false) => format!("{found}件見つかりました。"),
        (_, found, true) => {
            format!("{found}件以上あります。はじめの{found}件を表示しています。語を追加してください。")
        }
    }
}
