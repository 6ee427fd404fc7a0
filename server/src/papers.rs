//! Reports as PDF: the print pages' words, for the people whose print pages they are (C7, C10).

use app::{error::AppError, request::RequestInfo, route::Door};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderName, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, By, Error};
use domain::{
    accounts::Applying,
    actor::Actor,
    cases::{CaseSet, PrintPage, Slot},
    ids::RequestId,
};
use pdf::Document;

use crate::{
    pages,
    press::{NotSet, Press},
    state::AppState,
};

/// The applicant's own report.
pub const CASE: &str = "/cases/{set}/{number}/print.pdf";
/// The report that a supervisor was asked to judge.
pub const REQUEST: &str = "/approvals/{request}/print.pdf";

/// The form to stamp, 申請書・在籍証明書, for one 種別.
pub const TEMPLATE: &str = "/facility/apply/{kind}/template.pdf";

/// `GET` [`CASE`]
pub async fn of_case(
    State(state): State<AppState>,
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
    answer(&state.press, &uri, page).await
}

/// `GET` [`REQUEST`]
pub async fn of_request(
    State(state): State<AppState>,
    uri: Uri,
    Extension(info): Extension<RequestInfo>,
    Path(request): Path<String>,
) -> Response {
    let page = match (asked_by(&info), request.parse::<RequestId>()) {
        (Some((backend, by)), Ok(request)) => backend.approvals().print(&by, request).await,
        _ => Err(Error::NotFound),
    };
    answer(&state.press, &uri, page).await
}

/// `GET` [`TEMPLATE`]: the blank form, the same for everybody, for facilities that are signed in.
pub async fn template(
    State(state): State<AppState>,
    Extension(info): Extension<RequestInfo>,
    Path(kind): Path<String>,
) -> Response {
    let Ok(applying) = kind.parse::<Applying>() else { return pages::no_such_file() };
    if !matches!(info.actor, Some(Actor::Facility(_) | Actor::Office(_))) {
        return Redirect::to(&Door::Facility.route_then(info.path).path()).into_response();
    }
    let settings = &info.backend.settings;
    let form = Document::ApplicationTemplate {
        applying,
        legal_form: settings.legal_form.clone(),
        society: settings.society.clone(),
    };
    match state.press.set(&form).await {
        Ok(pdf) => attachment(&form.file_name(), pdf),
        Err(NotSet::Fault(error)) => fault(error),
        // Nothing in it was typed by anybody.
        Err(NotSet::TooMuch) => fault(Error::Internal("the blank form could not be typeset".into())),
    }
}

fn asked_by(info: &RequestInfo) -> Option<(&Backend, By)> {
    info.actor.map(|actor| (&info.backend, By { actor, origin: info.origin.clone() }))
}

/// The document; or, when there is none to have, the print page, which says why.
async fn answer(press: &Press, uri: &Uri, page: Result<PrintPage, Error>) -> Response {
    let print_page = uri.path().strip_suffix(".pdf").unwrap_or("/");
    let report = match page.map_err(AppError::from) {
        Ok(page) => Document::Report(Box::new(page)),
        Err(AppError::Internal(id)) => return pages::fault(id),
        Err(_) => return Redirect::to(print_page).into_response(),
    };
    match press.set(&report).await {
        Ok(pdf) => attachment(&report.file_name(), pdf),
        Err(NotSet::TooMuch) => not_to_be_set(print_page),
        Err(NotSet::Fault(error)) => fault(error),
    }
}

/// A document to be saved under this name.
fn attachment(file_name: &str, pdf: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename*=UTF-8''{}", app::route::encode(file_name));
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, &disposition),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, pdf).into_response()
}

/// A report whose texts are too much for the press: the words, and the way to read and print it all the same.
fn not_to_be_set(print_page: &str) -> Response {
    pages::notice_and_way(
        StatusCode::UNPROCESSABLE_ENTITY,
        "この症例報告書は、PDFにできませんでした",
        &[
            "1つの文字に記号(濁点やアクセントなど)がいくつも重なっているなど、PDFにするのに時間やメモリがかかりすぎる文章が含まれています。",
            "登録された内容は、そのまま保管されています。印刷用の画面で読むことができ、ブラウザから印刷できます。",
        ],
        (print_page, "印刷用の画面へ"),
    )
}

fn fault(error: Error) -> Response {
    match AppError::from(error) {
        AppError::Internal(id) => pages::fault(id),
        _ => pages::no_such_file(),
    }
}
