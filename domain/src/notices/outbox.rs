//! The outbox as the office sees it (E2).

use std::str::FromStr;

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

/// Where a mail stands, without the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    Waiting,
    Sent,
    Dead,
}

impl MailState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Dead, Self::Sent];

    /// The name in the database and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "送信待ち",
            Self::Sent => "送信済み",
            Self::Dead => "送信失敗",
        }
    }
}

impl FromStr for MailState {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.key() == key).ok_or(())
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
