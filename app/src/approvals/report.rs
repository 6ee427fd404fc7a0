//! A report as the supervisor reads it: every field with what changed, the earlier comment beside it, and a box to comment.

use std::collections::BTreeMap;

use domain::{
    approvals::EarlierDecision,
    calendar,
    cases::{Field, FieldDiff, FieldKind, Form, Report, diff::Part, readable},
};
use leptos::prelude::*;

use super::comments::{CommentBox, Keeper};

/// All fields of the form in order. `writing`: the request waits, so comments can be written.
#[component]
pub fn ReportToJudge(
    report: Report,
    changes: Vec<FieldDiff>,
    earlier: Option<EarlierDecision>,
    comments: BTreeMap<String, String>,
    keeper: Option<Keeper>,
) -> impl IntoView {
    let form = Form::of(report.set);
    let fields = report.readable();
    form.fields
        .into_iter()
        .map(|field| {
            let change = changes.iter().find(|change| change.key == field.key).cloned();
            let earlier_comment = earlier.as_ref().and_then(|decision| {
                let comment = decision.comments.fields.get(field.key)?;
                Some((calendar::slashed(calendar::day(decision.decided_at)), comment.clone()))
            });
            let comment = comments.get(field.key).cloned().unwrap_or_default();
            let value = readable(&field, &fields);
            view! { <OneField field value change earlier_comment comment keeper/> }.into_any()
        })
        .collect_view()
}

#[component]
fn OneField(
    field: Field,
    value: String,
    change: Option<FieldDiff>,
    earlier_comment: Option<(String, String)>,
    comment: String,
    keeper: Option<Keeper>,
) -> impl IntoView {
    let long = matches!(field.kind, FieldKind::Text(_));
    let changed = change.is_some().then(|| view! { <span class="changed">"変更あり"</span> });
    let text = match change {
        Some(change) => view! { <p class="text">{parts(change.parts)}</p> }.into_any(),
        None if value.is_empty() => view! { <p class="text muted">"(記入なし)"</p> }.into_any(),
        None => view! { <p class="text">{value}</p> }.into_any(),
    };
    let earlier = earlier_comment.map(|(day, comment)| {
        view! { <div class="earlier"><b>{format!("前回のコメント({day})")}</b><p class="text">{comment}</p></div> }
    });
    let words = match keeper {
        Some(keeper) => view! { <CommentBox field comment keeper/> }.into_any(),
        None if comment.is_empty() => ().into_any(),
        None => {
            view! { <div class="earlier"><b>"コメント"</b><p class="text">{comment}</p></div> }.into_any()
        }
    };
    view! {
        <section class="report-field" class:long=long id=format!("field-{}", field.key)>
            <h2>{field.label}{changed}</h2>
            {text}
            {earlier}
            {words}
        </section>
    }
}

/// Stretches of a comparison, readable aloud too.
fn parts(parts: Vec<Part>) -> impl IntoView {
    parts
        .into_iter()
        .map(|part| match part {
            Part::Same(text) => text.into_any(),
            Part::Removed(text) => view! { <del>{text}</del> }.into_any(),
            Part::Added(text) => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view()
}
