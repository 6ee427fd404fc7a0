//! The office's side: the list, one application beside the register, 修正依頼, 合格 and 不合格 (F5, F7–F9).
//!
//! Statements each use case needs: [`Applications::office_list`] 2 · [`Applications::office_page`] 4 ·
//! [`Applications::question`] 1 · [`Applications::office_waiting`] 1.

use std::collections::BTreeSet;

use domain::{
    actor::Actor,
    applications::{
        ApplicationAction, ApplicationRefused, ApplicationState, Chosen, Decision, MOST_AT_ONCE,
        OfficeFilter, OfficeList, OfficePage, OfficeRow, Question, Shown, changes, check_list, may,
    },
    audit::EventName,
    ids::{ApplicationId, OfficeUserId},
    notices::Mail,
    registry::OFFICE_PAGE,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::queries::{
    office::{self as queries, Judged},
    versions,
};
use crate::{
    Applications, By, Error, Result,
    audit::{self, Event},
    notices,
    registry::words,
};

/// Pages beyond this are not turned to.
const LAST_PAGE: u32 = 100_000;
/// Most rows of one file; it says when there are more.
const MOST_ROWS: usize = 10_000;

impl Applications<'_> {
    /// 「施設認定申請」: what was submitted and matches every word and the filter, one page; for the office.
    pub async fn office_list(&self, by: &By, filter: OfficeFilter) -> Result<OfficeList> {
        by.office()?;
        let filter = OfficeFilter { page: filter.page.clamp(1, LAST_PAGE), ..filter };
        let first = usize::try_from(filter.page - 1).unwrap_or(0) * OFFICE_PAGE;
        let mut db = self.0.db.acquire().await?;
        let (rows, matching) =
            queries::list(&mut db, &filter, &words(&filter.words), OFFICE_PAGE, first).await?;
        let (waiting, starts) = queries::overview(&mut db).await?;
        Ok(OfficeList { filter, rows, matching, waiting, starts })
    }

    /// All that match, on every page, for a file; for the office: the first ten thousand, and how many there are. That they
    /// were taken out is an audit line.
    pub async fn office_export(&self, by: &By, filter: &OfficeFilter) -> Result<(Vec<OfficeRow>, u32)> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let (rows, matching) = queries::list(&mut db, filter, &words(&filter.words), MOST_ROWS, 0).await?;
        let event = Event {
            name: EventName::ApplicationExported,
            subject: None,
            detail: json!({ "rows": rows.len(), "matching": matching }),
        };
        audit::record(&mut db, by, event, self.0.clock.now()).await?;
        Ok((rows, matching))
    }

    /// How many wait for the office.
    pub async fn office_waiting(&self, by: &By) -> Result<u32> {
        by.office()?;
        Ok(queries::overview(&mut *self.0.db.acquire().await?).await?.0)
    }

    /// One application: the version submitted last, what the register says of it today, its history, and what changed
    /// since the version `with` (the one before, when none is named); for the office. What was never submitted is not
    /// shown.
    pub async fn office_page(&self, by: &By, id: ApplicationId, with: Option<i32>) -> Result<OfficePage> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let (head, shown, earlier) = versions::versions(&mut db, id, with).await?.ok_or(Error::NotFound)?;
        let facts = self.facts(&mut db, head.owner, &shown.sheets, Some(head.round)).await?;
        let history = versions::history(&mut db, id).await?;
        let compared = earlier.map(|earlier| {
            let differences = changes(
                head.applying,
                &Shown {
                    sheets: &earlier.sheets,
                    core: earlier.core.as_ref(),
                    document: earlier.document.as_ref(),
                },
                &Shown {
                    sheets: &shown.sheets,
                    core: shown.core.as_ref(),
                    document: shown.document.as_ref(),
                },
            );
            (earlier.number, differences)
        });
        Ok(OfficePage {
            id: Chosen { application: id, version: head.version },
            owner: head.owner,
            applying: head.applying,
            state: head.state,
            round: head.round,
            number: shown.number,
            submitted_at: shown.submitted_at,
            checks: check_list(head.applying, &shown.sheets, &facts, shown.document.as_ref()),
            core: facts.core,
            document: shown.document,
            sheets: shown.sheets,
            history,
            compared,
        })
    }

    /// The question before a decision: what was chosen, and whether it can be decided; for the office.
    pub async fn question(&self, by: &By, decision: Decision, chosen: &[Chosen]) -> Result<Question> {
        by.office()?;
        let chosen = match bounded(chosen) {
            Ok(chosen) => chosen,
            Err(refused) => {
                let (rows, without_address) = (Vec::new(), Vec::new());
                return Ok(Question { decision, rows, without_address, refused: Some(refused) });
            }
        };
        let judged = queries::judged(&mut *self.0.db.acquire().await?, &ids(&chosen)).await?;
        if judged.len() < chosen.len() {
            return Err(Error::NotFound);
        }
        let refused = decide_all(&by.actor, decision, &judged, &chosen).err();
        let unreachable = |one: &&Judged| one.address.is_none();
        let without_address = judged.iter().filter(unreachable).map(|one| one.row.name.clone()).collect();
        let rows = judged.into_iter().map(|one| one.row).collect();
        Ok(Question { decision, rows, without_address, refused })
    }

    /// 「修正依頼」「合格」「不合格」: for all that were chosen or for none, one transaction. `words` go to the facilities.
    /// Answers how many.
    ///
    /// # Errors
    /// Refuses when one of them is not 申請済み, was submitted anew since it was looked at, or when words are missing.
    pub async fn decide(
        &self,
        by: &By,
        decision: Decision,
        chosen: &[Chosen],
        phrases: &[usize],
        typed: &str,
    ) -> Result<usize> {
        let office = by.office()?;
        let chosen = bounded(chosen)?;
        let words = decision.words(phrases, typed)?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        queries::hold(&mut tx, &ids(&chosen)).await?;
        let judged = queries::judged(&mut tx, &ids(&chosen)).await?;
        if judged.len() < chosen.len() {
            return Err(Error::NotFound);
        }
        let states = decide_all(&by.actor, decision, &judged, &chosen)?;
        for (one, state) in judged.iter().zip(states) {
            let decided = Decided { one, state, decision, words: &words, at: now };
            self.keep_decision(&mut tx, by, office, &decided).await?;
        }
        tx.commit().await?;
        Ok(judged.len())
    }

    async fn keep_decision(
        &self,
        tx: &mut PgConnection,
        by: &By,
        office: OfficeUserId,
        decided: &Decided<'_>,
    ) -> Result<()> {
        let Decided { one, state, decision, words, at } = decided;
        queries::save_decision(tx, one.row.chosen, state, *decision, words, office, *at).await?;
        if let Some(to) = &one.address {
            let mail = Mail::ApplicationDecided {
                facility: one.row.name.clone(),
                applying: one.row.applying,
                decision: *decision,
                words: (*words).to_owned(),
                starts: one.row.starts,
            };
            notices::enqueue(tx, &self.0.settings, to, &mail, *at).await?;
        }
        let name = match decision {
            Decision::Return => EventName::ApplicationReturned,
            Decision::Pass => EventName::ApplicationPassed,
            Decision::Fail => EventName::ApplicationFailed,
        };
        let detail = json!({
            "applies_as": one.row.applying.key(),
            "facility": one.owner,
            "version": one.row.chosen.version,
        });
        audit::record(tx, by, Event::new(name, one.row.chosen.application.0).with(detail), *at).await
    }
}

/// A decision that is about to be kept.
struct Decided<'a> {
    one: &'a Judged,
    /// After it.
    state: ApplicationState,
    decision: Decision,
    words: &'a str,
    at: Timestamp,
}

/// Each once, and neither none nor too many.
fn bounded(chosen: &[Chosen]) -> Result<Vec<Chosen>, ApplicationRefused> {
    let mut seen = BTreeSet::new();
    let chosen: Vec<Chosen> = chosen.iter().copied().filter(|one| seen.insert(one.application)).collect();
    match chosen.len() {
        0 => Err(ApplicationRefused::NoApplicationChosen),
        count if count > MOST_AT_ONCE => Err(ApplicationRefused::TooManyChosen { count }),
        _ => Ok(chosen),
    }
}

fn ids(chosen: &[Chosen]) -> Vec<ApplicationId> {
    chosen.iter().map(|one| one.application).collect()
}

/// Where all of them stand after the decision.
fn decide_all(
    actor: &Actor,
    decision: Decision,
    judged: &[Judged],
    chosen: &[Chosen],
) -> Result<Vec<ApplicationState>, ApplicationRefused> {
    let decided: Vec<_> = judged.iter().map(|one| decide_one(actor, decision, one, chosen)).collect();
    match decided.iter().filter(|one| one.is_err()).count() {
        0 => decided.into_iter().collect(),
        // One alone says why.
        1 if decided.len() == 1 => decided.into_iter().collect(),
        count => Err(ApplicationRefused::ApplicationsMixed { count }),
    }
}

fn decide_one(
    actor: &Actor,
    decision: Decision,
    one: &Judged,
    chosen: &[Chosen],
) -> Result<ApplicationState, ApplicationRefused> {
    let action = match decision {
        Decision::Return => ApplicationAction::HandBack,
        Decision::Pass | Decision::Fail => ApplicationAction::Decide,
    };
    may(actor, action, one.owner, &one.state, false)?;
    if !chosen.contains(&one.row.chosen) {
        return Err(ApplicationRefused::ApplicationOvertaken);
    }
    match decision {
        Decision::Return => one.state.hand_back(),
        Decision::Pass => one.state.decide(true),
        Decision::Fail => one.state.decide(false),
    }
}
