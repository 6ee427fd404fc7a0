//! One facility on one page.

use domain::{
    calendar,
    ids::FacilityId,
    network::LinkageView,
    registry::{Contact, FacilityApplication, FacilityFilter, HeldRecord, OfficeFacility, Standing},
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    facilities::StandingBadge,
    parts::{Account, Recent, top},
};
use crate::{
    error::AppError,
    network::OfficeLinks,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
    ui::{Badge, Crumb, Tone},
};

/// `/office/facilities/{id}`
pub async fn facility(ask: Ask) -> Result<Page, AppError> {
    let (id, by) = (ask.path::<FacilityId>("id")?, ask.by()?);
    let page = ask.backend.registry().facility(&by, id).await?;
    let links = ask.backend.network().links_of(&by, id).await?;
    Ok(Page::new("施設の情報", view! { <Shown page links/> }).crumbs(crumbs()))
}

/// The way back to 「施設」.
pub(super) fn crumbs() -> Vec<Crumb> {
    vec![top(), Crumb::new("施設", OfficeRoute::Facilities(FacilityFilter::default()).path())]
}

/// What the facility is called: as long as it has not said its name, by whoever signed up.
pub(super) fn called(page: &OfficeFacility) -> String {
    let who = page.signed_up.as_ref().map(|by| by.name.clone()).unwrap_or_default();
    match (page.name.as_str(), who.as_str()) {
        ("", "") => "(名称未登録)".to_owned(),
        ("", who) => format!("(名称未登録: {who})"),
        (name, _) => name.to_owned(),
    }
}

#[component]
fn Shown(page: OfficeFacility, links: Vec<LinkageView>) -> impl IntoView {
    let standing = Standing::of(page.records.iter().map(|record| record.period), page.today);
    let called = called(&page);
    let today = page.today;
    let signed_up = page.signed_up.map(|by| {
        view! { <dt>"新規登録"</dt><dd>{format!("{}({})", by.name, calendar::stamp(by.at))}</dd> }
    });
    view! {
        <section class="card">
            <h2>{called}</h2>
            <dl class="facts">
                <dt>"施設番号"</dt><dd>{page.facility_no.unwrap_or_else(|| "なし(認定前)".to_owned())}</dd>
                <dt>"ふりがな"</dt><dd>{page.kana}</dd>
                <dt>"都道府県"</dt><dd>{page.prefecture}</dd>
                <dt>"認定"</dt><dd><StandingBadge standing/></dd>
                <ContactFacts contact=page.contact/>
                {signed_up}
            </dl>
        </section>
        <section class="card">
            <h2>"ログイン"</h2>
            <dl class="facts">
                <dt>"メールアドレス"</dt><dd>{page.email.clone().unwrap_or_else(|| "未登録".to_owned())}</dd>
                <Account account=page.account/>
            </dl>
            <p class="row">
                {page.email.is_some().then(|| view! {
                    <a class="button quiet" href=OfficeRoute::FacilityPassword(page.id).path()>"パスワード設定のメールを送る"</a>
                })}
                <a class="button quiet" href=OfficeRoute::LoginAddress(page.id).path()>"ログイン用メールアドレスの変更"</a>
            </p>
        </section>
        <section class="card">
            <h2>"施設認定"</h2>
            <Records records=page.records today/>
        </section>
        <OfficeLinks facility=page.id links/>
        <section class="card">
            <h2>"施設認定申請"</h2>
            <Applications applications=page.applications/>
        </section>
        <Recent lines=page.audit/>
    }
}

#[component]
fn ContactFacts(contact: Contact) -> impl IntoView {
    [
        ("郵便番号", contact.postal_code),
        ("住所", contact.address),
        ("電話番号", contact.phone),
        ("URL", contact.url),
        ("施設長氏名", contact.head),
        ("施設責任者の所属部署・役職", contact.department),
        ("事務担当者", contact.clerk),
        ("事務担当者のメールアドレス", contact.clerk_email),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(label, text)| view! { <dt>{label}</dt><dd>{text}</dd> })
    .collect_view()
}

#[component]
fn Records(records: Vec<HeldRecord>, today: Date) -> impl IntoView {
    if records.is_empty() {
        return view! { <p class="empty">"施設認定の記録はありません。"</p> }.into_any();
    }
    let rows = records.into_iter().map(|record| view! { <Record record today/> }.into_any()).collect_view();
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th>"種別"</th>
                    <th>"認定番号"</th>
                    <th>"認定期間"</th>
                    <th>"現在"</th>
                    <th>"施設責任者"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Record(record: HeldRecord, today: Date) -> impl IntoView {
    let (tone, word) = if record.period.contains(today) {
        (Tone::Done, "認定中")
    } else if record.period.start() > today {
        (Tone::Wait, "認定開始前")
    } else {
        (Tone::None, "認定終了")
    };
    let responsible = match record.responsible {
        Some((id, name)) => view! { <a href=Route::OfficeMember(id).path()>{name}</a> }.into_any(),
        None => "未登録".into_any(),
    };
    view! {
        <tr>
            <td data-label="種別">{record.kind.label()}</td>
            <td data-label="認定番号">{record.certificate_no}</td>
            <td data-label="認定期間">{record.period.to_string()}</td>
            <td data-label="現在"><Badge tone text=word/></td>
            <td data-label="施設責任者">{responsible}</td>
        </tr>
    }
}

#[component]
fn Applications(applications: Vec<FacilityApplication>) -> impl IntoView {
    if applications.is_empty() {
        return view! { <p class="empty">"施設認定申請はありません。"</p> }.into_any();
    }
    let rows = applications.into_iter().map(|one| view! { <Application one/> }.into_any()).collect_view();
    view! {
        <table class="cards">
            <thead><tr><th>"申請"</th><th>"状態"</th><th>"申請日時"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Application(one: FacilityApplication) -> impl IntoView {
    let name = format!("{}申請", one.applying.kind().label());
    // What was never submitted is not the office's to read yet.
    let name = match one.submitted_at {
        Some(_) => view! { <a href=OfficeRoute::Application(one.id).path()>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <tr>
            <td data-label="申請">{name}</td>
            <td data-label="状態">{one.state.label()}</td>
            <td data-label="申請日時">{one.submitted_at.map(calendar::stamp)}</td>
        </tr>
    }
}
