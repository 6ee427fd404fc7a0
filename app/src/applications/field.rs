//! What every field of a form is made of.

use domain::applications::{Field, FieldKind, FormEditor, Known, Problem, STAFF_ROWS, staff_input};
use leptos::prelude::*;

use crate::ui::Need;

/// Id of the form.
pub(super) const FORM: &str = "application";

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

/// What is said of a field; of one row of 常勤有資格者 with the row.
pub(super) fn message(problem: &Problem, label: &str, row: Option<usize>) -> String {
    match row {
        Some(row) => problem.message(&format!("{label} {row}人目")),
        None => problem.message(label),
    }
}
