//! The facility's side: contact data at once, everything else by asking the office (F12, F13).

use domain::{
    audit::EventName,
    calendar,
    facilities::{
        About, CONTACT, ChangeAction, ChangeRefused, ChangeState, check_contact, check_proposed, kind_of,
        may, settled,
    },
    fields::Fields,
    ids::ChangeId,
    notices::ChangeNews,
    registry::FacilityKind,
};
use serde_json::json;
use uuid::Uuid;

use super::{deciding::tell, facility, queries, trimmed};
use crate::{
    By, Error, Facilities, Result,
    audit::{self, Event},
};

/// What became of changed contact data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactSaved {
    Done,
    /// Something is not right; the page says what.
    Invalid,
    /// Somebody else has changed it since; nothing was overwritten.
    Conflict,
}

/// What became of a change that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Done(ChangeId),
    /// Something is not right; the page says what.
    Invalid,
}

pub(super) async fn save_contact(
    this: &Facilities<'_>,
    by: &By,
    kind: FacilityKind,
    typed: &Fields,
    version: i64,
) -> Result<ContactSaved> {
    let me = facility(&by.actor)?;
    let (now, today) = (this.0.clock.now(), this.0.today());
    let typed = settled(typed, &CONTACT);
    let mut tx = this.0.begin().await?;
    queries::lock_facility(&mut tx, me).await?;
    let held = queries::records(&mut tx, me, Some(kind)).await?;
    if held.iter().all(|record| record.period.start() > today) {
        return Err(Error::NotFound);
    }
    if !check_contact(&typed, &this.facts(&mut tx, me, &typed).await?).is_empty() {
        return Ok(ContactSaved::Invalid);
    }
    if !queries::save_contact(&mut tx, me, &typed, version).await? {
        return Ok(ContactSaved::Conflict);
    }
    let detail = json!({ "version": version + 1 });
    audit::record(&mut tx, by, Event::new(EventName::FacilityContactChanged, me.0).with(detail), now).await?;
    tx.commit().await?;
    Ok(ContactSaved::Done)
}

pub(super) async fn ask(
    this: &Facilities<'_>,
    by: &By,
    kind: FacilityKind,
    about: About,
    typed: &Fields,
) -> Result<Asked> {
    let me = facility(&by.actor)?;
    let (at, today) = (this.0.clock.now(), this.0.today());
    let mut tx = this.0.begin().await?;
    queries::lock_facility(&mut tx, me).await?;
    let records = queries::records(&mut tx, me, Some(kind)).await?;
    let record = records
        .iter()
        .find(|record| record.period.contains(today))
        .or_else(|| {
            records.iter().find(|_| about != About::Return).filter(|last| last.period.start() <= today)
        })
        .ok_or(Error::NotFound)?;
    let (now, _) = queries::now(&mut tx, me, kind).await?.ok_or(Error::SignedOut)?;
    let facts = this.facts(&mut tx, me, typed).await?;
    let certified = (about == About::Return).then_some(&record.period);
    let problems = check_proposed(about, typed, &facts, certified);
    let day = calendar::parse_day(typed.get("effective_on"));
    let (Some(effective_on), true) = (day, problems.is_empty()) else { return Ok(Asked::Invalid) };

    let id = ChangeId(Uuid::now_v7());
    let before = match about {
        About::Return => {
            [("certificate_no", record.certificate_no.clone()), ("period", record.period.to_string())]
                .into_iter()
                .collect()
        }
        _ => trimmed(&now, about.inputs()),
    };
    let proposed = settled(typed, about.inputs());
    let member = match about {
        About::Responsible => {
            let number = domain::applications::Facts::number(proposed.get("responsible_no"));
            Some(queries::member(&mut tx, &number).await?.ok_or(Error::NotFound)?)
        }
        _ => None,
    };
    let asked = queries::NewChange {
        id,
        facility: me,
        about,
        kind: kind_of(about, kind),
        member,
        before: &before,
        proposed: &proposed,
        effective_on,
        at,
    };
    if !queries::insert(&mut tx, asked).await? {
        return Err(ChangeRefused::AlreadyAsked.into());
    }
    tell(this, &mut tx, me, about, kind, ChangeNews::Received).await?;
    let detail = json!({ "about": about.key(), "kind": kind.key(), "effective_on": effective_on.to_string(), "change": id });
    audit::record(&mut tx, by, Event::new(EventName::FacilityChangeAsked, me.0).with(detail), at).await?;
    tx.commit().await?;
    Ok(Asked::Done(id))
}

pub(super) async fn withdraw(this: &Facilities<'_>, by: &By, id: ChangeId) -> Result<()> {
    let at = this.0.clock.now();
    let mut tx = this.0.begin().await?;
    queries::lock(&mut tx, id).await?;
    let (change, _) = queries::change(&mut tx, id).await?.ok_or(Error::NotFound)?;
    may(&by.actor, ChangeAction::Withdraw, change.facility, &change.state)?;
    let state: ChangeState = change.state.withdraw()?;
    queries::save_state(&mut tx, id, &state, None, None).await?;
    let detail = json!({ "about": change.about.key(), "change": id });
    let event = Event::new(EventName::FacilityChangeWithdrawn, change.facility.0).with(detail);
    audit::record(&mut tx, by, event, at).await?;
    Ok(tx.commit().await?)
}
