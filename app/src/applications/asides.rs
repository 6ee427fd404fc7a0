//! What was typed in another window on an older draft: both texts side by side, and the choice.

use domain::{
    applications::{Answer, Form, FormEditor, readable},
    calendar,
    fields::Fields,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api;
use crate::shell::owned;

/// 「別の画面で入力された内容が残っています」, one panel for each.
#[component]
pub(super) fn Asides(editor: FormEditor) -> impl IntoView {
    let form = Form::of(editor.applying, editor.part);
    let read = |fields: &Fields| readable(&form, fields, editor.core.as_ref(), editor.document.as_ref());
    let present = read(&editor.fields);
    let (applying, part) = (editor.applying, editor.part);
    editor
        .asides
        .iter()
        .map(|aside| {
            let id = aside.id.to_string();
            let title = format!("aside-{id}");
            let labelled = title.clone();
            let pairs = pairs(&read(&aside.fields), &present);
            let hidden = {
                let id = id.clone();
                move || {
                    view! {
                        <input type="hidden" name="applying" value=applying.key()/>
                        <input type="hidden" name="part" value=part.key()/>
                        <input type="hidden" name="aside" value=id.clone()/>
                    }
                }
            };
            view! {
                <section class="note note-wait aside" aria-labelledby=labelled>
                    <h2 id=title>"別の画面で入力された内容が残っています"</h2>
                    <p>
                        {format!(
                            "{}に、別の画面または端末から送られた入力です。現在の下書きは上書きされていません。見比べて、どちらを残すか選んでください。",
                            calendar::stamp(aside.kept_at),
                        )}
                    </p>
                    <div class="side-by-side">{pairs}</div>
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

/// The answers that differ.
fn pairs(other: &[Answer], present: &[Answer]) -> impl IntoView + use<> {
    let text = |answers: &[Answer], key: &str| {
        answers.iter().find(|answer| answer.key == key).map(|answer| answer.text.clone()).unwrap_or_default()
    };
    let shown = |text: String| if text.is_empty() { "(空欄)".to_owned() } else { text };
    let only_present = present.iter().filter(|answer| other.iter().all(|known| known.key != answer.key));
    other
        .iter()
        .chain(only_present)
        .filter(|answer| text(other, answer.key) != text(present, answer.key))
        .map(|answer| {
            view! {
                <div class="pair">
                    <h3>{answer.label}</h3>
                    <div>
                        <p class="muted">"残っている内容"</p>
                        <p class="typed">{shown(text(other, answer.key))}</p>
                    </div>
                    <div>
                        <p class="muted">"現在の下書き"</p>
                        <p class="typed">{shown(text(present, answer.key))}</p>
                    </div>
                </div>
            }
        })
        .collect_view()
}
