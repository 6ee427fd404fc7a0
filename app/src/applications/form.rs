//! 「1.申請書」 and 「2.概要書」: the frame around the fields.

use backend::Error;
use domain::{
    accounts::Applying,
    applications::{ApplicationRefused, CoreSearch, Form, FormEditor, Part, StateName},
    calendar,
    refused::Refused,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    asides::Asides,
    crumbs::{back_to, crumbs},
    field::{FORM, message, target},
    fields::FormFields,
};
use crate::{
    autosave::{Intent, SavedLine},
    documents::DocumentFlash,
    error::AppError,
    route::Route,
    shell::{Ask, Flash as _, Page, owned},
    ui::{ErrorSummary, SummaryLine},
};

/// `/facility/apply/{core,partner}/{form1,form2}`
///
/// Outside a round there is only the page that says when the next one opens (F2), and after 申請 the page that shows it.
pub async fn form(ask: Ask, part: Part) -> Result<Page, AppError> {
    let (applying, by) = (ask.path::<Applying>("kind")?, ask.by()?);
    let editor = match ask.backend.applications().editor(&by, applying, part).await {
        Err(Error::Refused(Refused::Application(
            ApplicationRefused::RoundClosed | ApplicationRefused::ApplicationState { .. },
        ))) => {
            return Ok(back_to(applying));
        }
        editor => editor?,
    };
    let cores = match ask.text("q").trim() {
        "" => None,
        words => Some(ask.backend.applications().search_cores(&by, words).await?),
    };
    let checked = ask.query("check").is_some();
    let file_refusal = ask.said().map(DocumentFlash::message);
    let body = view! { <Editor editor cores checked file_refusal/> };
    Ok(Page::new(part.label(), body)
        .crumbs(crumbs(Some(applying)))
        .class("editor application")
        .with_program())
}

#[component]
fn Editor(
    editor: FormEditor,
    /// What was found for the words of the address, if there are any.
    cores: Option<CoreSearch>,
    /// 登録 was pressed: what is not right is shown.
    checked: bool,
    /// Why the file that the form brought was not taken.
    file_refusal: Option<String>,
) -> impl IntoView {
    let (applying, part) = (editor.applying, editor.part);
    let lines = if checked { summary(&editor) } else { vec![] };
    let draft = format!("{}:{}:{}", editor.facility, applying.key(), part.key());
    let asked_for = editor.asked_for.clone().map(|words| {
        view! {
            <section class="note note-wait" aria-labelledby="asked-title">
                <h2 id="asked-title">"事務局からの修正依頼"</h2>
                <p class="typed">{words}</p>
            </section>
        }
    });
    view! {
        <Saved editor=editor.clone() draft/>
        <ErrorSummary lines/>
        {asked_for}
        <Asides editor=editor.clone()/>
        <form
            method="post"
            // A form with a file goes through the gate for files, and from there to the same place.
            action=if part == Part::Form1 { owned(&Route::SendForm1.path()) } else { owned(api::SubmitForm::url()) }
            enctype=(part == Part::Form1).then_some("multipart/form-data")
            class="case-form application-form"
            autocomplete="off"
            novalidate
            id=FORM
        >
            <button class="visually-hidden" name="intent" value=Intent::Enter.key() tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="applying" value=applying.key()/>
            <input type="hidden" name="part" value=part.key()/>
            <input type="hidden" name="version" value=editor.version.to_string()/>
            <div class="card">
                <FormFields editor cores checked file_refusal/>
            </div>
            <div class="action-bar">
                <button class="button quiet" name="intent" value=Intent::Save.key()>"一時保存"</button>
                <button class="button" name="intent" value=Intent::Register.key()>"登録"</button>
            </div>
        </form>
    }
}

/// When the draft was last stored, and whether it is 登録済.
#[component]
fn Saved(
    editor: FormEditor,
    /// The draft and its owner, for the local copy.
    draft: String,
) -> impl IntoView {
    let here = Route::ApplyForm(editor.applying, editor.part);
    let again = editor.state == StateName::Returned && editor.registered;
    let after = if again {
        " 修正したら「登録」し、申請画面でもう一度「申請」してください。"
    } else {
        ""
    };
    view! {
        <SavedLine
            form=FORM.to_owned()
            url=owned(api::SaveDraft::url())
            draft
            here=here.path()
            sign_in=here.after_sign_in().path()
            saved=editor.saved_at.map(|at| format!("(最終保存 {})", calendar::stamp(at))).unwrap_or_default()
            before="途中でも「一時保存」で保存できます。".to_owned()
            state=if editor.registered { "登録済" } else { "未完了" }.to_owned()
            after=after.to_owned()
            not_done=String::new()
        />
    }
}

/// Everything that is not right, with a link to each field.
fn summary(editor: &FormEditor) -> Vec<SummaryLine> {
    let form = Form::of(editor.applying, editor.part);
    editor
        .problems
        .iter()
        .filter_map(|found| {
            let field = form.field(&found.key)?;
            Some(SummaryLine {
                target: target(field, found.row),
                message: message(&found.problem, field.label, found.row),
            })
        })
        .collect()
}
