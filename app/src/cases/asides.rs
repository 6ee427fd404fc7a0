//! Two texts side by side: what met a newer draft and was set aside, or what the browser still holds (C11).

use domain::{
    calendar,
    cases::{Aside, CaseSet, FieldKind, Form, MEMO_KEY, Slot},
    registry::RecordView,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api;
use crate::keep::Text;

/// 「別の画面で入力された内容が残っています」, one panel for each.
#[component]
pub fn Asides(
    /// The case. (A property called `slot` would mean something else to `view!`.)
    case: (CaseSet, Slot),
    form: Form,
    asides: Vec<Aside>,
    present: Text,
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
            let text = Text { fields: aside.fields, memo: aside.memo };
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
                        other_name="残っている内容"
                        known=known.clone()
                    />
                    <div class="question-actions">
                        <form method="post" action=api::DropAside::url()>
                            {hidden()}
                            <button class="button quiet">"破棄する"</button>
                        </form>
                        <form method="post" action=api::TakeAside::url()>
                            {hidden()}
                            <button class="button">"こちらの内容に戻す"</button>
                        </form>
                    </div>
                </section>
            }
        })
        .collect_view()
}

/// The fields that differ, both texts.
#[component]
pub fn SideBySide(
    form: Form,
    present: Text,
    other: Text,
    other_name: &'static str,
    known: Vec<RecordView>,
) -> impl IntoView {
    let shown = move |input: &str, text: &Text| -> String {
        let typed = text.get(input);
        let is_record = form.field(input).is_some_and(|field| field.kind == FieldKind::Record);
        match known.iter().find(|record| is_record && record.id.to_string() == typed) {
            Some(record) => record.full(),
            None if is_record && !typed.is_empty() => "選択した別の診療施設".into(),
            None if typed.is_empty() => "(空欄)".into(),
            None => typed.to_owned(),
        }
    };
    let differing = other.differing(&present);
    // In the form's order; what no form has comes last.
    let order: Vec<&str> = Form::of(CaseSet::Specialist).inputs().collect();
    let others = differing.keys().map(String::as_str).filter(|input| !order.contains(input));
    let rows = order
        .iter()
        .copied()
        .filter(|input| differing.contains_key(*input))
        .chain(others)
        .map(|input| {
            view! {
                <div class="pair">
                    <h3>{label(input)}</h3>
                    <div>
                        <p class="muted">{other_name}</p>
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
