//! From rows to types: a change that was asked for.

use domain::{
    facilities::{ChangeName, ChangeState, ChangeView},
    fields::Fields,
    ids::MemberId,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, rows};

const TABLE: &str = "facility_change";

/// A change with the present name of its facility.
pub(super) struct ChangeRow {
    pub change_id: Uuid,
    pub facility_id: Uuid,
    pub name: String,
    pub about: String,
    pub kind: Option<String>,
    pub member_id: Option<Uuid>,
    pub before: Json<Fields>,
    pub proposed: Json<Fields>,
    pub effective_on: jiff_sqlx::Date,
    pub state: String,
    pub words: Option<String>,
    pub asked_at: jiff_sqlx::Timestamp,
}

impl ChangeRow {
    /// The change, and the member that it names.
    pub fn read(self) -> Result<(ChangeView, Option<MemberId>)> {
        let unlike = |what: &str| Error::inconsistent(TABLE, what.to_owned());
        let state = match (self.state.parse().ok(), self.words) {
            (Some(ChangeName::Waiting), None) => ChangeState::Waiting,
            (Some(ChangeName::Approved), None) => ChangeState::Approved,
            (Some(ChangeName::Effective), None) => ChangeState::Effective,
            (Some(ChangeName::Withdrawn), None) => ChangeState::Withdrawn,
            (Some(ChangeName::Refused), Some(words)) => ChangeState::Refused { words },
            _ => return Err(unlike("state without its facts")),
        };
        let change = ChangeView {
            id: self.change_id.into(),
            facility: self.facility_id.into(),
            name: self.name,
            about: rows::word(TABLE, &self.about)?,
            kind: self.kind.map(|kind| rows::kind(TABLE, &kind)).transpose()?,
            before: self.before.0,
            proposed: self.proposed.0,
            effective_on: self.effective_on.to_jiff(),
            state,
            asked_at: self.asked_at.to_jiff(),
        };
        Ok((change, self.member_id.map(MemberId)))
    }
}
