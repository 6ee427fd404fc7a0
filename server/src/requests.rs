//! One request from outside: the number by which it is found again, its line in the log, its figures.
//!
//! Everything that is logged on the way of a request stands inside a span with its number, which the answer carries too
//! (`X-Request-Id`): also what a page loads ([`keep_spans`]), slow statements, which sqlx logs by itself, and mails that
//! are put into the outbox. Nothing logged holds what people typed or an address that may be a password link.

use std::time::{Duration, Instant};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;

use crate::{metrics, router::AppState};

/// Carries the number, outwards and from a proxy of ours.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// The longest number that a proxy may give.
const LONGEST: usize = 64;

/// Gives the request its number, and writes its line: the route's pattern, never the address itself.
pub async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = number(request.headers(), state.site.trusted_proxies);
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |r| r.as_str().to_owned());
    // Of the highest level, so that whatever is logged says whose it is.
    let span = tracing::error_span!("request", id);
    let running = metrics::Running::begin();
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();
    drop(running);
    let status = response.status().as_u16();
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(target: "server::access", %method, route, status, ms));
    count(&method, route, status, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
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
fn number(headers: &HeaderMap, trusted_proxies: u8) -> String {
    let plain = |id: &&str| {
        (8..=LONGEST).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    let given = headers.get(HEADER).and_then(|id| id.to_str().ok()).filter(plain);
    match given {
        Some(id) if trusted_proxies > 0 => id.to_owned(),
        _ => format!("{:016x}", rand::random::<u64>()),
    }
}

/// Has leptos start its tasks inside the span of the request that they are for. Once for the process; later calls change
/// nothing.
pub fn keep_spans() {
    // Refused when it has been said before.
    let _ = Executor::init_custom_executor(InSpan);
}

/// Tokio, as leptos would use it by itself, with the span kept.
struct InSpan;

impl CustomExecutor for InSpan {
    fn spawn(&self, task: PinnedFuture<()>) {
        tokio::spawn(task.in_current_span());
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        tokio::task::spawn_local(task.in_current_span());
    }

    fn poll_local(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_ours_gives_numbers_and_only_plain_ones() {
        let long = "x".repeat(LONGEST + 1);
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
            assert_eq!(id == given, believed, "{given} behind {proxies}");
            assert!(believed || id.len() == 16, "{id}");
        }
        assert_ne!(number(&HeaderMap::new(), 1), number(&HeaderMap::new(), 1));
    }
}
