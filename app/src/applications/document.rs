//! 「申請書・在籍証明書」: the template, what is uploaded, and the upload (F6).

use domain::{
    applications::{Field, Part},
    documents::DocumentView,
};
use leptos::{prelude::*, reactive::owner::Owner};

use super::{
    field::{FORM, FieldError, Heading, Shown, described, input_id, input_name},
    upload::Upload,
};
use crate::{route::Route, shell::owned};

#[component]
pub(super) fn DocumentField(shown: Shown, field: Field) -> impl IntoView {
    let problem = shown.file_refusal.clone().or_else(|| shown.problem(&field, None));
    let (document, applying) = shown.editor.with_value(|editor| (editor.document.clone(), editor.applying));
    let held = match document {
        Some(document) => view! {
            <p class="uploaded" id="uploaded"><Arrived document/></p>
        }
        .into_any(),
        None => view! { <p class="uploaded" id="uploaded">"まだアップロードされていません。"</p> }.into_any(),
    };
    view! {
        <div class="field document" id="document">
            <Heading field/>
            <p>
                <a class="button quiet" href=Route::ApplyTemplate(applying).path()>"申請書・在籍証明書DL"</a>
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
            <Upload
                form=FORM.to_owned()
                url=owned(&Route::SendDocument.path())
                sign_in=Route::ApplyForm(applying, Part::Form1).after_sign_in().path()
            />
        </div>
    }
}

/// The file that is there.
#[component]
pub fn Arrived(document: DocumentView) -> impl IntoView {
    let (link, extent) = (Route::FacilityDocument(document.id).path(), document.extent());
    view! {
        "アップロード済み: "
        <a href=link>{document.name}</a>
        {format!("({extent})。差し替えるときは、新しいファイルを選択してください。")}
    }
}

/// The same as a piece of the page, for whoever has sent it.
pub fn arrived(document: DocumentView) -> String {
    Owner::new().with(|| view! { <Arrived document/> }.to_html())
}
