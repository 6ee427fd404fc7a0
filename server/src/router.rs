//! All addresses: pages and server functions of `app`, documents, the files of the site, events, health; and the layers
//! around them.
//!
//! From the outside in: number and log (`requests.rs`), headers with the nonce, kept forms (`keep.rs`), the refusals
//! (cross-site, too large, too slow, panic, too many at once), then the session with its guards.

use std::{
    ops::Deref,
    sync::{Arc, LazyLock},
};

use app::{
    program::Program,
    request::RequestInfo,
    shell::{self, Ask, Entry, Files},
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRef, RawPathParams, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use backend::Backend;
use leptos::{
    config::LeptosOptions,
    nonce::Nonce,
    prelude::{provide_context, use_context},
    server_fn::axum::server_fn_paths,
};
use leptos_axum::handle_server_fns_with_context;
use tower::ServiceExt as _;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    services::{ServeDir, ServeFile},
    timeout::TimeoutLayer,
};

use crate::{
    addresses::{self, Address},
    config::Settings,
    crowd, documents,
    events::Events,
    health::Pulse,
    keep, onward,
    press::Press,
    requests,
    security::{self, CspNonce},
    session,
};

/// What every handler may use. Behind one pointer: the router copies it several times for each request, once for each layer.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What an [`AppState`] holds.
pub struct Shared {
    pub backend: Backend,
    pub leptos: LeptosOptions,
    pub site: Site,
    pub events: Events,
    pub pulse: Arc<Pulse>,
    pub press: Press,
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}

/// How the site is reached.
#[derive(Clone, Debug)]
pub struct Site {
    /// Without a slash at the end.
    pub public_url: String,
    pub trusted_proxies: u8,
    /// Requests are told to a collector.
    pub traced: bool,
    /// `make dev`: the page opens a web socket to the watcher.
    pub reloads: bool,
}

impl Site {
    pub fn of(settings: &Settings) -> Self {
        Self {
            public_url: settings.public_url(),
            trusted_proxies: settings.trusted_proxies,
            traced: settings.otlp_endpoint.is_some(),
            reloads: std::env::var_os("LEPTOS_WATCH").is_some(),
        }
    }

    /// People reach it by https: secure cookies, HSTS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The pages of `app`, listed once for the process.
pub fn pages() -> &'static [Entry] {
    static PAGES: LazyLock<Vec<Entry>> = LazyLock::new(app::pages);
    &PAGES
}

/// The whole site.
pub fn router(state: AppState) -> Router {
    let program = Program::of(&state.leptos);
    let stylesheet = state.leptos.site_root.to_string() + &program.stylesheet;
    let files_of_pages = Arc::new(Files { program, options: state.leptos.clone() });
    let places = crowd::Places::default();
    let unknown = {
        let (state, files) = (state.clone(), files_of_pages.clone());
        move |request: Request| file_or_not_found(state, files, request)
    };
    let made = pages().iter().fold(Router::new(), |router, entry| {
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
        .layer(from_fn_with_state(state.clone(), keep::keep));

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

/// A file that the build made or that lies in `public/`.
async fn file(options: &LeptosOptions, request: Request) -> Response {
    let found = ServeDir::new(options.site_root.as_ref())
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .oneshot(request)
        .await;
    let mut response = match found {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A file of the build. Its name holds the hash of its content, so a browser that has it need not ask again.
pub async fn package(State(options): State<LeptosOptions>, request: Request) -> Response {
    let mut response = file(&options, request).await;
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    if options.hash_files && found {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
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
        let found = file(&state.leptos, Request::from_parts(parts.clone(), Body::empty())).await;
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
