//! The files of the site.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use leptos::config::LeptosOptions;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// A file that the build made or that lies in `public/`.
pub async fn file(options: &LeptosOptions, request: Request) -> Response {
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
