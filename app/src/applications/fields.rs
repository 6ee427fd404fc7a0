//! The one renderer of the two forms: every kind of field, to fill in.

use domain::{
    applications::{Field, FieldKind, Form, FormEditor, Need as Needed},
    calendar,
    text::{self, Limit},
};
use leptos::prelude::*;

use super::{
    core::CoreField,
    field::{FieldError, Heading, Hint, RegisterSays, Shown, described, input_id, input_name},
    staff::StaffField,
};
use crate::ui::{Counter, Need, TextArea};

/// All fields of the form.
#[component]
pub(super) fn FormFields(
    editor: FormEditor,
    cores: Option<domain::applications::CoreSearch>,
    checked: bool,
    file_refusal: Option<String>,
) -> impl IntoView {
    let form = Form::of(editor.applying, editor.part);
    let shown = Shown { editor: StoredValue::new(editor), checked, file_refusal };
    form.fields
        .into_iter()
        .map(|field| {
            let shown = shown.clone();
            let input = match field.kind {
                FieldKind::Choice(choices) => view! { <ChoiceField shown field choices/> }.into_any(),
                FieldKind::Several(boxes) => view! { <BoxesField shown field boxes/> }.into_any(),
                FieldKind::Text(limit) => view! { <TextField shown field limit/> }.into_any(),
                FieldKind::Staff => view! { <StaffField shown field/> }.into_any(),
                FieldKind::Core => view! { <CoreField shown field cores=cores.clone()/> }.into_any(),
                FieldKind::Document => view! { <super::document::DocumentField shown field/> }.into_any(),
                _ => view! { <LineField shown field/> }.into_any(),
            };
            match field.need {
                Needed::When(when) => {
                    view! { <div class="brought" data-by=when.input()>{input}</div> }.into_any()
                }
                Needed::Always | Needed::Never => input,
            }
        })
        .collect_view()
}

/// How a browser helps with a line: type, keyboard, what may be filled in by itself.
fn helps(field: &Field) -> (&'static str, Option<&'static str>, &'static str) {
    match (field.kind, field.key) {
        (FieldKind::Email, _) => ("email", None, "email"),
        (FieldKind::Url, _) => ("url", None, "url"),
        (FieldKind::Phone, _) => ("tel", None, "tel"),
        (FieldKind::PostalCode, _) => ("text", Some("numeric"), "postal-code"),
        (FieldKind::Day, _) => ("date", None, "off"),
        (FieldKind::Number | FieldKind::Member, _) => ("text", Some("numeric"), "off"),
        (_, "name") => ("text", None, "organization"),
        _ => ("text", None, "off"),
    }
}

#[component]
fn LineField(shown: Shown, field: Field) -> impl IntoView {
    let typed = shown.text(field.key);
    let (kind, keyboard, fill) = helps(&field);
    // A day written by hand in a browser without date inputs: others know only 2026-04-01.
    let start = match field.kind {
        FieldKind::Day => calendar::parse_day(&typed).map_or(typed.clone(), |day| day.to_string()),
        _ => typed.clone(),
    };
    let limit = match field.kind {
        FieldKind::Line(limit) => Some(limit),
        _ => None,
    };
    let problem = shown.problem(&field, None);
    let known = (field.kind == FieldKind::Member).then(|| shown.known(&typed)).flatten();
    let short = matches!(
        field.kind,
        FieldKind::Number | FieldKind::PostalCode | FieldKind::Phone | FieldKind::Day | FieldKind::Member
    );
    let beyond = limit.map(Limit::characters).filter(|limit| text::count(&typed) > *limit);
    view! {
        <div class="field">
            <Heading field/>
            <input
                type=kind
                class=if short { "line short" } else { "line" }
                inputmode=keyboard
                name=input_name(field.key)
                id=input_id(field.key)
                value=start
                autocomplete=fill
                aria-describedby=described(&field, problem.is_some())
                aria-required=matches!(field.need, Needed::Always).then_some("true")
                aria-invalid=problem.is_some().then_some("true")
            />
            {beyond.map(|limit| view! { <p class="counter over">{format!("{} / {limit}文字", text::count(&typed))}</p> })}
            <RegisterSays known/>
            <FieldError id=format!("e-{}", field.key) problem/>
        </div>
    }
}

#[component]
fn TextField(shown: Shown, field: Field, limit: Limit) -> impl IntoView {
    let typed = shown.text(field.key);
    let problem = shown.problem(&field, None);
    let invalid = problem.is_some();
    view! {
        <div class="field">
            <Heading field/>
            <TextArea
                name=input_name(field.key)
                id=input_id(field.key)
                text=typed.clone()
                rows=3
                described_by=described(&field, invalid).unwrap_or_default()
                required=matches!(field.need, Needed::Always)
                invalid=invalid
            />
            <Counter of=input_id(field.key) text=typed limit/>
            <FieldError id=format!("e-{}", field.key) problem/>
        </div>
    }
}

#[component]
fn ChoiceField(shown: Shown, field: Field, choices: &'static [&'static str]) -> impl IntoView {
    let typed = shown.text(field.key);
    let problem = shown.problem(&field, None);
    view! {
        <div class="field">
            <Heading field/>
            <select
                name=input_name(field.key)
                id=input_id(field.key)
                autocomplete="off"
                aria-describedby=described(&field, problem.is_some())
                aria-required=matches!(field.need, Needed::Always).then_some("true")
                aria-invalid=problem.is_some().then_some("true")
            >
                <option value="">"選択してください"</option>
                {choices
                    .iter()
                    .map(|choice| view! { <option value=*choice selected=*choice == typed>{*choice}</option> })
                    .collect_view()}
            </select>
            <FieldError id=format!("e-{}", field.key) problem/>
        </div>
    }
}

#[component]
fn BoxesField(shown: Shown, field: Field, boxes: &'static [(&'static str, &'static str)]) -> impl IntoView {
    let problem = shown.problem(&field, None);
    let about = described(&field, problem.is_some());
    view! {
        <fieldset class="field" aria-describedby=about>
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=field.is_required()/>
            </legend>
            <Hint field/>
            <div class="boxes">
                {boxes
                    .iter()
                    .map(|(input, label)| {
                        view! {
                            <div class="choice">
                                <input
                                    type="checkbox"
                                    name=input_name(input)
                                    id=input_id(input)
                                    value="yes"
                                    checked=shown.text(input) == "yes"
                                    autocomplete="off"
                                />
                                <label for=input_id(input)>{*label}</label>
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
            <FieldError id=format!("e-{}", field.key) problem/>
        </fieldset>
    }
}
