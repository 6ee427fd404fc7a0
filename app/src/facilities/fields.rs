//! The inputs of 「詳細・変更」 and 「認定返上申請」, called as in 「1.申請書」.

use domain::{
    applications::{FieldKind, FieldProblem},
    calendar,
    facilities::{field, label},
};
use leptos::prelude::*;

use crate::ui::{Need, SummaryLine};

/// Id of an input: the form it stands in, and its key.
pub(super) fn input_id(form: &str, key: &str) -> String {
    format!("f-{form}-{key}")
}

/// Everything that is not right, with a link to each field.
pub(super) fn summary(form: &str, problems: &[FieldProblem]) -> Vec<SummaryLine> {
    problems
        .iter()
        .map(|found| SummaryLine {
            target: input_id(form, &found.key),
            message: found.problem.message(name_in(form, &found.key)),
        })
        .collect()
}

/// What a field is called in its form.
fn name_in(form: &str, key: &str) -> &'static str {
    if form == "return" && key == "effective_on" { "返上日" } else { label(key) }
}

/// One input with label, what helps and what is not right.
#[component]
pub(super) fn Input(
    form: &'static str,
    key: &'static str,
    #[prop(into)] value: String,
    problems: Vec<FieldProblem>,
) -> impl IntoView {
    let id = input_id(form, key);
    let name = name_in(form, key);
    let problem = problems.iter().find(|found| found.key == key).map(|found| found.problem.message(name));
    let known = field(key);
    let hint = known.map_or("", |field| field.hint);
    let about: Vec<String> =
        [(!hint.is_empty()).then(|| format!("h-{id}")), problem.as_ref().map(|_| format!("e-{id}"))]
            .into_iter()
            .flatten()
            .collect();
    let about = (!about.is_empty()).then(|| about.join(" "));
    let required = known.is_none_or(|field| field.is_required());
    let invalid = problem.as_ref().map(|_| "true");
    let input_name = format!("fields[{key}]");
    let (kind, most) = match known.map(|field| field.kind) {
        Some(FieldKind::Email) => ("email", 254),
        Some(FieldKind::Url) => ("url", 300),
        Some(FieldKind::Phone) => ("tel", 20),
        Some(FieldKind::Line(limit)) => ("text", limit.characters()),
        None if key == "effective_on" => ("date", 10),
        _ => ("text", 20),
    };
    let control = if let Some(FieldKind::Choice(choices)) = known.map(|field| field.kind) {
        view! {
        <select
            id=id.clone()
            name=input_name
            autocomplete="off"
            aria-describedby=about
            aria-required=required.then_some("true")
            aria-invalid=invalid
        >
            <option value="">"選択してください"</option>
            {choices
                .iter()
                .map(|choice| view! { <option value=*choice selected=*choice == value>{*choice}</option> })
                .collect_view()}
        </select>
    }
    .into_any()
    } else {
        let value = if kind == "date" {
            calendar::parse_day(&value).map_or(value, |day| day.to_string())
        } else {
            value
        };
        view! {
            <input
                type=kind
                class=if matches!(kind, "tel" | "date") { "line short" } else { "line" }
                id=id.clone()
                name=input_name
                value=value
                maxlength=most.to_string()
                autocomplete="off"
                aria-describedby=about
                aria-required=required.then_some("true")
                aria-invalid=invalid
            />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <div class="label-row">
                <label class="label" for=id.clone()>{name}</label>
                <Need required/>
            </div>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("h-{id}")>{hint}</p> })}
            {control}
            {problem.map(|problem| view! { <p class="error" id=format!("e-{id}")>{problem}</p> })}
        </div>
    }
}
