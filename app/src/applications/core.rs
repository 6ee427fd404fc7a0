//! 「基幹施設との連携」: what is chosen, the search, and whether it may stay empty (F8).

use domain::{
    applications::{Core, CoreSearch, Field, Release},
    registry::{FacilityKind, RegisterFilter},
};
use leptos::prelude::*;

use super::field::{FieldError, Hint, Shown, input_id, input_name};
use crate::{autosave::Intent, route::Route, ui::Need};

/// The register of those that can be named.
const CORES: RegisterFilter =
    RegisterFilter { words: String::new(), prefecture: None, kind: Some(FacilityKind::Core), page: 0 };

#[component]
pub(super) fn CoreField(shown: Shown, field: Field, cores: Option<CoreSearch>) -> impl IntoView {
    let key = field.key;
    let chosen = shown.text(key);
    let problem = shown.problem(&field, None);
    let (core, release) = shown.editor.with_value(|editor| (editor.core.clone(), editor.release.clone()));
    let words = cores.as_ref().map(|cores| cores.words.clone()).unwrap_or_default();
    let said = cores.as_ref().map(in_words);
    let offered: Vec<Core> = core
        .iter()
        .cloned()
        .chain(cores.into_iter().flat_map(|cores| cores.found).filter(|found| core.as_ref() != Some(found)))
        .collect();
    let none = offered.is_empty();
    view! {
        <fieldset class="field facility" id=input_id(key) tabindex="-1" aria-describedby="e-core h-core">
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=release.is_err()/>
            </legend>
            <Hint field/>
            <Measure release/>
            <div class="facility-search">
                <p class="label">"基幹施設検索"</p>
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
                <p class="hint" id="found">{said}</p>
                <p class="hint">
                    "認定中の基幹施設は、"
                    <a href=Route::RegisterOf(CORES).path() target="_blank" rel="noopener">"基幹施設名簿(新しいタブで開きます)"</a>
                    "をご参照ください。連携については、事前に基幹施設とご相談ください。"
                </p>
            </div>
            <div class="choices">
                <Choice value="" checked=chosen.is_empty() text="選択しない" place=""/>
                {offered
                    .into_iter()
                    .map(|core| {
                        let value = core.id.to_string();
                        let checked = value == chosen;
                        view! { <Choice value checked text=core.full() place=core.prefecture/> }
                    })
                    .collect_view()}
                {none.then(|| view! { <p class="empty">"名称・ふりがな・認定番号で検索してください。"</p> })}
            </div>
            <FieldError id="e-core" problem/>
        </fieldset>
    }
}

#[component]
fn Choice(
    #[prop(into)] value: String,
    checked: bool,
    #[prop(into)] text: String,
    #[prop(into)] place: String,
) -> impl IntoView {
    let id = format!("core-{value}");
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name=input_name("core") value=value checked=checked autocomplete="off"/>
            <label for=id>{text} " " <small class="muted">{place}</small></label>
        </div>
    }
}

/// What the transition measure says of this application.
#[component]
fn Measure(release: Result<(), Vec<Release>>) -> impl IntoView {
    match release {
        Ok(()) => Some(
            view! { <p class="note note-done">"移行措置の条件を満たしているため、基幹施設との連携は任意です。学会は、できるだけ早い連携を推奨しています。"</p> }
                .into_any(),
        ),
        Err(unmet) if unmet.contains(&Release::NotChosen) => None,
        Err(unmet) => {
            let unmet = unmet.into_iter().map(|unmet| view! { <li>{unmet.message()}"。"</li> }).collect_view();
            Some(
                view! {
                    <div class="note">
                        <p>"移行措置は利用できません。基幹施設との連携が必要です。"</p>
                        <ul>{unmet}</ul>
                    </div>
                }
                .into_any(),
            )
        }
    }
}

/// `3件見つかりました。`
fn in_words(search: &CoreSearch) -> String {
    match (search.found.len(), search.more) {
        (0, _) => "該当する基幹施設は見つかりませんでした。別の語や認定番号でお試しください。".to_owned(),
        (found, false) => format!("{found}件見つかりました。"),
        (found, true) => format!("{found}件以上あります。語を追加してください。"),
    }
}
