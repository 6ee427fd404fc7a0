//! Server functions of linkages. What a browser posts by itself ends in a redirect ([`crate::request::settle`]).

use domain::{
    ids::{FacilityId, LinkageId},
    network::LinkageAction,
};
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「承認」
#[server(prefix = "/api", endpoint = "network/approve", output = Json)]
pub async fn approve(linkage: LinkageId) -> Result<(), AppError> {
    use crate::{
        network::NetworkFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().approve(&by, linkage).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let page = Route::FacilityNetwork;
    request::settle(outcome.map(|()| (page.clone(), Some(NetworkFlash::Approved))), &page)
}

/// 「否認する」: a reason that is missing or too long comes back with the question and what was typed.
#[server(prefix = "/api", endpoint = "network/refuse", output = Json)]
pub async fn refuse(linkage: LinkageId, #[server(default)] reason: String) -> Result<(), AppError> {
    use crate::{
        network::{
            NetworkFlash,
            returned::{keep_reason, settle_linkage},
        },
        request::RequestInfo,
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().refuse(&by, linkage, &reason).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    keep_reason(linkage, &reason, outcome.is_err());
    let question = Route::Linkage(linkage, LinkageAction::Refuse);
    settle_linkage(outcome, NetworkFlash::Refused, &question, &[], Route::FacilityNetwork)
}

/// 「取り下げる」
#[server(prefix = "/api", endpoint = "network/withdraw", output = Json)]
pub async fn withdraw(linkage: LinkageId) -> Result<(), AppError> {
    use crate::{
        network::{NetworkFlash, returned::settle_linkage},
        request::RequestInfo,
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().withdraw(&by, linkage).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    let question = Route::Linkage(linkage, LinkageAction::Withdraw);
    settle_linkage(outcome, NetworkFlash::Withdrawn, &question, &[], Route::FacilityNetwork)
}

/// 「解除する」 by either side.
#[server(prefix = "/api", endpoint = "network/dissolve", output = Json)]
pub async fn dissolve(
    linkage: LinkageId,
    #[server(default)] from: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::{network::returned, route::Route};
    let question = Route::Linkage(linkage, LinkageAction::Dissolve);
    returned::dissolve(linkage, &from, &reason, &question, Route::FacilityNetwork).await
}

/// 「解除する」 by the office, from the page of one of the two facilities.
#[server(prefix = "/api", endpoint = "network/office_dissolve", output = Json)]
pub async fn dissolve_for(
    facility: FacilityId,
    linkage: LinkageId,
    #[server(default)] from: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::{network::returned, route::Route};
    let (question, next) = (Route::OfficeLinkage(facility, linkage), Route::OfficeFacility(facility));
    returned::dissolve(linkage, &from, &reason, &question, next).await
}

/// 「連携を申請する」
#[server(prefix = "/api", endpoint = "network/name_core", output = Json)]
pub async fn name_core(
    #[server(default)] core: String,
    #[server(default)] from: String,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        network::{NetworkFlash, returned::settle_linkage},
        request::RequestInfo,
        route::Route,
    };
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.network().name_core(&by, core.parse().ok(), &from).await.map_err(Into::into)
        }
        Err(error) => Err(error),
    };
    let page = Route::FacilityNetwork;
    let typed = [("q", words.as_str()), ("core", &core), ("from", &from)];
    settle_linkage(outcome, NetworkFlash::Asked, &page, &typed, page.clone())
}
