//! Asking a 基幹施設: on the start day by the application, later by the 連携施設 itself (F9, F10).

use domain::{
    applications::Core,
    audit::EventName,
    ids::{ApplicationId, FacilityId, LinkageId},
    network::{Asked, LinkageRefused, Side, StateName, ask_on_start, earliest},
    notices::Mail,
    registry::FacilityKind,
};
use jiff::{Timestamp, civil::Date};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{day, detail, queries, rows};
use crate::{
    By, Network, Origin, Result,
    audit::{self, Event},
};

impl Network<'_> {
    /// The start day of an application that names `core`: the request and the mail to it, unless it is not certified then
    /// or another linkage holds. In the transaction of the start day, the 連携施設 locked.
    pub(crate) async fn ask_on_start(
        &self,
        tx: &mut PgConnection,
        application: ApplicationId,
        partner: FacilityId,
        core: Option<&Core>,
        starts: Date,
        now: Timestamp,
    ) -> Result<Asked> {
        let held = as_partner(queries::linkages(tx, partner, &[]).await?.0, partner);
        let asked = ask_on_start(core, held.iter().map(|held| &held.linkage), starts);
        let (Some(core), Asked::Core(_)) = (core, &asked) else { return Ok(asked) };
        settle(tx, &held, starts, now).await?;
        let application = Some(application);
        let new = self.request(tx, partner, core.id, application, starts, now).await?;
        let event = Event::new(EventName::LinkageRequested, new.id.0).with(asked_detail(&new));
        audit::record_system(tx, &Origin::default(), event, now).await?;
        Ok(asked)
    }

    /// 「連携を申請する」: a 連携施設 without a linkage, or whose linkage is dissolved, names a 基幹施設, from a day on as it
    /// was typed (F10). One transaction.
    ///
    /// # Errors
    /// Refuses while a request waits or a linkage holds, days that are too early, and facilities that are no 基幹施設 then.
    pub async fn name_core(&self, by: &By, core: Option<FacilityId>, from: &str) -> Result<()> {
        let me = by.facility()?;
        let (now, today) = (self.0.clock.now(), self.0.today());
        let mut tx = self.0.begin().await?;
        queries::lock_facility(&mut tx, me).await?;
        let also: Vec<FacilityId> = core.into_iter().collect();
        let (held, grounds) = queries::linkages(&mut tx, me, &also).await?;
        let held = as_partner(held, me);
        let certified = rows::periods(&grounds, me, FacilityKind::Partner);
        let earliest = earliest(held.iter().map(|held| &held.linkage), &certified, today)?;
        let core = core.ok_or(LinkageRefused::NoCore)?;
        if core == me {
            return Err(LinkageRefused::Itself.into());
        }
        let starts = day(from)?;
        if starts < earliest {
            return Err(LinkageRefused::StartsTooEarly { earliest }.into());
        }
        for (side, id) in [(Side::Partner, me), (Side::Core, core)] {
            let periods = rows::periods(&grounds, id, side.kind());
            if !periods.iter().any(|period| period.contains(starts)) {
                return Err(LinkageRefused::NotCertified { side, day: starts }.into());
            }
        }
        settle(&mut tx, &held, today, now).await?;
        let new = self.request(&mut tx, me, core, None, starts, now).await?;
        let event = Event::new(EventName::LinkageRequested, new.id.0).with(asked_detail(&new));
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }

    /// The request, and the mail to the 基幹施設's log-in address.
    async fn request(
        &self,
        tx: &mut PgConnection,
        partner: FacilityId,
        core: FacilityId,
        application: Option<ApplicationId>,
        starts: Date,
        now: Timestamp,
    ) -> Result<queries::NewLinkage> {
        let new = queries::NewLinkage { id: LinkageId(Uuid::now_v7()), partner, core, application, starts };
        queries::insert(tx, &new, now).await?;
        if let (Some(core), Some(partner)) =
            (queries::facility(tx, core).await?, queries::facility(tx, partner).await?)
        {
            let mail = Mail::LinkageRequested { core: core.name, partner: partner.name, starts };
            self.tell(tx, core.login_email.as_deref(), &mail, now).await?;
        }
        Ok(new)
    }
}

/// Those in which the facility is the 連携施設.
pub(super) fn as_partner(held: Vec<rows::Held>, me: FacilityId) -> Vec<rows::Held> {
    held.into_iter().filter(|held| held.linkage.parties.partner == me).collect()
}

/// Writes down what the end of a certification has ended, so that another linkage may begin.
async fn settle(tx: &mut PgConnection, held: &[rows::Held], today: Date, now: Timestamp) -> Result<()> {
    for held in held {
        if let Some(state) = held.linkage.settled(today) {
            queries::save_state(tx, held.linkage.id, &state).await?;
            let event = match state.name() {
                StateName::Withdrawn => EventName::LinkageWithdrawn,
                _ => EventName::LinkageDissolved,
            };
            let event = Event::new(event, held.linkage.id.0).with(detail(held));
            audit::record_system(tx, &Origin::default(), event, now).await?;
        }
    }
    Ok(())
}

fn asked_detail(new: &queries::NewLinkage) -> serde_json::Value {
    json!({ "core": new.core, "partner": new.partner, "starts_on": new.starts.to_string() })
}
