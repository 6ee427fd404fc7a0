//! 「書面による承認」 with its scan, as a browser posts it by itself (P9).

use app::{approvals::TypePaper, request::RequestInfo};
use axum::{Extension, extract::Request, response::Response};
use domain::{actor::Actor, ids::CaseId};
use leptos::server_fn::ServerFn as _;

use crate::{
    flash::leading_elsewhere,
    onward::{FILE, Pages, Posted},
};

/// Takes the form.
pub const SEND: &str = "/office/paper-approval";
/// The scan that the form brought before.
const KEPT: &str = "kept";

/// `POST` [`SEND`]
pub async fn receive(
    Extension(pages): Extension<Pages>,
    Extension(info): Extension<RequestInfo>,
    request: Request,
) -> Response {
    let sender = info.actor.filter(|actor| matches!(actor, Actor::Office(_)));
    let mut posted = match Box::pin(Posted::read(&info, sender, request)).await {
        Ok(posted) => posted,
        Err(answer) => return answer,
    };
    let earlier = posted.get(KEPT).unwrap_or_default().to_owned();
    let (scan, not_kept) = match posted.file.take() {
        Some(Ok(document)) => (document.id.to_string(), None),
        Some(Err(why)) => (earlier, Some(why)),
        None => (earlier, None),
    };
    posted.set(FILE, &scan);
    posted.remove(KEPT);
    let case = posted.get("case").and_then(|id| id.parse::<CaseId>().ok());
    let response = posted.send_on(pages, TypePaper::PATH).await;
    if let (Some(why), Some(case)) = (not_kept, case)
        && response.status().is_redirection()
    {
        // The answer keeps its cookie, with what was typed.
        let form = format!("/office/cases/{case}/paper-approval?check=1");
        return leading_elsewhere(response, &form, why.flash(), info.secure);
    }
    response
}
