//! What a person of the office sees of their own account and of what waits.

use serde::{Deserialize, Serialize};

use crate::{applications::ClosingRound, notices::OutboxCounts};

/// How somebody of the office stands with the second factor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactorPage {
    /// It is asked for.
    Code,
    /// There is none, and nothing was begun; only where it is optional.
    Begin,
    /// There is none yet: this one is offered, until a first code shows that it has arrived in an authenticator app.
    SetUp {
        /// The account's name in the app: the e-mail.
        account: String,
        /// The secret in base32, in groups of four.
        secret: String,
        /// The same as QR code: an SVG picture as a `data:` address.
        qr: String,
    },
    /// There is one.
    Done {
        /// Recovery codes not used yet.
        codes_left: u32,
    },
}

/// 「事務局TOP」: what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHome {
    pub mails: OutboxCounts,
    /// Rounds that close within a week (F2).
    pub closing: Vec<ClosingRound>,
    /// Changes and 返上 that facilities ask for (F12, F13).
    pub changes: u32,
    /// Applications that nobody has decided about yet (F9).
    pub applications: u32,
    /// Recovery codes not used yet; nothing when this person has no second factor.
    pub codes_left: Option<u32>,
}
