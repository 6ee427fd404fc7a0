//! Lists of the office as files.

use app::{error::AppError, request::RequestInfo, route::Route};
use axum::{
    Extension,
    body::Body,
    extract::Query,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use backend::By;
use domain::{actor::Actor, audit::TypedFilter};

use crate::pages;

/// 「監査ログ」 as CSV.
pub const AUDIT: &str = "/office/audit/export.csv";

/// `GET` [`AUDIT`]
pub async fn audit(Extension(info): Extension<RequestInfo>, Query(typed): Query<TypedFilter>) -> Response {
    let Some(actor @ Actor::Office(_)) = info.actor else {
        return Redirect::to(&Route::sign_in_for(info.path).path()).into_response();
    };
    let by = By { actor, origin: info.origin.clone() };
    match info.backend.audit().export(&by, &typed).await {
        Ok(lines) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Body::from_stream(lines)).into_response()
        }
        Err(error) => match AppError::from(error) {
            AppError::Internal(id) => pages::fault(&id),
            _ => pages::no_such_file(),
        },
    }
}
