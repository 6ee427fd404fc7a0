//! 「監査ログ」: who did what, for the office (E1).

use domain::{
    audit::{AuditFilter, AuditLine, AuditPage, Doer, TypedFilter},
    calendar,
};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::{self, encode},
    shell::{Ask, Entry, Page, Section, page},
    ui::Crumb,
};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![page("/office/audit", Section::Office, audit)]
}

async fn audit(ask: Ask) -> Result<Page, AppError> {
    let typed = TypedFilter {
        from: ask.text("from"),
        to: ask.text("to"),
        doer: ask.text("doer"),
        event: ask.text("event"),
        before: ask.text("before"),
    };
    let page = ask.backend.audit().page(&ask.by()?, &typed).await?;
    let back = [Crumb::new("事務局TOP", route::Route::Office.path())];
    Ok(Page::new("監査ログ", view! { <Shown page/> }).crumbs(back))
}

#[component]
fn Shown(page: AuditPage) -> impl IntoView {
    let AuditPage { filter, refused, lines, more } = page;
    let older = lines.last().filter(|_| more).map(|last| format!("{}&before={}", address(&filter), last.id));
    let newest = filter.before.map(|_| address(&filter));
    let lines_empty = lines.is_empty();
    let table = if lines_empty {
        view! { <p class="empty">"条件に合う記録はありません。期間や条件を変えてお試しください。"</p> }
            .into_any()
    } else {
        view! { <Lines lines/> }.into_any()
    };
    let notice = refused.is_some().then(|| {
        let days = [filter.from, filter.to].map(calendar::slashed).join("〜");
        view! {
            <p class="note note-bad" role="alert">
                {format!("入力された期間では表示できないため、{days}の記録を表示しています。「開始日」「終了日」をご確認ください。")}
            </p>
        }
    });
    let file = (!lines_empty).then(|| {
        let to = export(&filter);
        view! { <p><a class="button quiet" href=to rel="external" download="">"CSVで保存する"</a></p> }
    });
    view! {
        {notice}
        <Filter filter refused/>
        {file}
        {table}
        {(newest.is_some() || older.is_some()).then(|| view! {
            <nav class="pages" aria-label="ページ">
                {newest.map(|to| view! { <a href=to>"最新の50件"</a> })}
                {older.map(|to| view! { <a href=to rel="next">"次の50件"</a> })}
            </nav>
        })}
    }
}

/// The page of this filter, from its newest line.
fn address(filter: &AuditFilter) -> String {
    format!("{}?{}", route::Route::OfficeAudit.path(), query(filter))
}

/// What the filter shows, as a file.
fn export(filter: &AuditFilter) -> String {
    format!("{}/export.csv?{}", route::Route::OfficeAudit.path(), query(filter))
}

fn query(filter: &AuditFilter) -> String {
    let doer = filter.doer.map_or("", Doer::key);
    format!("from={}&to={}&doer={doer}&event={}", iso(filter.from), iso(filter.to), encode(&filter.event))
}

/// `2026-04-01`, as native date inputs want it.
fn iso(day: Date) -> String {
    calendar::slashed(day).replace('/', "-")
}

#[component]
fn Filter(filter: AuditFilter, refused: Option<(TypedFilter, Vec<(String, String)>)>) -> impl IntoView {
    let (typed, problems) = refused.unwrap_or_default();
    let shown = |typed: String, read: Date| if problems.is_empty() { iso(read) } else { typed };
    let (from, to) = (shown(typed.from, filter.from), shown(typed.to, filter.to));
    let day = |input: &'static str, label: &'static str, value: String| {
        let problem = problems.iter().find(|(of, _)| of == input).map(|(_, said)| said.clone());
        let about = format!("e-{input}");
        view! {
            <div>
                <label class="label" for=input>{label}</label>
                <input
                    id=input
                    name=input
                    type="date"
                    value=value
                    aria-invalid=problem.is_some().then_some("true")
                    aria-describedby=problem.is_some().then(|| about.clone())
                />
                {problem.map(|said| view! { <p class="error" id=about>{said}</p> })}
            </div>
        }
    };
    let days = [day("from", "開始日", from), day("to", "終了日", to)];
    view! {
        <form class="card row" method="get" action="/office/audit" role="search">
            {days}
            <div>
                <label class="label" for="doer">"区分"</label>
                <select id="doer" name="doer">
                    <option value="" selected=filter.doer.is_none()>"すべて"</option>
                    {Doer::ALL
                        .into_iter()
                        .map(|doer| view! { <option value=doer.key() selected=filter.doer == Some(doer)>{doer.label()}</option> })
                        .collect_view()}
                </select>
            </div>
            <div>
                <label class="label" for="event">"操作(前方一致)"</label>
                <input id="event" name="event" value=filter.event placeholder="例) account." autocapitalize="none" spellcheck="false"/>
            </div>
            <button class="quiet">"絞り込む"</button>
            <a href=route::Route::OfficeAudit.path()>"条件を解除"</a>
        </form>
    }
}

/// Lines as a table.
#[component]
pub fn Lines(lines: Vec<AuditLine>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| view! { <Line line/> }.into_any()).collect_view();
    view! {
        <div class="card table-card">
            <table class="cards audit">
                <thead>
                    <tr>
                        <th>"日時"</th>
                        <th>"区分"</th>
                        <th>"操作した人"</th>
                        <th>"操作"</th>
                        <th>"対象"</th>
                        <th>"内容"</th>
                        <th>"接続元"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(line: AuditLine) -> impl IntoView {
    let named = line.event_label().map(|label| view! { {label}" " });
    view! {
        <tr>
            <td data-label="日時" class="nowrap">{calendar::stamp(line.at)}</td>
            <td data-label="区分">{line.doer.label()}</td>
            <td data-label="操作した人">{line.name}</td>
            <td data-label="操作"><span>{named}<small class="muted">{line.event}</small></span></td>
            <td data-label="対象">{line.subject}</td>
            <td data-label="内容">{line.detail}</td>
            <td data-label="接続元">{line.client}</td>
        </tr>
    }
}
