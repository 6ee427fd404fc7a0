//! 「変更・返上」: what facilities ask for, for the office (F12, F13).

use domain::{
    accounts::FacilityRecord,
    calendar,
    facilities::{self, About, ChangeList, ChangeName, ChangeView, REASON_LIMIT, label},
    ids::ChangeId,
    network::PartyView,
    registry::{FacilityKind, Qualification},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{self, Decision},
    changes::{in_words, tone},
    losing_link::LosingLink,
};
use crate::{
    error::AppError,
    request::Typed,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Badge, Crumb, Need, TextArea},
};

/// `/office/changes`
pub async fn changes(ask: Ask) -> Result<Page, AppError> {
    let after = ask.query("after").and_then(|id| id.parse::<ChangeId>().ok());
    let page = ask.backend.facilities().changes(&ask.by()?, after).await?;
    let back = [Crumb::new("事務局TOP", Route::Office.path())];
    Ok(Page::new("変更・返上", view! { <List page/> }).crumbs(back))
}

#[component]
fn List(page: ChangeList) -> impl IntoView {
    let ChangeList { waiting, changes, more } = page;
    let next = changes
        .last()
        .filter(|_| more)
        .map(|last| format!("{}?after={}", Route::OfficeChanges.path(), last.id));
    let table = if changes.is_empty() {
        view! { <p class="empty">"承認待ちの変更・返上はありません。"</p> }.into_any()
    } else {
        let rows = changes.into_iter().map(|change| view! { <Row change/> }.into_any()).collect_view();
        view! {
            <div class="card table-card">
                <table class="cards">
                    <thead>
                        <tr><th>"申請"</th><th>"施設"</th><th>"種類"</th><th>"種別"</th><th>"変更日・返上日"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        {(waiting > 0).then(|| view! { <p>{format!("承認待ちは{waiting}件です(古い順)。")}</p> })}
        {table}
        {next.map(|to| view! { <nav class="pages" aria-label="ページ"><a href=to rel="next">"次の50件"</a></nav> })}
    }
}

#[component]
fn Row(change: ChangeView) -> impl IntoView {
    let link = format!("{} {}", change.name, change.about.label());
    view! {
        <tr>
            <td data-label="申請">{calendar::stamp(change.asked_at)}</td>
            <td data-label="施設"><a href=Route::OfficeChange(change.id).path() aria-label=link>{change.name}</a></td>
            <td data-label="種類">{change.about.label()}</td>
            <td data-label="種別">{change.kind.map_or("—", domain::registry::FacilityKind::label)}</td>
            <td data-label="変更日・返上日">{calendar::slashed(change.effective_on)}</td>
        </tr>
    }
}

/// `/office/changes/{change}`; `ask` in the address: which question is asked.
pub async fn change(ask: Ask) -> Result<Page, AppError> {
    let id: ChangeId = ask.path("change")?;
    let page = ask.backend.facilities().change(&ask.by()?, id).await?;
    let kept = Typed::Reason.kept().unwrap_or_default();
    let words = kept.strip_prefix(&format!("{id} ")).unwrap_or_default().to_owned();
    let crumbs = [
        Crumb::new("事務局TOP", Route::Office.path()),
        Crumb::new("変更・返上", Route::OfficeChanges.path()),
    ];
    let (title, asked) = (page.change.about.label(), ask.text("ask").parse().ok());
    let change = &page.change;
    let gives_core_back = (change.about, change.kind, change.state.name())
        == (About::Return, Some(FacilityKind::Core), ChangeName::Waiting);
    let partners = if gives_core_back {
        ask.backend.network().partners(&ask.by()?, change.facility).await?
    } else {
        Vec::new()
    };
    Ok(Page::new(title, view! { <Change page words asked partners/> }).crumbs(crumbs).class("application"))
}

#[component]
fn Change(
    page: facilities::ChangePage,
    words: String,
    asked: Option<Decision>,
    partners: Vec<PartyView>,
) -> impl IntoView {
    let facilities::ChangePage { change, records, person, today } = page;
    let state = change.state.name();
    let day_label = if change.about == About::Return { "返上日" } else { label("effective_on") };
    let refused = change.state.words().map(|words| {
        view! { <dt>"差し戻しの理由"</dt><dd class="typed">{words.to_owned()}</dd> }
    });
    let past = (state == ChangeName::Waiting && change.effective_on < today).then(|| {
        view! { <p class="note note-wait">"申請された日付は過ぎています。承認すると、その日付でただちに反映されます。"</p> }
    });
    view! {
        <section class="card">
            <dl class="facts">
                <dt>"施設"</dt><dd>{change.name.clone()}</dd>
                <dt>"状態"</dt><dd><Badge tone=tone(state) text=state.label()/></dd>
                <dt>"申請"</dt><dd>{calendar::stamp(change.asked_at)}</dd>
                <dt>{day_label}</dt><dd>{calendar::long(change.effective_on)}</dd>
                {refused}
            </dl>
        </section>
        {past}
        <Sides change=change.clone()/>
        {(change.about == About::Responsible).then(|| view! { <Person person/> })}
        <Records records/>
        <LosingLink partners/>
        {(state == ChangeName::Waiting).then(|| view! { <Decide change words asked/> })}
    }
}

/// Old and new side by side.
#[component]
fn Sides(change: ChangeView) -> impl IntoView {
    let rows = change
        .about
        .inputs()
        .iter()
        .map(|key| {
            view! {
                <tr>
                    <th scope="row">{label(key)}</th>
                    <td data-label="現在" class="typed">{change.before.get(key).to_owned()}</td>
                    <td data-label="申請" class="typed">{change.proposed.get(key).to_owned()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card table-card">
            <h2>"申請の内容"</h2>
            <table class="cards">
                <thead><tr><th>"項目"</th><th>"現在"</th><th>"申請"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// What the register knows of the 施設責任者 that is named (F7).
#[component]
fn Person(person: Option<(String, bool, Vec<Qualification>)>) -> impl IntoView {
    let said = match person {
        None => view! { <p class="note note-bad">"この会員番号は会員登録にありません。"</p> }.into_any(),
        Some((name, left, held)) => {
            let held: Vec<String> = held
                .iter()
                .map(|held| format!("{} {} {}", held.kind.label(), held.certificate_no, held.period))
                .collect();
            let held = if held.is_empty() { "なし".to_owned() } else { held.join("\n") };
            view! {
                <dl class="facts answers">
                    <dt>"登録されている氏名"</dt><dd>{name} {left.then_some("(退会)")}</dd>
                    <dt>"登録されている資格"</dt><dd>{held}</dd>
                </dl>
            }
            .into_any()
        }
    };
    view! { <section class="card"><h2>"会員登録の内容"</h2>{said}</section> }
}

#[component]
fn Records(records: Vec<FacilityRecord>) -> impl IntoView {
    let items = records
        .into_iter()
        .map(|record| {
            let responsible = record.responsible.unwrap_or_else(|| "未登録".to_owned());
            view! { <li>{format!("{} {} {} 施設責任者 {responsible}", record.kind.label(), record.certificate_no, record.period)}</li> }
        })
        .collect_view();
    view! { <section class="card"><h2>"認定の記録"</h2><ul>{items}</ul></section> }
}

/// 「承認」「差し戻し」, each with the question first.
#[component]
fn Decide(change: ChangeView, words: String, asked: Option<Decision>) -> impl IntoView {
    let here = Route::OfficeChange(change.id).path();
    let day = calendar::long(change.effective_on);
    let id = change.id.to_string();
    let what = format!("{} {}: {}", change.name, change.about.label(), in_words(&change, &change.proposed));
    match asked {
        Some(decision @ Decision::Approve) => view! {
            <form method="post" action=owned(api::Decide::url()) class="card question">
                <input type="hidden" name="change" value=id/>
                <input type="hidden" name="decision" value=decision.key()/>
                <h2>"承認しますか?"</h2>
                <p class="typed">{what}</p>
                <p>{format!("{day}から反映されます。承認は取り消せません。施設にメールでお知らせします。")}</p>
                <p class="question-actions"><a class="button quiet" href=here>"戻る"</a><button class="button">"承認する"</button></p>
            </form>
        }
        .into_any(),
        Some(decision @ Decision::Refuse) => view! {
            <form method="post" action=owned(api::Decide::url()) class="card question">
                <input type="hidden" name="change" value=id/>
                <input type="hidden" name="decision" value=decision.key()/>
                <h2>"差し戻しますか?"</h2>
                <p class="typed">{what}</p>
                <div class="field">
                    <div class="label-row"><label class="label" for="words">"差し戻しの理由"</label><Need required=true/></div>
                    <p class="hint" id="h-words">
                        {format!("施設の画面に表示されます({}文字以内)。", REASON_LIMIT.characters())}
                    </p>
                    <TextArea
                        name="words"
                        id="words"
                        text=words
                        rows=4
                        described_by="h-words"
                        required=true
                        invalid=false
                    />
                </div>
                <p>"差し戻したことを、施設にメールでお知らせします。"</p>
                <p class="question-actions"><a class="button quiet" href=here>"戻る"</a><button class="button">"差し戻す"</button></p>
            </form>
        }
        .into_any(),
        None => view! {
            <p class="question-actions">
                <a class="button quiet" href=format!("{here}?ask={}", Decision::Refuse.key())>"差し戻し"</a>
                <a class="button" href=format!("{here}?ask={}", Decision::Approve.key())>"承認"</a>
            </p>
        }
        .into_any(),
    }
}
