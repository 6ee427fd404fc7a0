//! From rows to types: an application with its two forms.

use domain::{
    accounts::Applying,
    applications::{ApplicationState, Part, Round, Sheets, StateName},
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, CertificationId, FacilityId, RoundId},
};
use jiff::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Error, Result, rows};

pub(super) const TABLE: &str = "application";

/// The draft of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub fields: Fields,
    /// 0: nothing was ever kept.
    pub version: i64,
    pub saved_at: Option<Timestamp>,
    pub registered: bool,
}

/// An application with everything that is typed into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    pub id: ApplicationId,
    pub owner: FacilityId,
    pub applying: Applying,
    pub state: ApplicationState,
    /// The round that it was submitted in.
    pub round: Option<Round>,
    pub submitted_at: Option<Timestamp>,
    pub asked_for: Option<String>,
    drafts: [Draft; 2],
}

impl Held {
    /// Where nothing was ever kept.
    pub fn nothing(owner: FacilityId, applying: Applying) -> Self {
        Self {
            id: ApplicationId(Uuid::nil()),
            owner,
            applying,
            state: ApplicationState::Draft,
            round: None,
            submitted_at: None,
            asked_for: None,
            drafts: [Draft::default(), Draft::default()],
        }
    }

    pub fn is_new(&self) -> bool {
        self.id.0.is_nil()
    }

    pub fn draft(&self, part: Part) -> &Draft {
        match part {
            Part::Form1 => &self.drafts[0],
            Part::Form2 => &self.drafts[1],
        }
    }

    pub fn draft_mut(&mut self, part: Part) -> &mut Draft {
        match part {
            Part::Form1 => &mut self.drafts[0],
            Part::Form2 => &mut self.drafts[1],
        }
    }

    pub fn sheets(&self) -> Sheets {
        let [form1, form2] = self.drafts.each_ref().map(|draft| draft.fields.clone());
        Sheets { form1, form2 }
    }
}

/// An application, its round and its forms in one row.
pub(super) struct HeldRow {
    pub application_id: Uuid,
    pub facility_id: Uuid,
    pub applies_as: String,
    pub state: String,
    pub version_id: Option<Uuid>,
    pub certification_id: Option<Uuid>,
    pub submitted_at: Option<jiff_sqlx::Timestamp>,
    pub asked_for: Option<String>,
    pub round_id: Option<Uuid>,
    pub opens_on: Option<jiff_sqlx::Date>,
    pub closes_on: Option<jiff_sqlx::Date>,
    pub starts_on: Option<jiff_sqlx::Date>,
    pub form1: Option<Json<Fields>>,
    pub form1_version: Option<i64>,
    pub form1_saved_at: Option<jiff_sqlx::Timestamp>,
    pub form1_registered: Option<bool>,
    pub form2: Option<Json<Fields>>,
    pub form2_version: Option<i64>,
    pub form2_saved_at: Option<jiff_sqlx::Timestamp>,
    pub form2_registered: Option<bool>,
}

impl TryFrom<HeldRow> for Held {
    type Error = Error;

    fn try_from(row: HeldRow) -> Result<Self> {
        let applying = rows::word(TABLE, &row.applies_as)?;
        let round = match (row.round_id, row.opens_on, row.closes_on, row.starts_on) {
            (Some(id), Some(opens), Some(closes), Some(starts)) => Some(Round {
                id: RoundId(id),
                applying,
                window: rows::period("application_round", opens, closes)?,
                starts: starts.to_jiff(),
            }),
            _ => None,
        };
        let draft = |fields: Option<Json<Fields>>,
                     version: Option<i64>,
                     at: Option<jiff_sqlx::Timestamp>,
                     registered| Draft {
            fields: fields.map(|Json(fields)| fields).unwrap_or_default(),
            version: version.unwrap_or_default(),
            saved_at: at.map(jiff_sqlx::Timestamp::to_jiff),
            registered: Option::unwrap_or_default(registered),
        };
        Ok(Self {
            id: ApplicationId(row.application_id),
            owner: FacilityId(row.facility_id),
            applying,
            state: state(&row.state, row.version_id, row.certification_id)?,
            round,
            submitted_at: row.submitted_at.map(jiff_sqlx::Timestamp::to_jiff),
            asked_for: row.asked_for,
            drafts: [
                draft(row.form1, row.form1_version, row.form1_saved_at, row.form1_registered),
                draft(row.form2, row.form2_version, row.form2_saved_at, row.form2_registered),
            ],
        })
    }
}

pub(super) fn state(
    key: &str,
    version: Option<Uuid>,
    certification: Option<Uuid>,
) -> Result<ApplicationState> {
    use ApplicationState as S;
    let version = version.map(ApplicationVersionId);
    Ok(match (key.parse().ok(), version, certification) {
        (Some(StateName::Draft), None, None) => S::Draft,
        (Some(StateName::Submitted), Some(version), None) => S::Submitted { version },
        (Some(StateName::Returned), Some(version), None) => S::Returned { version },
        (Some(StateName::Passed), Some(version), None) => S::Passed { version },
        (Some(StateName::Failed), Some(version), None) => S::Failed { version },
        (Some(StateName::Certified), Some(version), Some(certification)) => {
            S::Certified { version, certification: CertificationId(certification) }
        }
        _ => return Err(Error::inconsistent(TABLE, format!("state {key} without its facts"))),
    })
}
