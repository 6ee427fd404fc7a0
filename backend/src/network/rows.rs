//! From rows to types: a linkage with its two facilities and what it stands on, and back.

use std::collections::BTreeMap;

use domain::{
    ids::{ApplicationId, FacilityId, LinkageId},
    network::{Ground, Linkage, LinkageState, LinkageView, Parties, PartyView, Side, StateName},
    period::Period,
    registry::FacilityKind,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{Error, Result};

const TABLE: &str = "linkage";

/// A facility of a linkage.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub view: PartyView,
    pub login_email: Option<String>,
}

/// A linkage with everything that is known of it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub linkage: Linkage,
    pub core: Party,
    pub partner: Party,
    pub application: Option<ApplicationId>,
    pub requested_at: Timestamp,
}

impl Held {
    fn party(&self, side: Side) -> &Party {
        match side {
            Side::Core => &self.core,
            Side::Partner => &self.partner,
        }
    }

    /// Of the 基幹施設 and of the 連携施設.
    pub fn names(&self) -> (String, String) {
        (self.core.view.name.clone(), self.partner.view.name.clone())
    }

    /// What a side signs in with.
    pub fn email(&self, side: Side) -> Option<&str> {
        self.party(side).login_email.as_deref()
    }

    /// As it is shown on a day.
    pub fn view(&self, today: Date) -> LinkageView {
        LinkageView {
            id: self.linkage.id,
            core: self.core.view.clone(),
            partner: self.partner.view.clone(),
            starts: self.linkage.starts,
            requested_at: self.requested_at,
            standing: self.linkage.standing(today),
        }
    }
}

/// Certifications of facilities, by facility and 種別, with the number of the last one.
pub(super) type Grounds = BTreeMap<(FacilityId, FacilityKind), (Vec<Period>, String)>;

/// Periods of a facility's certifications of a 種別.
pub(super) fn periods(grounds: &Grounds, facility: FacilityId, kind: FacilityKind) -> Vec<Period> {
    grounds.get(&(facility, kind)).map(|(periods, _)| periods.clone()).unwrap_or_default()
}

/// A linkage and its two facilities in one row.
pub(super) struct LinkageRow {
    pub linkage_id: Uuid,
    pub application_id: Option<Uuid>,
    pub core_id: Uuid,
    pub core_name: String,
    pub core_prefecture: String,
    pub core_email: Option<String>,
    pub partner_id: Uuid,
    pub partner_name: String,
    pub partner_prefecture: String,
    pub partner_email: Option<String>,
    pub starts_on: jiff_sqlx::Date,
    pub state: String,
    pub requested_at: jiff_sqlx::Timestamp,
    pub answered_at: Option<jiff_sqlx::Timestamp>,
    pub reason: Option<String>,
    pub dissolved_on: Option<jiff_sqlx::Date>,
    pub dissolved_by: Option<String>,
    pub dissolved_reason: Option<String>,
}

impl LinkageRow {
    /// With what it stands on.
    pub fn held(self, grounds: &Grounds) -> Result<Held> {
        let state = state(
            &self.state,
            self.answered_at.map(jiff_sqlx::Timestamp::to_jiff),
            self.reason,
            self.dissolved_on.map(jiff_sqlx::Date::to_jiff),
            self.dissolved_by.as_deref(),
            self.dissolved_reason,
        )?;
        let parties = Parties { core: FacilityId(self.core_id), partner: FacilityId(self.partner_id) };
        let party = |id, kind, name, prefecture, login_email| Party {
            view: PartyView {
                id,
                name,
                prefecture,
                certificate_no: grounds.get(&(id, kind)).map(|(_, number)| number.clone()),
            },
            login_email,
        };
        Ok(Held {
            core: party(
                parties.core,
                FacilityKind::Core,
                self.core_name,
                self.core_prefecture,
                self.core_email,
            ),
            partner: party(
                parties.partner,
                FacilityKind::Partner,
                self.partner_name,
                self.partner_prefecture,
                self.partner_email,
            ),
            linkage: Linkage {
                id: LinkageId(self.linkage_id),
                parties,
                starts: self.starts_on.to_jiff(),
                state,
                ground: Ground {
                    core: periods(grounds, parties.core, FacilityKind::Core),
                    partner: periods(grounds, parties.partner, FacilityKind::Partner),
                },
            },
            application: self.application_id.map(ApplicationId),
            requested_at: self.requested_at.to_jiff(),
        })
    }
}

fn state(
    key: &str,
    answered: Option<Timestamp>,
    reason: Option<String>,
    dissolved_on: Option<Date>,
    dissolved_by: Option<&str>,
    dissolved_reason: Option<String>,
) -> Result<LinkageState> {
    use LinkageState as S;
    let by = dissolved_by.and_then(|by| by.parse().ok());
    Ok(match (key.parse().ok(), answered, reason, dissolved_on, by) {
        (Some(StateName::Requested), None, None, None, None) => S::Requested,
        (Some(StateName::Withdrawn), None, None, None, None) => S::Withdrawn,
        (Some(StateName::Linked), Some(approved_at), None, None, None) => S::Linked { approved_at },
        (Some(StateName::Refused), Some(refused_at), Some(reason), None, None) => {
            S::Refused { refused_at, reason }
        }
        (Some(StateName::Dissolved), Some(approved_at), None, Some(from), Some(by)) => {
            S::Dissolved { approved_at, from, by, reason: dissolved_reason }
        }
        _ => return Err(Error::inconsistent(TABLE, format!("state {key} without its facts"))),
    })
}

/// The columns that a state fills.
pub(super) struct Columns<'a> {
    pub answered_at: Option<Timestamp>,
    pub reason: Option<&'a str>,
    pub dissolved_on: Option<Date>,
    pub dissolved_by: Option<&'static str>,
    pub dissolved_reason: Option<&'a str>,
}

impl<'a> From<&'a LinkageState> for Columns<'a> {
    fn from(state: &'a LinkageState) -> Self {
        let none = Columns {
            answered_at: None,
            reason: None,
            dissolved_on: None,
            dissolved_by: None,
            dissolved_reason: None,
        };
        match state {
            LinkageState::Requested | LinkageState::Withdrawn => none,
            LinkageState::Linked { approved_at } => Columns { answered_at: Some(*approved_at), ..none },
            LinkageState::Refused { refused_at, reason } => {
                Columns { answered_at: Some(*refused_at), reason: Some(reason), ..none }
            }
            LinkageState::Dissolved { approved_at, from, by, reason } => Columns {
                answered_at: Some(*approved_at),
                dissolved_on: Some(*from),
                dissolved_by: Some(by.key()),
                dissolved_reason: reason.as_deref(),
                ..none
            },
        }
    }
}
