//! All addresses: pages and server functions of `app`, documents, the files of the site, events, health; and the layers
//! around them.
//!
//! From the outside in: number and log (`requests.rs`), headers with the nonce, forms that are sent again (`resubmit.rs`), the refusals
//! (cross-site, too large, too slow, panic, too many at once), then the session with its guards.

use std::sync::Arc;

use app::{
    program::Program,
    request::RequestInfo,
    shell::{self, Ask, Entry, Files},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, RawPathParams, Request},
    http::{Method, StatusCode, request::Parts},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, use_context},
    server_fn::axum::server_fn_paths,
};
use leptos_axum::handle_server_fns_with_context;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    services::ServeFile, timeout::TimeoutLayer,
};

use crate::{
    addresses::{self, Address},
    crowd, documents, onward, requests, resubmit,
    security::{self, CspNonce},
    session, site,
    state::AppState,
};

/// The whole site.
pub fn router(state: AppState) -> Router {
    let program = Program::of(&state.leptos);
    let stylesheet = state.leptos.site_root.to_string() + &program.stylesheet;
    let files_of_pages = Arc::new(Files { program, options: state.leptos.clone(), flashes: app::FLASHES });
    let places = crowd::Places::default();
    let unknown = {
        let (state, files) = (state.clone(), files_of_pages.clone());
        move |request: Request| file_or_not_found(state, files, request)
    };
    let made = addresses::pages().iter().fold(Router::new(), |router, entry| {
        let files = files_of_pages.clone();
        let show = async move |params: RawPathParams, request: Request| {
            let path = params.iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            page(&files, Some(entry), path, request).await
        };
        router.route(entry.path, get(show))
    });
    let pages = server_fn_paths()
        .fold(made, |router, (path, _)| router.route(path, post(call)))
        .merge(Address::routes(addresses::beside_pages()))
        .fallback(unknown)
        .layer(from_fn_with_state(state.clone(), session::load))
        .layer(from_fn_with_state(places.clone(), crowd::admit))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(RequestBodyLimitLayer::new(security::BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, security::TIME_LIMIT))
        .layer(from_fn(security::readable))
        .layer(security::cross_site(&state.site.public_url))
        .layer(from_fn_with_state(state.clone(), resubmit::keep_form));

    let streams =
        Address::routes(addresses::streams()).layer(from_fn_with_state(state.clone(), session::load));

    Address::routes(addresses::open())
        // Under a name that stays, for pages that are made without leptos.
        .route_service(addresses::STYLE, ServeFile::new(stylesheet))
        .merge(streams)
        .merge(pages.clone())
        .layer(CompressionLayer::new())
        .merge(files(&state, places, onward::Pages(pages.clone().with_state(state.clone()))))
        .layer(from_fn_with_state(state.clone(), security::headers))
        .layer(from_fn_with_state(state.clone(), requests::observe))
        .with_state(state)
}

/// Files that people send and get back: longer bodies and more time than pages have, and nothing is compressed again. A file
/// that arrives slowly takes no place of those who are being answered.
fn files(state: &AppState, places: crowd::Places, pages: onward::Pages) -> Router<AppState> {
    let up = Address::routes(addresses::up())
        .layer(Extension(pages))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(state.clone(), session::load))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(RequestBodyLimitLayer::new(documents::BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, documents::TIME_LIMIT))
        .layer(security::cross_site(&state.site.public_url))
        .layer(from_fn(documents::in_words));
    let down = Address::routes(addresses::down())
        .layer(from_fn_with_state(state.clone(), session::load))
        .layer(from_fn_with_state(places, crowd::admit))
        .layer(CatchPanicLayer::custom(security::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, security::TIME_LIMIT))
        .layer(from_fn(security::readable));
    up.merge(down)
}

/// A server function of `app`.
async fn call(request: Request) -> impl IntoResponse {
    handle_server_fns_with_context(provide, request).await
}

/// Gives server functions what the layers found out.
fn provide() {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(request) = parts.extensions.get::<RequestInfo>() {
        provide_context(request.clone());
    }
    if let Some(CspNonce(nonce)) = parts.extensions.get::<CspNonce>() {
        provide_context(Nonce::from_value(nonce.clone()));
    }
}

/// What lies in `public/` (the icon, robots.txt), and the page for addresses that nobody knows.
async fn file_or_not_found(state: AppState, files: Arc<Files>, request: Request) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let (parts, body) = request.into_parts();
        let found = site::file(&state.leptos, Request::from_parts(parts.clone(), Body::empty())).await;
        if found.status() != StatusCode::NOT_FOUND {
            return found;
        }
        return page(&files, None, vec![], Request::from_parts(parts, body)).await;
    }
    page(&files, None, vec![], request).await
}

/// One page of `app`, or that there is none.
async fn page(
    files: &Files,
    entry: Option<&Entry>,
    path: Vec<(String, String)>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let (Some(info), Some(CspNonce(nonce))) =
        (parts.extensions.remove::<RequestInfo>(), parts.extensions.remove::<CspNonce>())
    else {
        return crate::pages::unavailable();
    };
    shell::answer(files, entry, Ask::new(info, path), parts, Nonce::from_value(nonce)).await
}
