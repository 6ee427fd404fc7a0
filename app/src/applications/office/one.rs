//! One application: the paper beside the data, the check-list with the register's facts, versions, and the way to a decision.

use domain::{
    applications::{
        CheckLine, Decision, Form, Happened, HistoryLine, Mark, OfficePage, Part, StateName, readable,
    },
    calendar,
    cases::FieldDiff,
    documents::DocumentView,
    ids::ApplicationId,
};
use leptos::prelude::*;

use super::{StateBadge, crumbs};
use crate::{
    applications::review::Sheet,
    cases::Compared,
    error::AppError,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
    ui::{Badge, Tone},
};

/// `/office/facility-applications/{id}`
pub async fn one(ask: Ask) -> Result<Page, AppError> {
    let id = ask.path::<ApplicationId>("id")?;
    let with = ask.query("with").and_then(|number| number.parse::<i32>().ok());
    let page = ask.backend.applications().office_page(&ask.by()?, id, with).await?;
    let title = format!("{}申請", page.applying.kind().label());
    Ok(Page::new(title, view! { <One page/> }).crumbs(crumbs()).class("office-application"))
}

#[component]
fn One(page: OfficePage) -> impl IntoView {
    let form1 = page.sheets.form1.clone();
    let again = (page.number > 1).then(|| format!("(第{}版)", page.number));
    let sheets = Part::ALL
        .map(|part| {
            let form = Form::of(page.applying, part);
            let answers = readable(&form, page.sheets.of(part), page.core.as_ref(), page.document.as_ref());
            view! { <Sheet part answers/> }
        })
        .into_iter()
        .collect_view();
    let decide = (page.state == StateName::Submitted).then(|| view! { <Decide page=page.clone()/> });
    let earlier = page.earlier();
    view! {
        <section class="card">
            <h2>{form1.get("name").to_owned()}</h2>
            <dl class="facts">
                <dt>"状態"</dt><dd><StateBadge state=page.state/></dd>
                <dt>"申請"</dt><dd>{calendar::stamp(page.submitted_at)} {again}</dd>
                <dt>"申請期間"</dt><dd>{page.round.window.to_string()}</dd>
                <dt>"認定開始日"</dt><dd>{calendar::long(page.round.starts)}</dd>
                <dt>"施設"</dt><dd><a href=Route::OfficeFacility(page.owner).path()>"施設の情報"</a></dd>
            </dl>
        </section>
        <Checks checks=page.checks/>
        {page.compared.map(|(before, changed)| {
            view! { <Changes id=page.id.application before now=page.number earlier changed/> }
        })}
        <div class="beside">
            <div>{sheets}</div>
            <Paper document=page.document/>
        </div>
        <History lines=page.history/>
        {decide}
    }
}

/// F6–F8: what the register says today.
#[component]
fn Checks(checks: Vec<CheckLine>) -> impl IntoView {
    let rows = checks
        .into_iter()
        .map(|line| {
            let tone = match line.mark {
                Mark::Good => Tone::Done,
                Mark::Look => Tone::Wait,
                Mark::Bad => Tone::Bad,
            };
            let facts = line.facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view();
            view! {
                <tr>
                    <td data-label="確認"><Badge tone text=line.mark.label()/></td>
                    <th scope="row">{line.label}</th>
                    <td data-label="申請と登録"><ul class="bare">{facts}</ul></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card table-card">
            <h2>"確認項目(本日の登録との照合)"</h2>
            <table class="cards">
                <thead><tr><th>"確認"</th><th>"項目"</th><th>"申請と登録"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// F5: what changed since an earlier version.
#[component]
fn Changes(
    id: ApplicationId,
    before: i32,
    now: i32,
    earlier: Vec<i32>,
    changed: Vec<FieldDiff>,
) -> impl IntoView {
    let others: Vec<_> = earlier
        .into_iter()
        .filter(|number| *number != before)
        .map(|number| {
            let to = OfficeRoute::ApplicationCompared(id, number).path();
            view! { <li><a href=to>{format!("第{number}版と比べる")}</a></li> }
        })
        .collect();
    let others = (!others.is_empty()).then(|| view! { <ul>{others}</ul> });
    view! {
        <section class="card" aria-labelledby="changed">
            <h2 id="changed">"変更点"</h2>
            <Compared from=before to=now fields=changed/>
            {others}
        </section>
    }
}

/// The stamped paper, page by page, and the file itself (F6).
#[component]
fn Paper(document: Option<DocumentView>) -> impl IntoView {
    let shown = document.map(|document| {
        let pages = (1..=document.pages)
            .map(|page| {
                let alt = format!("{} {page}ページ目", document.name);
                let picture = OfficeRoute::DocumentPage(document.id, page).path();
                view! { <img src=picture alt=alt loading="lazy" width="900" height="1273"/> }
            })
            .collect_view();
        view! {
            <p>
                <a href=OfficeRoute::Document(document.id).path() rel="external">
                    {format!("{}({})をダウンロード", document.name, document.extent())}
                </a>
            </p>
            <p class="hint">
                "ページの画像は、内容を確認するためのものです。読みにくいところや、抜けているように見えるところは、ダウンロードしたPDFで確認してください。"
            </p>
            <div class="pages-of-paper">{pages}</div>
        }
    });
    view! {
        <section class="card paper">
            <h2>"申請書・在籍証明書"</h2>
            {shown.map_or_else(|| view! { <p class="empty">"ファイルがありません。"</p> }.into_any(), IntoAny::into_any)}
        </section>
    }
}

#[component]
fn History(lines: Vec<HistoryLine>) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let (what, words) = match line.what {
                Happened::Submitted { number } => (format!("申請(第{number}版)"), String::new()),
                Happened::Decided { decision, by, words } => (format!("{}({by})", decision.label()), words),
            };
            let words = (!words.is_empty()).then(|| view! { <p class="typed muted">{words}</p> });
            view! {
                <li>
                    <p><span class="muted nowrap">{calendar::stamp(line.at)}</span> " " {what}</p>
                    {words}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>"経過"</h2>
            <ul class="plain-list">{lines}</ul>
        </section>
    }
}

/// The ways to the question.
#[component]
fn Decide(page: OfficePage) -> impl IntoView {
    let ways =
        [(Decision::Return, "button quiet"), (Decision::Fail, "button quiet"), (Decision::Pass, "button")]
            .map(|(decision, class)| {
                let to = OfficeRoute::Decide(decision, vec![page.id]).path();
                view! { <a class=class href=to>{decision.label()}</a> }
            })
            .collect_view();
    view! { <nav class="question-actions" aria-label="決定">{ways}</nav> }
}
