//! Reports as PDF: the print pages' words, for the people whose print pages they are (C7, C10).

use app::{error::AppError, request::RequestInfo};
use axum::{
    Extension,
    extract::Path,
    http::{HeaderName, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, By, Error};
use domain::{
    cases::{CaseSet, PrintPage, Slot},
    ids::RequestId,
};
use tokio::sync::Semaphore;

use crate::pages;

/// The applicant's own report.
pub const CASE: &str = "/cases/{set}/{number}/print.pdf";
/// The report that a supervisor was asked to judge.
pub const REQUEST: &str = "/approvals/{request}/print.pdf";

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

fn asked_by(info: &RequestInfo) -> Option<(&Backend, By)> {
    info.actor.map(|actor| (&info.backend, By { actor, origin: info.origin.clone() }))
}

/// The document; or, when there is none to have, the print page, which says why.
async fn answer(uri: &Uri, page: Result<PrintPage, Error>) -> Response {
    let instead = uri.path().strip_suffix(".pdf").unwrap_or("/");
    let page = match page {
        Ok(page) => page,
        Err(error) => {
            return match AppError::from(error) {
                AppError::Internal(id) => pages::fault(&id),
                _ => Redirect::to(instead).into_response(),
            };
        }
    };
    let name = page.file_name();
    let press = PRESS.acquire().await.expect("the press is never closed");
    // The permit goes with the work: a browser that gives up does not make room before the work is done.
    let made = tokio::task::spawn_blocking(move || {
        let pdf = pdf::report(&page);
        drop(press);
        pdf
    });
    match made.await {
        Ok(Ok(pdf)) => document(&name, pdf),
        Ok(Err(error)) => fault(&error),
        Err(error) => fault(&error),
    }
}

fn document(name: &str, pdf: Vec<u8>) -> Response {
    let name = format!("attachment; filename*=UTF-8''{}", app::route::encode(name));
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, &name),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, pdf).into_response()
}

fn fault(error: &dyn std::error::Error) -> Response {
    let id = uuid::Uuid::now_v7().simple().to_string().split_off(20);
    tracing::error!(%id, %error, "a report could not be typeset");
    pages::fault(&id)
}
