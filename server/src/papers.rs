//! Reports as PDF: the print pages' words, for the people whose print pages they are (C7, C10).

use app::{accounts::Door, error::AppError, request::RequestInfo};
use axum::{
    Extension,
    extract::Path,
    http::{HeaderName, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, By, Error};
use domain::{
    accounts::Applying,
    actor::Actor,
    cases::{CaseSet, PrintPage, Slot},
    ids::RequestId,
};
use tokio::sync::Semaphore;

use crate::pages;

/// The applicant's own report.
pub const CASE: &str = "/cases/{set}/{number}/print.pdf";
/// The report that a supervisor was asked to judge.
pub const REQUEST: &str = "/approvals/{request}/print.pdf";

/// The form to stamp, 申請書・在籍証明書, for one 種別.
pub const TEMPLATE: &str = "/facility/apply/{kind}/template.pdf";

/// Typesetting takes a core for some tenths of a second: the others wait, and pages stay quick.
static PRESS: Semaphore = Semaphore::const_new(1);

/// `GET` [`CASE`]
pub async fn of_case(
    uri: Uri,
    Extension(info): Extension<RequestInfo>,
    case: Option<Path<(String, u8)>>,
) -> Response {
    let slot = case.and_then(|Path((set, number))| {
        let set = set.parse::<CaseSet>().ok()?;
        Slot::new(set, number).map(|slot| (set, slot))
    });
    let page = match (asked_by(&info), slot) {
        (Some((backend, by)), Some((set, slot))) => backend.cases().print(&by, set, slot).await,
        _ => Err(Error::NotFound),
    };
    answer(&uri, page).await
}

/// `GET` [`REQUEST`]
pub async fn of_request(
    uri: Uri,
    Extension(info): Extension<RequestInfo>,
    Path(request): Path<String>,
) -> Response {
    let page = match (asked_by(&info), request.parse::<RequestId>()) {
        (Some((backend, by)), Ok(request)) => backend.approvals().print(&by, request).await,
        _ => Err(Error::NotFound),
    };
    answer(&uri, page).await
}

/// `GET` [`TEMPLATE`]: the blank form, the same for everybody, for facilities that are signed in.
pub async fn template(Extension(info): Extension<RequestInfo>, Path(kind): Path<String>) -> Response {
    let Ok(applying) = kind.parse::<Applying>() else { return pages::no_such_file() };
    if !matches!(info.actor, Some(Actor::Facility(_) | Actor::Office(_))) {
        return Redirect::to(&Door::Facility.route_then(info.path).path()).into_response();
    }
    let settings = info.backend.settings.clone();
    let name = pdf::application_file_name(applying);
    let made =
        typeset(&name, move || pdf::application_template(applying, &settings.legal_form, &settings.society));
    match made.await.map_err(AppError::from) {
        Ok(document) => document,
        Err(AppError::Internal(id)) => pages::fault(&id),
        Err(_) => pages::no_such_file(),
    }
}

fn asked_by(info: &RequestInfo) -> Option<(&Backend, By)> {
    info.actor.map(|actor| (&info.backend, By { actor, origin: info.origin.clone() }))
}

/// The document; or, when there is none to have, the print page, which says why.
async fn answer(uri: &Uri, page: Result<PrintPage, Error>) -> Response {
    let made = match page {
        Ok(page) => document(page).await,
        Err(error) => Err(error),
    };
    match made.map_err(AppError::from) {
        Ok(document) => document,
        Err(AppError::Internal(id)) => pages::fault(&id),
        Err(_) => Redirect::to(uri.path().strip_suffix(".pdf").unwrap_or("/")).into_response(),
    }
}

async fn document(page: PrintPage) -> Result<Response, Error> {
    typeset(&page.file_name(), move || pdf::report(&page)).await
}

/// A document from the press, to be saved under this name.
async fn typeset(
    file_name: &str,
    print: impl FnOnce() -> Result<Vec<u8>, pdf::Error> + Send + 'static,
) -> Result<Response, Error> {
    let disposition = format!("attachment; filename*=UTF-8''{}", app::route::encode(file_name));
    let press = PRESS.acquire().await.expect("the press is never closed");
    // The permit goes with the work: a browser that gives up does not make room before the work is done.
    let made = tokio::task::spawn_blocking(move || {
        let pdf = print();
        drop(press);
        pdf
    });
    let pdf = made.await.map_err(fault)?.map_err(fault)?;
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, &disposition),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, pdf).into_response())
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}
