//! What is said once after an action. It travels in the address, so that it works without JavaScript and on every node; as a
//! code, never as a text, so that nobody else's words can be put into our pages.

use domain::refused::{Refused, slots_in_words};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{error::AppError, route::encode};

/// What an answer can say on the page that it leads to.
pub trait Say: Serialize + Sized {
    /// The name in the address.
    const KEY: &'static str;
    /// Why nothing was done.
    type Failure: Into<AppError>;

    /// Says that nothing was done; nothing is said to somebody who has to sign in first.
    fn failed(failure: Self::Failure) -> Option<Self>;

    /// Reads what an address says under [`Self::KEY`], if it is something that can be said.
    fn read(text: &str) -> Option<Self>
    where
        Self: DeserializeOwned,
    {
        // A sentence of the server's is no code: in an address it would be anybody's.
        (!text.contains("\"Said\"")).then(|| serde_json::from_str(text).ok()).flatten()
    }

    /// `flash=…`
    fn query(&self) -> String {
        format!("{}={}", Self::KEY, encode(&serde_json::to_string(self).unwrap_or_default()))
    }
}

/// One message of cases and approvals; those of the others are [`super::Notice`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flash {
    DraftSaved(u8),
    /// A newer draft was there; what was sent is kept beside it (C11).
    DraftConflict,
    Registered(u8),
    Deleted(u8),
    Requested(Vec<u8>),
    Withdrawn(Vec<u8>),
    Approved,
    Rejected,
    QueueEmpty,
    AsideTaken,
    AsideDropped,
    /// Nothing was done, because a rule says no.
    Refused(Refused),
    /// Nothing was done, for another reason.
    Failed(AppError),
}

impl Say for Flash {
    const KEY: &'static str = "flash";
    type Failure = AppError;

    fn failed(failure: AppError) -> Option<Self> {
        match failure {
            AppError::SignedOut => None,
            AppError::Refused(refused) => Some(Self::Refused(refused)),
            other => Some(Self::Failed(other)),
        }
    }
}

impl Flash {
    /// The sentence on the screen.
    pub fn message(&self) -> String {
        match self {
            Self::DraftSaved(slot) => format!("番号{slot}を一時保存しました。"),
            Self::DraftConflict => "別の画面で、より新しい内容が保存されていました。今回の入力は上書きせずに保管しましたので、下の欄で見比べてください。".into(),
            Self::Registered(slot) => format!("番号{slot}を登録しました。"),
            Self::Deleted(slot) => format!("番号{slot}を削除しました。"),
            Self::Requested(slots) => format!("番号{}の承認依頼を送信しました。指導者に通知メールが送られます。", slots_in_words(slots)),
            Self::Withdrawn(slots) => format!("番号{}の承認依頼を取り下げました。指導者にも通知されます。", slots_in_words(slots)),
            Self::Approved => "承認しました。申請者に通知メールが送られます。".into(),
            Self::Rejected => "非承認にしました。コメントは申請者の編集画面に表示され、通知メールが送られます。".into(),
            Self::QueueEmpty => "承認依頼中の症例はすべて対応済みです。".into(),
            Self::AsideTaken => "選んだ内容を下書きに戻しました。".into(),
            Self::AsideDropped => "別に保管していた内容を破棄しました。".into(),
            Self::Refused(refused) => refused.message(),
            Self::Failed(error) => error.message(),
        }
    }

    /// Does it say that nothing was done?
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::DraftConflict | Self::Refused(_) | Self::Failed(_))
    }
}

/// One sentence after an action.
pub fn said(message: &str, refusal: bool) -> impl IntoView + use<> {
    let (class, role) = if refusal { ("flash flash-bad", "alert") } else { ("flash", "status") };
    view! { <p class=class role=role>{message.to_owned()}</p> }
}
