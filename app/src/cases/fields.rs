//! The one renderer of the form definition: every set, every field, to fill in or to read.

use domain::{
    calendar,
    cases::{
        Field, FieldKind, FieldProblem, Fields, Form, MEMO_KEY, MEMO_LIMIT, Problem, Review, Slot, check,
    },
    ids::CertificationId,
    registry::RecordView,
    text,
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{facility::FacilityField, keep::Text, review::FieldComment};
use crate::ui::{SummaryLine, TextArea};

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
        self.form.with_value(|form| {
            self.text.with(|text| {
                check(form, self.slot, &text.fields, &text.memo, record.as_ref(), &siblings, self.today)
                    .err()
                    .unwrap_or_default()
            })
        })
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

const MEMO_LABEL: &str = "備考";

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

/// Name of an input in the posted form.
pub fn input_name(input: &str) -> String {
    format!("fields[{input}]")
}

/// All fields of the form.
#[component]
pub fn FormFields(filling: Filling, more_records: bool, words: String) -> impl IntoView {
    let fields = filling.form.with_value(|form| form.fields.clone());
    fields
        .into_iter()
        .map(|field| match field.kind {
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

/// 「必須」 or 「任意」. It stands beside the label, not in it: a control is called what its label says.
#[component]
pub fn Need(required: bool) -> impl IntoView {
    let (class, word) = if required { ("required", "必須") } else { ("optional", "任意") };
    view! { <span class=class aria-hidden="true">{word}</span> }
}

/// What is not right with a field.
#[component]
pub fn FieldError(key: &'static str, label: &'static str, problem: Memo<Option<Problem>>) -> impl IntoView {
    view! {
        <div id=format!("e-{key}")>
            {move || problem.get().map(|problem| view! { <p class="error">{problem.message(label)}</p> })}
        </div>
    }
}

/// How many characters a person counts, live; over the limit it says by how many and cuts nothing.
#[component]
pub fn Counter(#[prop(into)] id: String, count: Signal<usize>, limit: usize) -> impl IntoView {
    let over = Memo::new(move |_| count.get() > limit);
    view! {
        <p class="counter" class:over=over id=id>
            {move || {
                let count = count.get();
                match count.saturating_sub(limit) {
                    0 => format!("{count} / {limit}文字"),
                    more => format!("{count} / {limit}文字({more}文字超過)"),
                }
            }}
        </p>
    }
}

fn described(key: &str) -> String {
    format!("e-{key} c-{key}")
}

fn count_of(filling: Filling, key: &'static str) -> Signal<usize> {
    Signal::derive(move || filling.text.with(|text| text::count(text.fields.get(key).trim())))
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
fn TextField(filling: Filling, field: Field, limit: usize) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key);
    let start = filling.text.with_untracked(|text| text.fields.get(key).to_owned());
    let rows = if limit > 1_000 { 8 } else { 4 };
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling key/>
            <TextArea
                name=input_name(key)
                id=input_id(key)
                text=start
                rows
                described_by=described(key)
                required=field.required
                invalid=Signal::derive(move || problem.get().is_some())
            />
            <Counter id=format!("c-{key}") count=count_of(filling, key) limit/>
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn LineField(filling: Filling, field: Field, limit: usize) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key);
    let start = filling.text.with_untracked(|text| text.fields.get(key).to_owned());
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling key/>
            <input
                type="text"
                class="line"
                name=input_name(key)
                id=input_id(key)
                value=start
                autocomplete="off"
                aria-describedby=described(key)
                aria-required=field.required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
            />
            <Counter id=format!("c-{key}") count=count_of(filling, key) limit/>
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn ChoiceField(filling: Filling, field: Field, choices: &'static [&'static str]) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key);
    let start = filling.text.with_untracked(|text| text.fields.get(key).to_owned());
    let set = filling.form.with_value(|form| form.set);
    // Where the set fixes the slot's category there is nothing to choose (C2).
    let default = if key == "category" { set.default_category(filling.slot) } else { None };
    let fixed = key == "category" && set.category_is_fixed();
    let choices: Vec<&'static str> = match default {
        Some(only) if fixed => vec![only],
        _ => choices.to_vec(),
    };
    view! {
        <div class="field">
            <Heading field/>
            <FieldComment filling key/>
            <select
                name=input_name(key)
                id=input_id(key)
                autocomplete="off"
                aria-describedby=format!("e-{key}")
                aria-required=field.required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
            >
                {(!fixed).then(|| view! { <option value="">"選択してください"</option> })}
                {choices
                    .into_iter()
                    .map(|choice| view! { <option value=choice selected=choice == start>{choice}</option> })
                    .collect_view()}
            </select>
            {fixed.then(|| view! { <p class="hint">"この番号の症例区分は決まっています。"</p> })}
            <FieldError key label=field.label problem/>
        </div>
    }
}

#[component]
fn ConfirmField(filling: Filling, field: Field) -> impl IntoView {
    let key = field.key;
    let problem = filling.problem(key);
    let start = filling.text.with_untracked(|text| text.fields.get(key) == "yes");
    view! {
        <div class="field">
            <FieldComment filling key/>
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
                    aria-invalid=move || problem.get().map(|_| "true")
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
fn PeriodField(filling: Filling, field: Field) -> impl IntoView {
    let problem = filling.problem(field.key);
    let day = move |input: &'static str, label: &'static str| {
        let typed = filling.text.with_untracked(|text| text.fields.get(input).to_owned());
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
                    aria-invalid=move || problem.get().map(|_| "true")
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
            <FieldComment filling key=field.key/>
            <p class="hint" id="h-period">
                "選択した診療施設の認定期間内の日付を入力してください。実際に提供した期間がこれより長い場合は、「介入時までの現病歴」の冒頭に記入してください。"
            </p>
            <div class="days">{day("start_on", "開始日")} {day("end_on", "終了日")}</div>
            <FieldError key=field.key label=field.label problem/>
            <super::facility::Fitting filling problem/>
        </fieldset>
    }
}

/// 備考, visibly apart: the applicant's own (C7).
#[component]
pub fn MemoField(filling: Filling) -> impl IntoView {
    let start = filling.text.with_untracked(|text| text.memo.clone());
    let count = Signal::derive(move || filling.text.with(|text| text::count(text.memo.trim())));
    let problem = filling.problem(MEMO_KEY);
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
                text=start
                rows=2
                described_by="h-memo c-memo e-memo"
                invalid=Signal::derive(move || problem.get().is_some())
            />
            <Counter id="c-memo" count limit=MEMO_LIMIT/>
            <FieldError key=MEMO_KEY label=MEMO_LABEL problem/>
        </div>
    }
}

/// The form as readable text, for states in which nothing can be changed.
#[component]
pub fn ReadOnly(form: Form, fields: Fields, record: Option<RecordView>, memo: String) -> impl IntoView {
    view! {
        <dl class="report">
            {form
                .fields
                .iter()
                .map(|field| {
                    view! {
                        <dt>{field.label}</dt>
                        <dd>{shown_value(field, &fields, record.as_ref())}</dd>
                    }
                })
                .collect_view()}
        </dl>
        <div class="memo-box">
            <p class="label">{MEMO_LABEL}</p>
            <p class="hint">"指導者に送信されません"</p>
            <p class="typed">{memo}</p>
        </div>
    }
}

/// A field's value as a person reads it, on screens and on paper.
pub fn shown_value(field: &Field, fields: &Fields, record: Option<&RecordView>) -> String {
    let day = |input| {
        let typed = fields.get(input);
        calendar::parse_day(typed).map_or_else(|| typed.to_owned(), calendar::slashed)
    };
    match field.kind {
        FieldKind::Record => record.map(RecordView::full).unwrap_or_default(),
        FieldKind::Period => match (day("start_on"), day("end_on")) {
            (start, end) if start.is_empty() && end.is_empty() => String::new(),
            (start, end) => format!("{start}〜{end}"),
        },
        FieldKind::Confirm if fields.get(field.key) == "yes" => "確認済み".into(),
        FieldKind::Confirm => String::new(),
        FieldKind::Choice(_) | FieldKind::Line(_) | FieldKind::Text(_) => fields.get(field.key).to_owned(),
    }
}
