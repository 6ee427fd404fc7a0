//! The outbox as the office sees it (E2).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ids::MailId, wire};

/// How many mails stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxCounts {
    pub waiting: u32,
    /// Given up.
    pub dead: u32,
    /// When the oldest waiting mail was written.
    #[serde(with = "wire::maybe_moment")]
    pub oldest: Option<Timestamp>,
}

vocabulary! {
    /// Where a mail stands, without the facts.
    pub enum MailState {
        Waiting = "waiting" "送信待ち",
        Dead = "dead" "送信失敗",
        Sent = "sent" "送信済み",
    }
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailStanding {
    /// Goes at this time, or when a worker is free.
    Waiting {
        #[serde(with = "wire::moment")]
        next_attempt_at: Timestamp,
    },
    Sent {
        #[serde(with = "wire::moment")]
        at: Timestamp,
    },
    /// Given up; somebody must look.
    Dead,
}

impl MailStanding {
    pub fn state(self) -> MailState {
        match self {
            Self::Waiting { .. } => MailState::Waiting,
            Self::Sent { .. } => MailState::Sent,
            Self::Dead => MailState::Dead,
        }
    }
}

/// One mail of the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    pub id: MailId,
    pub to: String,
    pub subject: String,
    pub standing: MailStanding,
    pub attempts: u32,
    #[serde(with = "wire::moment")]
    pub created_at: Timestamp,
    pub last_error: Option<String>,
}

/// Which mails are asked for: newest first, those older than `before`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxFilter {
    pub state: Option<MailState>,
    pub before: Option<MailId>,
}

impl OutboxFilter {
    /// Mails on one page.
    pub const PAGE: usize = 50;
}

/// 「送信メール」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    pub filter: OutboxFilter,
    pub counts: OutboxCounts,
    pub mails: Vec<OutboxMail>,
    /// There are older ones.
    pub more: bool,
}
