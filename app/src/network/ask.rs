//! The question before 否認, 取り下げ and 解除, which restates what it is about (F10).

use domain::{
    calendar,
    ids::LinkageId,
    network::{LinkageQuestion, REASON_LIMIT, Side},
    refused::LinkageAction,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;

use super::{api, crumbs, links::Party, use_problem, use_typed};
use crate::{
    error::AppError,
    route::Route,
    ui::{ErrorSummary, Load, Need, PlainPage, SummaryLine, TextArea},
};

/// `/facility/network/{linkage}/{refuse,withdraw,dissolve}`
#[component]
pub fn AskPage() -> impl IntoView {
    let params = use_params_map();
    let asked = move || {
        let params = params.read();
        let linkage: Option<LinkageId> = params.get_str("linkage").and_then(|id| id.parse().ok());
        let action = params.get_str("action").and_then(LinkageAction::parse);
        linkage.zip(action)
    };
    let page = Resource::new_blocking(asked, |asked| async move {
        match asked {
            Some((
                linkage,
                action @ (LinkageAction::Refuse | LinkageAction::Withdraw | LinkageAction::Dissolve),
            )) => {
                let (question, reason) = api::load_question(linkage, action).await?;
                Ok((action, question, reason))
            }
            _ => Err(AppError::NotFound),
        }
    });
    view! {
        <Load
            resource=page
            view=|(action, question, reason)| match action {
                LinkageAction::Refuse => view! { <Refuse question reason/> }.into_any(),
                LinkageAction::Withdraw => view! { <Withdraw question/> }.into_any(),
                _ => view! { <Dissolve question/> }.into_any(),
            }
        />
    }
}

/// The two facilities and the start, as far as they are to be restated.
#[component]
pub(super) fn Restated(question: LinkageQuestion, sides: Vec<Side>) -> impl IntoView {
    let link = question.linkage;
    let parties = sides
        .into_iter()
        .map(|side| view! { <dt>{side.kind().label()}</dt><dd><Party link=link.clone() side/></dd> })
        .collect_view();
    view! {
        <dl class="card facts">
            {parties}
            <dt>"連携開始日"</dt>
            <dd>{calendar::long(link.starts)}</dd>
        </dl>
    }
}

#[component]
fn Refuse(question: LinkageQuestion, reason: String) -> impl IntoView {
    let problem = use_problem().map(|problem| problem.message());
    let invalid = problem.is_some();
    let id = question.linkage.id.to_string();
    let lines = problem.clone().map(|message| SummaryLine { target: "f-reason".into(), message });
    view! {
        <PlainPage title="連携の申請の否認" crumbs=crumbs(true) class="narrow">
            <ErrorSummary lines=lines.into_iter().collect()/>
            <p>"次の連携の申請を否認します。否認した申請を、後から承認することはできません。"</p>
            <Restated question sides=vec![Side::Partner]/>
            <form method="post" action=api::Refuse::url()>
                <input type="hidden" name="linkage" value=id/>
                <div class="field">
                    <div class="label-row"><label class="label" for="f-reason">"否認の理由"</label><Need required=true/></div>
                    <p class="hint" id="h-reason">{format!("連携施設の画面に表示されます({}文字以内)。", REASON_LIMIT.characters())}</p>
                    <TextArea
                        id="f-reason"
                        name="reason"
                        text=reason
                        described_by="h-reason e-reason"
                        invalid=Signal::stored(invalid)
                    />
                    {problem.map(|problem| view! { <p class="error" id="e-reason">{problem}</p> })}
                </div>
                <p class="question-actions">
                    <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                    <button class="button bad">"否認する"</button>
                </p>
            </form>
        </PlainPage>
    }
}

#[component]
fn Withdraw(question: LinkageQuestion) -> impl IntoView {
    let id = question.linkage.id.to_string();
    view! {
        <PlainPage title="連携の申請の取り下げ" crumbs=crumbs(true) class="narrow">
            <p>"次の連携の申請を取り下げます。取り下げたことは、基幹施設にもメールで通知されます。"</p>
            <Restated question sides=vec![Side::Core]/>
            <form method="post" action=api::Withdraw::url()>
                <input type="hidden" name="linkage" value=id/>
                <p class="question-actions">
                    <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                    <button class="button bad">"取り下げる"</button>
                </p>
            </form>
        </PlainPage>
    }
}

#[component]
fn Dissolve(question: LinkageQuestion) -> impl IntoView {
    let id = question.linkage.id.to_string();
    let other = match question.side {
        Some(Side::Core) => Side::Partner,
        _ => Side::Core,
    };
    view! {
        <PlainPage title="連携の解除" crumbs=crumbs(true) class="narrow">
            <form method="post" action=api::Dissolve::url()>
                <DayAsked question sides=vec![other]/>
                <input type="hidden" name="linkage" value=id/>
                <p class="question-actions">
                    <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                    <button class="button bad">"解除する"</button>
                </p>
            </form>
        </PlainPage>
    }
}

/// 「解除日」 with what it means, below what is dissolved.
#[component]
pub(super) fn DayAsked(question: LinkageQuestion, sides: Vec<Side>) -> impl IntoView {
    let problem = use_problem().map(|problem| problem.message());
    let lines = problem.clone().map(|message| SummaryLine { target: "f-from".into(), message });
    let invalid = problem.is_some().then_some("true");
    let from = use_typed("from").unwrap_or_else(|| question.today.max(question.linkage.starts).to_string());
    let (starts, last) = (question.linkage.starts, question.last);
    let until = last.map(|last| format!("、{}まで", calendar::slashed(last))).unwrap_or_default();
    view! {
        <ErrorSummary lines=lines.into_iter().collect()/>
        <p>"次の連携を解除します。解除した連携を元に戻すことはできません。連携の相手には、メールで通知されます。"</p>
        <Restated question sides/>
        <div class="field">
            <div class="label-row"><label class="label" for="f-from">"解除日"</label><Need required=true/></div>
            <p class="hint" id="h-from">
                {format!("この日から連携中ではなくなります。{}から{until}の日付を指定できます。", calendar::slashed(starts))}
            </p>
            <input
                type="date"
                id="f-from"
                name="from"
                value=from
                aria-describedby="h-from e-from"
                aria-invalid=invalid
            />
            {problem.map(|problem| view! { <p class="error" id="e-from">{problem}</p> })}
        </div>
    }
}
