//! The blue frame: what the supervisor wrote at the last 非承認, at the top and beside each field (P6).

use std::sync::Arc;

use domain::{
    calendar,
    cases::{Form, Review, label_of},
};
use leptos::prelude::*;

use super::filling::{Filling, target};

/// 「非承認」 with the general comment and each field's comment, linking to its field.
#[component]
pub fn BlueFrame(form: Form, review: Review) -> impl IntoView {
    let Review { supervisor, decided_at, comments, .. } = review;
    let general = (!comments.general.is_empty()).then(|| view! { <p class="typed">{comments.general}</p> });
    // In the form's order; what only another form has comes last.
    let known = form.fields.iter().map(|field| field.key).filter(|key| comments.fields.contains_key(*key));
    let others = comments.fields.keys().map(String::as_str).filter(|key| form.field(key).is_none());
    let lines = known
        .chain(others)
        .map(|key| (key, comments.fields[key].clone()))
        .map(|(key, comment)| {
            let label = label_of(key).unwrap_or("項目");
            let link = form.field(key).map(target);
            view! {
                <dt>
                    {match link {
                        Some(id) => view! { <a href=format!("#{id}")>{label}</a> }.into_any(),
                        None => label.into_any(),
                    }}
                </dt>
                <dd class="typed">{comment}</dd>
            }
        })
        .collect_view();
    view! {
        <section class="blue-frame" aria-labelledby="review-title">
            <h2 id="review-title">"非承認となった項目とコメント"</h2>
            <p class="muted">{format!("{supervisor} 先生 {}", calendar::stamp(decided_at))}</p>
            {general}
            <dl>{lines}</dl>
            <p>"修正して「登録」した後、症例の一覧から再度「承認依頼をする」を行ってください。"</p>
        </section>
    }
}

/// The comment on one field, beside it.
#[component]
pub fn FieldComment(filling: Arc<Filling>, key: &'static str) -> impl IntoView {
    let comment = filling.review.as_ref().and_then(|review| review.comments.fields.get(key).cloned());
    comment.map(|comment| {
        view! {
            <div class="comment">
                <p class="label">"指導者のコメント"</p>
                <p class="typed">{comment}</p>
            </div>
        }
    })
}
