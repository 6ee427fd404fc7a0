//! 施設認定申請: rounds, a facility's application from the first letter to 申請 (F1–F8).
//!
//! Statements each use case needs, beside `begin` and `commit`: [`Applications::home`] 3 · [`Applications::overview`] 2 · [`Applications::editor`] 5,
//! with a document 6 · [`Applications::search_cores`] 1 · [`Applications::review`] 5 ·
//! [`Applications::rounds`] 1 · [`Applications::round_form`] 2 · [`Applications::closing_rounds`] 1.

mod facts;
mod forms;
mod office;
mod planning;
mod queries;
mod rounds;
mod rows;
mod start;
mod submit;
#[cfg(test)]
mod tests;

pub use planning::RoundKept;

use domain::{
    accounts::Applying,
    actor::Actor,
    applications::{
        ApplicationAction, ApplicationHome, ApplicationRefused, ApplicationReview, ApplicationState, Applied,
        CoreSearch, FormEditor, FormRegistered, FormSaved, Part, Standing, StateName, check, may, release,
    },
    fields::Fields,
    ids::{AsideId, DocumentId, FacilityId},
    refused::Refused,
};
use sqlx::PgConnection;

use crate::{Applications, By, Error, Result};
use rows::Held;

pub(crate) use start::Named;

/// What is typed into a form, and the version of the draft it was typed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub fields: Fields,
    /// [`FormEditor::version`] of the page that sends it; 0 where nothing was ever kept.
    pub version: i64,
}

impl Applications<'_> {
    /// 「基幹施設申請」: both forms with their state.
    pub async fn home(&self, by: &By, applying: Applying) -> Result<ApplicationHome> {
        let me = facility(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let (mut home, _) = self.opened(&mut db, me, applying).await?;
        if home.state == StateName::Draft {
            home.failed = queries::office::last_failed(&mut db, me, applying).await?;
        }
        Ok(home)
    }

    /// What マイページTOP shows of each 種別.
    pub async fn overview(&self, by: &By) -> Result<Vec<ApplicationHome>> {
        let me = facility(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let standings = rounds::standings(&mut db, self.0.today()).await?;
        let held = queries::all_live(&mut db, me).await?;
        Ok(standings
            .into_iter()
            .map(|(applying, standing)| {
                home(applying, standing, held.iter().find(|held| held.applying == applying))
            })
            .collect())
    }

    /// 「1.申請書」 or 「2.概要書」.
    ///
    /// # Errors
    /// Refuses outside a round (F2) and when the state forbids writing (F4).
    pub async fn editor(&self, by: &By, applying: Applying, part: Part) -> Result<FormEditor> {
        let me = facility(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let (home, held) = self.opened(&mut db, me, applying).await?;
        let state = held.as_ref().map_or(ApplicationState::Draft, |held| held.state);
        may(&by.actor, ApplicationAction::Edit, me, &state, home.standing.open().is_some())?;
        let round = held.as_ref().and_then(|held| held.round).or(home.standing.open());
        let held = held.unwrap_or_else(|| Held::nothing(me, applying));
        let sheets = held.sheets();
        let facts = self.facts(&mut db, me, &sheets, round).await?;
        let draft = held.draft(part);
        Ok(FormEditor {
            facility: me,
            applying,
            part,
            state: home.state,
            round,
            version: draft.version,
            saved_at: draft.saved_at,
            registered: draft.registered,
            problems: check(applying, part, &sheets, &facts),
            asides: if held.is_new() { Vec::new() } else { queries::asides(&mut db, held.id, part).await? },
            asked_for: home.asked_for,
            known: facts::known(sheets.of(part), &facts),
            release: release(&sheets, &facts),
            core: facts.core,
            document: self.document(&mut db, sheets.of(part)).await?,
            fields: draft.fields.clone(),
            today: facts.today,
        })
    }

    /// 「基幹施設との連携」: facilities that are or will be certified as 基幹施設, by name, kana or 認定番号.
    pub async fn search_cores(&self, by: &By, words: &str) -> Result<CoreSearch> {
        facility(&by.actor)?;
        facts::search_cores(self.0, words).await
    }

    /// 一時保存 and autosave: keeps anything, unless a newer draft is there ([`domain::cases::Saved::Conflict`]). A form that was 登録済
    /// and is no longer valid is 未完了 again (F3).
    ///
    /// # Errors
    /// Refuses outside a round and when the state forbids writing; what was typed is kept all the same.
    pub async fn save(&self, by: &By, applying: Applying, part: Part, typed: Typed) -> Result<FormSaved> {
        forms::save(self, by, applying, part, typed).await
    }

    /// 登録: keeps the draft and checks all of it; 登録済 when it is right (F3). One transaction.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn register(
        &self,
        by: &By,
        applying: Applying,
        part: Part,
        typed: Typed,
    ) -> Result<FormRegistered> {
        forms::register(self, by, applying, part, typed).await
    }

    /// Puts a draft that was set aside back as the draft; the present one is set aside in turn.
    pub async fn take_aside(&self, by: &By, applying: Applying, part: Part, aside: AsideId) -> Result<()> {
        forms::take_aside(self, by, applying, part, aside).await
    }

    /// Throws a draft that was set aside away.
    pub async fn drop_aside(&self, by: &By, applying: Applying, part: Part, aside: AsideId) -> Result<()> {
        forms::drop_aside(self, by, applying, part, aside).await
    }

    /// Everything as the office will see it, before and after 申請.
    pub async fn review(&self, by: &By, applying: Applying) -> Result<ApplicationReview> {
        let me = facility(&by.actor)?;
        let mut db = self.0.db.acquire().await?;
        let (home, held) = self.opened(&mut db, me, applying).await?;
        let round = held.as_ref().and_then(|held| held.round).or(home.standing.open());
        let held = held.ok_or(Error::Refused(Refused::Application(ApplicationRefused::FormsIncomplete)))?;
        let sheets = held.sheets();
        let facts = self.facts(&mut db, me, &sheets, round).await?;
        let problems = if home.is_open() { facts::problems(applying, &sheets, &facts) } else { Vec::new() };
        let document = self.document(&mut db, &sheets.form1).await?;
        Ok(ApplicationReview { home, core: facts.core, document, sheets, problems })
    }

    /// 申請 (F4): both forms become a version that nobody changes any more, and a mail tells so. One transaction.
    ///
    /// # Errors
    /// Refuses outside a round, in other states, and while a form is 未完了.
    pub async fn submit(&self, by: &By, applying: Applying) -> Result<Applied> {
        submit::submit(self, by, applying).await
    }

    /// The application of a facility for a 種別 that is not over yet, and what holds today.
    async fn opened(
        &self,
        db: &mut PgConnection,
        me: FacilityId,
        applying: Applying,
    ) -> Result<(ApplicationHome, Option<Held>)> {
        let standing = rounds::standing(db, applying, self.0.today()).await?;
        let held = queries::live(db, me, applying).await?;
        Ok((home(applying, standing, held.as_ref()), held))
    }

    /// The file that the form names.
    async fn document(
        &self,
        db: &mut PgConnection,
        fields: &Fields,
    ) -> Result<Option<domain::documents::DocumentView>> {
        match fields.get("document").parse::<DocumentId>() {
            Ok(id) => self.0.documents().view(db, id).await,
            Err(_) => Ok(None),
        }
    }
}

fn home(applying: Applying, standing: Standing, held: Option<&Held>) -> ApplicationHome {
    let nothing = Held::nothing(FacilityId(uuid::Uuid::nil()), applying);
    let held = held.unwrap_or(&nothing);
    ApplicationHome {
        applying,
        standing,
        state: held.state.name(),
        registered: Part::ALL.map(|part| held.draft(part).registered),
        begun: Part::ALL.map(|part| held.draft(part).version > 0),
        submitted_at: held.submitted_at,
        asked_for: held.asked_for.clone(),
        starts: held.round.map(|round| round.starts),
        failed: None,
    }
}

/// The facility that acts; nobody else applies.
fn facility(actor: &Actor) -> Result<FacilityId> {
    Ok(actor.facility().ok_or(ApplicationRefused::NotYourApplication)?)
}
