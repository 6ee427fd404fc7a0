//! The last evening: more requests than the machine can answer. Those beyond [`AT_ONCE`] are refused at once, in words and
//! with the seconds after which to come again, so that the others are answered as ever and none waits for minutes. Health,
//! the files of the build and event streams are never refused.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};
use tokio::sync::Semaphore;

use crate::{pages, plain::accepts_html, security};

/// Requests that may be under way at the same time. They share the connections to the database (`DB_CONNECTIONS`), so the last
/// of them waits for about ten others: some tenths of a second (docs/benchmarks.md).
pub const AT_ONCE: usize = 200;

/// The places of those who are being answered; cheap to clone.
#[derive(Clone)]
pub struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

/// Answers when there is a place. Whoever sends slowly does not hold one meanwhile.
pub async fn admit(State(places): State<Places>, request: Request, next: Next) -> Response {
    let html = accepts_html(request.headers());
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, security::BODY_LIMIT).await else { return security::too_large() };
    let Ok(_place) = places.0.try_acquire() else { return refusal(html) };
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// What is typed stays where it is: on the page of a plain form (`resubmit.rs`), in the browser's local copy otherwise.
fn refusal(html: bool) -> Response {
    if !html {
        return pages::unreachable();
    }
    pages::come_again(pages::notice(
        StatusCode::SERVICE_UNAVAILABLE,
        "ただいま混み合っています",
        &[
            "申し訳ありません。アクセスが集中しているため、ただいま応答できません。",
            "数秒待ってから、画面を再読み込みしてください。",
        ],
    ))
}
