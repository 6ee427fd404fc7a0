//! The list: what was submitted, by filter and words, and several chosen at once.

use domain::{
    accounts::Applying,
    applications::{Decision, OfficeFilter, OfficeList, OfficeRow, Order, SEEN, StateName, TypedOffice},
    calendar,
    registry::OFFICE_PAGE,
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{StateBadge, top};
use crate::{
    error::AppError,
    route::OfficeRoute,
    shell::{Ask, Page},
    ui::{Choice, FilterForm, Listed},
};

/// `/office/facility-applications`
pub async fn list(ask: Ask) -> Result<Page, AppError> {
    let filter = OfficeFilter::from(TypedOffice {
        q: ask.text("q"),
        state: ask.text("state"),
        kind: ask.text("kind"),
        starts: ask.text("starts"),
        order: ask.text("order"),
        page: ask.text("page"),
    });
    let page = ask.backend.applications().office_list(&ask.by()?, filter).await?;
    Ok(Page::new("施設認定申請", view! { <Shown page/> }).crumbs([top()]).class("office-applications"))
}

#[component]
fn Shown(page: OfficeList) -> impl IntoView {
    let OfficeList { filter, rows, matching, waiting, starts } = page;
    let (number, shown) = (filter.page, rows.len());
    let of_page = filter.clone();
    let to = move |page| OfficeRoute::Applications(OfficeFilter { page, ..of_page.clone() }).path();
    let files = (matching > 0).then(|| {
        let [csv, excel] = [OfficeRoute::ApplicationsCsv, OfficeRoute::ApplicationsExcel]
            .map(|file| file(filter.clone()).path());
        view! {
            <p class="row">
                <a href=csv rel="external" download="">"CSVでダウンロード"</a>
                <a href=excel rel="external" download="">"Excelでダウンロード"</a>
            </p>
        }
    });
    view! {
        <p>{format!("決定を待っている申請(申請済み)は{waiting}件です。")}</p>
        <Filter filter starts/>
        <Listed
            matching
            page=number
            shown
            size=OFFICE_PAGE
            unit="件"
            empty="該当する申請はありません。条件を変えてお試しください。"
            to
        >
            <Table rows/>
        </Listed>
        {files}
    }
}

#[component]
fn Filter(filter: OfficeFilter, starts: Vec<Date>) -> impl IntoView {
    let all = OfficeRoute::Applications(OfficeFilter::default()).path();
    view! {
        <FilterForm action=all.clone() clear=Some(all) label="施設名・ふりがな・都道府県" words=filter.words>
            <Choice
                name="state"
                label="状態"
                options=SEEN.map(|one| (one.key(), one.label()))
                chosen=filter.state.map_or("", StateName::key).to_owned()
            />
            <Choice
                name="kind"
                label="種別"
                options=Applying::ALL.map(|one| (one.key(), one.kind().label()))
                chosen=filter.applying.map_or("", Applying::key).to_owned()
            />
            <Choice
                name="starts"
                label="認定開始日"
                options=starts.into_iter().map(|day| (day.to_string(), calendar::slashed(day)))
                chosen=filter.starts.map(|day| day.to_string()).unwrap_or_default()
            />
            <Choice
                name="order"
                label="並び順"
                options=Order::ALL.map(|one| (one.key(), one.label()))
                chosen=filter.order.key().to_owned()
                always=true
            />
        </FilterForm>
    }
}

/// Rows that wait can be chosen; the question comes on a page of its own.
#[component]
fn Table(rows: Vec<OfficeRow>) -> impl IntoView {
    let choosable = rows.iter().any(|row| row.state == StateName::Submitted);
    let rows = rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect_view();
    let buttons = choosable.then(|| {
        view! {
            <fieldset class="card row">
                <legend>"選択した申請をまとめて決定する"</legend>
                {Decision::ALL
                    .map(|decision| {
                        view! { <button class="button quiet" name="decision" value=decision.key()>{decision.label()}</button> }
                    })
                    .collect_view()}
            </fieldset>
        }
    });
    view! {
        <form method="get" action="/office/facility-applications/decide">
            <div class="card table-card">
                <table class="cards">
                    <thead>
                        <tr>
                            <th>"選択"</th>
                            <th>"施設名"</th>
                            <th>"都道府県"</th>
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
            {buttons}
        </form>
    }
}

#[component]
fn Row(row: OfficeRow) -> impl IntoView {
    let kind = row.applying.kind().label();
    let choose = (row.state == StateName::Submitted).then(|| {
        let label = format!("{}({kind})を選択", row.name);
        view! { <input type="checkbox" name="n" value=row.chosen.to_string() aria-label=label/> }
    });
    let again = (row.number > 1).then(|| format!("(第{}版)", row.number));
    let link = format!("{}({kind})", row.name);
    view! {
        <tr>
            <td data-label="選択">{choose}</td>
            <td data-label="施設名">
                <a href=OfficeRoute::Application(row.chosen.application).path() aria-label=link>{row.name}</a>
            </td>
            <td data-label="都道府県">{row.prefecture}</td>
            <td data-label="種別">{kind}</td>
            <td data-label="状態"><StateBadge state=row.state/></td>
            <td data-label="申請日時">{calendar::stamp(row.submitted_at)} {again}</td>
            <td data-label="認定開始日">{calendar::slashed(row.starts)}</td>
            <td data-label="施設責任者">{row.responsible}</td>
        </tr>
    }
}
