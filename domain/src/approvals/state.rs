//! States of an approval request.

use crate::cases::CaseRefused;

vocabulary! {
    /// Where an approval request stands. Each re-request is a request of its own.
    pub enum RequestState {
        Waiting = "waiting" "承認依頼中",
        Approved = "approved" "承認済み",
        Rejected = "rejected" "非承認",
        Withdrawn = "withdrawn" "取り下げ",
    }
}

impl RequestState {
    /// Deciding or withdrawing needs a waiting request: the first wins, the second is told (P5).
    pub fn still_waiting(self) -> Result<(), CaseRefused> {
        match self {
            Self::Waiting => Ok(()),
            other => Err(CaseRefused::NotWaiting(other)),
        }
    }
}
