//! What is typed, until it is registered: nothing is ever lost and nothing is overwritten unseen (C3, C11).

use domain::{
    audit::EventName,
    cases::{CaseAction, CaseSet, Form, Registered, Saved, Slot, check, may},
    ids::{AsideId, MemberId, VersionId},
    text,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Typed, chosen_record, own, queries, rows::Held};
use crate::{
    Backend, By, Error, Result,
    audit::{self, Event},
};

impl Typed {
    /// The text as it is kept, so that equal texts are equal drafts: unix line breaks, the form's inputs only, the
    /// category that the screen shows (C2).
    fn tidy(&self, set: CaseSet, slot: Slot) -> Self {
        let mut fields = self.fields.tidy(Form::of(set).inputs());
        let category = set.category_or_default(slot, fields.get("category")).to_owned();
        fields.set("category", category);
        Self { fields, memo: text::unix_lines(&self.memo), version: self.version }
    }

    /// Nothing but what an empty slot shows by itself?
    fn is_blank(&self, set: CaseSet, slot: Slot) -> bool {
        let untouched = Self { fields: domain::cases::Fields::default(), memo: String::new(), version: 0 };
        self.fields == untouched.tidy(set, slot).fields && self.memo.is_empty()
    }

    fn is_kept_as(&self, case: &Held) -> bool {
        self.fields == case.fields && self.memo == case.memo
    }

    /// Was it typed on the draft that is there now? On an empty slot, when nothing is there now.
    fn is_typed_on(&self, case: &Held) -> bool {
        self.version == case.version || (self.version == 0 && case.is_blank())
    }
}

/// What became of typed text.
enum Kept {
    /// It is the draft, with this version, since then.
    Draft { version: i64, saved_at: Timestamp },
    /// The state forbids it or a newer draft is there: it was set aside.
    Aside(AsideId),
}

pub(super) async fn save(
    backend: &Backend,
    by: &By,
    set: CaseSet,
    slot: Slot,
    typed: Typed,
) -> Result<Saved> {
    let me = by.actor.physician()?;
    let now = backend.clock.now();
    let typed = typed.tidy(set, slot);
    let mut tx = backend.begin().await?;
    let case = match queries::hold(&mut tx, me, set, slot).await? {
        Some(case) => case,
        None if typed.is_blank(set, slot) => return Ok(Saved::Kept { version: 0, saved_at: now }),
        None => occupy(&mut tx, me, set, slot, now).await?,
    };
    // Nothing to keep: answered in every state, so that a page which repeats itself is not frightened.
    if typed.is_kept_as(&case) {
        return Ok(Saved::Kept { version: case.version, saved_at: case.saved_at });
    }
    let allowed = may(&by.actor, CaseAction::Edit, &own(me), &case.state);
    let kept = keep(&mut tx, &case, &typed, allowed.is_ok(), now).await?;
    tx.commit().await?;
    allowed?;
    Ok(match kept {
        Kept::Draft { version, saved_at } => Saved::Kept { version, saved_at },
        Kept::Aside(aside) => Saved::Conflict { aside },
    })
}

pub(super) async fn register(
    backend: &Backend,
    by: &By,
    set: CaseSet,
    slot: Slot,
    typed: Typed,
) -> Result<Registered> {
    let me = by.actor.physician()?;
    let (now, today) = (backend.clock.now(), backend.today());
    let typed = typed.tidy(set, slot);
    let mut tx = backend.begin().await?;
    let case = match queries::hold(&mut tx, me, set, slot).await? {
        Some(case) => case,
        None => occupy(&mut tx, me, set, slot, now).await?,
    };
    let allowed = may(&by.actor, CaseAction::Register, &own(me), &case.state);
    let kept = keep(&mut tx, &case, &typed, allowed.is_ok(), now).await?;
    let (version, saved_at) = match (allowed, kept) {
        (Ok(()), Kept::Draft { version, saved_at }) => (version, saved_at),
        (Ok(()), Kept::Aside(aside)) => {
            tx.commit().await?;
            return Ok(Registered::Conflict { aside });
        }
        (Err(refused), _) => {
            tx.commit().await?;
            return Err(refused.into());
        }
    };
    let (record, siblings) = chosen_record(&mut tx, &typed.fields, today).await?;
    let form = Form::of(set).limited(&backend.settings.limits);
    let checked = check(&form, slot, &typed.fields, &typed.memo, record.as_ref(), &siblings, today);
    let report = match checked {
        Ok(report) => report,
        Err(problems) => {
            tx.commit().await?;
            return Ok(Registered::Invalid { problems, version, saved_at });
        }
    };
    let last = queries::last_version(&mut tx, case.id).await?;
    if last.as_ref().is_none_or(|(_, fields)| *fields != report.fields) {
        let id = VersionId(Uuid::now_v7());
        let number = last.map_or(1, |(number, _)| number + 1);
        let state = case.state.register(set, id)?;
        queries::insert_version(&mut tx, case.id, id, number, &report, now).await?;
        queries::save_state(&mut tx, case.id, &state, case.unread).await?;
        let detail = json!({
            "set": set.key(), "slot": slot.number(), "state": state.name().key(), "version": id, "number": number,
        });
        audit::record(&mut tx, by, Event::new(EventName::CaseRegistered, case.id.0).with(detail), now)
            .await?;
    }
    tx.commit().await?;
    Ok(Registered::Done)
}

pub(super) async fn take_aside(
    backend: &Backend,
    by: &By,
    set: CaseSet,
    slot: Slot,
    aside: AsideId,
) -> Result<()> {
    let me = by.actor.physician()?;
    let now = backend.clock.now();
    let mut tx = backend.begin().await?;
    let case = queries::hold(&mut tx, me, set, slot).await?.ok_or(Error::NotFound)?;
    may(&by.actor, CaseAction::Edit, &own(me), &case.state)?;
    let (fields, memo) = queries::remove_aside(&mut tx, case.id, aside).await?.ok_or(Error::NotFound)?;
    if fields != case.fields || memo != case.memo {
        if !case.is_blank() {
            queries::set_aside(&mut tx, case.id, &case.fields, &case.memo, case.version, now).await?;
        }
        queries::save_draft(&mut tx, case.id, &fields, &memo, now).await?;
    }
    let detail = json!({ "set": set.key(), "slot": slot.number(), "aside": aside });
    audit::record(&mut tx, by, Event::new(EventName::CaseAsideTaken, case.id.0).with(detail), now).await?;
    Ok(tx.commit().await?)
}

pub(super) async fn drop_aside(
    backend: &Backend,
    by: &By,
    set: CaseSet,
    slot: Slot,
    aside: AsideId,
) -> Result<()> {
    let me = by.actor.physician()?;
    let now = backend.clock.now();
    let mut tx = backend.begin().await?;
    let case = queries::hold(&mut tx, me, set, slot).await?.ok_or(Error::NotFound)?;
    queries::remove_aside(&mut tx, case.id, aside).await?.ok_or(Error::NotFound)?;
    let detail = json!({ "set": set.key(), "slot": slot.number(), "aside": aside });
    audit::record(&mut tx, by, Event::new(EventName::CaseAsideDropped, case.id.0).with(detail), now).await?;
    Ok(tx.commit().await?)
}

/// Makes the text the draft of a locked case, or sets it aside: nobody's text is lost, whatever the answer (C11).
async fn keep(
    tx: &mut PgConnection,
    case: &Held,
    typed: &Typed,
    allowed: bool,
    now: Timestamp,
) -> Result<Kept> {
    if typed.is_kept_as(case) {
        return Ok(Kept::Draft { version: case.version, saved_at: case.saved_at });
    }
    if allowed && typed.is_typed_on(case) {
        let version = queries::save_draft(tx, case.id, &typed.fields, &typed.memo, now).await?;
        return Ok(Kept::Draft { version, saved_at: now });
    }
    let aside = queries::set_aside(tx, case.id, &typed.fields, &typed.memo, typed.version, now).await?;
    Ok(Kept::Aside(aside))
}

/// Puts a case into an empty slot and locks it. When somebody else was faster, theirs is locked, and what is typed here
/// meets their draft as a newer one.
async fn occupy(
    tx: &mut PgConnection,
    me: MemberId,
    set: CaseSet,
    slot: Slot,
    now: Timestamp,
) -> Result<Held> {
    loop {
        queries::occupy(tx, me, set, slot, now).await?;
        // Nothing is there when the faster one has already deleted it again.
        if let Some(case) = queries::hold(tx, me, set, slot).await? {
            return Ok(case);
        }
    }
}
