//! 「申請書・在籍証明書」: the template, what is uploaded, and the upload (F6).

use domain::applications::Field;
use leptos::prelude::*;

use super::fields::{FieldError, Heading, Shown, described, input_id, input_name};
use crate::route::Route;

#[component]
pub(super) fn DocumentField(shown: Shown, field: Field) -> impl IntoView {
    let problem = shown.file_refusal.clone().or_else(|| shown.problem(&field, None));
    let (document, applying) = shown.editor.with_value(|editor| (editor.document.clone(), editor.applying));
    let held = match document {
        Some(document) => {
            let link = Route::FacilityDocument(document.id).path();
            let extent = document.extent();
            view! {
                <p class="uploaded" id="uploaded">
                    "アップロード済み: " <a href=link rel="external">{document.name}</a>
                    {format!("({extent})。")} "差し替えるときは、新しいファイルを選択してください。"
                </p>
            }
            .into_any()
        }
        None => view! { <p class="uploaded" id="uploaded">"まだアップロードされていません。"</p> }.into_any(),
    };
    view! {
        <div class="field document" id="document">
            <Heading field/>
            <p>
                <a class="button quiet" href=Route::ApplyTemplate(applying).path() rel="external">"申請書・在籍証明書DL"</a>
            </p>
            {held}
            <input type="hidden" name=input_name(field.key) value=shown.text(field.key)/>
            <input
                type="file"
                id=input_id(field.key)
                name="document"
                accept="application/pdf,.pdf"
                aria-describedby=described(&field, problem.is_some())
                aria-invalid=problem.is_some().then_some("true")
            />
            <FieldError id=format!("e-{}", field.key) problem/>
            <WithProgram/>
        </div>
    }
}

/// What only a browser with our program can do (`upload.rs`): in sight when it does.
#[component]
fn WithProgram() -> impl IntoView {
    view! {
        <p class="hint" id="upload-hint" hidden>
            "ファイルをこの枠の中にドラッグ&ドロップすることもできます。選択すると、すぐにアップロードされます。"
        </p>
        <div class="uploading" id="uploading" hidden>
            <progress id="upload-progress" max="100" value="0" aria-label="アップロードの進み具合"></progress>
            <span id="upload-percent"></span>
            <button type="button" class="button quiet" id="upload-stop">"中止"</button>
        </div>
        <p class="upload-says" id="upload-says" role="status"></p>
    }
}
