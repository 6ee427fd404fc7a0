//! The start day (F9): what has passed becomes a certification, once, whatever restarts.
//!
//! Each application is a transaction of its own that begins by locking it, and passes over those that somebody else has
//! locked: two servers share the work, and what one of them leaves half-done never was.

use domain::{
    accounts::Applying,
    applications::{ApplicationState, Beginning, Facts, Round, Sheets, begin},
    audit::EventName,
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, CertificationId, FacilityId},
    network::Asked,
    notices::Mail,
    period::Period,
    registry,
};
use jiff::{Timestamp, civil::Date};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{facts, queries};
use crate::{
    Applications, Error, Origin, Result,
    audit::{self, Event},
    catch_up::CatchUp,
    notices,
};

/// An application whose start day has come.
pub(super) struct Due {
    pub id: ApplicationId,
    pub owner: FacilityId,
    pub version: ApplicationVersionId,
    pub round: Round,
    pub sheets: Sheets,
}

/// The certification that an application became.
struct Given {
    id: CertificationId,
    certificate_no: String,
    period: Period,
}

/// The 基幹施設 that the last application of a 連携施設 names.
pub(crate) struct Named {
    pub application: ApplicationId,
    pub core: String,
    /// 認定開始日
    pub starts: Date,
    /// The start day has been.
    pub certified: bool,
}

impl Applications<'_> {
    /// Certifies every application whose start day has come; idempotent. One that cannot be certified is tried again the
    /// next time. Answers how many.
    pub async fn certify_due(&self) -> Result<u64> {
        let mut started = CatchUp::of("the start day of an application");
        loop {
            let mut tx = self.0.begin().await?;
            let Some(due) = queries::next_due(&mut tx, self.0.today(), started.failed()).await? else {
                return Ok(started.done());
            };
            let outcome = match self.certify(&mut tx, &due).await {
                Ok(()) => tx.commit().await.map_err(Error::from),
                Err(error) => Err(error),
            };
            started.record(due.id.0, outcome);
        }
    }

    /// The 基幹施設 that a facility's application as 連携施設 names, from 申請 on.
    pub(crate) async fn named_core(
        &self,
        db: &mut PgConnection,
        partner: FacilityId,
    ) -> Result<Option<Named>> {
        queries::named_core(db, partner).await
    }

    async fn certify(&self, tx: &mut PgConnection, due: &Due) -> Result<()> {
        let now = self.0.clock.now();
        let facility = queries::lock_facility(tx, due.owner).await?;
        let given = give(tx, due, self.0.settings.certification_years).await?;
        let state = ApplicationState::Passed { version: due.version }
            .certify(given.id)
            .ok_or_else(|| Error::Internal("an application that has passed is certified".into()))?;
        queries::save_certified(tx, due.id, &state, given.id).await?;
        settle_facility(tx, due, facility.number).await?;
        let asked = self.ask_core(tx, due, now).await?;
        let form1 = &due.sheets.form1;
        if let Some(to) = facility.login_email {
            let mail = Mail::CertificationStarted {
                facility: form1.get("name").to_owned(),
                applying: due.round.applying,
                certificate_no: given.certificate_no.clone(),
                from: given.period.start(),
                to: given.period.end(),
                asked,
            };
            notices::enqueue(tx, &self.0.settings, &to, &mail, now).await?;
        }
        let detail = json!({
            "applies_as": due.round.applying.key(),
            "certification": given.id,
            "certificate_no": given.certificate_no,
            "starts_on": given.period.start().to_string(),
        });
        let event = Event::new(EventName::ApplicationCertified, due.id.0).with(detail);
        audit::record_system(tx, &Origin::default(), event, now).await
    }

    /// 連携施設: the request goes to the 基幹施設 that it names.
    async fn ask_core(&self, tx: &mut PgConnection, due: &Due, now: Timestamp) -> Result<Asked> {
        if due.round.applying != Applying::Partner {
            return Ok(Asked::Nobody);
        }
        let core = facts::named_core(tx, &due.sheets.form2).await?.filter(|core| core.id != due.owner);
        self.0.network().ask_on_start(tx, due.id, due.owner, core.as_ref(), due.round.starts, now).await
    }
}

/// The record: a new one with the next number of its series, or the one that the register has already.
async fn give(tx: &mut PgConnection, due: &Due, years: u8) -> Result<Given> {
    let kind = due.round.applying.kind();
    let held = queries::records(tx, due.owner, kind).await?;
    let periods: Vec<_> = held.iter().map(|record| (record.id, record.period)).collect();
    match begin(&due.round, years, &periods) {
        Beginning::Known(id) => held
            .into_iter()
            .find(|record| record.id == id)
            .map(|record| Given { id, certificate_no: record.certificate_no, period: record.period })
            .ok_or_else(|| Error::inconsistent("certification", "gone")),
        Beginning::Given { period, cut } => {
            if let Some((running, shorter)) = cut {
                queries::end_record(tx, running, shorter.end()).await?;
            }
            let number = queries::last_certificate_no(tx, kind).await? + 1;
            let given = Given {
                id: CertificationId(Uuid::now_v7()),
                certificate_no: registry::certificate_no(kind, number),
                period,
            };
            let responsible = Facts::number(due.sheets.form1.get("responsible_no"));
            let record = queries::NewRecord {
                id: given.id,
                facility: due.owner,
                kind,
                certificate_no: &given.certificate_no,
                period,
                responsible: &responsible,
            };
            queries::insert_record(tx, &record).await?;
            Ok(given)
        }
    }
}

/// The account becomes the facility's マイページ: number, name and contact as in the version that passed.
async fn settle_facility(tx: &mut PgConnection, due: &Due, number: Option<String>) -> Result<()> {
    let number = match number {
        Some(number) => number,
        None => registry::facility_no(queries::last_facility_no(tx).await? + 1),
    };
    let form1: &Fields = &due.sheets.form1;
    let search_key = registry::facility_search_key(form1.get("name"), form1.get("kana"), &number);
    queries::settle_facility(tx, due.owner, &number, form1, &search_key).await
}
