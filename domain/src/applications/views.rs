//! What a person sees of applications: the shapes that the use cases answer and the pages show.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Core, FieldProblem, Part, Release, Round, Sheets, Standing, StateName};
use crate::{
    accounts::Applying,
    cases::Saved,
    documents::DocumentView,
    fields::Fields,
    ids::{ApplicationId, AsideId, FacilityId},
};

/// 「基幹施設申請」: both forms with their state, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationHome {
    pub applying: Applying,
    pub standing: Standing,
    pub state: StateName,
    /// 1.申請書 and 2.概要書 are 登録済.
    pub registered: [bool; 2],
    /// Something was kept in them.
    pub begun: [bool; 2],
    #[serde(with = "crate::wire::maybe_moment")]
    pub submitted_at: Option<Timestamp>,
    /// The office's words, while 修正依頼中 (F5).
    pub asked_for: Option<String>,
    /// 認定開始日 of the round that it was submitted in.
    #[serde(with = "crate::wire::maybe_day")]
    pub starts: Option<Date>,
    /// When the one before was decided as 不合格 and why, while nothing new is submitted (F9).
    pub failed: Option<Failed>,
}

/// 不合格, with the office's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    #[serde(with = "crate::wire::moment")]
    pub at: Timestamp,
    pub words: String,
}

impl ApplicationHome {
    /// Is a part 登録済?
    pub fn is_registered(&self, part: Part) -> bool {
        match part {
            Part::Form1 => self.registered[0],
            Part::Form2 => self.registered[1],
        }
    }

    /// Can the forms be opened for writing today? (F2, F4, F5)
    pub fn is_open(&self) -> bool {
        match self.state {
            StateName::Draft => self.standing.open().is_some(),
            state => super::may_edit(state),
        }
    }

    /// Can 申請 be pressed? (F4)
    pub fn is_ready(&self) -> bool {
        self.is_open() && self.registered == [true, true]
    }
}

/// A draft of a form that met a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    pub id: AsideId,
    #[serde(with = "crate::wire::moment")]
    pub kept_at: Timestamp,
    pub fields: Fields,
}

/// One person of the register as a form shows them: who it is, and which 資格 holds on the start day (F7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// 会員番号 as typed.
    pub number: String,
    pub held: Vec<crate::registry::Qualification>,
}

/// 「1.申請書」 or 「2.概要書」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormEditor {
    /// Whose it is.
    pub facility: FacilityId,
    pub applying: Applying,
    pub part: Part,
    pub state: StateName,
    pub round: Option<Round>,
    pub fields: Fields,
    /// Version of the draft; a save names the version it was typed on. 0: nothing was ever kept.
    pub version: i64,
    #[serde(with = "crate::wire::maybe_moment")]
    pub saved_at: Option<Timestamp>,
    pub registered: bool,
    pub problems: Vec<FieldProblem>,
    pub asides: Vec<SetAside>,
    pub asked_for: Option<String>,
    pub core: Option<Core>,
    /// The file that is uploaded (F6).
    pub document: Option<DocumentView>,
    /// What the register says of the people who are named rightly.
    pub known: Vec<Known>,
    /// Does the transition measure release from 基幹施設との連携, and what keeps it from doing so? (F8)
    pub release: Result<(), Vec<Release>>,
    #[serde(with = "crate::wire::day")]
    pub today: Date,
}

/// Answer of the search for a 基幹施設.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoreSearch {
    pub words: String,
    pub found: Vec<Core>,
    /// More match than are shown.
    pub more: bool,
}

/// Everything as the office will see it: the page before 申請, and afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationReview {
    pub home: ApplicationHome,
    pub sheets: Sheets,
    pub core: Option<Core>,
    pub document: Option<DocumentView>,
    /// What is not right any more, since the register or the day has changed.
    pub problems: Vec<(Part, FieldProblem)>,
}

/// What became of a save, and whether the form is 登録済 after it (F3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSaved {
    pub saved: Saved,
    pub registered: bool,
}

/// What became of 登録 of a form (F3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormRegistered {
    Done,
    /// Kept, not registered: the editor says why.
    Invalid,
    Conflict {
        aside: AsideId,
    },
}

/// What became of 申請 (F4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Applied {
    Done(ApplicationId),
    /// These forms are not right any more; they are 未完了 again.
    Incomplete,
}
