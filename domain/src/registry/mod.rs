//! What the society knows: people, qualifications, facilities and certification records.

mod import;
mod office;

pub use import::*;
pub use office::*;

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CertificationId, FacilityId},
    period::Period,
};

macro_rules! kinds {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $label:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in the register, on screens and in the database.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }

        impl FromStr for $name {
            type Err = ();
            fn from_str(label: &str) -> Result<Self, ()> {
                match label { $($label => Ok(Self::$variant),)* _ => Err(()) }
            }
        }
    };
}

kinds! {
    /// 資格 of a member.
    QualificationKind {
        Instructor = "指導医",
        Specialist = "専門医",
        Certified = "認定医",
        TrainingSupervisor = "研修指導者資格",
        ProvisionalInstructor = "暫定指導医",
    }
}

kinds! {
    /// 種別 of a facility's certification.
    FacilityKind {
        Core = "基幹施設",
        Partner = "連携施設",
        Training = "認定研修施設",
    }
}

impl FacilityKind {
    /// The word in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Partner => "partner",
            Self::Training => "training",
        }
    }

    /// The reverse of [`Self::key`].
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

/// The profession of physicians; every other word is another profession (A2).
pub const PHYSICIAN: &str = "医師";

/// Is this profession the one for which 認定システム is open? (A2)
pub fn is_physician(profession: &str) -> bool {
    profession == PHYSICIAN
}

/// Has a member with this 退会日 left? The day itself is the last day of membership (A9).
pub fn has_left(left_on: Option<Date>, today: Date) -> bool {
    left_on.is_some_and(|last_day| last_day < today)
}

/// One qualification of a member, as far as P3 needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    pub kind: QualificationKind,
    pub certificate_no: String,
    pub period: Period,
}

/// One certification record as people choose it (C5): a facility appears once per record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    pub id: CertificationId,
    pub facility: FacilityId,
    pub name: String,
    pub prefecture: String,
    pub kind: FacilityKind,
    pub certificate_no: String,
    pub period: Period,
    /// Its period was over on the day it was looked up.
    pub ended: bool,
}

impl RecordView {
    /// Over on `today`? Such a record stays selectable (C5).
    pub fn has_ended(period: &Period, today: Date) -> bool {
        period.end() < today
    }

    /// `みどり野中央病院 基幹施設 K0012`
    pub fn name_and_number(&self) -> String {
        format!("{} {} {}", self.name, self.kind.label(), self.certificate_no)
    }

    /// `みどり野中央病院(基幹施設 K0012 2024/04/01〜2029/03/31)(認定終了)`
    pub fn full(&self) -> String {
        let ended = if self.ended { "(認定終了)" } else { "" };
        format!("{}({} {} {}){ended}", self.name, self.kind.label(), self.certificate_no, self.period)
    }
}
