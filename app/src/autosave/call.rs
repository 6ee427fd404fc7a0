//! The browser's own calls to the server. It understands one kind of answer, [`Answer`], and holds no rule: words come from
//! the server.

use js_sys::encode_uri_component;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use super::machine::{Failure, Saved};

/// What a server function says to an island, flat: what does not belong to a question stays empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The draft's version from now on; nothing where it was set aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// For the line that says how safe the text is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// 未完了 or 登録済, where a form has such a state.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// What was found, as HTML of the server's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// Pieces of the page that say something else now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
}

/// The content of one element, as HTML of the server's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Id of the element.
    pub id: String,
    pub html: String,
}

/// `name=text&…` as a browser posts a form.
pub fn encoded<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let part = |text: &str| String::from(encode_uri_component(text));
    pairs.map(|(name, text)| [&part(name), "=", &part(text)].concat()).collect::<Vec<_>>().join("&")
}

/// Posts a form's body to a server function.
///
/// # Errors
/// See [`Failure`].
pub async fn post(url: &str, body: &str) -> Result<Answer, Failure> {
    let (status, text) = send(url, Some(body)).await.map_err(|_| Failure::Unreachable)?;
    match status {
        200 => serde_json::from_str(&text).map_err(|_| Failure::Unreachable),
        401 => Err(Failure::SignedOut),
        412 => Err(Failure::AnotherAccount),
        429 | 500.. => Err(Failure::Unreachable),
        _ => Err(Failure::Refused(serde_json::from_str::<Refusal>(&text).unwrap_or_default().message)),
    }
}

/// The text of a page.
pub async fn page(url: &str) -> Option<String> {
    let (status, text) = send(url, None).await.ok()?;
    (status == 200).then_some(text)
}

/// What `AppError` says to a program.
#[derive(Deserialize)]
struct Refusal {
    message: String,
}

impl Default for Refusal {
    /// Of an answer that is none of ours, or that a layer below gave: too much text above all.
    fn default() -> Self {
        Self {
            message: "保存できませんでした。文章が長すぎないか確認してください。".into()
        }
    }
}

async fn send(url: &str, body: Option<&str>) -> Result<(u16, String), JsValue> {
    let init = RequestInit::new();
    let headers = web_sys::Headers::new()?;
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        headers.set("accept", "application/json")?;
    }
    init.set_headers(&headers);
    // What is on its way arrives also when the page is left.
    let short = body.is_some_and(|body| body.len() < 60_000);
    js_sys::Reflect::set(&init, &"keepalive".into(), &short.into())?;
    let response = JsFuture::from(window().fetch_with_str_and_init(url, &init)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

impl Answer {
    /// What became of a text.
    pub fn saved(&self) -> Saved {
        match self.version {
            Some(version) => Saved::Stored { version, words: self.words.clone() },
            None => Saved::SetAside,
        }
    }
}
