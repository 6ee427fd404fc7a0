//! What the fields of an open form share: what stands in them, which facilities are offered, what is not right.

use domain::{
    cases::{CaseEditor, Field, FieldKind, FieldProblem, Fields, Form, MEMO_KEY, Problem, Review, Slot},
    registry::RecordView,
};

use crate::ui::SummaryLine;

/// What 備考 is called on screens.
pub const MEMO_LABEL: &str = "備考";

/// What the renderer and its fields share.
pub struct Filling {
    pub form: Form,
    pub slot: Slot,
    pub fields: Fields,
    pub memo: String,
    /// Records offered as choices, the chosen one first.
    pub offered: Vec<RecordView>,
    /// 登録 was pressed: what is not right is shown.
    pub checked: bool,
    pub problems: Vec<FieldProblem>,
    pub review: Option<Review>,
}

impl Filling {
    /// The draft, and in an untouched slot the slot's category (C2).
    pub fn of(editor: &CaseEditor, found: Vec<RecordView>, checked: bool) -> Self {
        let mut fields = editor.fields.clone();
        let untouched = editor.version == 0 && fields.get("category").is_empty();
        if (untouched || editor.set.category_is_fixed())
            && let Some(category) = editor.set.default_category(editor.slot)
        {
            fields.set("category", category);
        }
        Self {
            form: Form::of(editor.set).limited(&editor.limits),
            slot: editor.slot,
            fields,
            memo: editor.memo.clone(),
            offered: chosen_first(editor.record.clone(), found),
            checked,
            problems: editor.problems.clone(),
            review: editor.review.clone(),
        }
    }

    /// What is said at the field: after 登録 everything, and at the period always as soon as both days stand there (C6).
    pub fn problem(&self, key: &str) -> Option<&Problem> {
        let days =
            key == "period" && ["start_on", "end_on"].iter().all(|day| !self.fields.get(day).is_empty());
        let found = self.problems.iter().find(|found| found.key == key);
        found.filter(|_| days || self.checked).map(|found| &found.problem)
    }

    /// The summary of everything that is not right.
    pub fn summary(&self) -> Vec<SummaryLine> {
        let line = |found: &FieldProblem| {
            let (target, label) = match self.form.field(&found.key) {
                Some(field) => (target(field), field.label),
                None if found.key == MEMO_KEY => (input_id(MEMO_KEY), MEMO_LABEL),
                None => return None,
            };
            Some(SummaryLine { target, message: found.problem.message(label) })
        };
        self.problems.iter().filter_map(line).collect()
    }
}

/// Records as choices: the chosen one stays, on top.
pub fn chosen_first(chosen: Option<RecordView>, found: Vec<RecordView>) -> Vec<RecordView> {
    let others = found.into_iter().filter(|record| chosen.as_ref().is_none_or(|c| c.id != record.id));
    let others: Vec<_> = others.collect();
    chosen.into_iter().chain(others).collect()
}

/// Id of an input.
pub fn input_id(input: &str) -> String {
    format!("f-{input}")
}

/// Id of the input that a link to the field leads to.
pub fn target(field: &Field) -> String {
    match field.kind {
        FieldKind::Record => "facility".into(),
        _ => input_id(field.inputs().first().copied().unwrap_or(field.key)),
    }
}
