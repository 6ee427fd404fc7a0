//! Files that a facility sends and gets back (F6): a plain multipart form, or the same from our JavaScript.

use app::{
    applications::arrived,
    autosave::Answer,
    documents::DocumentFlash,
    error::AppError,
    request::RequestInfo,
    route::{Door, Route, encode, local_path},
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Multipart, Path, Request, multipart::MultipartRejection},
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use backend::{By, documents::DISCARD_LIMIT};
use domain::{
    actor::Actor,
    documents::{DocumentProblem, DocumentView, not_taken},
    ids::DocumentId,
};
use std::time::Duration;
use tower_http::csrf::ProtectionError;

use crate::{flash::leading_to, pages, security, session::OfAnother};

mod form;

use form::{Sent, read};

/// Takes a file.
pub const SEND: &str = "/facility/documents";
/// The file, for its owner.
pub const OWN: &str = "/facility/documents/{document}";
/// The file, for the office.
pub const OFFICE: &str = "/office/documents/{document}";

/// One page of the file as a picture, for the office.
pub const OFFICE_PAGE: &str = "/office/documents/{document}/pages/{page}";

/// Longest body, in bytes: a file that is too large is heard to its end, so that its sender hears the answer, unless it is
/// beyond all measure.
pub const BODY_LIMIT: usize = 201 * 1024 * 1024;
/// Longest time until the answer begins: 20 MiB over the telephone line of a small hospital.
pub const TIME_LIMIT: Duration = Duration::from_mins(15);

/// What became of a post to [`SEND`].
enum Outcome {
    Kept(DocumentView),
    Problem(DocumentProblem),
    Failed(AppError),
}

/// `POST` [`SEND`]: the fields `document`, a file, and `form`, the path of the page to go back to.
pub async fn receive(
    Extension(info): Extension<RequestInfo>,
    of_another: Option<Extension<OfAnother>>,
    headers: HeaderMap,
    multipart: Result<Multipart, MultipartRejection>,
) -> Response {
    // Whoever is none of a facility is nobody here: their browser has signed in elsewhere after the page was made.
    let sender = info.actor.filter(|actor| matches!(actor, Actor::Facility(_)));
    let by = sender.map(|actor| By { actor, origin: info.origin.clone() });
    let documents = info.backend.documents();
    let (form, outcome) = match multipart {
        Ok(multipart) => {
            let Sent { form, file } = read(&documents, by.as_ref(), multipart).await;
            let outcome = match (file, &by) {
                (Ok((name, arrived)), Some(by)) => documents.keep(by, &name, arrived).await.into(),
                (Ok(_), None) => Outcome::Failed(AppError::SignedOut),
                (Err(problem), _) => problem,
            };
            (form, outcome)
        }
        Err(_) => (None, Outcome::Problem(DocumentProblem::Missing)),
    };
    if wants_json(&headers) {
        return in_json(match outcome {
            Outcome::Failed(AppError::SignedOut) if of_another.is_some() => {
                Outcome::Failed(AppError::AnotherAccount)
            }
            outcome => outcome,
        });
    }
    let form = form.as_deref().and_then(local_path).map_or_else(|| Route::Facility.path(), str::to_owned);
    let to = match outcome {
        Outcome::Kept(document) => uploaded(&document, &form),
        Outcome::Failed(AppError::SignedOut) => Door::Facility.route_then(form).path(),
        Outcome::Problem(problem) => return leading_to(&form, DocumentFlash::Refused(problem), info.secure),
        Outcome::Failed(error) => return leading_to(&form, DocumentFlash::Failed(error), info.secure),
    };
    Redirect::to(&to).into_response()
}

/// Where a plain form goes on once its file is kept: back to the page it was on, which finds the file as `?document=`.
fn uploaded(document: &DocumentView, form: &str) -> String {
    with_query(form, &format!("document={}", document.id))
}

impl From<Result<Result<DocumentView, DocumentProblem>, backend::Error>> for Outcome {
    fn from(kept: Result<Result<DocumentView, DocumentProblem>, backend::Error>) -> Self {
        match kept {
            Ok(Ok(document)) => Self::Kept(document),
            Ok(Err(problem)) => Self::Problem(problem),
            Err(error) => Self::Failed(error.into()),
        }
    }
}

/// 200 with the document, or another status with the words for the field: 422 when it is the file's fault.
fn in_json(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Kept(document) => Json(Answer {
            words: format!("「{}」をアップロードしました。", document.name),
            state: document.id.to_string(),
            html: arrived(document),
            ..Answer::default()
        })
        .into_response(),
        Outcome::Problem(problem) => {
            in_words_for_the_field(StatusCode::UNPROCESSABLE_ENTITY, problem.message())
        }
        Outcome::Failed(error) => {
            let status = match error {
                AppError::SignedOut => StatusCode::UNAUTHORIZED,
                AppError::AnotherAccount => StatusCode::PRECONDITION_FAILED,
                AppError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            in_words_for_the_field(status, error.file_message())
        }
    }
}

/// The program in the browser has no words of its own for what the server says.
fn in_words_for_the_field(status: StatusCode, words: String) -> Response {
    (status, Json(Answer { words, ..Answer::default() })).into_response()
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"application/json"))
}

/// The address with one more pair in its query, before its fragment.
fn with_query(path: &str, pair: &str) -> String {
    let (page, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}{pair}{fragment}")
}

/// Gives what the layers below say (no database, a fault, too large beyond all measure, too slow) the words of a file that was
/// not taken.
pub async fn in_words(request: Request, next: Next) -> Response {
    let json = wants_json(request.headers());
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse().ok());
    let mut response = next.run(request).await;
    let Some((what, help)) = why(&response, length, json) else { return response };
    let again = response.headers_mut().remove(header::RETRY_AFTER);
    let status = response.status();
    let mut response = if json {
        in_words_for_the_field(status, not_taken(&what, &help))
    } else {
        pages::notice(status, "ファイルを受け取れませんでした", &[&what, &help, NOT_SAVED])
    };
    response.headers_mut().extend(again.map(|again| (header::RETRY_AFTER, again)));
    response
}

/// The form around the file has not even been read.
const NOT_SAVED: &str = "入力した内容は、まだ保存されていません。ブラウザの「戻る」で入力画面に戻るか、この画面を再読み込みして、もう一度送信してください。";

/// What happened and what to do, of a layer's answer; nothing when it is a handler's, which has words of its own.
fn why(response: &Response, length: Option<u64>, json: bool) -> Option<(String, String)> {
    if let Some(error) = response.extensions().get::<AppError>() {
        return Some(error.of_file());
    }
    if json && response.extensions().get::<ProtectionError>().is_some() {
        let what = "別のサイトから始まった操作とみなされたため、ファイルを受け取れませんでした。";
        return Some((what.into(), "画面を開き直してから、もう一度選択してください。".into()));
    }
    let problem = match response.status() {
        _ if security::is_worded(response) => return None,
        StatusCode::PAYLOAD_TOO_LARGE => DocumentProblem::TooLarge { size: length.unwrap_or(DISCARD_LIMIT) },
        StatusCode::SERVICE_UNAVAILABLE => DocumentProblem::TooSlow,
        _ => return None,
    };
    Some((problem.what(), problem.help().into()))
}

/// `GET` [`OWN`]
pub async fn of_facility(Extension(info): Extension<RequestInfo>, Path(document): Path<String>) -> Response {
    match info.actor {
        Some(actor @ Actor::Facility(_)) => download(&info, actor, &document).await,
        Some(_) => pages::no_such_file(),
        None => Redirect::to(&Door::Facility.route_then(info.path).path()).into_response(),
    }
}

/// `GET` [`OFFICE`]
pub async fn of_office(Extension(info): Extension<RequestInfo>, Path(document): Path<String>) -> Response {
    match info.actor {
        Some(actor @ Actor::Office(_)) => download(&info, actor, &document).await,
        Some(_) => pages::no_such_file(),
        None => Redirect::to(&Route::OfficeSignIn.path()).into_response(),
    }
}

/// `GET` [`OFFICE_PAGE`]
pub async fn page_of_office(
    Extension(info): Extension<RequestInfo>,
    Path((document, page)): Path<(String, String)>,
) -> Response {
    let Some(actor @ Actor::Office(_)) = info.actor else { return pages::no_such_file() };
    let by = By { actor, origin: info.origin.clone() };
    let (Ok(document), Ok(page)) = (document.parse::<DocumentId>(), page.parse()) else {
        return pages::no_such_file();
    };
    match info.backend.documents().picture(&by, document, page).await.map_err(AppError::from) {
        Ok(picture) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, "no-store"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ];
            (headers, picture).into_response()
        }
        Err(AppError::Internal(id)) => pages::fault(id),
        Err(_) => pages::no_such_file(),
    }
}

async fn download(info: &RequestInfo, actor: Actor, document: &str) -> Response {
    let by = By { actor, origin: info.origin.clone() };
    let opened = match document.parse::<DocumentId>() {
        Ok(document) => info.backend.documents().open(&by, document).await.map_err(AppError::from),
        Err(_) => Err(AppError::NotFound),
    };
    match opened {
        Ok((document, content)) => attachment(&document, Body::from_stream(content)),
        Err(AppError::Internal(id)) => pages::fault(id),
        Err(_) => pages::no_such_file(),
    }
}

/// A file that is saved and never shown by our address (`nosniff` comes with the headers of every answer).
fn attachment(document: &DocumentView, content: Body) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_LENGTH, &document.size.to_string()),
        (header::CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{}", encode(&document.name))),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    (headers, content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_body_holds_what_is_read_of_a_file_that_is_too_large() {
        assert!(BODY_LIMIT as u64 > DISCARD_LIMIT);
    }

    #[test]
    fn a_pair_comes_before_the_fragment() {
        for (path, expected) in [
            ("/facility", "/facility?a=1"),
            ("/facility?b=2", "/facility?b=2&a=1"),
            ("/facility#document", "/facility?a=1#document"),
            ("/facility?b=2#document", "/facility?b=2&a=1#document"),
        ] {
            assert_eq!(with_query(path, "a=1"), expected);
        }
    }
}
