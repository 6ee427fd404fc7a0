//! 「施設名簿」: certified facilities, for everybody.

use domain::{
    calendar,
    registry::{FacilityKind, PREFECTURES, Register, RegisterFilter, RegisterRow, TypedRegister},
};
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::{Choice, FilterForm},
};

/// `/register`
pub async fn register(ask: Ask) -> Result<Page, AppError> {
    let typed = TypedRegister {
        q: ask.text("q"),
        prefecture: ask.text("prefecture"),
        kind: ask.text("kind"),
        page: ask.text("page"),
    };
    let register = ask.backend.registry().register(RegisterFilter::read(&typed)).await?;
    Ok(Page::new("施設名簿", view! { <Shown register/> }))
}

#[component]
fn Shown(register: Register) -> impl IntoView {
    let today = calendar::long(register.today);
    let filter = register.filter.clone();
    let count = match register.shown() {
        Some((first, last)) => format!("{}件中 {first}〜{last}件を表示しています。", register.total),
        None if filter.page > 0 => "このページに施設はありません。".to_owned(),
        None if filter.is_narrow() => {
            "条件に合う施設はありません。語や条件を変えてお試しください。".to_owned()
        }
        None => "現在、認定中の施設はありません。".to_owned(),
    };
    let turn = |page| Route::RegisterOf(RegisterFilter { page, ..filter.clone() }).path();
    let previous = (filter.page > 0).then(|| turn(filter.page - 1));
    let next = register.has_more().then(|| turn(filter.page + 1));
    let file = (!register.rows.is_empty()).then(|| {
        let to = Route::RegisterCsv(RegisterFilter { page: 0, ..filter.clone() }).path();
        view! { " " <a href=to download="">"CSVをダウンロード"</a> }
    });
    let table = (!register.rows.is_empty()).then(|| view! { <Facilities rows=register.rows/> });
    view! {
        <p>{format!("{today}現在、学会が認定している基幹施設・連携施設・認定研修施設の一覧です。")}</p>
        <Filter filter=filter.clone()/>
        <p role="status">{count} {file}</p>
        {table}
        {(previous.is_some() || next.is_some()).then(|| view! {
            <nav class="pages" aria-label="ページ">
                {previous.map(|to| view! { <a href=to rel="prev">"前の50件"</a> })}
                {next.map(|to| view! { <a href=to rel="next">"次の50件"</a> })}
            </nav>
        })}
    }
}

#[component]
fn Filter(filter: RegisterFilter) -> impl IntoView {
    let clear = filter.is_narrow().then(|| Route::Register.path());
    let (prefecture, kind) =
        (filter.prefecture().unwrap_or_default(), filter.kind.map_or("", FacilityKind::key));
    view! {
        <FilterForm action=Route::Register.path() clear label="施設名・ふりがな・認定番号" words=filter.words.clone()>
            <Choice name="prefecture" label="都道府県" options=PREFECTURES.map(|one| (one, one)) chosen=prefecture.to_owned()/>
            <Choice
                name="kind"
                label="種別"
                options=FacilityKind::ALL.iter().map(|one| (one.key(), one.label()))
                chosen=kind.to_owned()
            />
        </FilterForm>
    }
}

#[component]
fn Facilities(rows: Vec<RegisterRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Facility row/> }.into_any()).collect_view();
    view! {
        <div class="card table-card">
            <table class="cards register">
                <thead>
                    <tr>
                        <th>"都道府県"</th>
                        <th>"種別"</th>
                        <th>"施設名"</th>
                        <th>"ふりがな"</th>
                        <th>"認定番号"</th>
                        <th>"認定期間"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Facility(row: RegisterRow) -> impl IntoView {
    view! {
        <tr>
            <td data-label="都道府県">{row.prefecture}</td>
            <td data-label="種別">{row.kind.label()}</td>
            <td data-label="施設名"><b>{row.name}</b></td>
            <td data-label="ふりがな">{row.kana}</td>
            <td data-label="認定番号">{row.certificate_no}</td>
            <td data-label="認定期間">{row.period.to_string()}</td>
        </tr>
    }
}
