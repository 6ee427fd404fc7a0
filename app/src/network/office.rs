//! Linkages of one facility as the office sees and dissolves them (F10).

use domain::{
    ids::{FacilityId, LinkageId},
    network::{LinkageQuestion, LinkageView, Side, Standing},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    ask::DayAsked,
    links::{Party, State, remark},
    returned::{Returned, led_back},
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
    ui::Crumb,
};

/// 「連携」 on the office's page of a facility: both sides, what holds and what was, with 「解除」.
#[component]
pub fn OfficeLinks(facility: FacilityId, links: Vec<LinkageView>) -> impl IntoView {
    let rows = links.into_iter().map(|link| view! { <Row facility link/> }.into_any()).collect::<Vec<_>>();
    let table = if rows.is_empty() {
        view! { <p class="empty">"連携の申請も、連携もありません。"</p> }.into_any()
    } else {
        view! {
                <table class="cards links" aria-labelledby="links">
                    <thead>
                        <tr>
                            <th scope="col">"基幹施設"</th>
                            <th scope="col">"連携施設"</th>
                            <th scope="col">"連携開始日"</th>
                            <th scope="col">"状態"</th>
                            <th scope="col">"備考"</th>
                            <th scope="col">"操作"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="links">
            <h2 id="links">"研修施設群"</h2>
            {table}
        </section>
    }
}

#[component]
fn Row(facility: FacilityId, link: LinkageView) -> impl IntoView {
    let id = format!("link-{}", link.id);
    let other = |side: Side| {
        let to = Route::OfficeFacility(link.party(side).id).path();
        let party = view! { <Party link=link.clone() side/> };
        if link.party(side).id == facility {
            party.into_any()
        } else {
            view! { <a href=to>{party}</a> }.into_any()
        }
    };
    let dissolve = matches!(link.standing, Standing::Linked { .. }).then(|| {
        let to = Route::OfficeLinkage(facility, link.id).path();
        view! { <a href=to aria-describedby=id.clone()>"解除"</a> }
    });
    let (core, partner) = (other(Side::Core), other(Side::Partner));
    view! {
        <tr id=id>
            <td data-label="基幹施設">{core}</td>
            <td data-label="連携施設">{partner}</td>
            <td data-label="連携開始日">{domain::calendar::slashed(link.starts)}</td>
            <td data-label="状態"><State standing=link.standing.clone()/></td>
            <td data-label="備考" class="remark">{remark(&link.standing)}</td>
            <td data-label="操作">{dissolve}</td>
        </tr>
    }
}

/// `/office/facilities/{facility}/linkages/{linkage}`: the question before 解除. Where somebody was faster, the page of the
/// facility says so.
pub async fn question(ask: Ask) -> Result<Page, AppError> {
    let (facility, linkage): (FacilityId, LinkageId) = (ask.path("facility")?, ask.path("linkage")?);
    let back = Route::OfficeFacility(facility);
    let question = match ask.backend.network().office_question(&ask.by()?, linkage).await {
        Err(backend::Error::Refused(refused)) => return Ok(led_back(&back, refused)),
        question => question?,
    };
    let returned = Returned::of(&ask);
    let crumbs = [Crumb::new("事務局TOP", Route::Office.path()), Crumb::new("施設", back.path())];
    let body = view! { <Dissolve facility question returned/> };
    Ok(Page::new("連携の解除", body).crumbs(crumbs).class("narrow"))
}

#[component]
fn Dissolve(facility: FacilityId, question: LinkageQuestion, returned: Returned) -> impl IntoView {
    let back = Route::OfficeFacility(facility).path();
    let id = question.linkage.id.to_string();
    view! {
        <form method="post" action=owned(api::DissolveFor::url())>
            <DayAsked question returned sides=vec![Side::Core, Side::Partner]/>
            <input type="hidden" name="facility" value=facility.to_string()/>
            <input type="hidden" name="linkage" value=id/>
            <p class="question-actions">
                <a class="button quiet" href=back>"戻る"</a>
                <button class="button bad">"解除する"</button>
            </p>
        </form>
    }
}
