//! What a person sees of their own account.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::MemberId,
    period::Period,
    registry::{FacilityKind, Qualification},
};

/// Who is signed in, for the header and the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    pub kind: MeKind,
    /// Approval requests that wait for this member, shown beside 「症例承認」.
    pub waiting: u32,
    /// What a facility is certified as today, for its menu.
    pub held: Vec<FacilityKind>,
}

/// Which doors are open to the signed-in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MeKind {
    /// 医師会員: 認定システム is open (A2).
    Physician(MemberId),
    /// Any other member.
    Member(MemberId),
    Facility,
    Office,
}

impl MeKind {
    pub fn member(self) -> Option<MemberId> {
        match self {
            Self::Physician(id) | Self::Member(id) => Some(id),
            Self::Facility | Self::Office => None,
        }
    }
}

/// 「会員専用ページ」: own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    pub member_no: String,
    pub name: String,
    pub kana: String,
    pub email: String,
    pub profession: String,
    pub affiliation: String,
    #[serde(with = "crate::wire::day")]
    pub joined_on: Date,
    pub physician: bool,
    pub qualifications: Vec<Qualification>,
}

/// 「マイページTOP」: what waits for me.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dashboard {
    pub name: String,
    /// Progress of every set in which something was begun, and of 専門医新規申請 always.
    pub progress: Vec<crate::cases::Progress>,
    /// Slots of 専門医新規申請 that came back.
    pub rejected: Vec<u8>,
    /// Requests waiting for my judgement, and the day of the oldest.
    pub to_judge: u32,
    #[serde(with = "crate::wire::maybe_day")]
    pub oldest_request_on: Option<Date>,
    /// Did I ever supervise or may I?
    pub supervisor: bool,
    /// Rounds of facility applications that are open (F2).
    pub rounds: Vec<crate::applications::Round>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

/// 施設マイページ「マイページTOP」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityHome {
    /// Empty until the hospital has said its name.
    pub name: String,
    /// Whoever signed up; nobody for facilities that came by import.
    pub contact: Option<String>,
    pub email: String,
    /// What the account was made for, until the facility is certified.
    pub applies_as: Option<Applying>,
    /// Certifications, those that end last first.
    pub records: Vec<FacilityRecord>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

/// One certification of a facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacilityRecord {
    pub kind: FacilityKind,
    pub certificate_no: String,
    pub period: Period,
    /// 施設責任者
    pub responsible: Option<String>,
}

/// What the password page needs to know of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkState {
    Usable(Realm),
    /// Unknown, used, or older than its life.
    Unusable,
}

use super::{Applying, Realm};
