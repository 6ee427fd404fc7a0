//! 「1.申請書」 and 「2.概要書」: the frame around the fields.

use backend::Error;
use domain::{
    accounts::Applying,
    applications::{CoreSearch, Form, FormEditor, Part, Problem, StateName},
    calendar,
    refused::FacilityRefused,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    asides::Asides,
    fields::FormFields,
    pages::{back_to, crumbs},
};
use crate::{
    autosave::SavedLine,
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::{ErrorSummary, Notice, Say as _, SummaryLine},
};

/// `/facility/apply/{core,partner}/{form1,form2}`
///
/// Outside a round there is only the page that says when the next one opens (F2), and after 申請 the page that shows it.
pub async fn form(ask: Ask, part: Part) -> Result<Page, AppError> {
    let (applying, by) = (ask.path::<Applying>("kind")?, ask.by()?);
    let editor = match ask.backend.applications().editor(&by, applying, part).await {
        Err(Error::Facility(FacilityRefused::RoundClosed | FacilityRefused::ApplicationState { .. })) => {
            return Ok(back_to(applying));
        }
        editor => editor?,
    };
    let cores = match ask.text("q").trim() {
        "" => None,
        words => Some(ask.backend.applications().search_cores(&by, words).await?),
    };
    let checked = ask.query("check").is_some();
    let file_refusal = ask.query(Notice::KEY).and_then(Notice::read).and_then(|notice| notice.file_refusal());
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
            action=if part == Part::Form1 { Route::SendForm1.path() } else { api::SubmitForm::url().to_owned() }
            enctype=(part == Part::Form1).then_some("multipart/form-data")
            class="case-form application-form"
            autocomplete="off"
            novalidate
            id=FORM
        >
            <button class="visually-hidden" name="intent" value="enter" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="applying" value=applying.key()/>
            <input type="hidden" name="part" value=part.key()/>
            <input type="hidden" name="version" value=editor.version.to_string()/>
            <div class="card">
                <FormFields editor cores checked file_refusal/>
            </div>
            <div class="action-bar">
                <button class="button quiet" name="intent" value="save">"一時保存"</button>
                <button class="button" name="intent" value="register">"登録"</button>
            </div>
        </form>
    }
}

/// Id of the form.
pub(super) const FORM: &str = "application";

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
            url=api::SaveDraft::url().to_owned()
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
                target: super::fields::target(field, found.row),
                message: message(&found.problem, field.label, found.row),
            })
        })
        .collect()
}

/// What is said of a field; of one row of 常勤有資格者 with the row.
pub(super) fn message(problem: &Problem, label: &str, row: Option<usize>) -> String {
    match row {
        Some(row) => problem.message(&format!("{label} {row}人目")),
        None => problem.message(label),
    }
}
