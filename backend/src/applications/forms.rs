//! What is typed into the forms: nothing is ever lost, nothing is overwritten unseen (F3).

use domain::{
    accounts::Applying,
    applications::{
        ApplicationAction, ApplicationRefused, Form, FormRegistered, FormSaved, Part, Sheets, check, may,
    },
    audit::EventName,
    cases::Saved,
    fields::Fields,
    ids::{AsideId, DocumentId},
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::{Typed, facility, queries, rounds, rows::Held};
use crate::{
    Applications, By, Error, Result,
    audit::{self, Event},
};

/// What became of typed text.
enum Kept {
    /// It is the draft, with this version, since then.
    Draft { version: i64, saved_at: Timestamp },
    /// The state forbids it or a newer draft is there: it was set aside.
    Aside(AsideId),
}

pub(super) async fn save(
    this: &Applications<'_>,
    by: &By,
    applying: Applying,
    part: Part,
    typed: Typed,
) -> Result<FormSaved> {
    let me = facility(&by.actor)?;
    let now = this.0.clock.now();
    let typed = Typed { fields: Form::of(applying, part).tidy(&typed.fields), ..typed };
    let mut tx = this.0.begin().await?;
    if typed.version == 0 && typed.fields.is_empty() && queries::live(&mut tx, me, applying).await?.is_none()
    {
        return Ok(FormSaved { saved: Saved::Kept { version: 0, saved_at: now }, registered: false });
    }
    let mut held = queries::hold(&mut tx, me, applying).await?;
    let draft = held.draft(part);
    // Nothing to keep: answered in every state, so that a page which repeats itself is not frightened.
    if let Some(saved_at) = draft.saved_at.filter(|_| draft.fields == typed.fields) {
        let saved = Saved::Kept { version: draft.version, saved_at };
        return Ok(FormSaved { saved, registered: draft.registered });
    }
    let (allowed, kept) = keep(this, &mut tx, by, &mut held, part, typed, now).await?;
    tx.commit().await?;
    allowed?;
    let saved = match kept {
        Kept::Draft { version, saved_at } => Saved::Kept { version, saved_at },
        Kept::Aside(aside) => Saved::Conflict { aside },
    };
    Ok(FormSaved { saved, registered: held.draft(part).registered })
}

pub(super) async fn register(
    this: &Applications<'_>,
    by: &By,
    applying: Applying,
    part: Part,
    typed: Typed,
) -> Result<FormRegistered> {
    let me = facility(&by.actor)?;
    let now = this.0.clock.now();
    let typed = Typed { fields: Form::of(applying, part).settled(&typed.fields), ..typed };
    let mut tx = this.0.begin().await?;
    let mut held = queries::hold(&mut tx, me, applying).await?;
    let (allowed, kept) = keep(this, &mut tx, by, &mut held, part, typed, now).await?;
    let answer = match (&allowed, kept) {
        (Err(_), _) => FormRegistered::Invalid,
        (Ok(()), Kept::Aside(aside)) => FormRegistered::Conflict { aside },
        (Ok(()), Kept::Draft { .. }) => {
            let round = this.round(&mut tx, &held).await?;
            let sheets = held.sheets();
            let facts = this.facts(&mut tx, me, &sheets, round).await?;
            let right = check(applying, part, &sheets, &facts).is_empty();
            let was = held.draft(part).registered;
            if right != was {
                queries::set_registered(&mut tx, held.id, part, right).await?;
            }
            if right && !was {
                let detail = json!({ "applies_as": applying.key(), "part": part.key() });
                let event = Event::new(EventName::ApplicationRegistered, held.id.0).with(detail);
                audit::record(&mut tx, by, event, now).await?;
            }
            if right { FormRegistered::Done } else { FormRegistered::Invalid }
        }
    };
    tx.commit().await?;
    allowed?;
    Ok(answer)
}

pub(super) async fn take_aside(
    this: &Applications<'_>,
    by: &By,
    applying: Applying,
    part: Part,
    aside: AsideId,
) -> Result<()> {
    let me = facility(&by.actor)?;
    let now = this.0.clock.now();
    let mut tx = this.0.begin().await?;
    let mut held = queries::hold(&mut tx, me, applying).await?;
    let fields = queries::remove_aside(&mut tx, held.id, part, aside).await?.ok_or(Error::NotFound)?;
    let draft = held.draft(part).clone();
    if fields != draft.fields && !draft.fields.is_empty() {
        queries::set_aside(&mut tx, held.id, part, &draft.fields, draft.version, now).await?;
    }
    let typed = Typed { fields, version: draft.version };
    let (allowed, _) = keep(this, &mut tx, by, &mut held, part, typed, now).await?;
    // Refused: everything stays as it was, the aside too.
    allowed?;
    let detail = json!({ "applies_as": applying.key(), "part": part.key(), "aside": aside });
    audit::record(&mut tx, by, Event::new(EventName::ApplicationAsideTaken, held.id.0).with(detail), now)
        .await?;
    Ok(tx.commit().await?)
}

pub(super) async fn drop_aside(
    this: &Applications<'_>,
    by: &By,
    applying: Applying,
    part: Part,
    aside: AsideId,
) -> Result<()> {
    let me = facility(&by.actor)?;
    let now = this.0.clock.now();
    let mut tx = this.0.begin().await?;
    let held = queries::hold(&mut tx, me, applying).await?;
    let dropped = queries::remove_aside(&mut tx, held.id, part, aside).await?.ok_or(Error::NotFound)?;
    if part == Part::Form1 && dropped.get("document") != held.draft(part).fields.get("document") {
        let_go(this, &mut tx, &held, dropped.get("document")).await?;
    }
    let detail = json!({ "applies_as": applying.key(), "part": part.key(), "aside": aside });
    audit::record(&mut tx, by, Event::new(EventName::ApplicationAsideDropped, held.id.0).with(detail), now)
        .await?;
    Ok(tx.commit().await?)
}

/// Makes the text the draft of a locked application, or sets it aside: nobody's text is lost, whatever the answer. What
/// comes when the round has just closed is kept as the draft all the same (F2).
async fn keep(
    this: &Applications<'_>,
    tx: &mut PgConnection,
    by: &By,
    held: &mut Held,
    part: Part,
    mut typed: Typed,
    now: Timestamp,
) -> Result<(Result<(), ApplicationRefused>, Kept)> {
    let open = rounds::standing(tx, held.applying, this.0.today()).await?.open().is_some();
    let allowed = may(&by.actor, ApplicationAction::Edit, held.owner, &held.state, open);
    let draft = held.draft(part);
    if let Some(saved_at) = draft.saved_at.filter(|_| draft.fields == typed.fields) {
        return Ok((allowed, Kept::Draft { version: draft.version, saved_at }));
    }
    let writable = matches!(allowed, Ok(()) | Err(ApplicationRefused::RoundClosed));
    if !writable || typed.version != draft.version {
        // Whoever goes back to this text goes back to its file.
        if let Ok(document) = typed.fields.get("document").parse::<DocumentId>() {
            this.0.documents().attach(tx, held.owner, document).await?;
        }
        let aside = queries::set_aside(tx, held.id, part, &typed.fields, typed.version, now).await?;
        return Ok((allowed, Kept::Aside(aside)));
    }
    if part == Part::Form1 {
        let before = held.draft(part).fields.get("document").to_owned();
        use_document(this, tx, held, &before, &mut typed.fields).await?;
    }
    let version = queries::save_form(tx, held.id, part, &typed.fields, now).await?;
    let draft = held.draft_mut(part);
    draft.fields = typed.fields;
    draft.version = version;
    draft.saved_at = Some(now);
    recheck(this, tx, held).await?;
    Ok((allowed, Kept::Draft { version, saved_at: now }))
}

/// A draft names no document but the facility's own; one that it names no longer is let go (F6).
async fn use_document(
    this: &Applications<'_>,
    tx: &mut PgConnection,
    held: &Held,
    before: &str,
    fields: &mut Fields,
) -> Result<()> {
    let named = fields.get("document").to_owned();
    if named == before {
        return Ok(());
    }
    let own = match named.parse::<DocumentId>() {
        Ok(id) => this.0.documents().attach(tx, held.owner, id).await?.is_some(),
        Err(_) => false,
    };
    if !own {
        // Emptied on purpose, or not theirs: then what was there stays.
        fields.set("document", if named.is_empty() { "" } else { before });
    }
    if fields.get("document") != before {
        let_go(this, tx, held, before).await?;
    }
    Ok(())
}

/// The draft names this document no longer: unless a version does, or a text that was set aside, it is swept away.
async fn let_go(this: &Applications<'_>, tx: &mut PgConnection, held: &Held, document: &str) -> Result<()> {
    if let Ok(document) = document.parse::<DocumentId>()
        && !queries::is_named(tx, held.id, document).await?
    {
        this.0.documents().detach(tx, held.owner, document).await?;
    }
    Ok(())
}

/// A form that was 登録済 and is no longer valid is 未完了 again; what stands in one form can make the other so (F3).
async fn recheck(this: &Applications<'_>, tx: &mut PgConnection, held: &mut Held) -> Result<()> {
    if !Part::ALL.iter().any(|part| held.draft(*part).registered) {
        return Ok(());
    }
    let round = this.round(tx, held).await?;
    let sheets: Sheets = held.sheets();
    let facts = this.facts(tx, held.owner, &sheets, round).await?;
    for part in Part::ALL {
        if held.draft(part).registered && !check(held.applying, part, &sheets, &facts).is_empty() {
            queries::set_registered(tx, held.id, part, false).await?;
            held.draft_mut(part).registered = false;
        }
    }
    Ok(())
}
