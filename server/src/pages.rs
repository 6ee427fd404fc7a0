//! Pages that must work when nothing else does: plain HTML, escaped, with the site's stylesheet.

use std::fmt::Write as _;

use app::error::{AppError, Fault, Told};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::server_fn::{ContentType as _, Encodes as _};

/// Text inside an element or an attribute in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A page of its own around trusted HTML.
pub fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} | 認定システム</title>\
         <link rel=\"stylesheet\" href=\"/style.css\">\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"></head>\
         <body><main id=\"main\" class=\"page\"><h1>{title}</h1>{body}</main></body></html>"
    );
    (status, Html(html)).into_response()
}

/// Bad news with what to do about it, and a way out.
pub fn notice(status: StatusCode, title: &str, sentences: &[&str]) -> Response {
    notice_and_way(status, title, sentences, ("/", "トップページへ"))
}

/// The same with another way out: its address and what it is called.
pub fn notice_and_way(
    status: StatusCode,
    title: &str,
    sentences: &[&str],
    (path, label): (&str, &str),
) -> Response {
    let mut body = String::from("<div role=\"alert\">");
    for sentence in sentences {
        let _ = write!(body, "<p>{}</p>", escape(sentence));
    }
    let _ = write!(body, "</div><p><a href=\"{}\">{}</a></p>", escape(path), escape(label));
    page(status, title, &body)
}

/// A fault of ours, to be found in the log by its id.
pub fn fault(id: Fault) -> Response {
    let page = notice(
        StatusCode::INTERNAL_SERVER_ERROR,
        "処理中に問題が発生しました",
        &[
            "申し訳ありません。処理を終えることができませんでした。時間をおいて、もう一度お試しください。",
            &format!("お問い合わせの際は、番号 {id} をお知らせください。"),
        ],
    );
    because_of(AppError::Internal(id), page)
}

/// The answer with its reason on it, for a layer that says it in other words.
fn because_of(error: AppError, mut answer: Response) -> Response {
    answer.extensions_mut().insert(error);
    answer
}

/// A file that is not there, or not for who asks.
pub fn no_such_file() -> Response {
    notice(
        StatusCode::NOT_FOUND,
        "ファイルが見つかりません",
        &["お探しのファイルはありません。画面を開き直して、もう一度お試しください。"],
    )
}

/// The database does not answer.
pub fn unavailable() -> Response {
    let page = notice(
        StatusCode::SERVICE_UNAVAILABLE,
        "ただいまご利用いただけません",
        &["申し訳ありません。一時的にデータを読み書きできません。しばらくしてから、もう一度お試しください。"],
    );
    because_of(AppError::Unreachable, come_again(page))
}

/// The same for a program.
pub fn unreachable() -> Response {
    let answer = (StatusCode::SERVICE_UNAVAILABLE, Json(AppError::Unreachable)).into_response();
    because_of(AppError::Unreachable, come_again(answer))
}

/// The page was made for somebody else than who is signed in now (C19), to a form without a word in it: nothing is done.
pub fn another_account() -> Response {
    let page = notice(
        StatusCode::PRECONDITION_FAILED,
        ANOTHER_ACCOUNT,
        &[&AppError::AnotherAccount.message(), "続けるには、元のアカウントでもう一度ログインしてください。"],
    );
    because_of(AppError::AnotherAccount, page)
}

/// The same to a program.
pub fn not_for_this_account() -> Response {
    let said = Told::encode(&AppError::AnotherAccount).unwrap_or_default();
    let kind = [(header::CONTENT_TYPE, Told::CONTENT_TYPE)];
    because_of(AppError::AnotherAccount, (StatusCode::PRECONDITION_FAILED, kind, said).into_response())
}

/// Title of the pages that say so.
pub const ANOTHER_ACCOUNT: &str = "別の方がログインしています";

/// Tells when: in five seconds.
pub fn come_again(mut response: Response) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_typed_becomes_markup() {
        assert_eq!(
            escape("</textarea><script>alert(\"'&\")</script>"),
            "&lt;/textarea&gt;&lt;script&gt;alert(&quot;&#39;&amp;&quot;)&lt;/script&gt;"
        );
    }
}
