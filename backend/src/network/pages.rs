//! What people see of 研修施設群.

use domain::{
    actor::Actor,
    ids::{FacilityId, LinkageId},
    network::{
        LinkageAction, LinkageQuestion, LinkageView, NetworkPage, PartyView, Planned, Side, StandAlone,
        earliest, stand_alone,
    },
    notices::Mail,
    period::Period,
    registry::FacilityKind,
};
use jiff::civil::Date;
use sqlx::PgConnection;

use super::{naming::as_partner, permit, queries, rows};
use crate::{By, Error, Network, Result};

impl Network<'_> {
    /// 「(基幹)研修施設群」; `words`: what 基幹施設検索 looks for, nothing when they are empty.
    pub async fn page(&self, by: &By, words: &str) -> Result<NetworkPage> {
        let me = by.facility()?;
        let today = self.0.today();
        let mut db = self.0.db.acquire().await?;
        let (held, grounds) = queries::linkages(&mut db, me, &[]).await?;
        let named = self.0.applications().named_core(&mut db, me).await?;
        let training = self.training_today(&mut db, me, &held).await?;
        drop(db);
        let certified = |kind| rows::periods(&grounds, me, kind);
        let as_core = held.iter().filter(|held| held.linkage.parties.core == me);
        let as_core = as_core.map(|held| held.view(today)).collect();
        let mine = as_partner(held, me);
        let earliest =
            earliest(mine.iter().map(|held| &held.linkage), &certified(FacilityKind::Partner), today).ok();
        let settled_since = |named: &crate::applications::Named| {
            mine.iter().any(|held| {
                held.application == Some(named.application) || held.linkage.starts >= named.starts
            })
        };
        let unasked = named.as_ref().filter(|named| named.certified && !settled_since(named));
        let words = words.trim();
        let cores = match earliest {
            Some(_) if !words.is_empty() => Some(self.0.applications().search_cores(by, words).await?),
            _ => None,
        };
        Ok(NetworkPage {
            today,
            held: [FacilityKind::Core, FacilityKind::Partner]
                .into_iter()
                .filter(|kind| certified(*kind).iter().any(|period| period.contains(today)))
                .collect(),
            as_core,
            as_partner: mine.iter().map(|held| held.view(today)).collect(),
            unasked: unasked.map(|named| named.core.clone()),
            planned: named
                .filter(|named| !named.certified)
                .map(|named| Planned { core: named.core, starts: named.starts }),
            earliest,
            cores,
            training,
        })
    }

    /// What the question before 否認, 取り下げ or 解除 restates; the office asks the last one too.
    ///
    /// # Errors
    /// Refuses when the state does not allow it any more.
    pub async fn question(&self, by: &By, id: LinkageId, action: LinkageAction) -> Result<LinkageQuestion> {
        let today = self.0.today();
        let mut db = self.0.db.acquire().await?;
        let held = queries::linkage(&mut db, id).await?.ok_or(Error::NotFound)?;
        permit(by, action, &held)?;
        held.linkage.is_alive(today)?;
        let side = by.actor.facility().and_then(|me| held.linkage.parties.side(me));
        let last = held.linkage.ground.carries(held.linkage.starts).ok().map(|(last, _)| last);
        Ok(LinkageQuestion { linkage: held.view(today), side, today, last })
    }

    /// What 解除 asks the office.
    pub async fn office_question(&self, by: &By, id: LinkageId) -> Result<LinkageQuestion> {
        by.office()?;
        self.question(by, id, LinkageAction::Dissolve).await
    }

    /// The linkages of a facility on both sides, the last first; for the office.
    pub async fn links_of(&self, by: &By, facility: FacilityId) -> Result<Vec<LinkageView>> {
        by.office()?;
        let today = self.0.today();
        let (held, _) = queries::linkages(&mut *self.0.db.acquire().await?, facility, &[]).await?;
        Ok(held.iter().map(|held| held.view(today)).collect())
    }

    /// The 連携施設 that are linked with a facility today or from a day to come: those that lose their link when its
    /// certification as 基幹施設 ends (F19). For itself and the office.
    pub async fn partners(&self, by: &By, core: FacilityId) -> Result<Vec<PartyView>> {
        match by.actor {
            Actor::Office(_) => {}
            Actor::Facility(me) if me == core => {}
            Actor::Facility(_) | Actor::Member { .. } => return Err(Error::NotFound),
        }
        let (held, _) = queries::linkages(&mut *self.0.db.acquire().await?, core, &[]).await?;
        let mine = held.iter().filter(|held| held.linkage.parties.core == core);
        let views = mine.map(|held| held.view(self.0.today())).filter(|view| view.standing.is_current());
        Ok(views.map(|view| view.partner).collect())
    }

    /// Mails every 連携施設 that is linked beyond `last` that its 基幹施設 gives its certification back on that day, and what
    /// holds for training there then (F11, F19).
    pub(crate) async fn tell_partners(
        &self,
        tx: &mut PgConnection,
        core: FacilityId,
        last: Date,
    ) -> Result<()> {
        let (held, _) = queries::linkages(tx, core, &[]).await?;
        let loses = |held: &&rows::Held| {
            held.linkage.parties.core == core && held.linkage.days().is_some_and(|days| days.end() > last)
        };
        for lost in held.iter().filter(loses) {
            let partner = lost.linkage.parties.partner;
            let (all, _) = queries::linkages(tx, partner, &[]).await?;
            let facts = queries::training(tx, partner).await?;
            let mut facts = with_links(facts, &all, partner);
            facts.linked =
                facts.linked.into_iter().filter_map(|(name, days)| ended(name, days, last)).collect();
            let alone = last.tomorrow().map(|day| stand_alone(day, &facts));
            let mail = Mail::CoreGivesBack {
                core: lost.core.view.name.clone(),
                partner: lost.partner.view.name.clone(),
                last,
                alone: alone.is_ok_and(|alone| alone.holds()),
            };
            self.tell(tx, lost.email(Side::Partner), &mail, self.0.clock.now()).await?;
        }
        Ok(())
    }

    /// Whether training at the facility alone counts today, and why (F11); for itself and the office.
    pub async fn training(&self, by: &By, facility: FacilityId) -> Result<StandAlone> {
        match by.actor {
            Actor::Office(_) => {}
            Actor::Facility(me) if me == facility => {}
            Actor::Facility(_) | Actor::Member { .. } => return Err(Error::NotFound),
        }
        let mut db = self.0.db.acquire().await?;
        let (held, _) = queries::linkages(&mut db, facility, &[]).await?;
        let facts = queries::training(&mut db, facility).await?;
        Ok(stand_alone(self.0.today(), &with_links(facts, &held, facility)))
    }

    /// The same for a page; nothing for those who never were 連携施設 or 認定研修施設.
    async fn training_today(
        &self,
        db: &mut PgConnection,
        me: FacilityId,
        held: &[rows::Held],
    ) -> Result<Option<StandAlone>> {
        let facts = queries::training(db, me).await?;
        let ever = !(facts.partner.is_empty() && facts.training.is_empty());
        Ok(ever.then(|| stand_alone(self.0.today(), &with_links(facts, held, me))))
    }
}

/// The days of a linkage that ends on `last` at the latest.
fn ended(name: String, days: Period, last: Date) -> Option<(String, Period)> {
    Period::new(days.start(), days.end().min(last)).map(|days| (name, days))
}

fn with_links(
    mut facts: domain::network::TrainingFacts,
    held: &[rows::Held],
    me: FacilityId,
) -> domain::network::TrainingFacts {
    facts.linked = held
        .iter()
        .filter(|held| held.linkage.parties.side(me) == Some(Side::Partner))
        .filter_map(|held| Some((held.core.view.name.clone(), held.linkage.days()?)))
        .collect();
    facts
}
