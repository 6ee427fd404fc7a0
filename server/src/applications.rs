//! 「1.申請書」 with its file, as a browser posts it by itself (F3, F6).

use app::{applications::api::SubmitForm, request::RequestInfo, route::Route};
use axum::{Extension, extract::Request, response::Response};
use domain::{accounts::Applying, actor::Actor, applications::Part};
use leptos::server_fn::ServerFn as _;

use crate::{
    flash::leading_to,
    onward::{Pages, Posted},
};

/// Takes the form.
pub const FORM1: &str = "/facility/form1";
const DOCUMENT: &str = "fields[document]";

/// `POST` [`FORM1`]
pub async fn receive(
    Extension(pages): Extension<Pages>,
    Extension(info): Extension<RequestInfo>,
    request: Request,
) -> Response {
    let sender = info.actor.filter(|actor| matches!(actor, Actor::Facility(_)));
    let mut posted = match Box::pin(Posted::read(&info, sender, request)).await {
        Ok(posted) => posted,
        Err(answer) => return answer,
    };
    let mut not_kept = None;
    match posted.file.take() {
        Some(Ok(document)) => posted.set(DOCUMENT, &document.id.to_string()),
        Some(Err(why)) => {
            // What was typed is kept; whether it is right is not the question now.
            posted.set("intent", "save");
            not_kept = Some(why);
        }
        None => {}
    }
    let applying = posted.get("applying").and_then(|key| key.parse::<Applying>().ok());
    let response = posted.send_on(pages, SubmitForm::PATH).await;
    match (not_kept, applying) {
        (Some(why), Some(applying)) if response.status().is_redirection() => {
            // At the field, where the browser stands then.
            let field = format!("{}#document", Route::ApplyForm(applying, Part::Form1).path());
            leading_to(&field, why.flash(), info.secure)
        }
        _ => response,
    }
}
