//! 「申請期間の追加」「申請期間の変更」

use domain::{
    accounts::Applying,
    applications::{Planned, RoundField, RoundForm, RoundProblem, TypedRound},
    calendar,
    ids::RoundId,
};
use leptos::{prelude::*, server_fn::ServerFn as _};

use super::{api, crumbs};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{ErrorSummary, Need, SummaryLine},
};

/// `/office/rounds/new`
pub async fn new(ask: Ask) -> Result<Page, AppError> {
    let form = ask.backend.applications().round_form(&ask.by()?, None, typed(&ask)).await?;
    Ok(Page::new("申請期間の追加", view! { <New form/> }).crumbs(crumbs()).class("narrow"))
}

/// `/office/rounds/{round}`
pub async fn change(ask: Ask) -> Result<Page, AppError> {
    let round = ask.path::<RoundId>("round")?;
    let form = ask.backend.applications().round_form(&ask.by()?, Some(round), typed(&ask)).await?;
    let planned = form.planned.ok_or(AppError::NotFound)?;
    Ok(Page::new("申請期間の変更", view! { <Change form planned/> }).crumbs(crumbs()).class("narrow"))
}

/// What was typed, where the address says so, and on which version.
fn typed(ask: &Ask) -> Option<(i64, TypedRound)> {
    let text = |field: RoundField| ask.text(field.key());
    let typed = TypedRound {
        applying: text(RoundField::Applying),
        opens_on: text(RoundField::Opens),
        closes_on: text(RoundField::Closes),
        starts_on: text(RoundField::Starts),
    };
    let version = ask.query("version").and_then(|version| version.parse().ok());
    let sent = RoundField::ALL.into_iter().any(|field| ask.query(field.key()).is_some());
    sent.then_some((version.unwrap_or(0), typed))
}

#[component]
fn New(form: RoundForm) -> impl IntoView {
    let chosen = form.typed.applying();
    let problem = problem(&form.problems, RoundField::Applying);
    let (field, invalid) = (RoundField::Applying.key(), problem.is_some());
    view! {
        <Summary problems=form.problems.clone()/>
        <form class="card" method="post" action=owned(api::AddRound::url()) novalidate>
            <div class="field">
                <div class="label-row">
                    <label class="label" for=field>{RoundField::Applying.label()}</label>
                    <Need required=true/>
                </div>
                <select
                    id=field
                    name=field
                    aria-required="true"
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=invalid.then(|| error_id(RoundField::Applying))
                >
                    <option value="" selected=chosen.is_none()>"選択してください"</option>
                    {Applying::ALL
                        .into_iter()
                        .map(|applying| {
                            view! {
                                <option value=applying.key() selected=chosen == Some(applying)>
                                    {applying.kind().label()}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <Wrong field=RoundField::Applying problem/>
            </div>
            <Days form/>
            <p class="question-actions">
                <a class="button quiet" href=Route::OfficeRounds.path()>"申請期間へ戻る"</a>
                <button>"追加する"</button>
            </p>
        </form>
    }
}

#[component]
fn Change(form: RoundForm, planned: Planned) -> impl IntoView {
    let Planned { round, used, version } = planned;
    let overtaken = form.overtaken.then(|| {
        let now = format!("申請期間 {}、認定開始日 {}", round.hours(), calendar::long(round.starts));
        view! {
            <div class="note note-wait" role="alert">
                <p>{format!("別の担当者が、この申請期間を先に変更しました。現在の内容は、{now}です。")}</p>
                <p>"下の欄には、入力された内容が残っています。この内容に変更するときは、もう一度「変更する」を押してください。"</p>
            </div>
        }
    });
    let applied = (used.submitted > 0).then(|| {
        let start = if used.passed > 0 {
            "合格した施設があるため、認定開始日も変更できません。"
        } else {
            ""
        };
        view! {
            <p class="note">
                {format!("この申請期間に{}件の申請があります。初日は変更できません。最終日は、今日以降の日付に変更できます。{start}", used.submitted)}
            </p>
        }
    });
    view! {
        <Summary problems=form.problems.clone()/>
        {overtaken}
        {applied}
        <form class="card" method="post" action=owned(api::ChangeRound::url()) novalidate>
            <input type="hidden" name="round" value=round.id.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <dl class="facts field">
                <dt>"種別"</dt>
                <dd>{round.applying.kind().label()}</dd>
            </dl>
            <Days form/>
            <p class="question-actions">
                <a class="button quiet" href=Route::OfficeRounds.path()>"申請期間へ戻る"</a>
                <button>"変更する"</button>
            </p>
        </form>
    }
}

/// The three days.
#[component]
fn Days(form: RoundForm) -> impl IntoView {
    [
        (RoundField::Opens, "この日の0:00から受け付けます。"),
        (RoundField::Closes, "この日の23:59まで受け付けます。"),
        (RoundField::Starts, "合格した施設の認定が、この日の0:00に始まります。"),
    ]
    .map(|(field, hint)| {
        let problem = problem(&form.problems, field);
        let (key, hint_id) = (field.key(), format!("h-{}", field.key()));
        let described = match problem {
            Some(_) => format!("{hint_id} {}", error_id(field)),
            None => hint_id.clone(),
        };
        let invalid = problem.as_ref().map(|_| "true");
        view! {
            <div class="field">
                <div class="label-row">
                    <label class="label" for=key>{field.label()}</label>
                    <Need required=true/>
                </div>
                <p class="hint" id=hint_id>{hint}</p>
                <input
                    id=key
                    name=key
                    type="date"
                    value=form.typed.get(field).to_owned()
                    aria-required="true"
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <Wrong field problem/>
            </div>
        }
    })
    .into_iter()
    .collect_view()
}

#[component]
fn Summary(problems: Vec<RoundProblem>) -> impl IntoView {
    let lines = problems
        .into_iter()
        .map(|problem| SummaryLine { target: problem.field().key().into(), message: problem.message() })
        .collect();
    view! { <ErrorSummary lines/> }
}

#[component]
fn Wrong(field: RoundField, problem: Option<String>) -> impl IntoView {
    problem.map(|problem| view! { <p class="error" id=error_id(field)>{problem}</p> })
}

fn error_id(field: RoundField) -> String {
    format!("e-{}", field.key())
}

/// What is not right with a field.
fn problem(problems: &[RoundProblem], field: RoundField) -> Option<String> {
    let mine: Vec<String> =
        problems.iter().filter(|problem| problem.field() == field).map(|problem| problem.message()).collect();
    (!mine.is_empty()).then(|| mine.join(" "))
}
