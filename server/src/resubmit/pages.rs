//! The pages that carry every field of a form that did not arrive.

use std::fmt::Write as _;

use app::{error::AppError, route::Route, shell::owned_by};
use axum::{http::StatusCode, response::Response};

use super::{FROM, Fields, KEPT, Lost, Posted, door};
use crate::pages::{self, escape};

/// The page of a form that did not arrive because of this; `problem`: what is wrong with the sign-in on it.
pub fn of(posted: &Posted, lost: &Lost, problem: Option<&str>) -> Response {
    match lost {
        Lost::SignedOut | Lost::AnotherAccount if posted.from.starts_with(&Route::Office.path()) => {
            sign_in_beside(posted, lost)
        }
        Lost::SignedOut | Lost::AnotherAccount => sign_in(posted, lost, problem),
        Lost::CrossSite => {
            let mut body = String::from(
                "<div role=\"alert\"><p>別のサイトから始まった操作とみなされたため、何も保存していません。\
                 入力された内容は次のとおりです。必要なときは写し取り、このサイトの画面を開き直して入力してください。</p></div>",
            );
            for (name, value) in visible(&posted.fields) {
                let (name, value) = (escape(name), escape(value));
                let _ = write!(
                    body,
                    "<p><label>{name}<br><textarea readonly rows=\"3\">\n{value}</textarea></label></p>"
                );
            }
            body.push_str("<p><a href=\"/\">トップページへ</a></p>");
            pages::page(StatusCode::FORBIDDEN, "この操作は受け付けられませんでした", &body)
        }
        Lost::Failed(error) => {
            let status = match error {
                AppError::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            let what = match error {
                AppError::Unreachable => "申し訳ありません。一時的に保存できませんでした。".to_owned(),
                error => error.message(),
            };
            send_again(
                posted,
                status,
                "保存できませんでした",
                &format!(
                    "{what} 入力された内容は、この画面が覚えています。しばらくしてから、下のボタンでもう一度送信してください。"
                ),
                "もう一度送信する",
            )
        }
    }
}

/// The form with one button that sends it again.
pub fn send_again(
    posted: &Posted,
    status: StatusCode,
    title: &str,
    sentence: &str,
    button: &str,
) -> Response {
    let role = if status.is_success() { "status" } else { "alert" };
    form_again(
        posted,
        status,
        title,
        &format!("<div role=\"{role}\"><p>{}</p></div>", escape(sentence)),
        button,
    )
}

/// Why somebody has to sign in again, and as whom, around a page of this title.
struct SignInAgain {
    status: StatusCode,
    title: &'static str,
    why: String,
    who: &'static str,
}

impl SignInAgain {
    fn because(lost: &Lost) -> Self {
        match lost {
            Lost::AnotherAccount => Self {
                status: StatusCode::PRECONDITION_FAILED,
                title: pages::ANOTHER_ACCOUNT,
                why: AppError::AnotherAccount.message(),
                who: "元のアカウントで",
            },
            _ => Self {
                status: StatusCode::UNAUTHORIZED,
                title: "もう一度ログインしてください",
                why: "ログインの有効期限が切れたため、まだ保存していません。".to_owned(),
                who: "",
            },
        }
    }
}

/// The office signs in by several steps: beside the page that keeps the form, which is then sent with one click.
fn sign_in_beside(posted: &Posted, lost: &Lost) -> Response {
    let SignInAgain { status, title, why, who } = SignInAgain::because(lost);
    let said = format!(
        "<div role=\"alert\"><p>{why}入力された内容は、この画面が覚えています。\
         次のリンクから{who}ログインしたあと、この画面に戻って、下のボタンでもう一度送信してください。</p>{}</div>\
         <p><a href=\"{}\" target=\"_blank\" rel=\"noopener\">事務局ログイン(新しいタブで開きます)</a></p>",
        posted.of_file,
        Route::OfficeSignIn.path()
    );
    form_again(posted, status, title, &said, "もう一度送信する")
}

/// The kept form below trusted HTML.
fn form_again(posted: &Posted, status: StatusCode, title: &str, said: &str, button: &str) -> Response {
    let mut body =
        format!("{said}<form method=\"post\" action=\"{}\">", escape(&owned_by(&posted.path, &posted.owner)));
    hidden(&mut body, FROM, &posted.from);
    for (name, value) in visible(&posted.fields) {
        hidden(&mut body, name, value);
    }
    let _ =
        write!(body, "<p><button type=\"submit\" class=\"primary\">{}</button></p></form>", escape(button));
    pages::page(status, title, &body)
}

fn sign_in(posted: &Posted, lost: &Lost, problem: Option<&str>) -> Response {
    let SignInAgain { status, title, why, who } = SignInAgain::because(lost);
    let mut body = String::from("<div role=\"alert\">");
    if let Some(problem) = problem {
        let _ = write!(body, "<p>{}</p>", escape(problem));
    }
    let _ = write!(
        body,
        "<p>{why}入力された内容は、この画面が覚えています。{who}ログインすると、続けて保存できます。</p>"
    );
    body.push_str(posted.of_file);
    body.push_str("</div><form method=\"post\" action=\"/resume\">");
    hidden(&mut body, "path", &posted.path);
    hidden(&mut body, "owner", &posted.owner);
    hidden(&mut body, "from", &posted.from);
    for (name, value) in visible(&posted.fields) {
        hidden(&mut body, &format!("{KEPT}{name}"), value);
    }
    let _ = write!(
        body,
        "<p class=\"field\"><label for=\"account\">{}</label>\
         <input id=\"account\" name=\"account\" autocomplete=\"username\" required></p>",
        door(&posted.path).account_label()
    );
    body.push_str(
        "<p class=\"field\"><label for=\"password\">パスワード</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required></p>\
         <p class=\"field\"><label><input type=\"checkbox\" name=\"keep\" value=\"on\"> ログイン情報を保存する</label></p>\
         <p><button type=\"submit\" class=\"primary\">ログインする</button></p></form>",
    );
    pages::page(status, title, &body)
}

/// Passwords are never written into a page, wherever they were typed.
fn visible(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().filter(|(name, _)| !name.contains("password")).map(|(n, v)| (n.as_str(), v.as_str()))
}

fn hidden(body: &mut String, name: &str, value: &str) {
    let _ = write!(body, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
}
