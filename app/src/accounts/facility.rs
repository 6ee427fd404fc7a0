//! 施設マイページ: 「マイページTOP」.

use domain::{
    accounts::{FacilityHome, FacilityRecord},
    applications::ApplicationHome,
    calendar,
};
use leptos::prelude::*;

use crate::{
    applications::ApplyTile,
    error::AppError,
    route::Route,
    shell::{Ask, Page},
};

/// `/facility`, with the applications that can be made or are under way.
pub async fn facility(ask: Ask) -> Result<Page, AppError> {
    let by = ask.by()?;
    let page = ask.backend.accounts().facility_home(&by).await?;
    let applications = ask.backend.applications().overview(&by).await?;
    Ok(Page::new("マイページTOP", view! { <Home page applications/> }))
}

#[component]
fn Home(page: FacilityHome, applications: Vec<ApplicationHome>) -> impl IntoView {
    let today = page.today;
    let records =
        page.records.clone().into_iter().map(|record| view! { <Record record today/> }).collect_view();
    // Who has signed up for one 種別 sees that one; who is certified may apply for either.
    let wanted = page.applies_as.filter(|_| page.records.is_empty());
    let applying = applications
        .into_iter()
        .filter(|application| {
            wanted.is_none_or(|wanted| wanted == application.applying) || application.begun.contains(&true)
        })
        .map(|page| view! { <ApplyTile page/> })
        .collect_view();
    view! {
        {records}
        {applying}
        <section class="card">
            <h2>"アカウント"</h2>
            <dl class="facts">
                <dt>"施設名"</dt><dd>{if page.name.is_empty() { "未登録".to_owned() } else { page.name }}</dd>
                {page.contact.map(|contact| view! { <dt>"登録した方"</dt><dd>{contact}</dd> })}
                <dt>"メールアドレス"</dt><dd>{page.email}</dd>
            </dl>
            <p><a href=Route::FacilityAccount.path()>"ログイン用メールアドレス・パスワードの変更"</a></p>
        </section>
    }
}

/// One certification of the facility.
#[component]
fn Record(record: FacilityRecord, today: jiff::civil::Date) -> impl IntoView {
    let standing = if record.period.end() < today {
        "認定終了"
    } else if record.period.start() > today {
        "認定開始前"
    } else {
        "認定中"
    };
    // What is yet to begin has no page yet.
    let title = if record.period.start() > today {
        record.kind.label().into_any()
    } else {
        view! { <a href=Route::FacilityHeld(record.kind).path()>{record.kind.label()}</a> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            <dl class="facts">
                <dt>"状態"</dt><dd>{standing}</dd>
                <dt>"施設責任者"</dt><dd>{record.responsible.unwrap_or_else(|| "未登録".to_owned())}</dd>
                <dt>"認定番号"</dt><dd>{record.certificate_no}</dd>
                <dt>"認定期間"</dt>
                <dd>{format!("{} 〜 {}", calendar::slashed(record.period.start()), calendar::slashed(record.period.end()))}</dd>
            </dl>
        </section>
    }
}
