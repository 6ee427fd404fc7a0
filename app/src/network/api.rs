//! Server functions of linkages. What a browser posts by itself ends in a redirect ([`crate::request::settle`]).

use domain::{
    ids::{FacilityId, LinkageId},
    network::{LinkageQuestion, LinkageView, NetworkPage, StandAlone},
    refused::LinkageAction,
};
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「(基幹)研修施設群」
#[server(prefix = "/api", endpoint = "network/page", output = Json)]
pub async fn load_network(#[server(default)] words: String) -> Result<NetworkPage, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.network().page(&by, &words).await.map_err(fail)
}

/// The linkages of a facility on both sides; for the office.
#[server(prefix = "/api", endpoint = "network/links", output = Json)]
pub async fn load_links(facility: FacilityId) -> Result<Vec<LinkageView>, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.network().links_of(&by, facility).await.map_err(fail)
}

/// Whether the facility that is signed in trains alone today (F11).
#[server(prefix = "/api", endpoint = "network/training", output = Json)]
pub async fn load_training() -> Result<StandAlone, AppError> {
    use crate::request::{RequestInfo, fail};
    use domain::actor::Actor;
    let (backend, by) = RequestInfo::signed_in()?;
    let Actor::Facility(me) = by.actor else { return Err(fail(AppError::NotFound)) };
    backend.network().training(&by, me).await.map_err(fail)
}

/// The question before 否認, 取り下げ or 解除, and the reason that was typed before. Where somebody was faster, the page
/// says so.
#[server(prefix = "/api", endpoint = "network/question", output = Json)]
pub async fn load_question(
    linkage: LinkageId,
    action: LinkageAction,
) -> Result<(LinkageQuestion, String), AppError> {
    use crate::{
        request::{self, RequestInfo, Typed, fail},
        route::Route,
        ui::Notice,
    };
    let (backend, by) = RequestInfo::signed_in()?;
    let question = backend.network().question(&by, linkage, action).await;
    if let Err(backend::Error::Facility(refused)) = &question {
        request::redirect_saying(&Route::FacilityNetwork, &Notice::Refused(refused.clone()));
        return Err(AppError::Said(refused.message()));
    }
    let kept = Typed::Reason.kept().unwrap_or_default();
    let reason = kept.strip_prefix(&format!("{linkage} ")).unwrap_or_default();
    Ok((question.map_err(fail)?, reason.to_owned()))
}

/// The same for the office.
#[server(prefix = "/api", endpoint = "network/office_question", output = Json)]
pub async fn load_office_question(
    facility: FacilityId,
    linkage: LinkageId,
) -> Result<LinkageQuestion, AppError> {
    use crate::{
        request::{self, RequestInfo, fail},
        route::Route,
        ui::Notice,
    };
    let (backend, by) = RequestInfo::signed_in()?;
    let question = backend.network().office_question(&by, linkage).await;
    if let Err(backend::Error::Facility(refused)) = &question {
        request::redirect_saying(&Route::OfficeFacility(facility), &Notice::Refused(refused.clone()));
        return Err(AppError::Said(refused.message()));
    }
    question.map_err(fail)
}

/// 「承認」
#[server(prefix = "/api", endpoint = "network/approve", output = Json)]
pub async fn approve(linkage: LinkageId) -> Result<(), AppError> {
    use crate::{
        error::Failure,
        network::Done,
        request::{self, RequestInfo},
        route::Route,
        ui::Notice,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().approve(&by, linkage).await.map_err(Failure::from),
        Err(error) => Err(error.into()),
    };
    let page = Route::FacilityNetwork;
    request::settle(outcome.map(|()| (page.clone(), Some(Notice::Linkage(Done::Approved)))), &page)
}

/// 「否認する」: a reason that is missing or too long comes back with the question and what was typed.
#[server(prefix = "/api", endpoint = "network/refuse", output = Json)]
pub async fn refuse(linkage: LinkageId, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::{
        network::Done,
        request::{RequestInfo, Typed, settle_linkage},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().refuse(&by, linkage, &reason).await.map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    if outcome.is_err() {
        Typed::Reason.keep(&format!("{linkage} {reason}"));
    } else {
        Typed::Reason.take();
    }
    let question = Route::Linkage(linkage, LinkageAction::Refuse);
    settle_linkage(outcome, Done::Refused, &question, &[], Route::FacilityNetwork)
}

/// 「取り下げる」
#[server(prefix = "/api", endpoint = "network/withdraw", output = Json)]
pub async fn withdraw(linkage: LinkageId) -> Result<(), AppError> {
    use crate::{
        network::Done,
        request::{RequestInfo, settle_linkage},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().withdraw(&by, linkage).await.map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    let question = Route::Linkage(linkage, LinkageAction::Withdraw);
    settle_linkage(outcome, Done::Withdrawn, &question, &[], Route::FacilityNetwork)
}

/// 「解除する」 by either side.
#[server(prefix = "/api", endpoint = "network/dissolve", output = Json)]
pub async fn dissolve(linkage: LinkageId, #[server(default)] from: String) -> Result<(), AppError> {
    use crate::{
        network::Done,
        request::{RequestInfo, settle_linkage},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().dissolve(&by, linkage, &from).await.map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    let question = Route::Linkage(linkage, LinkageAction::Dissolve);
    settle_linkage(outcome, Done::Dissolved, &question, &[("from", &from)], Route::FacilityNetwork)
}

/// 「解除する」 by the office, from the page of one of the two facilities.
#[server(prefix = "/api", endpoint = "network/office_dissolve", output = Json)]
pub async fn dissolve_for(
    facility: FacilityId,
    linkage: LinkageId,
    #[server(default)] from: String,
) -> Result<(), AppError> {
    use crate::{
        network::Done,
        request::{RequestInfo, settle_linkage},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().dissolve(&by, linkage, &from).await.map_err(Into::into),
        Err(error) => Err(error.into()),
    };
    let question = Route::OfficeLinkage(facility, linkage);
    settle_linkage(outcome, Done::Dissolved, &question, &[("from", &from)], Route::OfficeFacility(facility))
}

/// 「連携を申請する」
#[server(prefix = "/api", endpoint = "network/name_core", output = Json)]
pub async fn name_core(
    #[server(default)] core: String,
    #[server(default)] from: String,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        network::Done,
        request::{RequestInfo, settle_linkage},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.network().name_core(&by, core.parse().ok(), &from).await.map_err(Into::into)
        }
        Err(error) => Err(error.into()),
    };
    let page = Route::FacilityNetwork;
    let typed = [("q", words.as_str()), ("core", &core), ("from", &from)];
    settle_linkage(outcome, Done::Asked, &page, &typed, page.clone())
}
