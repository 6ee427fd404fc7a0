//! The group of core@: two 連携施設 that are linked, one that has asked a few days ago.

use std::sync::Arc;

use domain::actor::Actor;
use jiff::ToSpan;

use super::{hospitals, origin, queries};
use crate::{Backend, By, Demo, FakeClock, Result};

/// How many days ago each of [`hospitals::PARTNERS`] asked, and core@ approved.
const STORY: [(i64, Option<i64>); 3] = [(310, Some(305)), (190, Some(189)), (5, None)];

impl Demo<'_> {
    /// Each at its moment, through the use cases.
    pub(super) async fn link(&self) -> Result<()> {
        let now = self.0.clock.now();
        let clock = Arc::new(FakeClock::at(now));
        let past = Backend { clock: clock.clone(), ..self.0.clone() };
        let mut db = self.0.db.acquire().await?;
        let core = queries::facility(&mut db, hospitals::CORE_EMAIL).await?;
        for (email, (asked, approved)) in hospitals::PARTNERS.into_iter().zip(STORY) {
            let partner = queries::facility(&mut db, email).await?;
            let at_work = |facility| By { actor: Actor::Facility(facility), origin: origin() };
            clock.set(now - (asked * 24).hours());
            let today = past.today().to_string();
            past.network().name_core(&at_work(partner), Some(core), &today).await?;
            if let Some(approved) = approved {
                clock.set(now - (approved * 24).hours());
                let page = past.network().page(&at_work(partner), "").await?;
                for asked in page.as_partner {
                    past.network().approve(&at_work(core), asked.id).await?;
                }
            }
        }
        Ok(())
    }
}
