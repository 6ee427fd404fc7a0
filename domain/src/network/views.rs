//! What a person sees of 研修施設群.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Side, StandAlone, Standing};
use crate::{
    applications::CoreSearch,
    ids::{FacilityId, LinkageId},
    registry::FacilityKind,
};

/// One of the two facilities, as the other one and the office see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    pub id: FacilityId,
    pub name: String,
    pub prefecture: String,
    /// 認定番号 of its last record on this side.
    pub certificate_no: Option<String>,
}

/// One linkage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkageView {
    pub id: LinkageId,
    pub core: PartyView,
    pub partner: PartyView,
    /// 連携開始日
    #[serde(with = "crate::wire::day")]
    pub starts: Date,
    #[serde(with = "crate::wire::moment")]
    pub requested_at: Timestamp,
    pub standing: Standing,
}

impl LinkageView {
    /// The facility on this side.
    pub fn party(&self, side: Side) -> &PartyView {
        match side {
            Side::Core => &self.core,
            Side::Partner => &self.partner,
        }
    }
}

/// A 基幹施設 that an application names: nobody was told yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    pub core: String,
    /// 認定開始日 of the round.
    #[serde(with = "crate::wire::day")]
    pub starts: Date,
}

/// 「(基幹)研修施設群」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPage {
    #[serde(with = "crate::wire::day")]
    pub today: Date,
    /// 基幹施設 and 連携施設, as far as certified today.
    pub held: Vec<FacilityKind>,
    /// Linkages as 基幹施設, the last first.
    pub as_core: Vec<LinkageView>,
    /// Linkages as 連携施設, the last first.
    pub as_partner: Vec<LinkageView>,
    /// What the application names that runs.
    pub planned: Option<Planned>,
    /// The 基幹施設 that the certified application named and that was not asked, where nothing was settled since.
    pub unasked: Option<String>,
    /// From when on another 基幹施設 may be named; nothing where none may be.
    #[serde(with = "crate::wire::maybe_day")]
    pub earliest: Option<Date>,
    /// Answer of the search for one.
    pub cores: Option<CoreSearch>,
    /// Whether it trains alone today; nothing for those who are 基幹施設 only (F11).
    pub training: Option<StandAlone>,
}

/// The question before 否認, 取り下げ or 解除.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkageQuestion {
    pub linkage: LinkageView,
    /// On which side the one stands who is asked; nothing for the office.
    pub side: Option<Side>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
    /// The last day that both certifications carry.
    #[serde(with = "crate::wire::maybe_day")]
    pub last: Option<Date>,
}
