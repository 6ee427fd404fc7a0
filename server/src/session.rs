//! Who asks: the session cookie is looked up once per request, and everything after it reads [`RequestInfo`]. Guards answer
//! before anything is rendered: a guard within a page would answer 302 with the page itself as its body.

use std::{collections::BTreeMap, net::SocketAddr, sync::LazyLock};

use app::{
    request::{RequestInfo, session_cookie_name},
    shell::{Section, is_of_another},
};
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use backend::{Origin, accounts::Session};

use crate::{
    addresses, pages,
    plain::{DOORS, SignInFirst, accepts_html},
    security,
    state::AppState,
};

/// Server functions of the demo, which need no session either; there is nothing behind them in any other mode.
const DEMO: &str = "/api/demo/";

/// Marks a request with files from a page that was made for somebody else than who is signed in (C19).
#[derive(Clone, Copy)]
pub struct OfAnother;

/// Finds out who asks, and passes [`RequestInfo`] on.
pub async fn load(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let plain_form = request.method() == Method::POST && accepts_html(request.headers());
    let token = CookieJar::from_headers(request.headers())
        .get(session_cookie_name(state.site.is_secure()))
        .map(|cookie| cookie.value().to_owned());
    let session = match &token {
        Some(token) => match state.backend.accounts().session(token).await {
            Ok(session) => session,
            Err(error) => {
                tracing::error!(%error, "session could not be read");
                return if accepts_html(request.headers()) {
                    pages::unavailable()
                } else {
                    pages::unreachable()
                };
            }
        },
        None => None,
    };
    let (mut actor, awaits) = match session {
        Some(Session::Open(actor)) => (Some(actor), None),
        Some(Session::HalfOpen(awaits)) => (None, Some(awaits)),
        None => (None, None),
    };
    if actor.is_some_and(|actor| is_of_another(request.uri().query(), &actor))
        && *request.method() == Method::POST
    {
        if !brings_files(request.headers()) {
            return if accepts_html(request.headers()) {
                pages::another_account()
            } else {
                pages::not_for_this_account()
            };
        }
        // Read to its end, so that what was typed comes back: as if nobody were signed in, not even the file is written down.
        actor = None;
        request.extensions_mut().insert(OfAnother);
    }
    let info = RequestInfo {
        backend: state.backend.clone(),
        actor,
        awaits,
        origin: origin(&state, &request),
        session_token: token,
        secure: state.site.is_secure(),
        path: request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        plain_form,
    };
    let address = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if let Some(answer) = guard(&info, request.method(), request.uri().path(), address) {
        return answer;
    }
    request.extensions_mut().insert(info);
    next.run(request).await
}

/// The answer to those who must sign in first. `address`: as the router reads it, where it knows it.
fn guard(info: &RequestInfo, method: &Method, path: &str, address: Option<&str>) -> Option<Response> {
    let open = [DOORS, DEMO].iter().any(|open| path.starts_with(open));
    if info.plain_form && path.starts_with("/api/") && !open && info.actor.is_none() {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        response.extensions_mut().insert(SignInFirst);
        return Some(response);
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    let first = section(address?).first(info)?;
    Some(Redirect::to(&first.path()).into_response())
}

/// For whom an address is: as the tables of pages and of other addresses say.
fn section(address: &str) -> Section {
    static SECTIONS: LazyLock<BTreeMap<&str, Section>> = LazyLock::new(|| {
        addresses::pages().iter().map(|page| (page.path, page.section)).chain(addresses::sections()).collect()
    });
    SECTIONS.get(address).copied().unwrap_or(Section::Everybody)
}

/// A form with files.
fn brings_files(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Where the request comes from, for the audit line and the brakes.
pub fn origin(state: &AppState, request: &Request) -> Origin {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    Origin {
        client: security::client_address(request.headers(), peer, state.site.trusted_proxies),
        agent: agent.chars().take(200).collect(),
    }
}
