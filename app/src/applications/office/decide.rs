//! The question before 修正依頼, 合格 and 不合格: what was chosen, restated, and the words that go to the facilities.

use domain::{
    applications::{Chosen, Decision, OfficeRow, PHRASES, Question, WORDS_LIMIT},
    calendar,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{StateBadge, api, crumbs};
use crate::{
    error::AppError,
    request::Typed,
    route::OfficeRoute,
    shell::{Ask, Page, owned},
    ui::{Need, TextArea},
};

/// `/office/facility-applications/decide?decision=pass&n=…&n=…`
pub async fn decide(ask: Ask) -> Result<Page, AppError> {
    let decision = ask.query("decision").and_then(|key| key.parse::<Decision>().ok());
    let decision = decision.ok_or(AppError::NotFound)?;
    let chosen = Chosen::list(&ask.queries("n").collect::<Vec<_>>().join(","));
    let question = ask.backend.applications().question(&ask.by()?, decision, &chosen).await?;
    let retyped = Typed::Decision.take().and_then(|kept| serde_json::from_str::<api::Retyped>(&kept).ok());
    let body = view! { <Asked question retyped=retyped.unwrap_or_default()/> };
    let title = format!("{}の確認", decision.label());
    Ok(Page::new(title, body).crumbs(crumbs()).class("office-decision"))
}

#[component]
fn Asked(question: Question, retyped: api::Retyped) -> impl IntoView {
    let Question { decision, rows, without_address, refused } = question;
    let unreached = (!without_address.is_empty()).then(|| {
        let names = without_address.join("、");
        let words = format!("次の施設にはログイン用のメールアドレスがないため、メールは届きません。別の方法でお知らせください。 {names}");
        view! { <p class="note" role="note">{words}</p> }
    });
    let chosen: Vec<Chosen> = rows.iter().map(|row| row.chosen).collect();
    let count = rows.len();
    let restated = (count > 0).then(|| view! { <Restated rows/> });
    let back = match chosen.as_slice() {
        [one] => OfficeRoute::Application(one.application),
        _ => OfficeRoute::waiting_applications(),
    };
    let rest = match refused {
        Some(refused) => view! {
            <p class="note note-bad" role="alert">{refused.message()}</p>
            <p><a class="button quiet" href=back.path()>"戻る"</a></p>
        }
        .into_any(),
        None => view! { <Form decision chosen back=back.path() retyped/> }.into_any(),
    };
    view! {
        {(count > 0).then(|| view! { <p>{lead(decision, count)}</p> })}
        {restated}
        {unreached}
        {rest}
    }
}

fn lead(decision: Decision, count: usize) -> String {
    let what = match decision {
        Decision::Return => {
            "について、修正を依頼します。施設は内容を修正して、もう一度申請できるようになります。"
        }
        Decision::Pass => {
            "を合格にします。認定開始日に、認定番号と認定期間が自動的に登録されます。この決定は取り消せません。"
        }
        Decision::Fail => "を不合格にします。この決定は取り消せません。",
    };
    format!("次の{count}件の申請{what}施設には、メールでお知らせします。")
}

#[component]
fn Restated(rows: Vec<OfficeRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.name}</th>
                    <td data-label="種別">{row.applying.kind().label()}</td>
                    <td data-label="状態"><StateBadge state=row.state/></td>
                    <td data-label="申請日時">{calendar::stamp(row.submitted_at)}</td>
                    <td data-label="認定開始日">{calendar::slashed(row.starts)}</td>
                    <td data-label="施設責任者">{row.responsible}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="card table-card">
            <table class="cards">
                <thead>
                    <tr>
                        <th>"施設名"</th>
                        <th>"種別"</th>
                        <th>"状態"</th>
                        <th>"申請日時"</th>
                        <th>"認定開始日"</th>
                        <th>"施設責任者"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Form(decision: Decision, chosen: Vec<Chosen>, back: String, retyped: api::Retyped) -> impl IntoView {
    let (button, class) = match decision {
        Decision::Return => ("修正依頼を送信する", "button"),
        Decision::Pass => ("合格にする", "button"),
        Decision::Fail => ("不合格にする", "button bad"),
    };
    let label = match decision {
        Decision::Return => "修正してほしい内容",
        Decision::Pass => "施設への連絡",
        Decision::Fail => "不合格の理由",
    };
    let chosen = chosen.iter().map(Chosen::to_string).collect::<Vec<_>>().join(",");
    let phrases = (decision == Decision::Return).then(|| view! { <Phrases ticked=retyped.phrases.clone()/> });
    let hint = match decision {
        Decision::Return => "定型文を選んだときは、そのあとに続きます。",
        Decision::Pass | Decision::Fail => "",
    };
    view! {
        <form method="post" action=owned(api::Decide::url()) class="card">
            <input type="hidden" name="decision" value=decision.key()/>
            <input type="hidden" name="chosen" value=chosen/>
            {phrases}
            <div class="field">
                <div class="label-row">
                    <label class="label" for="words">{label}</label>
                    <Need required=decision.needs_words() && decision != Decision::Return/>
                </div>
                <p class="hint" id="h-words">
                    {format!("施設の画面とメールに、このまま表示されます(定型文とあわせて{}文字以内)。{hint}", WORDS_LIMIT.characters())}
                </p>
                <TextArea
                    name="words"
                    id="words"
                    text=retyped.words
                    rows=5
                    described_by="h-words"
                    required=decision == Decision::Fail
                />
            </div>
            <p class="question-actions">
                <a class="button quiet" href=back>"戻る"</a>
                <button class=class>{button}</button>
            </p>
        </form>
    }
}

/// 定型文, to tick.
#[component]
fn Phrases(ticked: domain::fields::Fields) -> impl IntoView {
    let boxes = PHRASES
        .iter()
        .enumerate()
        .map(|(at, phrase)| {
            let input = api::phrase_input(at);
            let checked = ticked.get(&input) == "yes";
            let id = format!("f-{input}");
            view! {
                <div class="choice">
                    <input type="checkbox" id=id.clone() name=format!("phrases[{input}]") value="yes" checked=checked/>
                    <label for=id>{*phrase}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="label">"定型文"</legend>
            <div class="boxes">{boxes}</div>
        </fieldset>
    }
}
