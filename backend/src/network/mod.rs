//! 研修施設群: linkages of 連携施設 and 基幹施設 (F9, F10), and who trains alone (F11).
//!
//! Statements each page needs: [`Network::page`] 4 · [`Network::question`] 2 · [`Network::links_of`] 2 · [`Network::training`] 3.

mod naming;
mod pages;
mod queries;
mod rows;
#[cfg(test)]
mod tests;

use domain::{
    audit::EventName,
    ids::LinkageId,
    network::{Ender, LinkageAction, LinkageRefused, Side, may, reason},
    notices::Mail,
    reading::{self, DayProblem},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::json;
use sqlx::PgConnection;

use crate::{
    By, Error, Network, Result,
    audit::{self, Event},
    notices,
};
use rows::Held;

/// How long a side can object to the office to a 解除 (F20).
const OBJECTION: SignedDuration = SignedDuration::from_hours(14 * 24);

impl Network<'_> {
    /// 「承認」 by the 基幹施設: linked from the start on, whenever it is approved (F10). One transaction.
    ///
    /// # Errors
    /// Refuses when somebody was faster and when a certification is over.
    pub async fn approve(&self, by: &By, id: LinkageId) -> Result<()> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = hold(&mut tx, by, LinkageAction::Approve, id, self.0.today()).await?;
        let state = held.linkage.state.clone().approve(now)?;
        queries::save_state(&mut tx, id, &state).await?;
        let (core, partner) = held.names();
        let mail = Mail::LinkageApproved { core, partner, starts: held.linkage.starts };
        self.tell(&mut tx, held.email(Side::Partner), &mail, now).await?;
        record(&mut tx, by, EventName::LinkageApproved, &held, now).await?;
        Ok(tx.commit().await?)
    }

    /// 「否認」 by the 基幹施設, with a reason, which the 連携施設 reads on its page (F10). One transaction.
    ///
    /// # Errors
    /// Refuses without a reason and when somebody was faster.
    pub async fn refuse(&self, by: &By, id: LinkageId, typed: &str) -> Result<()> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = hold(&mut tx, by, LinkageAction::Refuse, id, self.0.today()).await?;
        let reason = reason(LinkageAction::Refuse, typed)?;
        let state = held.linkage.state.clone().refuse(now, reason)?;
        queries::save_state(&mut tx, id, &state).await?;
        let (core, partner) = held.names();
        let mail = Mail::LinkageRefused { core, partner };
        self.tell(&mut tx, held.email(Side::Partner), &mail, now).await?;
        record(&mut tx, by, EventName::LinkageRefused, &held, now).await?;
        Ok(tx.commit().await?)
    }

    /// 「取り下げ」 by the 連携施設, while nobody has answered: a 基幹施設 that stays silent keeps nobody (F10). One
    /// transaction.
    ///
    /// # Errors
    /// Refuses when it was answered meanwhile.
    pub async fn withdraw(&self, by: &By, id: LinkageId) -> Result<()> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = hold(&mut tx, by, LinkageAction::Withdraw, id, self.0.today()).await?;
        let state = held.linkage.state.clone().withdraw()?;
        queries::save_state(&mut tx, id, &state).await?;
        let (core, partner) = held.names();
        let mail = Mail::LinkageWithdrawn { core, partner };
        self.tell(&mut tx, held.email(Side::Core), &mail, now).await?;
        record(&mut tx, by, EventName::LinkageWithdrawn, &held, now).await?;
        Ok(tx.commit().await?)
    }

    /// 「解除」 from a day on, as it was typed, by either side or the office; the other side is mailed, by the office both
    /// (F10). A facility dissolves from today on at the earliest (F20). One transaction.
    ///
    /// # Errors
    /// Refuses days outside the linkage, no reason, and when it is dissolved or over already.
    pub async fn dissolve(&self, by: &By, id: LinkageId, from: &str, reason: &str) -> Result<()> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = hold(&mut tx, by, LinkageAction::Dissolve, id, self.0.today()).await?;
        let from = day(from)?;
        held.linkage.may_end(from, held.who, self.0.today())?;
        let reason = domain::network::reason(LinkageAction::Dissolve, reason)?;
        let state = held.linkage.state.clone().dissolve(from, held.who, reason)?;
        queries::save_state(&mut tx, id, &state).await?;
        for side in Side::ALL.into_iter().filter(|side| held.who != Ender::from(*side)) {
            let (core, partner) = held.names();
            let (facility, other) = if side == Side::Core { (core, partner) } else { (partner, core) };
            let object_until = self.0.today().checked_add(OBJECTION).ok();
            let mail = Mail::LinkageDissolved { facility, other, from, object_until };
            self.tell(&mut tx, held.email(side), &mail, now).await?;
        }
        record(&mut tx, by, EventName::LinkageDissolved, &held, now).await?;
        Ok(tx.commit().await?)
    }

    /// A facility without a log-in address reads nothing.
    async fn tell(&self, tx: &mut PgConnection, to: Option<&str>, mail: &Mail, now: Timestamp) -> Result<()> {
        match to {
            Some(to) => notices::enqueue(tx, &self.0.settings, to, mail, now).await,
            None => Ok(()),
        }
    }
}

/// A linkage under its lock that the actor may change so, and as whom.
struct Mine {
    held: Held,
    who: Ender,
}

impl std::ops::Deref for Mine {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.held
    }
}

/// Locks a linkage and permits the action. Of one that is not theirs nobody learns that it is there.
async fn hold(
    tx: &mut PgConnection,
    by: &By,
    action: LinkageAction,
    id: LinkageId,
    today: Date,
) -> Result<Mine> {
    queries::lock(tx, id).await?;
    let held = queries::linkage(tx, id).await?.ok_or(Error::NotFound)?;
    let who = permit(by, action, &held)?;
    held.linkage.is_alive(today)?;
    Ok(Mine { held, who })
}

fn permit(by: &By, action: LinkageAction, held: &Held) -> Result<Ender> {
    may(&by.actor, action, held.linkage.parties, &held.linkage.state).map_err(|refused| match refused {
        LinkageRefused::NotYours => Error::NotFound,
        refused => refused.into(),
    })
}

/// The day as it was typed.
fn day(typed: &str) -> Result<Date> {
    let read = reading::day(typed).map_err(|problem| match problem {
        DayProblem::NotADay => LinkageRefused::NotADay,
        DayProblem::StrangeYear(year) => LinkageRefused::StrangeYear(year),
    });
    Ok(read?)
}

async fn record(tx: &mut PgConnection, by: &By, event: EventName, held: &Held, now: Timestamp) -> Result<()> {
    audit::record(tx, by, Event::new(event, held.linkage.id.0).with(detail(held)), now).await
}

/// Whom it is about, and from when: ids and days.
fn detail(held: &Held) -> serde_json::Value {
    let parties = held.linkage.parties;
    json!({
        "core": parties.core,
        "partner": parties.partner,
        "starts_on": held.linkage.starts.to_string(),
    })
}
