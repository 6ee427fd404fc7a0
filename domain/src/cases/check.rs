//! 登録 checks the whole form and names everything that is not right in one go (C3, C4, C6).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FieldKind, Fields, Form, MEMO_KEY, Slot};
use crate::{
    calendar,
    ids::CertificationId,
    period::Period,
    reading::{self, DayProblem},
    registry::RecordView,
    text::{self, Beyond, Limit},
};

/// A report that may be registered: what was typed, and the facts the rules read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registrable {
    pub fields: Fields,
    pub certification: CertificationId,
    pub period: Period,
    pub category: String,
}

/// What is not right with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// Key of the field in the form, or [`MEMO_KEY`].
    pub key: String,
    pub problem: Problem,
}

/// Why a field is not right and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Missing,
    NotConfirmed,
    NotAChoice,
    /// The set gives this slot its category (C2).
    FixedCategory(String),
    TooLong {
        limit: usize,
        count: usize,
    },
    /// Within the limit as a person counts, but not as a machine does.
    Overladen,
    /// Characters that no font on paper has.
    NotOnPaper(Vec<char>),
    NotADay,
    /// A day of a year that nobody means.
    StrangeYear(i16),
    StartAfterEnd,
    InTheFuture {
        #[serde(with = "crate::wire::day")]
        today: Date,
    },
    /// The period leaves the record's period; `fitting` are the records of the same facility that would fit (C6).
    OutsideRecord {
        record: Box<RecordView>,
        fitting: Vec<RecordView>,
    },
}

impl Problem {
    /// What the person reads at the field; `label` is the field's.
    pub fn message(&self, label: &str) -> String {
        match self {
            Self::Missing => format!("「{label}」を入力してください。"),
            Self::NotConfirmed => format!("「{label}」にチェックを入れてください。"),
            Self::NotAChoice => format!("「{label}」を選択肢から選んでください。"),
            Self::FixedCategory(category) => {
                format!("この番号の「{label}」は「{category}」に決まっています。")
            }
            Self::TooLong { limit, count } => {
                format!(
                    "「{label}」は{limit}文字以内で入力してください(現在{count}文字、{}文字超過)。",
                    count.saturating_sub(*limit)
                )
            }
            Self::Overladen => text::overladen(&["「", label, "」"].concat()),
            Self::NotOnPaper(missing) => text::paper::not_on_paper(&["「", label, "」"].concat(), missing),
            Self::NotADay => format!("「{label}」の開始日と終了日を、正しい日付で入力してください。"),
            Self::StrangeYear(year) => DayProblem::StrangeYear(*year).message(label),
            Self::StartAfterEnd => format!("「{label}」の開始日が終了日より後になっています。"),
            Self::InTheFuture { today } => {
                format!(
                    "「{label}」の終了日は、本日({})以前の日付にしてください。",
                    calendar::slashed(*today)
                )
            }
            Self::OutsideRecord { record, fitting } => {
                let outside = format!(
                    "「{label}」が、選択した診療施設の認定期間({}、{})に収まっていません。",
                    record.name_and_number(),
                    record.period
                );
                let help = if fitting.is_empty() {
                    "同じ施設に、この期間を含む認定はありません。期間を認定期間内に直し、実際の期間は「介入時までの現病歴」の冒頭に記入してください。".to_owned()
                } else {
                    let names: Vec<String> =
                        fitting.iter().map(|r| format!("{}({})", r.name_and_number(), r.period)).collect();
                    format!("この期間を含む同じ施設の認定: {}。", names.join("、"))
                };
                outside + &help
            }
        }
    }
}

/// Checks everything typed against the form, and 備考 against its limit. `record` is the chosen certification record, when the typed id is one;
/// `siblings` are all records of the same facility; `today` is the day in Japan.
///
/// # Errors
/// Every problem of every field, in the order of the form, 備考 last.
pub fn check(
    form: &Form,
    slot: Slot,
    fields: &Fields,
    memo: &str,
    record: Option<&RecordView>,
    siblings: &[RecordView],
    today: Date,
) -> Result<Registrable, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut period = None;
    for field in &form.fields {
        let problem = match field.kind {
            FieldKind::Record => record.is_none().then_some(Problem::Missing),
            FieldKind::Period => match check_period(fields, record, siblings, today) {
                Ok(found) => {
                    period = Some(found);
                    None
                }
                Err(problem) => Some(problem),
            },
            FieldKind::Confirm => (fields.get(field.key) != "yes").then_some(Problem::NotConfirmed),
            FieldKind::Choice(choices) => match (fields.get(field.key), field.key) {
                ("", _) => field.required.then_some(Problem::Missing),
                (typed, "category") if form.set.category_is_fixed() => form
                    .set
                    .default_category(slot)
                    .filter(|fixed| *fixed != typed)
                    .map(|fixed| Problem::FixedCategory(fixed.into())),
                (typed, _) => (!choices.contains(&typed)).then_some(Problem::NotAChoice),
            },
            FieldKind::Line(limit) | FieldKind::Text(limit) => {
                within(limit, fields.get(field.key), field.required)
            }
        };
        problems.extend(problem.map(|problem| FieldProblem { key: field.key.into(), problem }));
    }
    // 備考 is on no paper (C7).
    let problem =
        within(form.memo_limit, memo, false).filter(|problem| !matches!(problem, Problem::NotOnPaper(_)));
    problems.extend(problem.map(|problem| FieldProblem { key: MEMO_KEY.into(), problem }));
    match (record, period) {
        (Some(record), Some(period)) if problems.is_empty() => Ok(Registrable {
            fields: fields.tidy(form.inputs()),
            certification: record.id,
            period,
            category: fields.get("category").into(),
        }),
        _ => Err(problems),
    }
}

impl From<DayProblem> for Problem {
    fn from(problem: DayProblem) -> Self {
        match problem {
            DayProblem::NotADay => Self::NotADay,
            DayProblem::StrangeYear(year) => Self::StrangeYear(year),
        }
    }
}

/// What is not right with a text.
fn within(limit: Limit, typed: &str, required: bool) -> Option<Problem> {
    match limit.check(typed) {
        Ok(0) => required.then_some(Problem::Missing),
        Ok(_) => {
            Some(text::paper::not_shown(typed)).filter(|missing| !missing.is_empty()).map(Problem::NotOnPaper)
        }
        Err(Beyond::Characters { limit, count }) => Some(Problem::TooLong { limit, count }),
        Err(Beyond::Overladen) => Some(Problem::Overladen),
    }
}

fn check_period(
    fields: &Fields,
    record: Option<&RecordView>,
    siblings: &[RecordView],
    today: Date,
) -> Result<Period, Problem> {
    let (start, end) = (fields.get("start_on"), fields.get("end_on"));
    if start.is_empty() || end.is_empty() {
        return Err(Problem::Missing);
    }
    let [start, end] = [reading::day(start)?, reading::day(end)?];
    let period = Period::new(start, end).ok_or(Problem::StartAfterEnd)?;
    if end > today {
        return Err(Problem::InTheFuture { today });
    }
    match record {
        Some(record) if !record.period.covers(&period) => Err(Problem::OutsideRecord {
            record: Box::new(record.clone()),
            fitting: siblings
                .iter()
                .filter(|r| r.id != record.id && r.period.covers(&period))
                .cloned()
                .collect(),
        }),
        _ => Ok(period),
    }
}
