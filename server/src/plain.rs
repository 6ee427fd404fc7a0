//! What browsers do by themselves, without a program of ours: they ask for pages and post forms.

use axum::http::{HeaderMap, header};

/// Server functions that work without a session: the doors. What is posted there is never written into a page again.
pub const DOORS: &str = "/api/accounts/";

/// Put on an answer that means: sign in, then send it again.
#[derive(Clone, Copy, Debug)]
pub struct SignInFirst;

/// The browser itself asks, not our JavaScript.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
}
