//! 「`専門医新規申請_編集画面`」(番号1): the frame around the form.

use domain::{
    cases::{CaseEditor, Form, Problem, may_edit_draft, may_print},
    refused::{CaseAction, Refused},
};
use leptos::{ev, html, prelude::*, server_fn::ServerFn};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use wasm_bindgen::JsCast;

use super::{
    api::{self, EditorPage, Records},
    asides::Asides,
    autosave::{self, Ended},
    fields::{FormFields, MemoField},
    filling::Filling,
    list_crumb,
    reading::ReadOnly,
    returned::{Returned, ReturnedPanel, keep_in_browser},
    review::BlueFrame,
    strip::StateBadge,
    use_case,
};
use crate::{
    error::AppError,
    keep::{Event, Intent, Keep, SavedLine, Text, inputs},
    route::Route,
    ui::{ErrorSummary, Flash, Load, Page},
};

/// Loads the slot of the address. What the address says besides (`q`, `check`) is read once: it changes while somebody
/// types, and must not take the form away from them.
#[component]
pub fn EditPage() -> impl IntoView {
    let case = use_case();
    let query = use_query_map();
    let page = Resource::new(
        move || case.get(),
        move |case| {
            let words = query.read_untracked().get_str("q").unwrap_or_default().to_owned();
            async move {
                let (set, slot) = case.ok_or(AppError::NotFound)?;
                api::load_editor(set, slot.number(), words).await
            }
        },
    );
    // Anew for each case: inputs that are used again would hold what was typed for the one before.
    view! { <Load resource=page view=|page: EditorPage| move || view! { <Editor page=page.clone()/> }.into_any()/> }
}

#[component]
fn Editor(page: EditorPage) -> impl IntoView {
    let editor = &page.editor;
    let title = format!("{}_編集画面(番号:{})", editor.set.label(), editor.slot.number());
    let crumbs = vec![list_crumb(editor.set)];
    let links = {
        let (set, slot, state) = (editor.set, editor.slot, editor.state);
        let print =
            may_print(state).then(|| view! { <a href=Route::CasePrint(set, slot).path()>"印刷用の画面"</a> });
        let history =
            may_print(state).then(|| view! { <a href=Route::CaseHistory(set, slot).path()>"履歴"</a> });
        view! { <p class="case-links"><StateBadge state/> {print} {history}</p> }
    };
    let content = if may_edit_draft(editor.state) {
        view! { <Writing page/> }.into_any()
    } else {
        view! { <Reading editor=page.editor/> }.into_any()
    };
    view! {
        <Page title crumbs class="editor">
            {links}
            {content}
        </Page>
    }
}

/// States in which nothing can be changed: the same content to read, why, and what helps (C9).
#[component]
fn Reading(editor: CaseEditor) -> impl IntoView {
    let form = Form::of(editor.set);
    let why = Refused::CaseState { action: CaseAction::Edit, state: editor.state };
    let help = domain::cases::withdrawable(editor.state).then(|| {
        let withdraw = Route::Withdraw(editor.set, vec![editor.slot.number()]).path();
        view! { <p><a class="button quiet" href=withdraw>"取り下げの画面へ"</a></p> }
    });
    let present = Text { fields: editor.fields.clone(), memo: editor.memo.clone() };
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

/// What the inputs start with: the draft, and in an untouched slot the slot's category (C2).
fn starting_text(editor: &CaseEditor) -> Text {
    let mut fields = editor.fields.clone();
    let untouched = editor.version == 0 && fields.get("category").is_empty();
    if (untouched || editor.set.category_is_fixed())
        && let Some(category) = editor.set.default_category(editor.slot)
    {
        fields.set("category", category);
    }
    Text { fields, memo: editor.memo.clone() }
}

/// The form, and everything that keeps what is typed into it.
#[component]
fn Writing(page: EditorPage) -> impl IntoView {
    let EditorPage { editor, records } = page;
    let (set, slot, version, today) = (editor.set, editor.slot, editor.version, editor.today);
    let form = Form::of(set).limited(&editor.limits);
    let text = starting_text(&editor);
    let (words, found, more) = match records {
        Some(Records { words, found, more }) => (words, found, more),
        None => (String::new(), vec![], false),
    };
    let offered: Vec<_> = editor
        .record
        .iter()
        .cloned()
        .chain(found.into_iter().filter(|f| editor.record.as_ref().is_none_or(|r| r.id != f.id)))
        .collect();
    let fitting = editor.problems.iter().flat_map(|found| match &found.problem {
        Problem::OutsideRecord { fitting, .. } => fitting.clone(),
        _ => vec![],
    });
    let known: Vec<_> = offered.iter().cloned().chain(fitting).collect();
    let checked = use_query_map().read_untracked().get_str("check").is_some();
    let filling = Filling {
        form: StoredValue::new(form.clone()),
        slot,
        today,
        text: RwSignal::new(text.clone()),
        known: RwSignal::new(known.clone()),
        offered: RwSignal::new(offered),
        checked: RwSignal::new(checked),
        refused: RwSignal::new(None),
        review: StoredValue::new(editor.review.clone()),
    };
    let summary = RwSignal::new(if checked { filling.summary() } else { vec![] });

    let navigate = use_navigate();
    let ended = Callback::new(move |ended: Ended| {
        let to = |route: Route, flash: Flash, replace: bool| {
            navigate(
                &route.saying(&flash),
                NavigateOptions { replace, scroll: !replace, ..NavigateOptions::default() },
            );
        };
        match ended {
            Ended::Registered => to(Route::Cases(set), Flash::Registered(slot.number()), false),
            Ended::Saved => to(Route::Case(set, slot), Flash::DraftSaved(slot.number()), true),
            Ended::Invalid(text, problems) => {
                filling.refused.set(Some((text, problems)));
                filling.checked.set(true);
                summary.set(filling.summary());
                request_animation_frame(|| inputs::focus("errors"));
            }
            Ended::Failed => inputs::focus("saved"),
        }
    });
    let machine = Keep::new(version, text.clone(), editor.saved_at);
    let keeper = autosave::keeper(set, slot, machine, ended);
    let form_ref = NodeRef::<html::Form>::new();
    let returned = RwSignal::new(None::<Returned>);
    keep_in_browser(filling, keeper, form_ref, returned);

    let on_input = move |_: ev::Event| {
        if let Some(form) = form_ref.get_untracked() {
            let now = inputs::read(&form);
            filling.text.set(now.clone());
            keeper.say(Event::Typed(now));
        }
    };
    let on_submit = move |ev: ev::SubmitEvent| {
        ev.prevent_default();
        let pressed = ev
            .submitter()
            .and_then(|button| button.dyn_into::<web_sys::Element>().ok())
            .and_then(|button| button.get_attribute("value"));
        match pressed.as_deref() {
            Some("register") => keeper.say(Event::Submit(Intent::Register)),
            Some("save") => keeper.say(Event::Submit(Intent::Save)),
            // As you type it has been searched already; Enter in a line keeps what stands there.
            _ => keeper.say(Event::Left),
        }
    };
    let unregistered = (editor.unregistered_changes && may_print(editor.state)).then(|| {
        view! { <p class="note">"登録後の変更がまだ登録されていません。「登録」すると、この内容が承認依頼の対象になります。"</p> }
    });
    view! {
        <SavedLine status=keeper.status here=Route::Case(set, slot) today/>
        {move || view! { <ErrorSummary lines=summary.get()/> }}
        {editor.review.map(|review| view! { <BlueFrame form=form.clone() review/> })}
        <Asides case=(set, slot) form=form.clone() asides=editor.asides present=text known=known/>
        <ReturnedPanel returned filling keeper form_ref/>
        {unregistered}
        <form
            method="post"
            action=api::SubmitCase::url()
            class="case-form"
            autocomplete="off"
            novalidate
            node_ref=form_ref
            on:input=on_input
            on:focusout=move |_| keeper.say(Event::Left)
            on:submit=on_submit
        >
            <button class="visually-hidden" name="intent" value="enter" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="number" value=slot.number().to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <div class="card">
                <FormFields filling more_records=more words/>
            </div>
            <MemoField filling/>
            <div class="action-bar">
                <button class="button quiet" name="intent" value="save">"一時保存"</button>
                <button class="button" name="intent" value="register">"登録"</button>
            </div>
        </form>
    }
}
