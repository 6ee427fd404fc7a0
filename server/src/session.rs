//! Who asks: the session cookie is looked up once per request, and everything after it reads [`RequestInfo`]. Guards answer
//! before anything is rendered: a guard within a page would answer 302 with the page itself as its body.

use app::{
    accounts::Door,
    request::{RequestInfo, session_cookie_name},
    route::Route,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use backend::{Origin, accounts::Session};
use domain::{accounts::Awaits, actor::Audience, registry::FacilityKind};
use std::net::SocketAddr;

use crate::{keep::SignInFirst, pages, router::AppState, security};

/// Pages for signed-in members.
const MEMBERS: [&str; 4] = ["/member", "/certification", "/cases", "/approvals"];
/// Pages for signed-in facilities: マイページTOP, and everything below here but the doors and the paper to stamp;
/// beside them the pages of what is held, 研修施設群 and the account. Whoever has the link of a new log-in address may see
/// its page.
const FACILITY: &str = "/facility";
const APPLICATION: &str = "/facility/apply/";
/// Everything below is for the office.
const OFFICE: &str = "/office";
/// The office's sign-in page, and those of the second factor, which a session that waits for it may see.
const OFFICE_SIGN_IN: &str = "/office/signin";
const OFFICE_CODE: &str = "/office/second-factor";
const OFFICE_SET_UP: &str = "/office/second-factor/setup";
/// Server functions that work without a session: the doors. What is posted there is never written into a page again.
pub const DOORS: &str = "/api/accounts/";
/// Server functions of the demo, which need no session either; there is nothing behind them in any other mode.
const DEMO: &str = "/api/demo/";

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
    let (actor, awaits) = match session {
        Some(Session::Open(actor)) => (Some(actor), None),
        Some(Session::HalfOpen(awaits)) => (None, Some(awaits)),
        None => (None, None),
    };
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
    if let Some(answer) = guard(&info, request.method(), request.uri().path()) {
        return answer;
    }
    request.extensions_mut().insert(info);
    next.run(request).await
}

/// The answer to those who must sign in first.
fn guard(info: &RequestInfo, method: &Method, path: &str) -> Option<Response> {
    let open = [DOORS, DEMO].iter().any(|open| path.starts_with(open));
    if info.plain_form && path.starts_with("/api/") && !open && info.actor.is_none() {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        response.extensions_mut().insert(SignInFirst);
        return Some(response);
    }
    let to = if is_in(path, OFFICE) { office_guard(info, path)? } else { door_guard(info, path)? };
    matches!(*method, Method::GET | Method::HEAD).then(|| Redirect::to(&to.path()).into_response())
}

fn is_in(path: &str, section: &str) -> bool {
    path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where members and facilities must go first.
fn door_guard(info: &RequestInfo, path: &str) -> Option<Route> {
    let members_only = MEMBERS.iter().any(|inner| is_in(path, inner));
    let member = Audience::Members.admits(info.actor.as_ref());
    let facility = Audience::Facilities.admits(info.actor.as_ref());
    let door = if members_only && !member {
        Door::Member
    } else if is_for_facilities(path) && !facility {
        Door::Facility
    } else {
        return None;
    };
    Some(door.route_then(info.path.clone()))
}

fn is_for_facilities(path: &str) -> bool {
    let inner =
        path.starts_with(APPLICATION) && !path.ends_with("/signin") && !path.ends_with("/template.pdf");
    let held = FacilityKind::ALL.iter().any(|kind| is_in(path, &Route::FacilityHeld(*kind).path()));
    let own = [Route::FacilityNetwork, Route::FacilityAccount];
    path == FACILITY || inner || held || own.iter().any(|own| is_in(path, &own.path()))
}

/// Where people of the office must go first, and those who are none: to the password, then to the second factor.
fn office_guard(info: &RequestInfo, path: &str) -> Option<Route> {
    let office = Audience::Office.admits(info.actor.as_ref());
    match (path, info.awaits) {
        (OFFICE_SIGN_IN, _) | (OFFICE_CODE, Some(Awaits::Code)) | (OFFICE_SET_UP, Some(Awaits::SetUp)) => {
            None
        }
        (OFFICE_CODE, None) if office => Some(Route::Office),
        _ if office => None,
        (OFFICE_CODE | OFFICE_SET_UP, Some(awaits)) => Some(Route::SecondFactor(awaits, None)),
        (OFFICE_CODE | OFFICE_SET_UP, None) => Some(Route::OfficeSignIn),
        (_, Some(awaits)) => Some(Route::SecondFactor(awaits, Some(info.path.clone()))),
        (_, None) => Some(Door::Office.route_then(info.path.clone())),
    }
}

/// The browser itself asks, not our JavaScript.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
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
