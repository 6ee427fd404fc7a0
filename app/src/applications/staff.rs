//! 常勤有資格者: one row for each person (F7).

use domain::applications::{Field, QUALIFICATIONS, STAFF_ROWS, staff_input};
use leptos::prelude::*;

use super::field::{FieldError, Hint, RegisterSays, Shown, described, input_id, input_name};
use crate::ui::Need;

/// Empty rows behind those that are filled in; saving brings more.
const SPARE: usize = 2;

#[component]
pub(super) fn StaffField(shown: Shown, field: Field) -> impl IntoView {
    let filled = (1..=STAFF_ROWS)
        .rev()
        .find(|row| {
            ["no", "name", "kind"].iter().any(|column| !shown.text(&staff_input(column, *row)).is_empty())
        })
        .unwrap_or(0);
    let rows = (filled + SPARE).min(STAFF_ROWS);
    let problem = shown.problem(&field, None);
    let about = described(&field, problem.is_some());
    let more = (rows < STAFF_ROWS).then(|| {
        view! { <p class="hint">{format!("行が足りないときは、「一時保存」すると追加されます(最大{STAFF_ROWS}人)。")}</p> }
    });
    view! {
        <fieldset class="field staff" aria-describedby=about>
            <legend class="label-row">
                <span class="label">{field.label}</span>
                <Need required=field.is_required()/>
            </legend>
            <Hint field/>
            <FieldError id="e-staff" problem/>
            {(1..=rows).map(|row| view! { <Person shown=shown.clone() field row/> }).collect_view()}
            {more}
        </fieldset>
    }
}

#[component]
fn Person(shown: Shown, field: Field, row: usize) -> impl IntoView {
    let [no, name, kind] = ["no", "name", "kind"].map(|column| staff_input(column, row));
    let problem = shown.problem(&field, Some(row));
    let error = format!("e-staff-{row}");
    let invalid = problem.is_some().then_some("true");
    let about = problem.is_some().then(|| error.clone());
    let chosen = shown.text(&kind);
    view! {
        <fieldset class="staff-row" aria-describedby=about>
            <legend>{format!("{row}人目")}</legend>
            <div>
                <label for=input_id(&no)>"会員番号"</label>
                <input type="text" inputmode="numeric" class="line short" id=input_id(&no) name=input_name(&no) value=shown.text(&no) autocomplete="off" aria-invalid=invalid/>
            </div>
            <div>
                <label for=input_id(&name)>"氏名"</label>
                <input type="text" class="line" id=input_id(&name) name=input_name(&name) value=shown.text(&name) autocomplete="off" aria-invalid=invalid/>
            </div>
            <div>
                <label for=input_id(&kind)>"資格"</label>
                <select id=input_id(&kind) name=input_name(&kind) autocomplete="off" aria-invalid=invalid>
                    <option value="">"選択してください"</option>
                    {QUALIFICATIONS.map(|word| view! { <option value=word selected=word == chosen>{word}</option> }).into_iter().collect_view()}
                </select>
            </div>
            <div class="whole">
                <RegisterSays known=shown.known(&shown.text(&no))/>
                <FieldError id=error problem/>
            </div>
        </fieldset>
    }
}
