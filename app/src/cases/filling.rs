//! What the fields of an open form share: what stands in them, what is known of facilities, what is not right.

use domain::{
    cases::{Field, FieldKind, FieldProblem, Form, MEMO_KEY, Problem, Review, Slot, check},
    ids::CertificationId,
    registry::RecordView,
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{keep::Text, ui::SummaryLine};

/// What 備考 is called on screens.
pub const MEMO_LABEL: &str = "備考";

/// What the renderer and its fields share.
#[derive(Clone, Copy)]
pub struct Filling {
    pub form: StoredValue<Form>,
    pub slot: Slot,
    pub today: Date,
    /// What stands in the inputs now.
    pub text: RwSignal<Text>,
    /// Records whose data are known here.
    pub known: RwSignal<Vec<RecordView>>,
    /// Records offered as choices.
    pub offered: RwSignal<Vec<RecordView>>,
    /// 登録 was pressed: what is not right is shown.
    pub checked: RwSignal<bool>,
    /// What the server said of a text at 登録: it may know more than this page does.
    pub refused: RwSignal<Option<(Text, Vec<FieldProblem>)>>,
    pub review: StoredValue<Option<Review>>,
}

impl Filling {
    /// The record that is chosen, as far as it is known.
    pub fn record(&self) -> Option<RecordView> {
        let id = self.text.with(|text| text.fields.get("facility").parse::<CertificationId>().ok())?;
        self.known.with(|known| known.iter().find(|record| record.id == id).cloned())
    }

    /// What 登録 would say of what stands in the inputs now.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let record = self.record();
        let siblings = self.known.with(|known| {
            let same = |other: &&RecordView| record.as_ref().is_some_and(|r| r.facility == other.facility);
            known.iter().filter(same).cloned().collect::<Vec<_>>()
        });
        let mut problems = self.form.with_value(|form| {
            self.text.with(|text| {
                check(form, self.slot, &text.fields, &text.memo, record.as_ref(), &siblings, self.today)
                    .err()
                    .unwrap_or_default()
            })
        });
        self.refused.with(|refused| {
            let Some((text, refused)) = refused else { return };
            if self.text.with(|now| now == text) {
                let new = |found: &&FieldProblem| problems.iter().all(|known| known.key != found.key);
                let more: Vec<_> = refused.iter().filter(new).cloned().collect();
                problems.extend(more);
            }
        });
        problems
    }

    /// What is said at the field: after 登録 everything, and at the period always as soon as both days stand there (C6).
    pub fn problem(&self, key: &'static str) -> Memo<Option<Problem>> {
        let this = *self;
        Memo::new(move |_| {
            let days = key == "period"
                && this.text.with(|text| {
                    !text.fields.get("start_on").is_empty() && !text.fields.get("end_on").is_empty()
                });
            (days || this.checked.get())
                .then(|| this.problems().into_iter().find(|problem| problem.key == key))
                .flatten()
                .map(|found| found.problem)
        })
    }

    /// The summary of everything that is not right now.
    pub fn summary(&self) -> Vec<SummaryLine> {
        let problems = self.problems();
        self.form.with_value(|form| {
            problems
                .into_iter()
                .filter_map(|found| {
                    let (target, label) = match form.field(&found.key) {
                        Some(field) => (target(field), field.label),
                        None if found.key == MEMO_KEY => (input_id(MEMO_KEY), MEMO_LABEL),
                        None => return None,
                    };
                    Some(SummaryLine { target, message: found.problem.message(label) })
                })
                .collect()
        })
    }
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

#[cfg(test)]
mod tests {
    use domain::cases::CaseSet;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_only_the_server_knows_is_said_until_the_text_changes() {
        let owner = Owner::new();
        owner.with(|| {
            let set = CaseSet::Specialist;
            let text =
                Text { fields: [("diagnosis", "膵がん")].into_iter().collect(), memo: String::new() };
            let filling = Filling {
                form: StoredValue::new(Form::of(set)),
                slot: Slot::new(set, 1).expect("a slot"),
                today: date(2026, 11, 22),
                text: RwSignal::new(text.clone()),
                known: RwSignal::new(vec![]),
                offered: RwSignal::new(vec![]),
                checked: RwSignal::new(true),
                refused: RwSignal::new(None),
                review: StoredValue::new(None),
            };
            let (diagnosis, history) = (filling.problem("diagnosis"), filling.problem("history"));
            assert_eq!((diagnosis.get(), history.get()), (None, Some(Problem::Missing)));

            let too_long = Problem::TooLong { limit: 2, count: 3 };
            let said =
                |key: &str, problem: &Problem| FieldProblem { key: key.into(), problem: problem.clone() };
            let refused = vec![said("diagnosis", &too_long), said("history", &Problem::Missing)];
            filling.refused.set(Some((text, refused)));
            assert_eq!((diagnosis.get(), history.get()), (Some(too_long), Some(Problem::Missing)));
            let told = filling.problems();
            assert_eq!(told.iter().filter(|problem| problem.key == "history").count(), 1, "said once");

            filling.text.update(|text| text.fields.set("diagnosis", "膵癌"));
            assert_eq!(diagnosis.get(), None);
        });
    }
}
