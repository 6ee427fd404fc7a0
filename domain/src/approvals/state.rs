//! States of an approval request.

use serde::{Deserialize, Serialize};

use crate::refused::Refused;

/// Where an approval request stands. Each re-request is a request of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestState {
    Waiting,
    Approved,
    Rejected,
    Withdrawn,
}

impl RequestState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Approved, Self::Rejected, Self::Withdrawn];

    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "承認依頼中",
            Self::Approved => "承認済み",
            Self::Rejected => "非承認",
            Self::Withdrawn => "取り下げ",
        }
    }

    /// The name in the database, in addresses and in style classes.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Deciding or withdrawing needs a waiting request: the first wins, the second is told (P5).
    pub fn still_waiting(self) -> Result<(), Refused> {
        match self {
            Self::Waiting => Ok(()),
            other => Err(Refused::NotWaiting(other)),
        }
    }
}
