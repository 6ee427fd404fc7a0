//! 書面による承認 (P9): the office records what a supervisor who has left has signed.

use domain::{
    approvals::{
        Comments, PaperFacts, PaperForm, PaperPage, PaperRefused, PaperSupervisor, PaperTyped, RequestState,
        approve_on_paper, check_paper, may_record_paper,
    },
    audit::EventName,
    calendar,
    cases::CaseState,
    ids::{CaseId, MemberId, RequestId},
    notices::Mail,
    period::Period,
    registry::has_left,
};
use jiff::civil::Date;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    queries::{self, Channel, NewPaper},
    supervisors,
};
use crate::{
    Approvals, By, Error, Result,
    audit::{self, Event},
    cases::{self, LockedCase},
    notices,
};

impl Approvals<'_> {
    /// 「書面による承認」: the case, and what is said of what was typed, or the paper that is recorded already. At most six
    /// statements.
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office (P10).
    pub async fn paper_page(&self, by: &By, case: CaseId, typed: Option<PaperForm>) -> Result<PaperPage> {
        by.office()?;
        let today = self.0.today();
        let mut db = self.0.db.acquire().await?;
        let case = cases::find_case(&mut db, case).await?;
        let report = match case.state.version() {
            Some(version) => Some(cases::report(&mut db, version, today).await?),
            None => None,
        };
        let recorded = match case.state {
            CaseState::Approved { request, .. } => queries::recorded_paper(&mut db, request).await?,
            _ => None,
        };
        let open = match permitted(by, &case) {
            Ok(period) => Some(self.say(&mut db, &case, period, typed, today).await?),
            Err(_) => None,
        };
        Ok(PaperPage {
            case: case.id,
            applicant: case.owner,
            set: case.set,
            slot: case.slot,
            state: case.state.name(),
            report,
            refused: permitted(by, &case).err(),
            open,
            recorded,
        })
    }

    async fn say(
        &self,
        db: &mut PgConnection,
        case: &LockedCase,
        period: Period,
        typed: Option<PaperForm>,
        today: Date,
    ) -> Result<PaperTyped> {
        let Some(form) = typed else { return Ok(PaperTyped::default()) };
        let (facts, supervisor) = facts(db, case, period, &form, today).await?;
        let document = match form.document {
            Some(document) => self.0.documents().scan(db, document).await?,
            None => None,
        };
        let facts = PaperFacts { scanned: document.is_some(), ..facts };
        let problems = check_paper(&form, &facts).err().unwrap_or_default();
        Ok(PaperTyped { form, supervisor, document, problems })
    }

    /// 「承認済み(書面)にする」: the case becomes 承認済み, by the waiting request when one waits, and the applicant is mailed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office; refused when the state says no, when the text has changes that are
    /// not registered, and when what is said of the paper is not right, or no longer.
    pub async fn record_paper(&self, by: &By, case: CaseId, form: &PaperForm) -> Result<MemberId> {
        let office = by.office()?;
        let (now, today) = (self.0.clock.now(), self.0.today());
        let mut tx = self.0.begin().await?;
        let case = cases::lock_case(&mut tx, case).await?;
        let period = permitted(by, &case)?;
        let waiting = match case.state {
            CaseState::Requested { request, .. } => Some(request),
            _ => None,
        };
        if let Some(request) = waiting {
            queries::lock(&mut tx, request).await?.ok_or(Error::NotFound)?.0.still_waiting()?;
        }
        let (facts, _) = facts(&mut tx, &case, period, form, today).await?;
        let document = form.document.ok_or(PaperRefused::PaperNotRight)?;
        let scanned = self.0.documents().attach_scan(&mut tx, document).await?.is_some();
        let paper =
            check_paper(form, &PaperFacts { scanned, ..facts }).map_err(|_| PaperRefused::PaperNotRight)?;

        let request = waiting.unwrap_or_else(|| RequestId(Uuid::now_v7()));
        let state = approve_on_paper(case.state, request)?;
        if waiting.is_some() {
            queries::decide(&mut tx, request, RequestState::Approved, &Comments::default(), now).await?;
        } else {
            queries::insert_on_paper(
                &mut tx,
                &case,
                request,
                paper.supervisor,
                now,
                calendar::fiscal_year(today),
            )
            .await?;
        }
        let recorded = NewPaper {
            request,
            document,
            signed_on: paper.signed_on,
            reason: &paper.reason,
            office,
            at: now,
        };
        queries::insert_paper(&mut tx, &recorded).await.map_err(used_already)?;
        cases::save_state(&mut tx, case.id, &state, true).await?;
        let event = Event::new(EventName::ApprovalRecordedOnPaper, case.id.0).with(json!({
            "request": request, "supervisor": paper.supervisor, "document": document,
            "set": case.set.key(), "slot": case.slot,
        }));
        audit::record(&mut tx, by, event, now).await?;
        let applicant = supervisors::person(&mut tx, case.owner).await?;
        let mail = Mail::CaseApprovedOnPaper {
            applicant: applicant.name,
            supervisor: supervisors::person(&mut tx, paper.supervisor).await?.name,
            set: case.set,
            slot: case.slot.number(),
        };
        notices::enqueue(&mut tx, &self.0.settings, &applicant.email, &mail, now).await?;
        queries::notify(&mut tx, Channel::Cases, case.owner).await?;
        tx.commit().await?;
        Ok(case.owner)
    }
}

/// The period of the version that the paper would approve.
fn permitted(by: &By, case: &LockedCase) -> Result<Period, PaperRefused> {
    may_record_paper(&by.actor, case.set, &case.state)?;
    let period = case.period.ok_or(PaperRefused::PaperState(case.state.name()))?;
    if case.unregistered_changes { Err(PaperRefused::PaperOfOlderText) } else { Ok(period) }
}

/// What the check needs to know, and the name of the supervisor. At most three statements.
async fn facts(
    db: &mut PgConnection,
    case: &LockedCase,
    period: Period,
    form: &PaperForm,
    today: Date,
) -> Result<(PaperFacts, Option<String>)> {
    let asked = match case.state {
        CaseState::Requested { request, .. } => queries::asked_of(db, request).await?,
        _ => None,
    };
    let found = match form.supervisor_no.trim() {
        "" => None,
        number => queries::person_numbered(db, &domain::accounts::account_key(number)).await?,
    };
    let supervisor = match &found {
        Some(person) => {
            let mut held = queries::qualifications(db, &[person.id]).await?;
            Some(PaperSupervisor {
                id: person.id,
                left: has_left(person.left_on, today),
                held: held.remove(&person.id).unwrap_or_default(),
            })
        }
        None => None,
    };
    let facts = PaperFacts {
        applicant: case.owner,
        slot: case.slot.number(),
        period,
        asked,
        supervisor,
        scanned: false,
        today,
    };
    Ok((facts, found.map(|person| person.name)))
}

/// One scan is the paper of one case.
fn used_already(error: Error) -> Error {
    if error.violates("paper_approval_document_id_key") { PaperRefused::PaperNotRight.into() } else { error }
}
