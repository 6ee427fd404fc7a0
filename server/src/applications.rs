//! 「1.申請書」 with its file, as a browser posts it by itself (F3, F6): the file is kept, and what was typed goes on to the
//! server function that takes the forms without a file, with everything that guards it.

use app::{applications::api::SubmitForm, error::AppError, request::RequestInfo, route::Route, ui::Notice};
use axum::{
    Extension, Form, Router,
    extract::{ConnectInfo, FromRequest as _, Multipart, Request, multipart::Field},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::By;
use domain::{
    accounts::Applying,
    applications::Part,
    documents::{DocumentProblem, DocumentView},
};
use leptos::server_fn::ServerFn as _;
use std::net::SocketAddr;
use tower::ServiceExt as _;

use crate::{pages, security};

/// Takes the form.
pub const FORM1: &str = "/facility/form1";
const FILE: &str = "document";
const DOCUMENT: &str = "fields[document]";

/// The pages and server functions, for what has to go on to them.
#[derive(Clone)]
pub struct Pages(pub Router);

/// What was typed, by input.
type Fields = Vec<(String, String)>;
/// What became of the file, if there was one.
type Sent = Option<Result<DocumentView, DocumentProblem>>;

/// `POST` [`FORM1`]
pub async fn receive(
    Extension(Pages(pages)): Extension<Pages>,
    Extension(info): Extension<RequestInfo>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut onward = Request::builder().method(Method::POST).uri(Uri::from_static(SubmitForm::PATH));
    for (name, value) in &parts.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH | header::TRANSFER_ENCODING) {
            onward = onward.header(name, value);
        }
    }
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
    let Ok(multipart) = Multipart::from_request(Request::from_parts(parts, body), &()).await else {
        return broken_off();
    };
    let (mut fields, file) = match read(&info, multipart).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    let mut refused = None;
    match file {
        Some(Ok(document)) => set(&mut fields, DOCUMENT, &document.id.to_string()),
        Some(Err(problem)) => {
            // What was typed is kept; whether it is right is not the question now.
            set(&mut fields, "intent", "save");
            refused = Some(problem);
        }
        None => {}
    }
    let applying =
        fields.iter().find(|(name, _)| name == "applying").and_then(|(_, key)| key.parse::<Applying>().ok());
    let Ok(mut onward) = onward
        .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
        .body(Form(fields).into_response().into_body())
    else {
        return broken_off();
    };
    if let Some(peer) = peer {
        onward.extensions_mut().insert(peer);
    }
    let response = match pages.oneshot(onward).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    match (refused, applying) {
        (Some(problem), Some(applying)) if response.status().is_redirection() => {
            let form = Route::ApplyForm(applying, Part::Form1).saying(&Notice::DocumentRefused(problem));
            Redirect::to(&form).into_response()
        }
        _ => response,
    }
}

/// Reads the form to its end. A file of somebody who is not signed in is not even written down.
async fn read(info: &RequestInfo, mut multipart: Multipart) -> Result<(Fields, Sent), Response> {
    let by = info.actor.map(|actor| By { actor, origin: info.origin.clone() });
    let documents = info.backend.documents();
    let (mut fields, mut sent, mut typed) = (Fields::new(), None, 0);
    loop {
        let Ok(field) = multipart.next_field().await else { return Err(broken_off()) };
        let Some(field) = field else { return Ok((fields, sent)) };
        if fields.len() >= security::MOST_FIELDS {
            return Err(security::too_large());
        }
        let name = field.name().unwrap_or_default().to_owned();
        match &by {
            _ if name != FILE => {
                let text = text(field, security::BODY_LIMIT - typed).await?;
                typed += name.len() + text.len();
                fields.push((name, text));
            }
            Some(by) => {
                let file = field.file_name().unwrap_or_default().to_owned();
                let kept = match documents.arrive(by, field).await {
                    // A form without a choice sends a file of no name and no length.
                    Ok(Err(DocumentProblem::Empty)) if file.is_empty() => continue,
                    Ok(Ok(arrived)) => documents.keep(by, &file, arrived).await,
                    Ok(Err(problem)) => Ok(Err(problem)),
                    Err(error) => Err(error),
                };
                sent = Some(kept.unwrap_or_else(|error| {
                    // Logged with its number where errors cross over; the form goes on without the file.
                    let _ = AppError::from(error);
                    Err(DocumentProblem::Interrupted)
                }));
            }
            None => {}
        }
    }
}

/// One text, of at most so many bytes.
pub async fn text(mut field: Field<'_>, most: usize) -> Result<String, Response> {
    let mut text = Vec::new();
    loop {
        match field.chunk().await {
            Ok(None) => return String::from_utf8(text).map_err(|_| broken_off()),
            Ok(Some(piece)) if text.len() + piece.len() <= most => text.extend_from_slice(&piece),
            Ok(Some(_)) => return Err(security::too_large()),
            Err(_) => return Err(broken_off()),
        }
    }
}

fn set(fields: &mut Fields, name: &str, value: &str) {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

/// The form has no end: what came of it is not to be trusted.
pub fn broken_off() -> Response {
    pages::notice(
        StatusCode::BAD_REQUEST,
        "送信が途中で切れました",
        &[
            "ブラウザの「戻る」で入力画面に戻り、もう一度お試しください。入力した内容は、まだ保存されていません。",
        ],
    )
}
