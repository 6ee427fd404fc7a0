//! The only glue between pages and the process: who asks, and how to answer. Server build only.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use backend::{Backend, By, Origin, accounts::NewSession};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    accounts::{Awaits, LINK_HOURS},
    actor::Actor,
    cases::{CaseSet, Slot},
};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use crate::{
    error::{AppError, Fault},
    route::Route,
    shell::{Flash, Saying},
};

/// What the server knows of the request, provided as context to pages and server functions alike.
#[derive(Clone)]
pub struct RequestInfo {
    pub backend: Backend,
    /// Who is signed in.
    pub actor: Option<Actor>,
    /// Nobody is, but somebody of the office has given the password and still owes this.
    pub awaits: Option<Awaits>,
    pub origin: Origin,
    /// The session cookie's token.
    pub session_token: Option<String>,
    /// The site is reached by https: cookies are `__Host-` and `Secure`.
    pub secure: bool,
    /// Path and query of the page.
    pub path: String,
    /// A form that a browser posted by itself, without our JavaScript.
    pub plain_form: bool,
}

impl RequestInfo {
    /// The present request.
    pub fn current() -> Result<Self, AppError> {
        use_context().ok_or(AppError::Internal(Fault::NoRequest))
    }

    /// Use cases and the signed-in actor; refuses when nobody is signed in.
    pub fn signed_in() -> Result<(Backend, By), AppError> {
        let request = Self::current()?;
        match request.actor {
            Some(actor) => Ok((request.backend, By { actor, origin: request.origin })),
            None => Err(fail(AppError::SignedOut)),
        }
    }
}

/// Name of the society, for the header; empty while routes are listed.
pub fn society() -> String {
    RequestInfo::current().map(|info| info.backend.settings.society.clone()).unwrap_or_default()
}

/// Life in hours of the links in mails that open an account (A5).
pub fn link_hours() -> u16 {
    RequestInfo::current().map_or(LINK_HOURS, |info| info.backend.settings.link_hours)
}

/// Answers with another page; a plain form gets a redirect, our JavaScript navigates.
pub fn redirect(to: &Route) {
    leptos_axum::redirect(&to.path());
}

/// The same, and something is said there once.
pub fn redirect_saying(to: &Route, flash: impl Flash) {
    redirect_path_saying(&to.path(), flash);
}

fn redirect_path_saying(path: &str, flash: impl Flash) {
    redirect_path(&saying(path, flash));
}

/// The address of this path where something is said once, if the present answer leads there.
pub fn saying(path: &str, flash: impl Flash) -> String {
    let secure = RequestInfo::current().is_ok_and(|r| r.secure);
    let saying = Saying::at(path, flash);
    answer_with_cookie(&saying.cookie(secure));
    saying.to
}

/// As [`redirect`], to a path of this site that was checked by [`crate::route::local_path`].
pub fn redirect_path(path: &str) {
    leptos_axum::redirect(path);
}

/// The slot of this number; a set without it has no such page.
pub fn slot(set: CaseSet, number: u8) -> Result<Slot, AppError> {
    Slot::new(set, number).ok_or_else(|| fail(AppError::NotFound))
}

/// Ends a form that a browser posted by itself: goes on to the page and says what was done, or goes `back` and says why
/// nothing was. Whoever expects data gets the error itself.
pub fn settle<F: Flash>(outcome: Result<(Route, Option<F>), AppError>, back: &Route) -> Result<(), AppError> {
    settle_at(outcome.map(|(to, flash)| (to.path(), flash)), &back.path())
}

/// The same by paths of this site.
pub fn settle_at<F: Flash>(
    outcome: Result<(String, Option<F>), AppError>,
    back: &str,
) -> Result<(), AppError> {
    match outcome {
        Ok((to, None)) => redirect_path(&to),
        Ok((to, Some(flash))) => redirect_path_saying(&to, flash),
        Err(error) if !RequestInfo::current()?.plain_form => return Err(fail(error)),
        Err(AppError::SignedOut) => redirect(&Route::sign_in_for(back.to_owned())),
        Err(error) => redirect_path_saying(back, F::from(error)),
    }
    Ok(())
}

/// Gives the answer the status that fits the error, and passes the error on. A plain form is left alone: its redirect must
/// not be overwritten (leptos#4536).
pub fn fail(error: impl Into<AppError>) -> AppError {
    let error = error.into();
    if let (Some(response), Some(request)) = (use_context::<ResponseOptions>(), use_context::<RequestInfo>())
        && !request.plain_form
    {
        response.set_status(error.status());
    }
    error
}

/// What was sent could not be read as a call of this function. A plain form is left alone, as by [`fail`].
pub fn malformed() {
    if let (Some(response), Some(request)) = (use_context::<ResponseOptions>(), use_context::<RequestInfo>())
        && !request.plain_form
    {
        response.set_status(StatusCode::BAD_REQUEST);
    }
}

/// Name of the session cookie: `__Host-` only works behind https.
pub fn session_cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

const TYPED: &str = "typed";
/// Longest piece of what was typed, and most pieces: 2,000 characters of Japanese are two.
const PIECE: usize = 3_600;
const PIECES: usize = 6;

/// Which form a short text was typed into: it never fills in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// The account of a sign-in page; never a password.
    Account,
    /// 通信欄
    Message,
    /// 「新規登録」, as JSON.
    SignUp,
    /// 「否認の理由」
    Reason,
    /// 「ログイン用メールアドレスの変更」
    LoginAddress,
    /// The same of a facility that changes its own.
    OwnAddress,
    /// 「書面による承認」, as JSON.
    Paper,
    /// A form of 「詳細・変更」 or 「認定返上申請」, as JSON.
    Facility,
    /// The words of the office about applications, as JSON.
    Decision,
    /// Not typed but made: recovery codes on their way to the one page that shows them.
    RecoveryCodes,
}

impl Typed {
    fn mark(self) -> &'static str {
        match self {
            Self::Account => "account:",
            Self::Message => "message:",
            Self::SignUp => "signup:",
            Self::Reason => "reason:",
            Self::LoginAddress => "login-address:",
            Self::OwnAddress => "own-address:",
            Self::Paper => "paper:",
            Self::Facility => "facility:",
            Self::Decision => "decision:",
            Self::RecoveryCodes => "recovery:",
        }
    }

    /// Keeps what was typed for the page that the answer redirects to, so that a refused form comes back filled in
    /// without the text standing in an address or a log. In pieces, since no browser keeps a cookie of more than 4 kB; the
    /// first says how many there are.
    pub fn keep(self, text: &str) {
        let secure = RequestInfo::current().is_ok_and(|r| r.secure);
        let marked = URL_SAFE_NO_PAD.encode(format!("{}{text}", self.mark()));
        let pieces: Vec<&str> =
            marked.as_bytes().chunks(PIECE).filter_map(|one| str::from_utf8(one).ok()).collect();
        if pieces.len() > PIECES {
            return;
        }
        for (at, piece) in pieces.iter().enumerate() {
            let count = if at == 0 { format!("{}.", pieces.len()) } else { String::new() };
            set_cookie(&format!("{TYPED}{at}={count}{piece}; Max-Age=300"), secure);
        }
    }

    /// What was kept.
    pub fn kept(self) -> Option<String> {
        let piece = |at: usize| cookie(&format!("{TYPED}{at}"));
        let first = piece(0)?;
        let (count, first) = first.split_once('.')?;
        let count = count.parse().ok().filter(|count| (1..=PIECES).contains(count))?;
        let rest: String = (1..count).map(piece).collect::<Option<_>>()?;
        let kept = URL_SAFE_NO_PAD.decode(format!("{first}{rest}")).ok()?;
        String::from_utf8(kept).ok()?.strip_prefix(self.mark()).map(str::to_owned)
    }

    /// What was kept, once.
    pub fn take(self) -> Option<String> {
        let kept = self.kept()?;
        drop_cookie(&format!("{TYPED}0"));
        Some(kept)
    }
}

/// Keeps a form of 「詳細・変更」 or 「認定返上申請」 that was not taken, for the page that the answer leads to.
pub fn keep_retyped(retyped: &domain::facilities::Retyped) {
    Typed::Facility.keep(&serde_json::to_string(retyped).unwrap_or_default());
}

/// Puts a new session into the answer's cookie.
pub fn set_session(session: &NewSession) {
    let secure = RequestInfo::current().is_ok_and(|r| r.secure);
    let life = session.max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    set_cookie(&format!("{}={}{life}", session_cookie_name(secure), session.token), secure);
}

/// Ends the session in the browser.
pub fn clear_session() {
    let secure = RequestInfo::current().is_ok_and(|r| r.secure);
    set_cookie(&format!("{}=; Max-Age=0", session_cookie_name(secure)), secure);
}

/// The cookie line for a session, for answers that are not made by a page.
pub fn session_cookie(session: &NewSession, secure: bool) -> String {
    let life = session.max_age.map(|s| format!("; Max-Age={s}")).unwrap_or_default();
    cookie_line(&format!("{}={}{life}", session_cookie_name(secure), session.token), secure)
}

/// A cookie of ours with its attributes, as it stands in an answer.
pub fn cookie_line(cookie: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{cookie}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The cookie of this name, as the present request brought it.
pub fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let cookies = parts.headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split("; ")).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Takes a cookie of this name away.
pub fn drop_cookie(name: &str) {
    let secure = RequestInfo::current().is_ok_and(|r| r.secure);
    set_cookie(&format!("{name}=; Max-Age=0"), secure);
}

fn set_cookie(cookie: &str, secure: bool) {
    answer_with_cookie(&cookie_line(cookie, secure));
}

fn answer_with_cookie(line: &str) {
    let response = expect_context::<ResponseOptions>();
    if let Ok(value) = HeaderValue::from_str(line) {
        response.append_header(header::SET_COOKIE, value);
    }
    response.insert_header(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
}
