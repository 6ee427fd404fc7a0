//! A report as the supervisor reads it: every field with what changed, the earlier comment beside it, and a box to comment.

use std::collections::BTreeMap;

use domain::{
    approvals::{COMMENT_LIMIT, EarlierDecision},
    calendar,
    cases::{Field, FieldDiff, FieldKind, Form, Report, diff::Part, readable},
};
use leptos::prelude::*;

use crate::ui::{Counter, TextArea};

/// All fields of the form in order. `writing`: the request waits, so comments can be written.
#[component]
pub fn ReportToJudge(
    report: Report,
    changes: Vec<FieldDiff>,
    earlier: Option<EarlierDecision>,
    comments: BTreeMap<String, String>,
    writing: bool,
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
            view! { <OneField field value change earlier_comment comment writing/> }.into_any()
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
    writing: bool,
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
    let words = if writing {
        view! { <FieldComment field comment/> }.into_any()
    } else if comment.is_empty() {
        ().into_any()
    } else {
        view! { <div class="earlier"><b>"コメント"</b><p class="text">{comment}</p></div> }.into_any()
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

/// The box of one field, folded until it is wanted; open when something stands in it.
#[component]
fn FieldComment(field: Field, comment: String) -> impl IntoView {
    let key = field.key;
    let open = !comment.is_empty();
    view! {
        <details class="say-to" open=open>
            <summary>{format!("「{}」にコメントする", field.label)}</summary>
            <CommentBox
                name=format!("comments[{key}]")
                id=format!("comment-{key}")
                label=format!("{} へのコメント", field.label)
                comment
            />
        </details>
    }
}

/// A box to write a comment in.
#[component]
pub fn CommentBox(
    name: String,
    id: String,
    label: String,
    comment: String,
    #[prop(default = 3)] rows: u8,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <TextArea name id=id.clone() rows text=comment.clone()/>
            <Counter of=id text=comment limit=COMMENT_LIMIT/>
        </div>
    }
}
