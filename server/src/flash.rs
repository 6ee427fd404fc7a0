//! Answers made beside the pages that lead to one of them and say something there once.

use app::shell::{Flash, Saying};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};

/// Leads to this path; `secure` as [`app::request::RequestInfo::secure`].
pub fn leading_to(path: &str, flash: impl Flash, secure: bool) -> Response {
    let saying = Saying::at(path, flash);
    with_cookie(Redirect::to(&saying.to).into_response(), &saying, secure)
}

/// The same instead of where the answer led before, which keeps its cookies.
pub fn leading_elsewhere(mut answer: Response, path: &str, flash: impl Flash, secure: bool) -> Response {
    let saying = Saying::at(path, flash);
    if let Ok(to) = HeaderValue::from_str(&saying.to) {
        answer.headers_mut().insert(header::LOCATION, to);
    }
    with_cookie(answer, &saying, secure)
}

fn with_cookie(mut answer: Response, saying: &Saying, secure: bool) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(&saying.cookie(secure)) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
