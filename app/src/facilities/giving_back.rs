//! 「認定返上申請」 (F12): date and reason, and the question that restates them.

use domain::{
    calendar,
    facilities::{self, About},
    fields::Fields,
    network::PartyView,
    registry::FacilityKind,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    changes::Changes,
    crumbs, details_of,
    fields::{Input, summary},
    losing_link::LosingLink,
};
use crate::{
    error::AppError,
    shell::{Ask, Page, owned},
    ui::{ErrorSummary, Need, TextArea},
};

/// `/facility/{core,partner,training}/return`; `ask` in the address: the question.
pub async fn giving_back(ask: Ask) -> Result<Page, AppError> {
    let page = details_of(&ask, true).await?;
    let (asked, crumbs) = (ask.query("ask").is_some(), crumbs(Some(page.kind)));
    let by = ask.by()?;
    let partners = match by.actor.facility() {
        Some(me) if page.kind == FacilityKind::Core => ask.backend.network().partners(&by, me).await?,
        _ => Vec::new(),
    };
    Ok(Page::new("認定返上申請", view! { <Return page asked partners/> }).crumbs(crumbs).class("application"))
}

#[component]
fn Return(page: facilities::DetailsPage, asked: bool, partners: Vec<PartyView>) -> impl IntoView {
    let kind = page.kind;
    let changes: Vec<_> =
        page.changes.iter().filter(|change| change.about == About::Return).cloned().collect();
    let held = page.record.period.contains(page.today);
    let waiting = page.waiting(About::Return).is_some();
    let typed = page.retyped.clone().map(|retyped| retyped.fields);
    let lines = summary("return", &page.problems);
    let body = match typed {
        _ if waiting => {
            view! { <p class="note note-wait">"返上の申請は、事務局の確認待ちです。確認されるまでは、取り下げることができます。"</p> }
                .into_any()
        }
        _ if !held => view! { <p class="empty">"現在有効な認定はないため、返上の手続きは必要ありません。"</p> }.into_any(),
        Some(typed) if asked && page.problems.is_empty() => view! { <Question page typed partners/> }.into_any(),
        typed => view! { <ReturnForm page typed=typed.unwrap_or_default() partners/> }.into_any(),
    };
    view! {
        <ErrorSummary lines/>
        {body}
        <Changes changes page=kind/>
    }
}

#[component]
fn ReturnForm(page: facilities::DetailsPage, typed: Fields, partners: Vec<PartyView>) -> impl IntoView {
    let problem = page
        .problems
        .iter()
        .find(|found| found.key == "reason")
        .map(|found| found.problem.message("返上の理由"));
    let invalid = problem.is_some();
    view! {
        <form method="post" action=owned(api::Ask::url()) class="card application-form" autocomplete="off" novalidate>
            <input type="hidden" name="kind" value=page.kind.key()/>
            <input type="hidden" name="about" value=About::Return.key()/>
            <p>{format!("{} 認定番号 {} (認定期間 {})", page.kind.label(), page.record.certificate_no, page.record.period)}</p>
            <LosingLink partners/>
            <Input form="return" key="effective_on" value=typed.get("effective_on") problems=page.problems.clone()/>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="f-return-reason">"返上の理由"</label>
                    <Need required=true/>
                </div>
                <TextArea
                    name="fields[reason]"
                    id="f-return-reason"
                    text=typed.get("reason").to_owned()
                    rows=4
                    described_by=if invalid { "e-return-reason" } else { "" }
                    required=true
                    invalid=invalid
                />
                {problem.map(|problem| view! { <p class="error" id="e-return-reason">{problem}</p> })}
            </div>
            <p><button class="button" name="intent" value=api::Intent::Check.key()>"確認画面へ"</button></p>
        </form>
    }
}

/// What is asked for, once more.
#[component]
fn Question(page: facilities::DetailsPage, typed: Fields, partners: Vec<PartyView>) -> impl IntoView {
    let day = calendar::parse_day(typed.get("effective_on")).map(calendar::long).unwrap_or_default();
    view! {
        <form method="post" action=owned(api::Ask::url()) class="card question">
            <input type="hidden" name="kind" value=page.kind.key()/>
            <input type="hidden" name="about" value=About::Return.key()/>
            <input type="hidden" name="fields[effective_on]" value=typed.get("effective_on").to_owned()/>
            <input type="hidden" name="fields[reason]" value=typed.get("reason").to_owned()/>
            <h2>{format!("{}の認定を返上しますか?", page.kind.label())}</h2>
            <dl class="facts">
                <dt>"認定番号"</dt><dd>{page.record.certificate_no}</dd>
                <dt>"返上日"</dt><dd>{day}</dd>
                <dt>"返上の理由"</dt><dd class="typed">{typed.get("reason").to_owned()}</dd>
            </dl>
            <LosingLink partners/>
            <p>"事務局の確認後、返上日をもって認定が終わります。ほかに認定がない場合は、返上日の翌日に施設マイページも終了し、ログインできなくなります。"</p>
            <p class="question-actions">
                <button class="button quiet" name="intent" value=api::Intent::Edit.key()>"修正する"</button>
                <button class="button" name="intent" value=api::Intent::Ask.key()>"返上を申請する"</button>
            </p>
        </form>
    }
}
