//! The one renderer of the form definition: every set, every field, to fill in or to read.

use std::sync::Arc;

use domain::{
    calendar,
    cases::{Field, FieldKind, MEMO_KEY, Problem},
    text::Limit,
};
use leptos::prelude::*;

use super::{
    facility::{FacilityField, Fitting},
    filling::{Filling, MEMO_LABEL, input_id},
    review::FieldComment,
};
use crate::ui::{Counter, Need, TextArea};

/// Name of an input in the posted form.
pub fn input_name(input: &str) -> String {
    format!("fields[{input}]")
}

/// All fields of the form.
#[component]
pub fn FormFields(filling: Arc<Filling>, more_records: bool, words: String) -> impl IntoView {
    let fields = filling.form.fields.clone();
    fields
        .into_iter()
        .map(|field| (field, Arc::clone(&filling)))
        .map(|(field, filling)| match field.kind {
            FieldKind::Record => {
                view! { <FacilityField filling field more=more_records words=words.clone()/> }.into_any()
            }
            FieldKind::Period => view! { <PeriodField filling field/> }.into_any(),
            FieldKind::Choice(choices) => view! { <ChoiceField filling field choices/> }.into_any(),
            FieldKind::Line(limit) => view! { <LineField filling field limit/> }.into_any(),
            FieldKind::Text(limit) => view! { <TextField filling field limit/> }.into_any(),
            FieldKind::Confirm => view! { <ConfirmField filling field/> }.into_any(),
        })
        .collect_view()
}

/// What is not right with a field.
#[component]
pub fn FieldError(key: &'static str, label: &'static str, problem: Option<Problem>) -> impl IntoView {
    view! {
        <div id=format!("e-{key}")>
            {problem.map(|problem| view! { <p class="error">{problem.message(label)}</p> })}
        </div>
    }
}

fn described(key: &str) -> String {
    format!("e-{key} c-{key}")
}

#[component]
fn Heading(field: Field) -> impl IntoView {
    view! {
        <div class="label-row">
            <label class="label" for=input_id(field.key)>{field.label}</label>
            <Need required=field.required/>
        </div>
    }
}

#[component]
fn TextField(filling: Arc<Filling>, field: Field, limit: Limit) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key).cloned();
    let start = filling.fields.get(key).to_owned();
    let rows = if limit.characters() > 1_000 { 8 } else { 4 };
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling=Arc::clone(&filling) key/>
            <TextArea
                name=input_name(key)
                id=input_id(key)
                text=start.clone()
                rows
                described_by=described(key)
                required=field.required
                invalid=problem.is_some()
            />
            <Counter id=format!("c-{key}") of=input_id(key) text=start limit/>
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn LineField(filling: Arc<Filling>, field: Field, limit: Limit) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key).cloned();
    let start = filling.fields.get(key).to_owned();
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling=Arc::clone(&filling) key/>
            <input
                type="text"
                class="line"
                name=input_name(key)
                id=input_id(key)
                value=start.clone()
                autocomplete="off"
                aria-describedby=described(key)
                aria-required=field.required.then_some("true")
                aria-invalid=problem.is_some().then_some("true")
            />
            <Counter id=format!("c-{key}") of=input_id(key) text=start limit/>
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn ChoiceField(filling: Arc<Filling>, field: Field, choices: &'static [&'static str]) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key).cloned();
    let start = filling.fields.get(key).to_owned();
    let set = filling.form.set;
    // Where the set fixes the slot's category there is nothing to choose (C2).
    let default = if key == "category" { set.default_category(filling.slot) } else { None };
    let fixed = key == "category" && set.category_is_fixed();
    let choices: Vec<&'static str> = match default {
        Some(only) if fixed => vec![only],
        _ => choices.to_vec(),
    };
    let other = other_choice(&start, &choices);
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling=Arc::clone(&filling) key/>
            <select
                name=input_name(key)
                id=input_id(key)
                autocomplete="off"
                aria-describedby=format!("e-{key}")
                aria-required=field.required.then_some("true")
                aria-invalid=problem.is_some().then_some("true")
            >
                {(!fixed).then(|| view! { <option value="">"選択してください"</option> })}
                {choices
                    .into_iter()
                    .map(|choice| view! { <option value=choice selected=choice == start>{choice}</option> })
                    .collect_view()}
                {other}
            </select>
            {fixed.then(|| view! { <p class="hint">"この番号の症例区分は決まっています。"</p> })}
            <FieldError key label=field.label problem/>
        </div>
    }
}

/// What stands in the draft and is none of the choices (any more): it stays until another is chosen.
fn other_choice(start: &str, choices: &[&str]) -> Option<impl IntoView + use<>> {
    let other = (!start.is_empty() && !choices.contains(&start)).then(|| start.to_owned());
    other.map(|other| view! { <option value=other.clone() selected>{other.clone()}</option> })
}

#[component]
fn ConfirmField(filling: Arc<Filling>, field: Field) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key).cloned();
    let start = filling.fields.get(key) == "yes";
    view! {
        <div class="field">
            <FieldComment filling=Arc::clone(&filling) key/>
            <div class="label-row check">
                <input
                    type="checkbox"
                    name=input_name(key)
                    id=input_id(key)
                    value="yes"
                    checked=start
                    autocomplete="off"
                    aria-describedby=format!("e-{key}")
                    aria-required=field.required.then_some("true")
                    aria-invalid=problem.is_some().then_some("true")
                />
                <label class="label" for=input_id(key)>{field.label}</label>
                <Need required=field.required/>
            </div>
            <p class="hint">"氏名・患者番号・詳しい日付や地名など、個人を特定できる情報が含まれていないことをご確認ください。"</p>
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn PeriodField(filling: Arc<Filling>, field: Field) -> impl IntoView {
    let invalid = filling.problem(field.key).is_some();
    let day = |input: &'static str, label: &'static str| {
        let typed = filling.fields.get(input).to_owned();
        // A day written by hand in a browser without date inputs: others know only 2026-04-01.
        let start = calendar::parse_day(&typed).map_or(typed, |day| day.to_string());
        view! {
            <div>
                <label for=input_id(input)>{label}</label>
                <input
                    type="date"
                    name=input_name(input)
                    id=input_id(input)
                    value=start
                    autocomplete="off"
                    aria-describedby="e-period h-period"
                    aria-required="true"
                    aria-invalid=invalid.then_some("true")
                />
            </div>
        }
    };
    view! {
        <fieldset class="field">
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=field.required/>
            </legend>
            <FieldComment filling=Arc::clone(&filling) key=field.key/>
            <p class="hint" id="h-period">
                "選択した診療施設の認定期間内の日付を入力してください。実際に提供した期間がこれより長い場合は、「介入時までの現病歴」の冒頭に記入してください。"
            </p>
            <div class="days">{day("start_on", "開始日")} {day("end_on", "終了日")}</div>
            <div id=PERIOD_SAYS><PeriodSays filling/></div>
        </fieldset>
    }
}

/// The element that [`PeriodSays`] stands in.
pub const PERIOD_SAYS: &str = "period-says";

/// What is not right with the period, and the records that would fit it (C6); anew with each save that changes either.
#[component]
pub fn PeriodSays(filling: Arc<Filling>) -> impl IntoView {
    let problem = filling.problem("period").cloned();
    let label = filling.form.field("period").map_or("", |field| field.label);
    view! {
        <FieldError key="period" label problem=problem.clone()/>
        <Fitting problem/>
    }
}

/// 備考, visibly apart: the applicant's own (C7).
#[component]
pub fn MemoField(filling: Arc<Filling>) -> impl IntoView {
    let start = filling.memo.clone();
    let problem = filling.problem(MEMO_KEY).cloned();
    view! {
        <div class="field memo-box">
            <div class="label-row">
                <label class="label" for="f-memo">{MEMO_LABEL}</label>
                <Need required=false/>
            </div>
            <p class="hint" id="h-memo">"指導者に送信されません"</p>
            <TextArea
                name=MEMO_KEY
                id="f-memo"
                text=start.clone()
                rows=2
                described_by="h-memo c-memo e-memo"
                invalid=problem.is_some()
            />
            <Counter id="c-memo" of="f-memo".to_owned() text=start limit=filling.form.memo_limit/>
            <FieldError key=MEMO_KEY label=MEMO_LABEL problem/>
        </div>
    }
}
