//! Naming a 基幹施設, for a 連携施設 without a linkage or after one (F10).

use domain::{
    applications::{Core, CoreSearch},
    network::{LinkageRefused, NetworkPage},
};
use jiff::civil::Date;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api, returned::Returned};
use crate::{
    route::Route,
    shell::owned,
    ui::{ErrorSummary, Need, SummaryLine},
};

/// 「基幹施設の選択」: the search, and the form with what it found.
#[component]
pub(super) fn Naming(page: NetworkPage, earliest: Date, returned: Returned) -> impl IntoView {
    let lines = returned
        .problem
        .iter()
        .filter_map(|problem| {
            Some(SummaryLine { target: format!("f-{}", problem.input()?), message: problem.message() })
        })
        .collect::<Vec<_>>();
    let words = page.cores.as_ref().map(|cores| cores.words.clone()).unwrap_or_default();
    let said = page.cores.as_ref().map(in_words);
    let found = page.cores.map(|cores| cores.found).unwrap_or_default();
    let chosen = (!found.is_empty()).then(|| view! { <Choose found words=words.clone() earliest returned/> });
    view! {
        <section class="card naming" aria-labelledby="naming">
            <h2 id="naming">"基幹施設の選択"</h2>
            <ErrorSummary lines/>
            <p class="hint">
                "連携する基幹施設とは、事前にご相談ください。申請すると、基幹施設のメールアドレスへ連絡が送られます。"
            </p>
            <form method="get" action=Route::FacilityNetwork.path() class="facility-search" role="search">
                <label class="label" for="f-words">"名称・認定番号を入力"</label>
                <div class="row">
                    <input
                        type="search"
                        id="f-words"
                        name="q"
                        value=words
                        placeholder="名称・認定番号を入力"
                        autocomplete="off"
                        aria-describedby="found"
                    />
                    <button class="button quiet">"検索"</button>
                </div>
                <p class="hint" id="found">{said}</p>
            </form>
            {chosen}
        </section>
    }
}

#[component]
fn Choose(found: Vec<Core>, words: String, earliest: Date, returned: Returned) -> impl IntoView {
    let Returned { problem, core, from, .. } = returned;
    let wrong = |input: &str| problem.filter(|problem| problem.input() == Some(input));
    let from = from.unwrap_or_else(|| earliest.to_string());
    let (core_error, from_error) =
        (wrong("core").map(LinkageRefused::message), wrong("from").map(LinkageRefused::message));
    let invalid = from_error.is_some().then_some("true");
    let choices = found
        .into_iter()
        .map(|found| {
            let value = found.id.to_string();
            let (id, checked) = (format!("core-{value}"), value == core);
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name="core" value=value checked=checked autocomplete="off"/>
                    <label for=id>{found.full()}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=owned(api::NameCore::url())>
            <input type="hidden" name="words" value=words/>
            <fieldset class="field" id="f-core" tabindex="-1" aria-describedby="e-core">
                <legend class="label-row"><span class="label">"基幹施設"</span><Need required=true/></legend>
                <div class="choices">{choices}</div>
                {core_error.map(|error| view! { <p class="error" id="e-core">{error}</p> })}
            </fieldset>
            <div class="field">
                <div class="label-row"><label class="label" for="f-from">"連携開始日"</label><Need required=true/></div>
                <input type="date" id="f-from" name="from" value=from aria-invalid=invalid aria-describedby="e-from"/>
                {from_error.map(|error| view! { <p class="error" id="e-from">{error}</p> })}
            </div>
            <p class="question-actions"><button>"連携を申請する"</button></p>
        </form>
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
