//! Mails that the system sends. A mail's data are names, numbers and ids: there is no room for case text (P7).

mod outbox;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::{Applying, Realm},
    cases::CaseSet,
    facilities::About,
    ids::RequestId,
    registry::FacilityKind,
};
use uuid::Uuid;

pub use outbox::{MailStanding, MailState, Outbox, OutboxCounts, OutboxFilter, OutboxMail};

/// Every kind of mail with what its template needs; stored in the outbox as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mail {
    /// The link to set a password (A5). The link itself is made when the mail is sent.
    PasswordLink { realm: Realm, account: Uuid, name: String },
    /// To the supervisor: cases wait (P7).
    ApprovalRequested {
        supervisor: String,
        applicant: String,
        set: CaseSet,
        slots: Vec<u8>,
        first: RequestId,
    },
    /// To the supervisor: a request was withdrawn (P7).
    ApprovalWithdrawn { supervisor: String, applicant: String, set: CaseSet, slots: Vec<u8> },
    /// To the applicant: one case was judged (P7).
    CaseDecided { applicant: String, supervisor: String, set: CaseSet, slot: u8, approved: bool },
    /// To the application address: 申請 has arrived, as version `number` (F4).
    ApplicationReceived { facility: String, applying: Applying, number: i32 },
    /// To the facility: what became of a change or 返上 that it asked for (F12, F13). `kind`: the page that shows it.
    ChangeTold { facility: String, about: About, page: FacilityKind, news: ChangeNews },
}

/// What is told of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeNews {
    /// It has arrived at the office.
    Received,
    Approved,
    Refused,
    /// The account is closed after the last 返上 (F12).
    Closed,
}

impl ChangeNews {
    /// The words after 「施設名の変更」.
    pub fn words(self) -> &'static str {
        match self {
            Self::Received => "の申請を受け付けました",
            Self::Approved => "の申請が承認されました",
            Self::Refused => "の申請が差し戻されました",
            Self::Closed => "が完了し、施設マイページを終了しました",
        }
    }
}

impl Mail {
    /// The template's name, stored beside the data.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::PasswordLink { .. } => "password_link",
            Self::ApprovalRequested { .. } => "approval_requested",
            Self::ApprovalWithdrawn { .. } => "approval_withdrawn",
            Self::CaseDecided { .. } => "case_decided",
            Self::ApplicationReceived { .. } => "application_received",
            Self::ChangeTold { .. } => "change_told",
        }
    }

    /// The subject after 『【society】』, in the guide's style.
    pub fn subject(&self) -> String {
        match self {
            Self::PasswordLink { .. } => "パスワードの設定をお願いいたします".into(),
            Self::ApprovalRequested { slots, .. } => {
                format!("症例承認のご依頼が届いています({}例)", slots.len())
            }
            Self::ApprovalWithdrawn { slots, .. } => {
                format!("症例承認のご依頼が取り下げられました({}例)", slots.len())
            }
            Self::CaseDecided { slot, approved: true, .. } => format!("症例(番号{slot})が承認されました"),
            Self::CaseDecided { slot, approved: false, .. } => {
                format!("症例(番号{slot})が非承認となりました")
            }
            Self::ApplicationReceived { applying, .. } => {
                format!("{}申請を受け付けました", applying.kind().label())
            }
            Self::ChangeTold { about, news, .. } => format!("{}{}", about.label(), news.words()),
        }
    }
}

/// How long to wait after this many failed tries, counted from 1; nothing: the mail is given up and shown to the office
/// (E2). Together about two days, so that a mail server may be down over a night.
pub fn pause_after(failed: u32) -> Option<SignedDuration> {
    const MINUTES: [i64; 7] = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60];
    let minutes = MINUTES.get(usize::try_from(failed.checked_sub(1)?).ok()?)?;
    Some(SignedDuration::from_mins(*minutes))
}
