//! 「(基幹)研修施設群」: requests and linkages of the facility that is signed in, on both sides (F10).

use domain::{
    calendar,
    network::{LinkageAction, LinkageView, NetworkPage, Side, Standing},
    registry::FacilityKind,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    Training, api,
    crumbs::{TITLE, crumbs},
    links::{Links, Party, State, remark},
    naming::Naming,
    returned::Returned,
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
};

/// `/facility/network`
pub async fn network(ask: Ask) -> Result<Page, AppError> {
    let page = ask.backend.network().page(&ask.by()?, &ask.text("q")).await?;
    let returned = Returned::of(&ask);
    Ok(Page::new(TITLE, view! { <Shown page returned/> }).crumbs(crumbs(false)).class("network"))
}

#[component]
fn Shown(page: NetworkPage, returned: Returned) -> impl IntoView {
    let as_core = page.held.contains(&FacilityKind::Core) || !page.as_core.is_empty();
    let as_partner = page.held.contains(&FacilityKind::Partner)
        || !page.as_partner.is_empty()
        || page.planned.is_some()
        || page.unasked.is_some();
    let nothing = (!as_core && !as_partner).then(|| {
        view! { <p class="empty">"基幹施設または連携施設の認定が始まると、連携の申請と連携中の施設がここに表示されます。"</p> }
    });
    let core = as_core.then(|| view! { <AsCore links=page.as_core.clone()/> });
    view! {
        {nothing}
        {core}
        {as_partner.then(|| view! { <AsPartner page returned/> })}
    }
}

fn end(link: &LinkageView) -> String {
    Route::Linkage(link.id, LinkageAction::Dissolve).path()
}

/// As 基幹施設: who asks, who is linked, who was.
#[component]
fn AsCore(links: Vec<LinkageView>) -> impl IntoView {
    let (waiting, settled): (Vec<_>, Vec<_>) =
        links.into_iter().partition(|link| link.standing == Standing::Waiting);
    let (current, past): (Vec<_>, Vec<_>) = settled.into_iter().partition(|link| link.standing.is_current());
    let asked = if waiting.is_empty() {
        view! { <p class="empty">"承認待ちの申請はありません。"</p> }.into_any()
    } else {
        waiting.into_iter().map(|link| view! { <Request link/> }).collect_view().into_any()
    };
    let linked = if current.is_empty() {
        view! { <p class="empty">"連携中の施設はありません。"</p> }.into_any()
    } else {
        view! { <Links links=current sides=vec![Side::Partner] label="連携中の連携施設" dissolve=Some(end as fn(&LinkageView) -> String)/> }
            .into_any()
    };
    view! {
        <section aria-labelledby="asked">
            <h2 id="asked">"連携の申請"</h2>
            {asked}
        </section>
        <section aria-labelledby="linked">
            <h2 id="linked">"連携中の連携施設"</h2>
            {linked}
        </section>
        {(!past.is_empty()).then(|| view! {
            <section aria-labelledby="were-linked">
                <h2 id="were-linked">"これまでの連携施設"</h2>
                <Links links=past sides=vec![Side::Partner] label="これまでの連携施設" dissolve=None/>
            </section>
        })}
    }
}

/// One request with 「承認」 and 「否認」.
#[component]
fn Request(link: LinkageView) -> impl IntoView {
    let id = format!("request-{}", link.id);
    view! {
        <div class="card request">
            <dl class="facts" id=id.clone()>
                <dt>"連携施設"</dt>
                <dd><Party link=link.clone() side=Side::Partner/></dd>
                <dt>"連携開始日"</dt>
                <dd>{calendar::long(link.starts)}</dd>
                <dt>"申請日時"</dt>
                <dd>{calendar::stamp(link.requested_at)}</dd>
            </dl>
            <p class="hint">"承認すると、承認の日にかかわらず、連携開始日から連携中となります。"</p>
            <div class="question-actions">
                <a class="button quiet" href=Route::Linkage(link.id, LinkageAction::Refuse).path() aria-describedby=id.clone()>
                    "否認"
                </a>
                <form method="post" action=owned(api::Approve::url())>
                    <input type="hidden" name="linkage" value=link.id.to_string()/>
                    <button aria-describedby=id>"承認"</button>
                </form>
            </div>
        </div>
    }
}

/// As 連携施設: the 基幹施設, what was applied for, training alone, and naming another one.
#[component]
fn AsPartner(page: NetworkPage, returned: Returned) -> impl IntoView {
    let (waiting, settled): (Vec<_>, Vec<_>) =
        page.as_partner.iter().cloned().partition(|link| link.standing == Standing::Waiting);
    let (current, past): (Vec<_>, Vec<_>) = settled.into_iter().partition(|link| link.standing.is_current());
    let planned = page.planned.as_ref().map(|planned| {
        view! {
            <div class="card">
                <p>
                    <strong>"予定"</strong>
                    {format!(
                        " 申請書で選択した基幹施設: {}。合格した場合、認定開始日({})に連携の申請が送信されます。それまで、基幹施設への連絡はありません。",
                        planned.core,
                        calendar::long(planned.starts),
                    )}
                </p>
            </div>
        }
    });
    let unasked = page.unasked.as_ref().map(|core| {
        view! {
            <p class="note note-wait">
                {format!(
                    "申請書で選択した基幹施設({core})には、連携の申請が送信されていません(認定開始日に基幹施設として認定されていない場合などです)。連携する基幹施設を選択してください。",
                )}
            </p>
        }
    });
    let none = (waiting.is_empty() && current.is_empty() && planned.is_none())
        .then(|| view! { <p class="empty">"連携中の基幹施設はありません。"</p> });
    let (refused, naming) = (past.first().map(|link| link.standing.clone()), page.clone());
    let refused = refused.filter(|standing| {
        matches!(standing, Standing::Refused { .. }) && waiting.is_empty() && current.is_empty()
    });
    view! {
        <section aria-labelledby="my-core">
            <h2 id="my-core">"基幹施設との連携"</h2>
            {unasked}
            {refused.map(|standing| view! {
                <p class="note note-bad">{format!("連携の申請は否認されました。{}", remark(&standing))}</p>
            })}
            {planned}
            {none}
            {waiting.into_iter().map(|link| view! { <Waiting link/> }).collect_view()}
            {(!current.is_empty()).then(|| view! {
                <Links links=current sides=vec![Side::Core] label="連携中の基幹施設" dissolve=Some(end as fn(&LinkageView) -> String)/>
            })}
        </section>
        {page.training.clone().map(|training| view! { <Training training/> })}
        {page.earliest.map(|earliest| view! { <Naming page=naming earliest returned/> })}
        {(!past.is_empty()).then(|| view! {
            <section aria-labelledby="my-past">
                <h2 id="my-past">"これまでの基幹施設"</h2>
                <Links links=past sides=vec![Side::Core] label="これまでの基幹施設" dissolve=None/>
            </section>
        })}
    }
}

/// The request that the 基幹施設 has not answered yet.
#[component]
fn Waiting(link: LinkageView) -> impl IntoView {
    let id = format!("waiting-{}", link.id);
    view! {
        <div class="card request">
            <dl class="facts" id=id.clone()>
                <dt>"状態"</dt>
                <dd><State standing=link.standing.clone()/></dd>
                <dt>"基幹施設"</dt>
                <dd><Party link=link.clone() side=Side::Core/></dd>
                <dt>"連携開始日"</dt>
                <dd>{calendar::long(link.starts)}</dd>
                <dt>"申請日時"</dt>
                <dd>{calendar::stamp(link.requested_at)}</dd>
            </dl>
            <p class="hint">"基幹施設の承認をお待ちください。承認が後日になっても、連携開始日に遡って連携中となります。"</p>
            <div class="question-actions">
                <a class="button quiet" href=Route::Linkage(link.id, LinkageAction::Withdraw).path() aria-describedby=id>
                    "取り下げ"
                </a>
            </div>
        </div>
    }
}
