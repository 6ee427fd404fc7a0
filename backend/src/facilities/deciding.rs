//! 「承認」「差し戻し」 by the office (F12, F13).

use domain::{
    audit::EventName,
    facilities::{About, ChangeAction, ChangeName, ChangeState, Verdict, may},
    ids::{ChangeId, FacilityId},
    notices::{ChangeNews, Mail},
    registry::FacilityKind,
};
use serde_json::json;
use sqlx::PgConnection;

use super::{effect, queries};
use crate::{
    By, Error, Facilities, Result,
    audit::{self, Event},
    notices,
};

pub(super) async fn decide(
    this: &Facilities<'_>,
    by: &By,
    id: ChangeId,
    verdict: Verdict,
) -> Result<ChangeState> {
    let (at, today) = (this.0.clock.now(), this.0.today());
    let mut tx = this.0.begin().await?;
    queries::lock(&mut tx, id).await?;
    let (mut change, member) = queries::change(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may(&by.actor, ChangeAction::Decide, change.facility, &change.state)?;
    change.state = change.state.decide(verdict)?;
    queries::save_state(&mut tx, id, &change.state, Some(at), None).await?;
    let (event, news) = match change.state.name() {
        ChangeName::Refused => (EventName::FacilityChangeRefused, ChangeNews::Refused),
        _ => (EventName::FacilityChangeApproved, ChangeNews::Approved),
    };
    let page = match change.kind {
        Some(kind) => kind,
        None => queries::last_kind(&mut tx, change.facility).await?,
    };
    tell(this, &mut tx, change.facility, change.about, page, news).await?;
    if (change.about, change.kind, &change.state)
        == (About::Return, Some(FacilityKind::Core), &ChangeState::Approved)
    {
        this.0.network().tell_partners(&mut tx, change.facility, change.effective_on).await?;
    }
    let detail = json!({ "about": change.about.key(), "change": id });
    audit::record(&mut tx, by, Event::new(event, change.facility.0).with(detail), at).await?;
    if change.effective_on <= today && change.state == ChangeState::Approved {
        change.state = effect::apply(&mut tx, &change, member, at).await?;
    }
    tx.commit().await?;
    Ok(change.state)
}

/// Tells the facility, at the address that it signs in with.
pub(super) async fn tell(
    this: &Facilities<'_>,
    db: &mut PgConnection,
    to: FacilityId,
    about: About,
    page: FacilityKind,
    news: ChangeNews,
) -> Result<()> {
    let Some((facility, Some(address))) = queries::address(db, to).await? else { return Ok(()) };
    let mail = Mail::ChangeTold { facility, about, page, news };
    notices::enqueue(db, &this.0.settings, &address, &mail, this.0.clock.now()).await
}
