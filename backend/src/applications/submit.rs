//! 申請 (F4, F5).

use domain::{
    accounts::Applying,
    applications::{ApplicationAction, ApplicationRefused, Applied, Part, Round, may},
    audit::EventName,
    ids::ApplicationVersionId,
    notices::Mail,
    registry,
};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{facility, facts, queries, rounds, rows::Held};
use crate::{
    Applications, By, Error, Result,
    audit::{self, Event},
    notices,
};

pub(super) async fn submit(this: &Applications<'_>, by: &By, applying: Applying) -> Result<Applied> {
    let me = facility(&by.actor)?;
    let now = this.0.clock.now();
    let mut tx = this.0.begin().await?;
    let mut held = queries::hold(&mut tx, me, applying).await?;
    let standing = rounds::standing(&mut tx, applying, this.0.today()).await?;
    may(&by.actor, ApplicationAction::Submit, me, &held.state, standing.open().is_some())?;
    if !Part::ALL.iter().all(|part| held.draft(*part).registered) {
        return Err(ApplicationRefused::FormsIncomplete.into());
    }
    let round = held.round.or(standing.open()).ok_or(ApplicationRefused::RoundClosed)?;
    // Once more: forms may have been registered by an earlier release.
    let sheets = held.sheets().settled(applying);
    let facts = this.facts(&mut tx, me, &sheets, Some(round)).await?;
    let problems = facts::problems(applying, &sheets, &facts);
    if !problems.is_empty() {
        // The register or the day has changed since 登録 (F7, F8).
        for part in Part::ALL {
            if problems.iter().any(|(of, _)| *of == part) {
                queries::set_registered(&mut tx, held.id, part, false).await?;
            }
        }
        tx.commit().await?;
        return Ok(Applied::Incomplete);
    }
    let version = ApplicationVersionId(Uuid::now_v7());
    held.state = held.state.submit(version)?;
    let number = queries::insert_version(&mut tx, held.id, version, &sheets, now).await?;
    let search_key = registry::facility_search_key(
        sheets.form1.get("name"),
        sheets.form1.get("kana"),
        sheets.form1.get("prefecture"),
    );
    queries::save_submitted(&mut tx, held.id, &held.state, round.id, &search_key, now).await?;
    let to = queries::address(&mut tx, me).await?.ok_or(Error::NotFound)?;
    let mail = Mail::ApplicationReceived { facility: sheets.form1.get("name").to_owned(), applying, number };
    notices::enqueue(&mut tx, &this.0.settings, &to, &mail, now).await?;
    let detail =
        json!({ "applies_as": applying.key(), "version": version, "number": number, "round": round.id });
    audit::record(&mut tx, by, Event::new(EventName::ApplicationSubmitted, held.id.0).with(detail), now)
        .await?;
    tx.commit().await?;
    Ok(Applied::Done(held.id))
}

impl Applications<'_> {
    /// The round that counts: the one it was submitted in, else the open one.
    pub(super) async fn round(&self, db: &mut PgConnection, held: &Held) -> Result<Option<Round>> {
        match held.round {
            Some(round) => Ok(Some(round)),
            None => Ok(rounds::standing(db, held.applying, self.0.today()).await?.open()),
        }
    }
}
