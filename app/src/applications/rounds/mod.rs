//! 「申請期間」: rounds in the office's hands (F1, F2).

mod api;
mod closing;
mod delete;
mod form;

use domain::{
    applications::{Phase, RoundRow, Rounds},
    calendar,
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::{Badge, Crumb, Tone},
};

pub use closing::ClosingRounds;
pub use delete::delete;
pub use form::{change, new};

/// `/office/rounds`
pub async fn list(ask: Ask) -> Result<Page, AppError> {
    let page = ask.query("page").and_then(|page| page.parse::<u32>().ok());
    let page = page.map_or(0, |page| page.saturating_sub(1));
    let rounds = ask.backend.applications().rounds(&ask.by()?, page).await?;
    let back = [Crumb::new("事務局TOP", Route::Office.path())];
    Ok(Page::new("申請期間", view! { <List rounds/> }).crumbs(back))
}

#[component]
fn List(rounds: Rounds) -> impl IntoView {
    let Rounds { rows, page, more, years, today } = rounds;
    let table = if rows.is_empty() {
        view! { <p class="empty">"申請期間はまだありません。"</p> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row years today/> }.into_any()).collect_view();
        view! {
            <div class="card table-card">
                <table class="cards rounds">
                    <thead>
                        <tr>
                            <th>"種別"</th>
                            <th>"申請期間"</th>
                            <th>"状態"</th>
                            <th>"認定開始日"</th>
                            <th>"認定終了日"</th>
                            <th class="number">"申請"</th>
                            <th>"操作"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    let newer = (page > 0).then(|| Route::OfficeRoundsPage(page - 1).path());
    let older = more.then(|| Route::OfficeRoundsPage(page + 1).path());
    view! {
        <p class="hint">"施設認定の申請は、初日の0:00から最終日の23:59まで受け付けます。例年の申請期間(2月と8月)は、約1年前に自動で登録されます。変更や削除をした申請期間が、自動で元に戻ることはありません。"</p>
        <p><a class="button" href=Route::OfficeRoundNew(None).path()>"申請期間の追加"</a></p>
        <p class="hint">{term(years)}</p>
        {table}
        {(newer.is_some() || older.is_some()).then(|| view! {
            <nav class="pages" aria-label="ページ">
                {newer.map(|to| view! { <a href=to rel="prev">"新しい申請期間"</a> })}
                {older.map(|to| view! { <a href=to rel="next">"以前の申請期間"</a> })}
            </nav>
        })}
    }
}

/// How long a certification runs (F1).
fn term(years: u8) -> String {
    format!(
        "認定は、認定開始日を含む年度を1年目として、{years}年目の3月31日に終了します(サーバーの設定 CERTIFICATION_YEARS)。"
    )
}

#[component]
fn Row(row: RoundRow, years: u8, today: Date) -> impl IntoView {
    let RoundRow { round, used } = row;
    let phase = round.phase(today);
    let described = format!("round-{}", round.id);
    let delete = (used.submitted == 0).then(|| {
        let to = Route::OfficeRoundDelete(round.id).path();
        view! { " " <a href=to aria-describedby=described.clone()>"削除"</a> }
    });
    view! {
        <tr>
            <td data-label="種別">{round.applying.kind().label()}</td>
            <td data-label="申請期間" id=described.clone()>{round.window.to_string()}</td>
            <td data-label="状態"><PhaseBadge phase/></td>
            <td data-label="認定開始日">{calendar::slashed(round.starts)}</td>
            <td data-label="認定終了日">{calendar::slashed(round.certified(years).end())}</td>
            <td class="number" data-label="申請">{format!("{}件", used.submitted)}</td>
            <td data-label="操作">
                <span class="row-actions">
                    <a href=Route::OfficeRound(round.id, None).path() aria-describedby=described.clone()>"変更"</a>
                    {delete}
                </span>
            </td>
        </tr>
    }
}

#[component]
fn PhaseBadge(phase: Phase) -> impl IntoView {
    let tone = match phase {
        Phase::Coming => Tone::None,
        Phase::Open => Tone::Ready,
        Phase::Over => Tone::Done,
    };
    view! { <Badge tone text=phase.label()/> }
}

/// The way back to the calendar.
fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("事務局TOP", Route::Office.path()), Crumb::new("申請期間", Route::OfficeRounds.path())]
}
