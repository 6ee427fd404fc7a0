//! 「施設」: found by name, kana, 施設番号, 認定番号 or log-in address.

use domain::registry::{
    FacilityFilter, FacilityKind, FacilityList, FacilityRow, OFFICE_PAGE, PREFECTURES, Standing,
};
use leptos::prelude::*;

use super::parts::top;
use crate::{
    error::AppError,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
    ui::{Badge, Choice, FilterForm, Listed, Tone},
};

/// `/office/facilities`
pub async fn facilities(ask: Ask) -> Result<Page, AppError> {
    let filter = FacilityFilter {
        words: ask.text("q"),
        prefecture: ask.text("prefecture"),
        kind: ask.text("kind").parse().ok(),
        standing: ask.text("standing").parse().ok(),
        page: ask.text("page").parse().unwrap_or(1),
    };
    let page = ask.backend.registry().facilities(&ask.by()?, filter).await?;
    Ok(Page::new("施設", view! { <Shown page/> }).crumbs([top()]))
}

#[component]
fn Shown(page: FacilityList) -> impl IntoView {
    let FacilityList { filter, rows, matching } = page;
    let (number, shown) = (filter.page, rows.len());
    let of_page = filter.clone();
    let to = move |page| OfficeRoute::Facilities(FacilityFilter { page, ..of_page.clone() }).path();
    view! {
        <Filter filter/>
        <Listed
            matching
            page=number
            shown
            size=OFFICE_PAGE
            unit="件"
            empty="該当する施設はありません。言葉を短くするか、条件を変えてお試しください。"
            to
        >
            <Facilities rows/>
        </Listed>
        <p><a href=OfficeRoute::Import.path()>"データの取り込み(CSV)"</a></p>
    }
}

#[component]
fn Filter(filter: FacilityFilter) -> impl IntoView {
    let all = OfficeRoute::Facilities(FacilityFilter::default()).path();
    view! {
        <FilterForm action=all.clone() clear=Some(all) label="施設名・ふりがな・施設番号・認定番号・メールアドレス" words=filter.words>
            <Choice name="prefecture" label="都道府県" options=PREFECTURES.map(|one| (one, one)) chosen=filter.prefecture/>
            <Choice
                name="kind"
                label="種別"
                options=FacilityKind::ALL.iter().map(|one| (one.key(), one.label()))
                chosen=filter.kind.map_or("", FacilityKind::key).to_owned()
            />
            <Choice
                name="standing"
                label="認定"
                options=Standing::ALL.iter().map(|one| (one.key(), one.label()))
                chosen=filter.standing.map_or("", Standing::key).to_owned()
            />
        </FilterForm>
    }
}

#[component]
fn Facilities(rows: Vec<FacilityRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect_view();
    view! {
        <div class="card table-card">
            <table class="cards">
                <thead>
                    <tr>
                        <th>"施設番号"</th>
                        <th>"施設名"</th>
                        <th>"都道府県"</th>
                        <th>"認定"</th>
                        <th>"種別"</th>
                        <th>"ログイン用メールアドレス"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: FacilityRow) -> impl IntoView {
    let kinds = row.running.iter().map(|kind| kind.label()).collect::<Vec<_>>().join("、");
    let name = if row.name.trim().is_empty() { "(名称未登録)".to_owned() } else { row.name };
    view! {
        <tr>
            <td data-label="施設番号">{row.facility_no}</td>
            <td data-label="施設名"><a href=Route::OfficeFacility(row.id).path()>{name}</a></td>
            <td data-label="都道府県">{row.prefecture}</td>
            <td data-label="認定"><StandingBadge standing=row.standing/></td>
            <td data-label="種別">{kinds}</td>
            <td data-label="ログイン用メールアドレス">{row.email}</td>
        </tr>
    }
}

/// 認定中, 終了 or なし.
#[component]
pub fn StandingBadge(standing: Standing) -> impl IntoView {
    let tone = match standing {
        Standing::Running => Tone::Done,
        Standing::Ended | Standing::Never => Tone::None,
    };
    view! { <Badge tone text=standing.label()/> }
}
