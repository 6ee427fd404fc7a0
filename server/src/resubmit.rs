//! Nothing typed is lost without JavaScript: a form that a browser posted by itself and that could not be saved (signed
//! out meanwhile, somebody else signed in, database away, a fault of ours) is answered with a page that still carries every
//! field. Signing in on that page, or one click, sends the same fields again. (With a program the browser's local copy does
//! this.)

mod pages;

use app::{
    accounts::AccountFlash,
    error::AppError,
    request::{RequestInfo, session_cookie},
    route::{Door, Route, local_path},
    shell::{Flash as _, owner},
};
use axum::{
    Extension, Form,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest as _, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use backend::accounts::SignIn;
use leptos::server_fn::error::ServerFnUrlError;
use tower_http::csrf::ProtectionError;
use uuid::Uuid;

use crate::{
    onward::FileLeftBehind,
    plain::{DOORS, SignInFirst, accepts_html},
    security::{BODY_LIMIT, MOST_FIELDS, too_large},
    state::AppState,
};

/// Where a form that is sent again came from at first: an error must lead back there, not to this page.
const FROM: &str = "__from";
/// Prefix of the kept fields on the way through `/resume`, beside the ones for signing in.
const KEPT: &str = "kept.";

/// Server functions that facilities post to.
const FACILITIES: [&str; 3] = ["/api/applications/", "/api/facilities/", "/api/network/"];

type Fields = Vec<(String, String)>;

/// A form on its way: where it goes, what it says, the page it was on.
#[derive(Default)]
struct Posted {
    path: String,
    /// The account for which the page was made (C19): the form never goes to another one.
    owner: String,
    fields: Fields,
    from: String,
    /// What is said, as HTML, of a file that came with it: a page remembers texts, and no file.
    of_file: &'static str,
}

const FILE_LEFT_BEHIND: &str =
    "<p>選択されたファイルは、まだ受け取っていません。保存したあとの画面で、もう一度選択してください。</p>";

/// Why it did not arrive.
enum Lost {
    SignedOut,
    /// Somebody else has signed in since the page was made (C19).
    AnotherAccount,
    /// Started on another site: shown, never offered to be sent again.
    CrossSite,
    Failed(AppError),
}

/// Holds the form until it is known to have arrived.
pub async fn keep_form(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !is_plain_form(&request) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return too_large() };
    let mut posted = Posted {
        path: parts.uri.path().to_owned(),
        owner: account(owner(parts.uri.query())),
        fields: fields(body.clone()).await,
        from: origin_page(&parts.headers),
        of_file: parts.extensions.get::<FileLeftBehind>().map_or("", |_| FILE_LEFT_BEHIND),
    };
    if posted.fields.len() > MOST_FIELDS {
        return too_large();
    }
    if let Some(at) = posted.fields.iter().position(|(name, _)| name == FROM) {
        let (_, from) = posted.fields.swap_remove(at);
        local_path(&from).unwrap_or("/").clone_into(&mut posted.from);
    }
    // The server function goes back to the referring page by itself: let it be one of ours, and an absolute address.
    let referer = format!("{}{}", own_origin(&state, &parts.headers), posted.from);
    if let Ok(referer) = HeaderValue::from_str(&referer) {
        parts.headers.insert(header::REFERER, referer);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    match lost(&response) {
        Some(lost) if !posted.path.starts_with(DOORS) => {
            let mut page = pages::of(&posted, &lost, None);
            if let Some(again) = response.headers().get(header::RETRY_AFTER) {
                page.headers_mut().insert(header::RETRY_AFTER, again.clone());
            }
            page
        }
        _ => response,
    }
}

/// `POST /resume`: signs in and hands the kept fields back, to be sent with one click.
pub async fn resume(
    Extension(request): Extension<RequestInfo>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Response {
    if sent.len() > MOST_FIELDS {
        return too_large();
    }
    let mut posted = Posted { from: "/".into(), ..Posted::default() };
    let (mut account, mut password, mut stay) = (String::new(), String::new(), false);
    for (name, value) in sent {
        match name.as_str() {
            "path" => posted.path = value,
            "owner" => posted.owner = self::account(&value),
            "from" => posted.from = local_path(&value).unwrap_or("/").to_owned(),
            "account" => account = value,
            "password" => password = value,
            "keep" => stay = true,
            _ => {
                if let Some(field) = name.strip_prefix(KEPT) {
                    posted.fields.push((field.to_owned(), value));
                }
            }
        }
    }
    if !is_server_function(&posted.path) {
        return Redirect::to(&Route::SignIn.path()).into_response();
    }
    let realm = door(&posted.path).realm();
    match request.backend.accounts().sign_in(realm, &account, &password, stay, &request.origin).await {
        Ok(SignIn::Welcome(session)) => {
            let mut response = pages::send_again(
                &posted,
                StatusCode::OK,
                "ログインしました",
                "先ほど入力された内容は、まだ保存されていません。下のボタンで保存してください。",
                "入力内容を保存する",
            );
            if let Ok(cookie) = HeaderValue::from_str(&session_cookie(&session, request.secure)) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(SignIn::Wrong) => pages::of(
            &posted,
            &Lost::SignedOut,
            Some(&AccountFlash::WrongPassword(door(&posted.path)).message()),
        ),
        Err(error) => pages::of(&posted, &Lost::SignedOut, Some(&AppError::from(error).message())),
    }
}

/// The id of an account; empty when it is none.
fn account(text: &str) -> String {
    text.parse::<Uuid>().map_or_else(|_| String::new(), |id| id.to_string())
}

/// Where people sign in who may send such a form.
fn door(path: &str) -> Door {
    if FACILITIES.iter().any(|theirs| path.starts_with(theirs)) { Door::Facility } else { Door::Member }
}

/// `GET /resume`: somebody reloaded; the fields were in the form only.
pub async fn nothing_to_resume() -> Redirect {
    Redirect::to(&Route::Member.path())
}

fn is_plain_form(request: &Request) -> bool {
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("application/x-www-form-urlencoded"));
    request.method() == Method::POST
        && request.uri().path().starts_with("/api/")
        && form
        && accepts_html(request.headers())
}

/// An address that a kept form may be sent to: a server function that is no door.
fn is_server_function(path: &str) -> bool {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/_-".contains(&b));
    plain && path.starts_with("/api/") && !path.starts_with(DOORS)
}

async fn fields(body: Bytes) -> Fields {
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body));
    match request {
        Ok(request) => Form::from_request(request, &()).await.map(|Form(fields)| fields).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

/// Path and query of the page that the form was on, without what an earlier error put there.
fn origin_page(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let local = referer
        .split_once("://")
        .and_then(|(_, rest)| rest.strip_prefix(host))
        .filter(|rest| !host.is_empty() && rest.starts_with('/'))
        .and_then(local_path);
    local.unwrap_or("/").to_owned()
}

fn own_origin(state: &AppState, headers: &HeaderMap) -> String {
    let scheme = if state.site.is_secure() { "https" } else { "http" };
    match headers.get(header::HOST).and_then(|v| v.to_str().ok()) {
        Some(host) => format!("{scheme}://{host}"),
        None => state.site.public_url.clone(),
    }
}

/// Did the form not arrive, for a reason that has nothing to do with what it says?
fn lost(response: &Response) -> Option<Lost> {
    if response.extensions().get::<SignInFirst>().is_some() {
        return Some(Lost::SignedOut);
    }
    if response.extensions().get::<ProtectionError>().is_some() {
        return Some(Lost::CrossSite);
    }
    if response.extensions().get::<AppError>() == Some(&AppError::AnotherAccount) {
        return Some(Lost::AnotherAccount);
    }
    match response.status() {
        status if status.is_server_error() => Some(Lost::Failed(AppError::Unreachable)),
        StatusCode::TOO_MANY_REQUESTS => Some(Lost::Failed(AppError::TooMany(60))),
        status if status.is_redirection() => match error_in_redirect(response)? {
            AppError::SignedOut => Some(Lost::SignedOut),
            AppError::AnotherAccount => Some(Lost::AnotherAccount),
            failed @ (AppError::TooMany(_) | AppError::Internal(_) | AppError::Unreachable) => {
                Some(Lost::Failed(failed))
            }
            // The page that it leads to says what is wrong.
            AppError::Refused(_) | AppError::NotFound => None,
        },
        _ => None,
    }
}

/// The error that a server function sends a plain form back with.
fn error_in_redirect(response: &Response) -> Option<AppError> {
    let to = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let (_, query) = to.split_once('?')?;
    let encoded = query.split('&').find_map(|pair| pair.strip_prefix("__err="))?;
    Some(ServerFnUrlError::<AppError>::decode_err(&encoded.replace("%3D", "=")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_form_goes_to_server_functions_only() {
        for (path, goes) in [
            ("/api/cases/save_draft", true),
            ("/api/approvals/send", true),
            ("/api/accounts/set_password", false),
            ("/signin", false),
            ("https://example.com/api/x", false),
            ("//example.com/api/x", false),
            ("/api/../signin", false),
            ("/api/x\" onclick=\"", false),
            ("", false),
        ] {
            assert_eq!(is_server_function(path), goes, "{path}");
        }
    }

    #[test]
    fn only_a_page_of_this_site_is_gone_back_to() {
        for (referer, page) in [
            ("http://nintei.example/cases/specialist/1?a=1", "/cases/specialist/1?a=1"),
            ("http://evil.example/cases", "/"),
            ("http://nintei.example.evil.example/cases", "/"),
            ("http://nintei.example@evil.example/", "/"),
            ("", "/"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("nintei.example"));
            headers.insert(header::REFERER, HeaderValue::from_static(referer));
            assert_eq!(origin_page(&headers), page, "{referer}");
        }
    }
}
