//! Two texts side by side: the draft, and what met it as the newer one and was set aside (C11).

use std::collections::BTreeSet;

use domain::{
    calendar,
    cases::{Aside, CaseSet, FieldKind, Fields, Form, MEMO_KEY, Slot},
    registry::RecordView,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api;
use crate::shell::owned;

/// 「別の画面で入力された内容が残っています」, one panel for each.
#[component]
pub fn Asides(
    /// The case. (A property called `slot` would mean something else to `view!`.)
    case: (CaseSet, Slot),
    form: Form,
    asides: Vec<Aside>,
    present: Fields,
    known: Vec<RecordView>,
) -> impl IntoView {
    let (set, slot) = case;
    asides
        .into_iter()
        .map(|aside| {
            let id = aside.id.to_string();
            let title = format!("aside-{id}");
            let labelled = title.clone();
            let hidden = {
                let id = id.clone();
                move || {
                    view! {
                        <input type="hidden" name="set" value=set.key()/>
                        <input type="hidden" name="number" value=slot.number().to_string()/>
                        <input type="hidden" name="aside" value=id.clone()/>
                    }
                }
            };
            let text = with_memo(aside.fields, aside.memo);
            view! {
                <section class="note note-wait aside" aria-labelledby=labelled>
                    <h2 id=title>"別の画面で入力された内容が残っています"</h2>
                    <p>
                        {format!(
                            "{}に、別の画面または端末から送られた入力です。現在の下書きは上書きされていません。見比べて、どちらを残すか選んでください。",
                            calendar::stamp(aside.kept_at),
                        )}
                    </p>
                    <SideBySide
                        form=form.clone()
                        present=present.clone()
                        other=text
                        known=known.clone()
                    />
                    <div class="question-actions">
                        <form method="post" action=owned(api::DropAside::url())>
                            {hidden()}
                            <button class="button quiet">"破棄する"</button>
                        </form>
                        <form method="post" action=owned(api::TakeAside::url())>
                            {hidden()}
                            <button class="button">"こちらの内容に戻す"</button>
                        </form>
                    </div>
                </section>
            }
        })
        .collect_view()
}

/// The report's texts and 備考, by input.
pub fn with_memo(mut fields: Fields, memo: String) -> Fields {
    fields.set(MEMO_KEY, memo);
    fields
}

/// The fields that differ, both texts.
#[component]
fn SideBySide(form: Form, present: Fields, other: Fields, known: Vec<RecordView>) -> impl IntoView {
    let shown = move |input: &str, text: &Fields| -> String {
        let typed = text.get(input);
        let is_record = form.field(input).is_some_and(|field| field.kind == FieldKind::Record);
        match known.iter().find(|record| is_record && record.id.to_string() == typed) {
            Some(record) => record.full(),
            None if is_record && !typed.is_empty() => "選択した別の診療施設".into(),
            None if typed.is_empty() => "(空欄)".into(),
            None => typed.to_owned(),
        }
    };
    let all = present.0.keys().chain(other.0.keys()).map(String::as_str);
    let differing: BTreeSet<&str> = all.filter(|input| present.get(input) != other.get(input)).collect();
    // In the form's order; what no form has comes last.
    let order: Vec<&str> = Form::of(CaseSet::Specialist).inputs().collect();
    let others = differing.iter().copied().filter(|input| !order.contains(input));
    let rows = order
        .iter()
        .copied()
        .filter(|input| differing.contains(*input))
        .chain(others)
        .map(|input| {
            view! {
                <div class="pair">
                    <h3>{label(input)}</h3>
                    <div>
                        <p class="muted">"残っている内容"</p>
                        <p class="typed">{shown(input, &other)}</p>
                    </div>
                    <div>
                        <p class="muted">"現在の下書き"</p>
                        <p class="typed">{shown(input, &present)}</p>
                    </div>
                </div>
            }
        })
        .collect_view();
    let same = differing.is_empty().then(|| view! { <p>"現在の下書きと同じ内容です。"</p> });
    view! { <div class="side-by-side">{rows} {same}</div> }
}

fn label(input: &str) -> &'static str {
    match input {
        "start_on" => "開始日",
        "end_on" => "終了日",
        MEMO_KEY => "備考",
        other => domain::cases::label_of(other).unwrap_or("項目"),
    }
}
