//! Forms with a file, as a browser posts them by itself: the file is kept, and what was typed goes on to the server function
//! that takes the form without a file, with everything that guards it.

use app::{
    documents::DocumentFlash,
    error::AppError,
    request::RequestInfo,
    shell::{owned_by, owner},
};
use axum::{
    Form, Router,
    extract::{ConnectInfo, FromRequest as _, Multipart, Request, multipart::Field},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use backend::{By, Documents, Error};
use domain::{
    actor::Actor,
    documents::{DocumentProblem, DocumentView},
};
use std::net::SocketAddr;
use tower::ServiceExt as _;

use crate::{pages, security};

/// The field of the file.
pub const FILE: &str = "document";

/// The pages and server functions, for what has to go on to them.
#[derive(Clone)]
pub struct Pages(pub Router);

/// On a form that goes on: it brought a file, which nobody has taken, because nobody is signed in who may send one.
#[derive(Clone, Copy, Debug)]
pub struct FileLeftBehind;

/// Why a file was not kept.
pub enum NotKept {
    Problem(DocumentProblem),
    Failed(AppError),
}

impl NotKept {
    /// What is said on the form's page.
    pub fn flash(self) -> DocumentFlash {
        match self {
            Self::Problem(problem) => DocumentFlash::Refused(problem),
            Self::Failed(error) => DocumentFlash::Failed(error),
        }
    }
}

/// A form, read to its end.
pub struct Posted {
    parts: Parts,
    /// Somebody is signed in who may send it.
    known: bool,
    /// It brought a file of somebody else.
    left_behind: bool,
    /// What was typed, by input.
    fields: Vec<(String, String)>,
    /// What became of the file, if there was one.
    pub file: Option<Result<DocumentView, NotKept>>,
}

impl Posted {
    /// Reads the form and keeps its file for the sender, who is a facility or of the office. Of anybody else not even the file
    /// is written down: what they typed goes on as if they were not signed in, since their browser has signed in elsewhere
    /// after the page was made.
    pub async fn read(info: &RequestInfo, sender: Option<Actor>, request: Request) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let mut posted = Self {
            parts: parts.clone(),
            known: sender.is_some(),
            left_behind: false,
            fields: vec![],
            file: None,
        };
        let by = sender.map(|actor| By { actor, origin: info.origin.clone() });
        let documents = info.backend.documents();
        let multipart = Multipart::from_request(Request::from_parts(parts, body), &()).await;
        let mut multipart = multipart.map_err(|_| broken_off())?;
        let mut typed = 0;
        while let Some(field) = multipart.next_field().await.map_err(|_| broken_off())? {
            if posted.fields.len() >= security::MOST_FIELDS {
                return Err(security::too_large());
            }
            let name = field.name().unwrap_or_default().to_owned();
            if name != FILE {
                let text = text(field, security::BODY_LIMIT.saturating_sub(typed)).await?;
                typed += name.len() + text.len();
                posted.fields.push((name, text));
            } else if let Some(by) = &by {
                posted.file = kept(&documents, by, field).await.or(posted.file.take());
            } else {
                posted.left_behind |= field.file_name().is_some_and(|name| !name.is_empty());
            }
        }
        Ok(posted)
    }

    /// What was typed into an input.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// Puts this in place of what was typed there.
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    pub fn remove(&mut self, name: &str) {
        self.fields.retain(|(known, _)| known != name);
    }

    /// Sends what was typed on to this server function.
    pub async fn send_on(self, Pages(pages): Pages, function: &'static str) -> Response {
        let owner = owner(self.parts.uri.query());
        // Of a page that names its account, the session decides there.
        let with_session = self.known || !owner.is_empty();
        let mut onward = Request::builder().method(Method::POST).uri(owned_by(function, owner));
        for (name, value) in &self.parts.headers {
            let of_the_body =
                matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH | header::TRANSFER_ENCODING);
            if !of_the_body && (with_session || *name != header::COOKIE) {
                onward = onward.header(name, value);
            }
        }
        let Ok(mut onward) = onward
            .header(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
            .body(Form(self.fields).into_response().into_body())
        else {
            return broken_off();
        };
        if let Some(peer) = self.parts.extensions.get::<ConnectInfo<SocketAddr>>() {
            onward.extensions_mut().insert(*peer);
        }
        if self.left_behind {
            onward.extensions_mut().insert(FileLeftBehind);
        }
        match pages.oneshot(onward).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}

/// Takes the file; nothing where none was chosen: such a form sends one of no name and no length.
async fn kept(documents: &Documents<'_>, by: &By, field: Field<'_>) -> Option<Result<DocumentView, NotKept>> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let kept = match arrive_and_keep(documents, by, &name, field).await {
        Ok(Err(DocumentProblem::Empty)) if name.is_empty() => return None,
        Ok(Ok(document)) => Ok(document),
        Ok(Err(problem)) => Err(NotKept::Problem(problem)),
        // Logged with its number where errors cross over.
        Err(error) => Err(NotKept::Failed(error.into())),
    };
    Some(kept)
}

async fn arrive_and_keep(
    documents: &Documents<'_>,
    by: &By,
    name: &str,
    field: Field<'_>,
) -> Result<Result<DocumentView, DocumentProblem>, Error> {
    let office = matches!(by.actor, Actor::Office(_));
    let arrived =
        if office { documents.scan_arrives(by, field).await? } else { documents.arrive(by, field).await? };
    match arrived {
        Err(problem) => Ok(Err(problem)),
        Ok(arrived) if office => documents.keep_scan(by, name, arrived).await,
        Ok(arrived) => documents.keep(by, name, arrived).await,
    }
}

/// One text, of at most so many bytes.
async fn text(mut field: Field<'_>, most: usize) -> Result<String, Response> {
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

/// The form has no end: what came of it is not to be trusted.
fn broken_off() -> Response {
    pages::notice(
        StatusCode::BAD_REQUEST,
        "送信が途中で切れました",
        &[
            "ブラウザの「戻る」で入力画面に戻り、もう一度お試しください。入力した内容は、まだ保存されていません。",
        ],
    )
}
