//! The day of a change (F12, F13): done once, by whoever comes first.

use domain::{
    audit::EventName,
    facilities::{About, ChangeState, ChangeView},
    ids::{ChangeId, FacilityId, MemberId},
    notices::ChangeNews,
    registry::FacilityKind,
    text,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::{PgConnection, Postgres, Transaction};

use super::{deciding::tell, queries};
use crate::{
    Error, Facilities, Origin, Result,
    audit::{self, Event},
    catch_up::CatchUp,
};

/// One transaction for each: what was done stays done when another one fails, and that one keeps nobody waiting.
pub(super) async fn take_effect(this: &Facilities<'_>) -> Result<u64> {
    let (at, today) = (this.0.clock.now(), this.0.today());
    let mut changes = CatchUp::of("a change of a facility");
    loop {
        let mut tx = this.0.begin().await?;
        let Some(id) = queries::lock_due(&mut tx, today, changes.failed()).await? else { break };
        changes.record(id.0, change(tx, id, at).await);
    }
    let mut accounts = CatchUp::of("the end of a facility's account");
    loop {
        let mut tx = this.0.begin().await?;
        let Some((facility, kind)) = queries::lock_to_close(&mut tx, today, accounts.failed()).await? else {
            break;
        };
        accounts.record(facility.0, close(this, tx, facility, kind, at).await);
    }
    Ok(changes.done() + accounts.done())
}

/// A change that is locked and whose day has come.
async fn change(mut tx: Transaction<'_, Postgres>, id: ChangeId, at: Timestamp) -> Result<()> {
    let (change, member) = queries::change(&mut tx, id).await?.ok_or(Error::NotFound)?;
    apply(&mut tx, &change, member, at).await?;
    Ok(tx.commit().await?)
}

/// The account of a locked facility that holds nothing any more.
async fn close(
    this: &Facilities<'_>,
    mut tx: Transaction<'_, Postgres>,
    facility: FacilityId,
    kind: FacilityKind,
    at: Timestamp,
) -> Result<()> {
    // The last mail goes to the address that becomes free.
    tell(this, &mut tx, facility, About::Return, kind, ChangeNews::Closed).await?;
    queries::close(&mut tx, facility).await?;
    let event = Event::new(EventName::FacilityClosed, facility.0);
    audit::record_system(&mut tx, &Origin::default(), event, at).await?;
    Ok(tx.commit().await?)
}

/// Does what a locked, approved change says.
pub(super) async fn apply(
    db: &mut PgConnection,
    change: &ChangeView,
    member: Option<MemberId>,
    at: Timestamp,
) -> Result<ChangeState> {
    let unlike = |what| Error::inconsistent("facility_change", what);
    let state = change.state.clone().take_effect().ok_or_else(|| unlike("not approved"))?;
    let (facility, proposed, day) = (change.facility, &change.proposed, change.effective_on);
    match (change.about, change.kind, member) {
        (About::Name, None, None) => {
            let (name, kana) = (proposed.get("name"), proposed.get("kana"));
            let key = format!("{} {}", text::search_key(name), text::search_key(kana));
            queries::rename(db, facility, name, kana, &key).await?;
        }
        (About::Address, None, None) => queries::move_to(db, facility, proposed.get("address")).await?,
        (About::Responsible, Some(kind), Some(member)) => {
            queries::put_in_charge(db, facility, kind, member, day).await?;
        }
        (About::Return, Some(kind), None) => queries::end_certification(db, facility, kind, day).await?,
        _ => return Err(unlike("a matter without its facts")),
    }
    queries::save_state(db, change.id, &state, None, Some(at)).await?;
    let detail = json!({ "about": change.about.key(), "effective_on": day.to_string(), "change": change.id });
    let event = Event::new(EventName::FacilityChangeEffective, facility.0).with(detail);
    audit::record_system(db, &Origin::default(), event, at).await?;
    Ok(state)
}
