//! One request from outside: the number by which it is found again, its line in the log, its figures.
//!
//! Everything that is logged on the way of a request stands inside a span with its number, which the answer carries too
//! (`X-Request-Id`): slow statements, which sqlx logs by itself, and mails that
//! are put into the outbox. Transactions carry the number to Postgres as a comment. Nothing logged holds what people typed
//! or an address that may be a password link.

use std::time::{Duration, Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use backend::db::RequestNumber;
use tracing::Instrument as _;

use crate::{metrics, state::AppState, traces};

/// Carries the number, outwards and from a proxy of ours.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Gives the request its number, and writes its line: the route's pattern, never the address itself.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let number = number(request.headers(), state.site.trusted_proxies);
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |r| r.as_str().to_owned());
    // Of the highest level, so that whatever is logged says whose it is.
    let span = tracing::error_span!(
        "request",
        id = number.as_str(),
        otel.kind = state.site.traced.then_some("server")
    );
    if state.site.traced {
        traces::describe(&span, &request, &route, state.site.trusted_proxies);
    }
    let running = metrics::Running::begin();
    let begun = Instant::now();
    let mut response = number.clone().scope(next.run(request).instrument(span.clone())).await;
    let took = begun.elapsed();
    drop(running);
    let status = response.status().as_u16();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(target: "server::access", %method, route, status, ms));
    if state.site.traced {
        traces::answered(&span, response.status());
    }
    count(&method, route, status, took);
    if let Ok(id) = HeaderValue::from_str(number.as_str()) {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

/// A method that nobody knows does not become a figure of its own: whoever asks could make as many as they like.
fn count(method: &Method, route: String, status: u16, took: Duration) {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];
    let method = known.iter().find(|known| *known == method).map_or("other", Method::as_str).to_owned();
    metrics::answered(method, route, status, took);
}

/// A new number, or the one that a proxy of ours has given. Without such a proxy anybody could write what they like.
fn number(headers: &HeaderMap, trusted_proxies: u8) -> RequestNumber {
    let given = || RequestNumber::given(headers.get(HEADER)?.to_str().ok()?);
    (trusted_proxies > 0).then(given).flatten().unwrap_or_else(RequestNumber::fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_ours_gives_numbers_and_only_plain_ones() {
        let long = "x".repeat(RequestNumber::LONGEST + 1);
        for (given, proxies, believed) in [
            ("7d9f2a31-proxy", 1, true),
            ("7d9f2a31-proxy", 0, false),
            ("short", 1, false),
            (long.as_str(), 1, false),
            ("with space 1", 1, false),
            ("quote\"quote", 1, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(given).unwrap());
            let id = number(&headers, proxies);
            assert_eq!(id.as_str() == given, believed, "{given} behind {proxies}");
            assert!(believed || id.as_str().len() == 16, "{id}");
        }
        assert_ne!(number(&HeaderMap::new(), 1), number(&HeaderMap::new(), 1));
    }
}
