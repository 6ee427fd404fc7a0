//! What facilities and the office see of what is held and of what is asked for.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{About, ChangeName, ChangeState};
use crate::{
    accounts::FacilityRecord,
    applications::{ApplicationHome, FieldProblem},
    fields::Fields,
    ids::{ChangeId, FacilityId},
    registry::{FacilityKind, Qualification},
};

/// 「基幹施設」「連携施設」「認定研修施設」: what a facility holds or held of one 種別.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPage {
    pub kind: FacilityKind,
    /// Those that end last first; never empty.
    pub records: Vec<FacilityRecord>,
    pub applications: Vec<ApplicationHome>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

/// One change that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    pub id: ChangeId,
    pub facility: FacilityId,
    /// As the facility is called today.
    pub name: String,
    pub about: About,
    pub kind: Option<FacilityKind>,
    pub before: Fields,
    pub proposed: Fields,
    #[serde(with = "crate::wire::day")]
    pub effective_on: Date,
    pub state: ChangeState,
    #[serde(with = "crate::wire::moment")]
    pub asked_at: Timestamp,
}

/// What was typed into one of the forms of a page, and not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retyped {
    /// The form; nothing: the contact data.
    pub about: Option<About>,
    pub fields: Fields,
    /// Version of the contact data that it was typed on.
    pub version: i64,
}

/// 「詳細・変更」 (F13), and what is needed for 「認定返上申請」 (F12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsPage {
    pub kind: FacilityKind,
    /// Everything as it is now, by the keys of 「1.申請書」.
    pub now: Fields,
    /// Version of the contact data.
    pub version: i64,
    /// The last certification of this 種別.
    pub record: FacilityRecord,
    /// Of this facility as a whole and of this 種別, the newest first, at most twenty.
    pub changes: Vec<ChangeView>,
    pub retyped: Option<Retyped>,
    /// What is not right with what was typed.
    pub problems: Vec<FieldProblem>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

impl DetailsPage {
    /// What waits for the office of this matter.
    pub fn waiting(&self, about: About) -> Option<&ChangeView> {
        self.changes.iter().find(|change| change.about == about && change.state.name() == ChangeName::Waiting)
    }

    /// Was the contact data changed by somebody else while this was typed?
    pub fn conflict(&self) -> Option<&Retyped> {
        self.retyped.as_ref().filter(|retyped| retyped.about.is_none() && retyped.version != self.version)
    }
}

/// 「変更・返上」: what waits, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    pub waiting: u32,
    pub changes: Vec<ChangeView>,
    /// There are more.
    pub more: bool,
}

impl ChangeList {
    /// Changes on one page.
    pub const PAGE: usize = 50;
}

/// One change as the office judges it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    pub change: ChangeView,
    /// What is held of the 種別 that it is about, or of all.
    pub records: Vec<FacilityRecord>,
    /// What the register knows of the 施設責任者 that it names: the name, whether they have left, qualifications.
    pub person: Option<(String, bool, Vec<Qualification>)>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}
