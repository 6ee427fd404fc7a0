//! 「書面による承認」 with its scan, as a browser posts it by itself (P9): the scan is kept, and what was typed goes on to the
//! server function that takes the form without a file, with everything that guards it.

use app::{
    approvals::TypePaper,
    error::AppError,
    request::RequestInfo,
    route::{Route, path_saying},
    ui::Notice,
};
use axum::{
    Extension, Form,
    extract::{ConnectInfo, FromRequest as _, Multipart, Request},
    http::{HeaderValue, Method, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::By;
use domain::{
    actor::Actor,
    documents::{DocumentProblem, DocumentView},
    ids::CaseId,
};
use leptos::server_fn::ServerFn as _;
use std::net::SocketAddr;
use tower::ServiceExt as _;

use crate::{
    applications::{Pages, broken_off, text},
    security,
};

/// Takes the form.
pub const SEND: &str = "/office/paper-approval";
const FILE: &str = "document";
/// The scan that the form brought before.
const KEPT: &str = "kept";

/// What was typed, by input.
type Fields = Vec<(String, String)>;
/// What became of the scan, if there was one.
type Sent = Option<Result<DocumentView, DocumentProblem>>;

/// `POST` [`SEND`]
pub async fn receive(
    Extension(Pages(pages)): Extension<Pages>,
    Extension(info): Extension<RequestInfo>,
    request: Request,
) -> Response {
    let Some(actor @ Actor::Office(_)) = info.actor else {
        return Redirect::to(&Route::OfficeSignIn.path()).into_response();
    };
    let by = By { actor, origin: info.origin.clone() };
    let (parts, body) = request.into_parts();
    let mut onward = Request::builder().method(Method::POST).uri(Uri::from_static(TypePaper::PATH));
    for (name, value) in &parts.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH | header::TRANSFER_ENCODING) {
            onward = onward.header(name, value);
        }
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
    let Ok(multipart) = Multipart::from_request(Request::from_parts(parts, body), &()).await else {
        return broken_off();
    };
    let (mut fields, sent) = match read(&info, &by, multipart).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    let mut refused = None;
    match sent {
        Some(Ok(document)) => fields.push((FILE.to_owned(), document.id.to_string())),
        Some(Err(problem)) => refused = Some(problem),
        None => {}
    }
    if !fields.iter().any(|(name, _)| name == FILE) {
        let kept = fields.iter().find(|(name, _)| name == KEPT).map(|(_, id)| id.clone()).unwrap_or_default();
        fields.push((FILE.to_owned(), kept));
    }
    fields.retain(|(name, _)| name != KEPT);
    let case = fields.iter().find(|(name, _)| name == "case").and_then(|(_, id)| id.parse::<CaseId>().ok());
    let Ok(mut onward) = onward
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
        .body(Form(fields).into_response().into_body())
    else {
        return broken_off();
    };
    if let Some(peer) = peer {
        onward.extensions_mut().insert(peer);
    }
    let mut response = match pages.oneshot(onward).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let (Some(problem), Some(case)) = (refused, case)
        && response.status().is_redirection()
    {
        // The answer keeps its cookie, with what was typed.
        let form = format!("/office/cases/{case}/paper-approval?check=1");
        let to = path_saying(&form, &Notice::DocumentRefused(problem));
        if let Ok(to) = HeaderValue::from_str(&to) {
            response.headers_mut().insert(header::LOCATION, to);
        }
    }
    response
}

/// Reads the form to its end.
async fn read(info: &RequestInfo, by: &By, mut multipart: Multipart) -> Result<(Fields, Sent), Response> {
    let documents = info.backend.documents();
    let (mut fields, mut sent, mut typed) = (Fields::new(), None, 0);
    loop {
        let Ok(field) = multipart.next_field().await else { return Err(broken_off()) };
        let Some(field) = field else { return Ok((fields, sent)) };
        if fields.len() >= security::MOST_FIELDS {
            return Err(security::too_large());
        }
        let name = field.name().unwrap_or_default().to_owned();
        if name != FILE {
            let text = text(field, security::BODY_LIMIT - typed).await?;
            typed += name.len() + text.len();
            fields.push((name, text));
            continue;
        }
        let file = field.file_name().unwrap_or_default().to_owned();
        let kept = match documents.scan_arrives(by, field).await {
            // A form without a choice sends a file of no name and no length.
            Ok(Err(DocumentProblem::Empty)) if file.is_empty() => continue,
            Ok(Ok(arrived)) => documents.keep_scan(by, &file, arrived).await,
            Ok(Err(problem)) => Ok(Err(problem)),
            Err(error) => Err(error),
        };
        sent = Some(kept.unwrap_or_else(|error| {
            // Logged with its number where errors cross over; the form goes on without the file.
            let _ = AppError::from(error);
            Err(DocumentProblem::Interrupted)
        }));
    }
}
