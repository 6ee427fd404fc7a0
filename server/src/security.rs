//! What every answer says to the browser, what is refused before anything looks at it, and where a request comes from.

use std::{
    any::Any,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{pages, state::AppState};
use app::error::Fault;

/// Longest body of a server function, in bytes: a case of every field at its limit takes about a tenth.
pub const BODY_LIMIT: usize = 256 * 1024;
/// Most fields of one form: the longest of ours has some hundred. Small ones cost us more than their bytes.
pub const MOST_FIELDS: usize = 1_000;
/// Longest time until an answer begins.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The number used once that marks our own scripts in one answer.
#[derive(Clone, Debug)]
pub struct CspNonce(pub String);

/// Makes the nonce, and writes the headers on whatever comes back.
pub async fn headers(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
    let policy = policy(&nonce, state.site.reloads);
    request.extensions_mut().insert(CspNonce(nonce));
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        // A file that somebody sent brings a stricter one.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.site.is_secure() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // Whatever is not a file of the site holds somebody's data.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn policy(nonce: &str, reloads: bool) -> String {
    let reloading = if reloads { " ws://127.0.0.1:* ws://localhost:*" } else { "" };
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'{reloading}; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

/// The answer to a write that another site started.
pub fn cross_site_refusal(_: ProtectionError) -> Response {
    pages::notice(
        StatusCode::FORBIDDEN,
        "この操作は受け付けられませんでした",
        &[
            "別のサイトから始まった操作とみなされたため、何も変更していません。",
            "心当たりがあるときは、このサイトの画面を開き直してから、もう一度操作してください。",
        ],
    )
}

/// Refuses unsafe methods from other sites; no token to keep in step.
pub fn cross_site(public_url: &str) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let layer = CsrfLayer::new();
    let layer = layer.clone().add_trusted_origin(public_url).unwrap_or(layer);
    layer.with_rejection_response(cross_site_refusal as fn(ProtectionError) -> Response)
}

/// The answer to a body beyond [`BODY_LIMIT`].
pub fn too_large() -> Response {
    pages::notice(
        StatusCode::PAYLOAD_TOO_LARGE,
        "送信された内容が大きすぎます",
        &[
            "一度に送信できる文字数を超えています。ブラウザの「戻る」で入力画面に戻り、文字数を減らしてお試しください。",
        ],
    )
}

/// Gives an empty refusal of the layers below (too large, too slow) words.
pub async fn readable(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if !is_worded(&response) => too_large(),
        StatusCode::SERVICE_UNAVAILABLE if !is_worded(&response) => pages::unavailable(),
        _ => response,
    }
}

/// Does a refusal say something to people? Those of the layers are empty, or a line of English.
pub fn is_worded(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind != "text/plain; charset=utf-8")
}

/// A panic is a fault of ours: logged with an id, which the person reads.
#[expect(clippy::needless_pass_by_value, reason = "CatchPanicLayer hands it over")]
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let id = Fault::logged();
    let what = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(%id, what, "panic");
    pages::fault(id).into_response()
}

/// The client's address: the peer's, or what the outermost of our own proxies saw. Whatever stands left of that in
/// `X-Forwarded-For` was written by the client and is not believed.
pub fn client_address(
    headers: &HeaderMap,
    peer: Option<&ConnectInfo<SocketAddr>>,
    trusted_proxies: u8,
) -> String {
    let peer = peer.map(|ConnectInfo(peer)| peer.ip());
    let forwarded = || -> Option<IpAddr> {
        let hops: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        hops.get(hops.len().checked_sub(usize::from(trusted_proxies))?)?.parse().ok()
    };
    let address = if trusted_proxies == 0 { peer } else { forwarded().or(peer) };
    address.map(|a| a.to_canonical().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::cases::{CaseSet, Form, Limits};

    use super::*;

    #[test]
    fn c4_a_form_full_to_the_highest_limits_is_no_too_large_body() {
        let texts =
            Form::of(CaseSet::Specialist).fields.iter().filter(|field| field.limit().is_some()).count() + 1;
        let typed = "痛".repeat(texts * Limits::ALLOWED.end());
        let posted = app::route::encode(&typed).len();
        assert!(posted + 16 * 1024 < BODY_LIMIT, "{texts} texts, {posted} bytes of {BODY_LIMIT}");
    }

    #[test]
    fn only_as_many_hops_are_believed_as_there_are_proxies_of_ours() {
        let peer = ConnectInfo(SocketAddr::from(([10, 0, 0, 9], 4000)));
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 203.0.113.7"));
        headers.append("x-forwarded-for", HeaderValue::from_static("10.0.0.1"));
        for (proxies, address) in [(0, "10.0.0.9"), (1, "10.0.0.1"), (2, "203.0.113.7"), (4, "10.0.0.9")] {
            assert_eq!(client_address(&headers, Some(&peer), proxies), address, "{proxies} proxies");
        }
        headers.insert("x-forwarded-for", HeaderValue::from_static("not an address"));
        assert_eq!(client_address(&headers, Some(&peer), 1), "10.0.0.9");
    }
}
