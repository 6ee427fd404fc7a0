//! 「基幹施設」「連携施設」「認定研修施設」: what a facility holds or held of one 種別.

use domain::{
    accounts::FacilityRecord,
    actor::Actor,
    calendar,
    facilities::{self, is_renewal_due},
    network::StandAlone,
    registry::FacilityKind,
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::crumbs;
use crate::{
    applications::ApplyTile,
    error::AppError,
    network::Training,
    route::Route,
    shell::{Ask, Page},
};

/// `/facility/{core,partner,training}`
pub async fn held(ask: Ask, kind: FacilityKind) -> Result<Page, AppError> {
    let by = ask.by()?;
    let page = ask.backend.facilities().held(&by, kind).await?;
    let certified = page.records.iter().any(|record| record.period.contains(page.today));
    // Of a 基幹施設 nobody asks whether it trains alone (F11).
    let training = match (kind, &by.actor) {
        (FacilityKind::Partner | FacilityKind::Training, Actor::Facility(me)) if certified => {
            Some(ask.backend.network().training(&by, *me).await?)
        }
        _ => None,
    };
    Ok(Page::new(kind.label(), view! { <Held page training/> }).crumbs(crumbs(None)))
}

#[component]
fn Held(page: facilities::HeldPage, training: Option<StandAlone>) -> impl IntoView {
    let facilities::HeldPage { kind, records, applications, today } = page;
    let (current, others): (Vec<_>, Vec<_>) =
        records.into_iter().partition(|record| record.period.contains(today));
    let holds = !current.is_empty();
    let renewal = current.iter().find(|record| is_renewal_due(&record.period, today)).map(|record| {
        let last = calendar::long(record.period.end());
        view! {
            <p class="note note-wait">{format!(
                "認定期間は{last}までです。継続を希望する場合は、それまでの申請期間にお手続きください。"
            )}</p>
        }
    });
    let applying = applications
        .into_iter()
        .filter(|application| application.standing.open().is_some())
        .map(|page| view! { <ApplyTile page/> })
        .collect_view();
    view! {
        {renewal}
        {current.into_iter().map(|record| view! { <Current record/> }).collect_view()}
        {training.map(|training| view! { <Training training/> })}
        {(!holds).then(|| view! { <p class="empty">"現在有効な認定はありません。"</p> })}
        <nav class="card" aria-label="お手続き">
            <ul>
                <li><a href=Route::FacilityDetails(kind).path()>"詳細・変更"</a></li>
                {(kind != FacilityKind::Training).then(|| view! {
                    <li><a href=Route::FacilityNetwork.path()>"(基幹)研修施設群"</a></li>
                })}
            </ul>
        </nav>
        <Others records=others today/>
        {applying}
        {holds.then(|| view! { <p><a href=Route::FacilityReturn(kind).path()>"認定返上申請"</a></p> })}
    }
}

/// The certification that holds today.
#[component]
fn Current(record: FacilityRecord) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"現在の認定"</h2>
            <dl class="facts">
                <dt>"施設責任者"</dt><dd>{record.responsible.unwrap_or_else(|| "未登録".to_owned())}</dd>
                <dt>"認定番号"</dt><dd>{record.certificate_no}</dd>
                <dt>"認定期間"</dt><dd>{record.period.to_string()}</dd>
            </dl>
        </section>
    }
}

/// Those that are over or to come.
#[component]
fn Others(records: Vec<FacilityRecord>, today: Date) -> impl IntoView {
    (!records.is_empty()).then(|| {
        let rows = records
            .into_iter()
            .map(|record| {
                let standing = if record.period.start() > today { "認定開始前" } else { "認定終了" };
                view! {
                    <tr>
                        <td data-label="状態">{standing}</td>
                        <td data-label="認定番号">{record.certificate_no}</td>
                        <td data-label="認定期間">{record.period.to_string()}</td>
                        <td data-label="施設責任者">{record.responsible.unwrap_or_else(|| "未登録".to_owned())}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <section class="card table-card">
                <h2>"これまでの認定・今後の認定"</h2>
                <table class="cards">
                    <thead><tr><th>"状態"</th><th>"認定番号"</th><th>"認定期間"</th><th>"施設責任者"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    })
}
