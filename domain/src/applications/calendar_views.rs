//! What the office sees of rounds: the shapes that the use cases answer and the pages show.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Round, RoundProblem, RoundUse, TypedRound};

/// One line of 「申請期間」.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundRow {
    pub round: Round,
    pub used: RoundUse,
}

/// 「申請期間」: rounds, those that open last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounds {
    pub rows: Vec<RoundRow>,
    /// From 0.
    pub page: u32,
    /// There are earlier ones.
    pub more: bool,
    /// 年度 for which a certification is given.
    pub years: u8,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

impl Rounds {
    /// Rounds on one page: ten years of the usual ones.
    pub const PAGE: u32 = 40;
}

/// A round that is there, and which of its versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub round: Round,
    pub used: RoundUse,
    /// Grows with every change: what is typed on an older one does not overwrite a newer one.
    pub version: i64,
}

/// 「申請期間の追加」 or 「申請期間の変更」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundForm {
    /// The round as it is; nothing for a new one.
    pub planned: Option<Planned>,
    /// What stands in the fields: what was typed, else what is there.
    pub typed: TypedRound,
    /// What is not right with what was typed.
    pub problems: Vec<RoundProblem>,
    /// Somebody else has changed the round since it was typed.
    pub overtaken: bool,
}

/// A round that closes soon, and how many drafts could still be submitted in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRound {
    pub round: Round,
    pub drafts: u32,
}

impl ClosingRound {
    /// How many days before its end a round is about to close.
    pub const DAYS: i64 = 7;
}
