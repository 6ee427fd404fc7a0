//! Everything exactly as the office will see it, before 申請 and afterwards.

use backend::Error;
use domain::{
    accounts::Applying,
    applications::{Answer, ApplicationRefused, ApplicationReview, Form, Part, StateName, readable},
    refused::Refused,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    crumbs::{back_to, crumbs},
    field::message,
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
};

/// `/facility/apply/{core,partner}/review`
pub async fn review(ask: Ask) -> Result<Page, AppError> {
    let applying = ask.path::<Applying>("kind")?;
    let page = match ask.backend.applications().review(&ask.by()?, applying).await {
        // What is missing stands on the page of the application.
        Err(Error::Refused(Refused::Application(ApplicationRefused::FormsIncomplete))) => {
            return Ok(back_to(applying));
        }
        page => page?,
    };
    let title = if page.home.is_open() { "申請内容の確認" } else { "申請した内容" };
    Ok(Page::new(title, view! { <Review page/> }).crumbs(crumbs(Some(applying))).class("application"))
}

#[component]
fn Review(page: ApplicationReview) -> impl IntoView {
    let applying = page.home.applying;
    let parts = Part::ALL.map(|part| view! { <Answers page=page.clone() part/> }).into_iter().collect_view();
    view! {
        <Problems page=page.clone()/>
        {parts}
        <Submit page applying/>
    }
}

/// One form, to read.
#[component]
fn Answers(page: ApplicationReview, part: Part) -> impl IntoView {
    let form = Form::of(page.home.applying, part);
    let answers = readable(&form, page.sheets.of(part), page.core.as_ref(), page.document.as_ref());
    let change = page.home.is_open().then(|| {
        let link = Route::ApplyForm(page.home.applying, part).path();
        view! { <p><a href=link aria-label=format!("{}を修正する", part.label())>"修正する"</a></p> }
    });
    view! { <Sheet part answers>{change}</Sheet> }
}

/// The answers of one form, the same for the facility and for the office; `children` stand below them.
#[component]
pub(super) fn Sheet(
    part: Part,
    answers: Vec<Answer>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let answers = answers
        .into_iter()
        .map(|answer| {
            let text = if answer.text.is_empty() { "(未入力)".to_owned() } else { answer.text };
            view! { <dt>{answer.label}</dt><dd class="typed">{text}</dd> }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{part.label()}</h2>
            <dl class="facts answers">{answers}</dl>
            {children.map(|children| children())}
        </section>
    }
}

/// What is not right any more.
#[component]
fn Problems(page: ApplicationReview) -> impl IntoView {
    let applying = page.home.applying;
    let lines: Vec<_> = page
        .problems
        .iter()
        .filter_map(|(part, found)| {
            let form = Form::of(applying, *part);
            let field = form.field(&found.key)?;
            let link = Route::ApplyFormChecked(applying, *part).path();
            let message = message(&found.problem, field.label, found.row);
            Some(view! { <li><a href=link>{message}</a></li> })
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" id="errors" tabindex="-1">
                <h2>"エラーの内容を確認してください。"</h2>
                <ul>{lines}</ul>
            </div>
        }
    })
}

/// 「基幹施設 申請」
#[component]
fn Submit(page: ApplicationReview, applying: Applying) -> impl IntoView {
    let kind = applying.kind().label();
    let ready = page.home.is_ready() && page.problems.is_empty();
    if !page.home.is_open() {
        let back = Route::Apply(applying).path();
        return view! { <p><a class="button quiet" href=back>"申請画面へ戻る"</a></p> }.into_any();
    }
    let again = (page.home.state == StateName::Returned)
        .then(|| view! { <p>"修正した内容で、もう一度申請します。"</p> });
    view! {
        <form method="post" action=owned(api::Apply::url()) class="apply">
            <input type="hidden" name="applying" value=applying.key()/>
            {again}
            <p>"この内容で申請します。「申請」ボタンをクリック後、修正はできません。"</p>
            <p class="question-actions">
                <a class="button quiet" href=Route::Apply(applying).path()>"申請画面へ戻る"</a>
                <button class="button" disabled=!ready>{format!("{kind} 申請")}</button>
            </p>
        </form>
    }
    .into_any()
}
