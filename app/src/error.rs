//! The wire form of what went wrong: codes and field names, never typed text, never SQL (E5).

use std::fmt;

use domain::{cases::CaseRefused, refused::Refused};
use leptos::{
    prelude::FromServerFnError,
    server_fn::{ContentType, Decodes, Encodes, Format, FormatType, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use server_fn::Bytes;

use crate::wire::JsonText;

/// What a person may know of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in any more.
    SignedOut,
    /// The page was made for somebody else than who is signed in now (C19).
    AnotherAccount,
    /// A rule says no.
    Refused(Refused),
    NotFound,
    /// Too many tries; may be tried again after so many seconds.
    TooMany(u32),
    /// A fault of ours.
    Internal(Fault),
    /// The browser could not reach the server, or did not understand the answer.
    Unreachable,
}

impl AppError {
    /// The sentence on the screen.
    pub fn message(&self) -> String {
        match self {
            Self::SignedOut => "ログインの有効期限が切れました。もう一度ログインしてください。".into(),
            Self::AnotherAccount => "この画面を開いたあとに、このブラウザで別の方がログインしました。この画面の入力は、どちらのアカウントにも保存していません。".into(),
            Self::Refused(refused) => refused.message(),
            Self::NotFound => "お探しのページは見つかりませんでした。".into(),
            Self::TooMany(seconds) => {
                format!(
                    "短い時間に何度も操作されたため、一時的に受け付けを止めています。約{}分後に、もう一度お試しください。",
                    seconds.div_ceil(60).max(1)
                )
            }
            Self::Internal(id) => {
                format!(
                    "申し訳ありません。処理中に問題が発生しました。時間をおいてもう一度お試しください(問い合わせ番号 {id})。"
                )
            }
            Self::Unreachable => "通信が切れています。接続を確認して、もう一度お試しください。".into(),
        }
    }
}

impl AppError {
    /// What happened to a file that was not taken because of this, and what to do: the halves of
    /// [`domain::documents::not_taken`]. A file that somebody sends is no page that somebody looks for.
    pub fn of_file(&self) -> (String, String) {
        match self {
            Self::SignedOut => (
                "ログインの有効期限が切れたか、このブラウザで別のアカウントにログインしたため、ファイルを受け取れませんでした。".into(),
                "もう一度ログインしてから、ファイルを選択してください。".into(),
            ),
            Self::AnotherAccount => (
                "この画面を開いたあとに、このブラウザで別の方がログインしたため、ファイルを受け取っていません。".into(),
                "元のアカウントでもう一度ログインしてから、ファイルを選択してください。".into(),
            ),
            Self::TooMany(seconds) => (
                "短い時間に何度もアップロードされたため、一時的に受け付けを止めています。".into(),
                format!("約{}分後に、もう一度選択してください。", seconds.div_ceil(60).max(1)),
            ),
            Self::Internal(id) => (
                format!("申し訳ありません。ファイルを保存できませんでした(問い合わせ番号 {id})。"),
                "もう一度選択してください。繰り返すときは、時間をおいてからお試しください。".into(),
            ),
            Self::Unreachable => (
                "申し訳ありません。ただいま、ファイルを受け取れません。".into(),
                "しばらくしてから、もう一度選択してください。".into(),
            ),
            Self::NotFound => (
                "ファイルを受け取れませんでした。".into(),
                "画面を開き直してから、もう一度選択してください。".into(),
            ),
            Self::Refused(_) => (self.message(), "画面を開き直してから、もう一度選択してください。".into()),
        }
    }

    /// The sentence at the field of such a file.
    pub fn file_message(&self) -> String {
        let (what, help) = self.of_file();
        domain::documents::not_taken(&what, &help)
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for AppError {}

/// The number of a fault, by which people ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Under this one it stands in the log.
    Logged(u64),
    /// A call that nobody can read.
    Arguments,
    /// A call that went wrong outside of what we wrote.
    Server,
    /// Asked for outside of any request.
    NoRequest,
}

impl Fault {
    /// A new number, for the log.
    pub fn logged() -> Self {
        let (_, random) = uuid::Uuid::now_v7().as_u64_pair();
        Self::Logged(random & 0xffff_ffff_ffff)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Logged(number) => write!(f, "{number:012x}"),
            Self::Arguments => f.write_str("args"),
            Self::Server => f.write_str("server"),
            Self::NoRequest => f.write_str("no request"),
        }
    }
}

/// An error as a program is told of it: JSON with the sentence on the screen, and the error itself.
pub struct Told;

#[derive(Serialize, Deserialize)]
struct Telling<E> {
    message: String,
    error: E,
}

impl ContentType for Told {
    const CONTENT_TYPE: &'static str = JsonText::CONTENT_TYPE;
}

impl FormatType for Told {
    const FORMAT_TYPE: Format = Format::Text;
}

impl Encodes<AppError> for Told {
    type Error = serde_json::Error;

    fn encode(error: &AppError) -> Result<Bytes, Self::Error> {
        serde_json::to_string(&Telling { message: error.message(), error }).map(Bytes::from)
    }
}

impl Decodes<AppError> for Told {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<AppError, Self::Error> {
        serde_json::from_slice::<Telling<AppError>>(&bytes).map(|telling| telling.error)
    }
}

impl FromServerFnError for AppError {
    type Encoder = Told;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // The text could hold what was typed, so only its kind goes on.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                note_malformed();
                Self::Internal(Fault::Arguments)
            }
            // On the server, a body that nobody can read; in the browser, an answer of that kind.
            ServerFnErrorErr::Deserialization(_) => {
                note_malformed();
                Self::Unreachable
            }
            ServerFnErrorErr::ServerError(_) | ServerFnErrorErr::MiddlewareError(_) => {
                Self::Internal(Fault::Server)
            }
            _ => Self::Unreachable,
        }
    }
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<CaseRefused> for AppError {
    fn from(refused: CaseRefused) -> Self {
        Self::Refused(refused.into())
    }
}

impl From<backend::Error> for AppError {
    /// The one crossing: the cause is logged with an id, the person gets the id.
    fn from(error: backend::Error) -> Self {
        match error {
            backend::Error::Refused(refused) => Self::Refused(refused),
            backend::Error::NotFound => Self::NotFound,
            backend::Error::SignedOut => Self::SignedOut,
            backend::Error::TooMany { seconds } => Self::TooMany(seconds),
            other => {
                let id = Fault::logged();
                tracing::error!(%id, error = %other, "use case failed");
                Self::Internal(id)
            }
        }
    }
}

impl AppError {
    /// The status of an answer that says this.
    pub fn status(&self) -> axum::http::StatusCode {
        use axum::http::StatusCode;
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::AnotherAccount => StatusCode::PRECONDITION_FAILED,
            Self::Refused(Refused::Case(CaseRefused::NotPhysician | CaseRefused::NotYours)) => {
                StatusCode::FORBIDDEN
            }
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) | Self::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Tells the server that what was sent is no call of ours: no fault, and nothing for the log.
fn note_malformed() {
    crate::request::malformed();
}
