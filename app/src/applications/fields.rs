//! The one renderer of the two forms: every kind of field, to fill in.

use domain::{
    applications::{
        Field, FieldKind, Form, FormEditor, Known, Need as Needed, Problem, STAFF_ROWS, staff_input,
    },
    calendar,
    text::{self, Limit},
};
use leptos::prelude::*;

use super::{core::CoreField, form::message, staff::StaffField};
use crate::ui::{Counter, Need, TextArea};

/// What a field shows of the form around it.
#[derive(Clone)]
pub(super) struct Shown {
    pub editor: StoredValue<FormEditor>,
    /// 登録 was pressed: what is not right is shown.
    pub checked: bool,
    /// Why the file that the form brought was not taken.
    pub file_refusal: Option<String>,
}

impl Shown {
    /// What stands in an input.
    pub fn text(&self, input: &str) -> String {
        self.editor.with_value(|editor| editor.fields.get(input).to_owned())
    }

    /// What is not right with a field; with one row of it, where a row is named.
    pub fn problem(&self, field: &Field, row: Option<usize>) -> Option<String> {
        let found = |found: &Problem| message(found, field.label, row);
        self.checked
            .then(|| {
                self.editor.with_value(|editor| {
                    let mine = |problem: &&domain::applications::FieldProblem| {
                        problem.key == field.key && problem.row == row
                    };
                    editor.problems.iter().find(mine).map(|problem| found(&problem.problem))
                })
            })
            .flatten()
    }

    /// What the register says of this 会員番号, when it belongs to the name beside it.
    pub fn known(&self, number: &str) -> Option<Known> {
        self.editor.with_value(|editor| editor.known.iter().find(|known| known.number == number).cloned())
    }
}

/// Name of an input in the posted form.
pub(super) fn input_name(input: &str) -> String {
    format!("fields[{input}]")
}

/// Id of an input.
pub(super) fn input_id(input: &str) -> String {
    format!("f-{input}")
}

/// Id of the input that a link to the field leads to.
pub(super) fn target(field: &Field, row: Option<usize>) -> String {
    match field.kind {
        FieldKind::Several(boxes) => input_id(boxes.first().map_or(field.key, |(input, _)| input)),
        FieldKind::Staff => input_id(&staff_input("no", row.unwrap_or(1).min(STAFF_ROWS))),
        _ => input_id(field.key),
    }
}

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

/// Label, 必須 or 任意, and what helps.
#[component]
pub(super) fn Heading(field: Field) -> impl IntoView {
    view! {
        <div class="label-row">
            <label class="label" for=input_id(field.key)>{field.label}</label>
            <Need required=field.is_required()/>
        </div>
        <Hint field/>
    }
}

#[component]
pub(super) fn Hint(field: Field) -> impl IntoView {
    (!field.hint.is_empty()).then(|| view! { <p class="hint" id=format!("h-{}", field.key)>{field.hint}</p> })
}

/// What is not right.
#[component]
pub(super) fn FieldError(#[prop(into)] id: String, problem: Option<String>) -> impl IntoView {
    problem.map(|problem| view! { <p class="error" id=id>{problem}</p> })
}

/// Ids of what describes an input.
pub(super) fn described(field: &Field, problem: bool) -> Option<String> {
    let hint = (!field.hint.is_empty()).then(|| format!("h-{}", field.key));
    let error = problem.then(|| format!("e-{}", field.key));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
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

/// 「登録されている資格」 of a person who is named rightly (F7).
#[component]
pub(super) fn RegisterSays(known: Option<Known>) -> impl IntoView {
    known.map(|known| {
        let held: Vec<String> = known
            .held
            .iter()
            .map(|held| format!("{} {} {}", held.kind.label(), held.certificate_no, held.period))
            .collect();
        let held = if held.is_empty() { "なし".to_owned() } else { held.join("、") };
        view! { <p class="hint register-says">"登録されている資格: " {held}</p> }
    })
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
