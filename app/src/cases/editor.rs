//! 「`専門医新規申請_編集画面`」(番号1): the frame around the form.

use std::sync::Arc;

use backend::registry::RecordSearch;
use domain::cases::{CaseAction, CaseEditor, CaseRefused, Form, may_edit_draft, may_print};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    address::{case, list_crumb},
    api,
    asides::{Asides, with_memo},
    fields::{FormFields, MemoField},
    filling::Filling,
    reading::ReadOnly,
    review::BlueFrame,
    strip::StateBadge,
};
use crate::{
    autosave::{Intent, SavedLine, stored_words},
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::ErrorSummary,
};

/// Id of the form.
const FORM: &str = "case";

/// The slot of the address; with `q` what 診療施設検索 finds, with `check` what 登録 says of the draft.
pub async fn editor(ask: Ask) -> Result<Page, AppError> {
    let (set, slot) = case(&ask)?;
    let editor = ask.backend.cases().editor(&ask.by()?, set, slot).await?;
    let words = ask.text("q");
    let found = match words.trim() {
        "" => RecordSearch { found: vec![], more: false },
        words => ask.backend.registry().search_records(words).await?,
    };
    let checked = ask.query("check").is_some();
    let title = format!("{}_編集画面(番号:{})", set.label(), slot.number());
    let owner = ask.by()?.actor.physician()?;
    let draft = format!("{owner}:{}:{}", set.key(), slot.number());
    let links = view! { <Links editor=editor.clone()/> };
    let (content, writes) = if may_edit_draft(editor.state) {
        (view! { <Writing editor words found checked draft/> }.into_any(), true)
    } else {
        (view! { <Reading editor/> }.into_any(), false)
    };
    let page = Page::new(title, view! { {links} {content} }).crumbs([list_crumb(set)]).class("editor");
    Ok(if writes { page.with_program() } else { page })
}

#[component]
fn Links(editor: CaseEditor) -> impl IntoView {
    let (set, slot, state) = (editor.set, editor.slot, editor.state);
    let print =
        may_print(state).then(|| view! { <a href=Route::CasePrint(set, slot).path()>"印刷用の画面"</a> });
    let history = may_print(state).then(|| view! { <a href=Route::CaseHistory(set, slot).path()>"履歴"</a> });
    view! { <p class="case-links"><StateBadge state/> {print} {history}</p> }
}

/// States in which nothing can be changed: the same content to read, why, and what helps (C9).
#[component]
fn Reading(editor: CaseEditor) -> impl IntoView {
    let form = Form::of(editor.set);
    let why = CaseRefused::CaseState { action: CaseAction::Edit, state: editor.state };
    let help = domain::cases::withdrawable(editor.state).then(|| {
        let withdraw = Route::Withdraw(editor.set, vec![editor.slot.number()]).path();
        view! { <p><a class="button quiet" href=withdraw>"取り下げの画面へ"</a></p> }
    });
    let present = with_memo(editor.fields.clone(), editor.memo.clone());
    let known: Vec<_> = editor.record.clone().into_iter().collect();
    view! {
        <div class="note note-wait">
            <p>{why.message()}</p>
            {help}
        </div>
        <Asides case=(editor.set, editor.slot) form=form.clone() asides=editor.asides present known/>
        <div class="card">
            <ReadOnly form fields=editor.fields record=editor.record memo=editor.memo/>
        </div>
    }
}

/// The form, and everything that keeps what is typed into it.
#[component]
fn Writing(
    editor: CaseEditor,
    words: String,
    found: RecordSearch,
    checked: bool,
    draft: String,
) -> impl IntoView {
    let (set, slot) = (editor.set, editor.slot);
    let filling = Arc::new(Filling::of(&editor, found.found, checked));
    let here = Route::Case(set, slot);
    let summary = if checked { filling.summary() } else { vec![] };
    let unregistered = (editor.unregistered_changes && may_print(editor.state)).then(|| {
        view! { <p class="note">"登録後の変更がまだ登録されていません。「登録」すると、この内容が承認依頼の対象になります。"</p> }
    });
    let present = with_memo(filling.fields.clone(), filling.memo.clone());
    view! {
        <SavedLine
            form=FORM.to_owned()
            url=owned(api::AutosaveCase::url())
            draft
            here=here.path()
            sign_in=here.after_sign_in().path()
            saved=editor.saved_at.map(|at| stored_words(at, editor.today)).unwrap_or_default()
            before="途中でも「一時保存」で保存できます。".to_owned()
            state=String::new()
            after=String::new()
            not_done=String::new()
        />
        <ErrorSummary lines=summary/>
        {editor.review.map(|review| view! { <BlueFrame form=filling.form.clone() review/> })}
        <Asides
            case=(set, slot)
            form=filling.form.clone()
            asides=editor.asides
            present
            known=filling.offered.clone()
        />
        {unregistered}
        <form
            method="post"
            action=owned(api::SubmitCase::url())
            class="case-form"
            autocomplete="off"
            novalidate
            id=FORM
            // What the answer to a save may say more of (C6).
            data-looks="fields[facility] fields[start_on] fields[end_on]"
        >
            <button class="visually-hidden" name="intent" value=Intent::Enter.key() tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="number" value=slot.number().to_string()/>
            <input type="hidden" name="version" value=editor.version.to_string()/>
            <div class="card">
                <FormFields filling=Arc::clone(&filling) more_records=found.more words/>
            </div>
            <MemoField filling/>
            <div class="action-bar">
                <button class="button quiet" name="intent" value=Intent::Save.key()>"一時保存"</button>
                <button class="button" name="intent" value=Intent::Register.key()>"登録"</button>
            </div>
        </form>
    }
}
