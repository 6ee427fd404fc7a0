//! The question before 否認, 取り下げ and 解除, which restates what it is about (F10).

use domain::{
    calendar,
    ids::LinkageId,
    network::{LinkageAction, LinkageQuestion, REASON_LIMIT, Side},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    crumbs::crumbs,
    links::Party,
    returned::{Returned, led_back},
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{ErrorSummary, Need, SummaryLine, TextArea},
};

/// `/facility/network/{linkage}/{refuse,withdraw,dissolve}`, with what was typed before. Where somebody was faster,
/// 「(基幹)研修施設群」 says so.
pub async fn question(ask: Ask) -> Result<Page, AppError> {
    let linkage: LinkageId = ask.path("linkage")?;
    let action: LinkageAction = ask.path("action")?;
    if matches!(action, LinkageAction::Read | LinkageAction::Approve) {
        return Err(AppError::NotFound);
    }
    let question = match ask.backend.network().question(&ask.by()?, linkage, action).await {
        Err(backend::Error::Refused(refused)) => return Ok(led_back(&Route::FacilityNetwork, refused)),
        question => question?,
    };
    let returned = Returned::of(&ask);
    let (title, body) = match action {
        LinkageAction::Refuse => ("連携の申請の否認", view! { <Refuse question returned/> }.into_any()),
        LinkageAction::Withdraw => ("連携の申請の取り下げ", view! { <Withdraw question/> }.into_any()),
        _ => ("連携の解除", view! { <Dissolve question returned/> }.into_any()),
    };
    Ok(Page::new(title, body).crumbs(crumbs(true)).class("narrow"))
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
fn Refuse(question: LinkageQuestion, returned: Returned) -> impl IntoView {
    let id = question.linkage.id;
    let lines = summary(&returned);
    view! {
        <ErrorSummary lines/>
        <p>"次の連携の申請を否認します。否認した申請を、後から承認することはできません。"</p>
        <Restated question sides=vec![Side::Partner]/>
        <form method="post" action=owned(api::Refuse::url())>
            <input type="hidden" name="linkage" value=id.to_string()/>
            <Reason action=LinkageAction::Refuse id readers="連携施設の画面" returned/>
            <p class="question-actions">
                <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                <button class="button bad">"否認する"</button>
            </p>
        </form>
    }
}

/// What is not right, with a link to each input.
fn summary(returned: &Returned) -> Vec<SummaryLine> {
    ["from", "reason"]
        .into_iter()
        .filter_map(|input| {
            let message = returned.problem_of(input)?;
            Some(SummaryLine { target: format!("f-{input}"), message })
        })
        .collect()
}

/// 「否認の理由」, 「解除の理由」
#[component]
fn Reason(
    action: LinkageAction,
    id: LinkageId,
    /// Where it can be read.
    readers: &'static str,
    returned: Returned,
) -> impl IntoView {
    let problem = returned.problem_of("reason");
    let invalid = problem.is_some();
    view! {
        <div class="field">
            <div class="label-row">
                <label class="label" for="f-reason">{format!("{}の理由", action.label())}</label>
                <Need required=true/>
            </div>
            <p class="hint" id="h-reason">{format!("{readers}に表示されます({}文字以内)。", REASON_LIMIT.characters())}</p>
            <TextArea
                id="f-reason"
                name="reason"
                text=returned.reason(id)
                described_by=if invalid { "h-reason e-reason" } else { "h-reason" }
                required=true
                invalid=invalid
            />
            {problem.map(|problem| view! { <p class="error" id="e-reason">{problem}</p> })}
        </div>
    }
}

#[component]
fn Withdraw(question: LinkageQuestion) -> impl IntoView {
    let id = question.linkage.id.to_string();
    view! {
        <p>"次の連携の申請を取り下げます。取り下げたことは、基幹施設にもメールで通知されます。"</p>
        <Restated question sides=vec![Side::Core]/>
        <form method="post" action=owned(api::Withdraw::url())>
            <input type="hidden" name="linkage" value=id/>
            <p class="question-actions">
                <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                <button class="button bad">"取り下げる"</button>
            </p>
        </form>
    }
}

#[component]
fn Dissolve(question: LinkageQuestion, returned: Returned) -> impl IntoView {
    let id = question.linkage.id.to_string();
    let other = match question.side {
        Some(Side::Core) => Side::Partner,
        _ => Side::Core,
    };
    view! {
        <form method="post" action=owned(api::Dissolve::url())>
            <DayAsked question returned sides=vec![other]/>
            <input type="hidden" name="linkage" value=id/>
            <p class="question-actions">
                <a class="button quiet" href=Route::FacilityNetwork.path()>"戻る"</a>
                <button class="button bad">"解除する"</button>
            </p>
        </form>
    }
}

/// 「解除日」 with what it means and 「解除の理由」, below what is dissolved.
#[component]
pub(super) fn DayAsked(question: LinkageQuestion, returned: Returned, sides: Vec<Side>) -> impl IntoView {
    let problem = returned.problem_of("from");
    let lines = summary(&returned);
    let invalid = problem.is_some().then_some("true");
    let id = question.linkage.id;
    let earliest = question.today.max(question.linkage.starts);
    let from = returned.from.clone().unwrap_or_else(|| earliest.to_string());
    // The office can say what held in the past (F20).
    let starts = if question.side.is_some() { earliest } else { question.linkage.starts };
    let last = question.last;
    let until = last.map(|last| format!("、{}まで", calendar::slashed(last))).unwrap_or_default();
    view! {
        <ErrorSummary lines/>
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
        <Reason action=LinkageAction::Dissolve id readers="両方の施設の画面" returned/>
    }
}
