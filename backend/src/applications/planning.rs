//! Rounds in the office's hands (F1): the calendar, and adding, changing and deleting rounds in it.

use domain::{
    accounts::Applying,
    applications::{
        ApplicationRefused, ClosingRound, Planned, Round, RoundDays, RoundField, RoundForm, RoundProblem,
        Rounds, TypedRound, addable, changeable, removable,
    },
    audit::EventName,
    ids::RoundId,
};
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::rounds as queries;
use crate::{
    Applications, By, Error, Result,
    audit::{self, Event},
};

/// The constraint that keeps the windows of a 種別 apart (F2).
const APART: &str = "round_windows_apart";

/// What became of adding or changing a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundKept {
    Done,
    /// Nothing was kept; the form says why ([`Applications::round_form`]).
    Refused,
}

impl Applications<'_> {
    /// 「申請期間」: one page of all rounds, from 0; for the office. One statement.
    pub async fn rounds(&self, by: &By, page: u32) -> Result<Rounds> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let mut rows = queries::rounds(&mut db, Rounds::PAGE + 1, page.saturating_mul(Rounds::PAGE)).await?;
        let fits = usize::try_from(Rounds::PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > fits;
        rows.truncate(fits);
        Ok(Rounds { rows, page, more, years: self.0.settings.certification_years, today: self.0.today() })
    }

    /// 「申請期間の追加」, or 「申請期間の変更」 of a round: with what was typed and what is not right with it. `typed` on this
    /// version of the round. At most two statements.
    pub async fn round_form(
        &self,
        by: &By,
        id: Option<RoundId>,
        typed: Option<(i64, TypedRound)>,
    ) -> Result<RoundForm> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let planned = match id {
            Some(id) => Some(queries::planned(&mut db, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        let Some((version, typed)) = typed else {
            let typed = planned.map(|planned| TypedRound::of(&planned.round)).unwrap_or_default();
            return Ok(RoundForm { planned, typed, problems: Vec::new(), overtaken: false });
        };
        let problems = match planned {
            Some(planned) => self.change(&mut db, &planned, &typed).await?.err().unwrap_or_default(),
            None => self.addition(&mut db, &typed).await?.err().unwrap_or_default(),
        };
        let overtaken = planned.is_some_and(|planned| planned.version != version);
        Ok(RoundForm { planned, typed, problems, overtaken })
    }

    /// 「追加する」. One transaction; for the office.
    pub async fn add_round(&self, by: &By, typed: &TypedRound) -> Result<RoundKept> {
        by.office()?;
        let mut tx = self.0.begin().await?;
        let Ok((applying, RoundDays { window, starts })) = self.addition(&mut tx, typed).await? else {
            return Ok(RoundKept::Refused);
        };
        let round = Round { id: RoundId(Uuid::now_v7()), applying, window, starts };
        match queries::insert(&mut tx, &round).await {
            // Somebody else was faster.
            Err(error) if error.violates(APART) => return Ok(RoundKept::Refused),
            inserted => inserted?,
        }
        let event = Event::new(EventName::RoundAdded, round.id.0).with(detail(&round));
        audit::record(&mut tx, by, event, self.0.clock.now()).await?;
        tx.commit().await?;
        Ok(RoundKept::Done)
    }

    /// 「変更する」, typed on this version of the round. One transaction; for the office.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the round is gone.
    pub async fn change_round(
        &self,
        by: &By,
        id: RoundId,
        version: i64,
        typed: &TypedRound,
    ) -> Result<RoundKept> {
        by.office()?;
        let mut tx = self.0.begin().await?;
        let planned = queries::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
        if planned.version != version {
            return Ok(RoundKept::Refused);
        }
        let Ok(days) = self.change(&mut tx, &planned, typed).await? else { return Ok(RoundKept::Refused) };
        match queries::update(&mut tx, id, &days).await {
            Err(error) if error.violates(APART) => return Ok(RoundKept::Refused),
            updated => updated?,
        }
        let (before, RoundDays { window, starts }) = (planned.round, days);
        let after = Round { window, starts, ..before };
        let detail = json!({ "before": detail(&before), "after": detail(&after) });
        let event = Event::new(EventName::RoundChanged, id.0).with(detail);
        audit::record(&mut tx, by, event, self.0.clock.now()).await?;
        tx.commit().await?;
        Ok(RoundKept::Done)
    }

    /// 「申請期間の削除」: the question. One statement; for the office.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the round is gone.
    pub async fn planned_round(&self, by: &By, id: RoundId) -> Result<Planned> {
        by.office()?;
        queries::planned(&mut *self.0.db.acquire().await?, id).await?.ok_or(Error::NotFound)
    }

    /// 「削除する」, on this version of the round. One transaction; for the office.
    ///
    /// # Errors
    /// Refuses when an application names the round, or somebody else has changed it.
    pub async fn delete_round(&self, by: &By, id: RoundId, version: i64) -> Result<()> {
        by.office()?;
        let mut tx = self.0.begin().await?;
        let planned = queries::lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
        removable(planned.used)?;
        if planned.version != version {
            return Err(ApplicationRefused::RoundOvertaken.into());
        }
        queries::delete(&mut tx, id).await?;
        let event = Event::new(EventName::RoundDeleted, id.0).with(detail(&planned.round));
        audit::record(&mut tx, by, event, self.0.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    /// The rounds that close within a week, and how many drafts there are; for the office. One statement.
    pub async fn closing_rounds(&self, by: &By) -> Result<Vec<ClosingRound>> {
        by.office()?;
        queries::closing(&mut *self.0.db.acquire().await?, self.0.today()).await
    }

    /// What a new round would be.
    async fn addition(
        &self,
        db: &mut PgConnection,
        typed: &TypedRound,
    ) -> Result<Result<(Applying, RoundDays), Vec<RoundProblem>>> {
        let (applying, read) = (typed.applying(), typed.read());
        let mut problems: Vec<RoundProblem> =
            applying.is_none().then_some(RoundProblem::Missing(RoundField::Applying)).into_iter().collect();
        match read {
            Err(of_days) => problems.extend(of_days),
            Ok(days) => {
                problems.extend(addable(&days, self.0.today()));
                if let Some(applying) = applying {
                    if queries::overlaps(db, applying, &days, None).await? {
                        problems.push(RoundProblem::Overlaps);
                    }
                    if problems.is_empty() {
                        return Ok(Ok((applying, days)));
                    }
                }
            }
        }
        Ok(Err(problems))
    }

    /// What a round would become.
    async fn change(
        &self,
        db: &mut PgConnection,
        planned: &Planned,
        typed: &TypedRound,
    ) -> Result<Result<RoundDays, Vec<RoundProblem>>> {
        let days = match typed.read() {
            Ok(days) => days,
            Err(problems) => return Ok(Err(problems)),
        };
        let mut problems = changeable(&planned.round, planned.used, &days, self.0.today());
        if queries::overlaps(db, planned.round.applying, &days, Some(planned.round.id)).await? {
            problems.push(RoundProblem::Overlaps);
        }
        Ok(if problems.is_empty() { Ok(days) } else { Err(problems) })
    }
}

/// Of a round, for the audit.
fn detail(round: &Round) -> Value {
    json!({
        "applies_as": round.applying.key(),
        "opens_on": round.window.start().to_string(),
        "closes_on": round.window.end().to_string(),
        "starts_on": round.starts.to_string(),
    })
}
