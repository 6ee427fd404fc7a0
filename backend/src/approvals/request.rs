//! Asking a supervisor for approval, with one case or many (P1–P4).

use domain::{
    approvals::{Eligibility, RequestDraft, RequestDraftCase, message_fits},
    audit::EventName,
    calendar,
    cases::{CaseAction, CaseRefused, CaseSet, Slot, Slots, requestable},
    ids::{MemberId, RequestId},
    notices::Mail,
    period::Period,
    text,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    queries::{self, Batch, Channel, NewRequest},
    supervisors,
};
use crate::{
    Approvals, By, Error, Result,
    audit::{self, Event},
    cases::{self, LockedCase},
    notices,
};

impl Approvals<'_> {
    /// 「症例承認依頼」 for the slots, with the answer of the supervisor search when `words` is not empty, and the chosen
    /// supervisor. Refuses a mixed selection (P2). At most five statements.
    pub async fn draft(
        &self,
        by: &By,
        set: CaseSet,
        slots: &[Slot],
        words: &str,
        chosen: Option<MemberId>,
    ) -> Result<RequestDraft> {
        let applicant = by.actor.physician()?;
        let today = self.0.today();
        let slots = chosen_slots(set, slots)?;
        let mut db = self.0.db.acquire().await?;
        let asked_for = requestable_cases(&slots, cases::slots(&mut db, applicant, set, &slots).await?)?;
        let periods: Vec<(u8, Period)> = asked_for.iter().map(Ready::period).collect();
        let search = supervisors::search(&mut db, applicant, words, &periods, today).await?;
        let chosen = match chosen {
            Some(id) => {
                supervisors::choice(&mut db, applicant, id, &periods, today).await?.map(|(choice, _)| choice)
            }
            None => None,
        };
        let cases = asked_for
            .into_iter()
            .map(|ready| RequestDraftCase {
                slot: ready.case.slot,
                category: ready.case.category,
                memo: ready.case.memo,
                period: ready.period,
            })
            .collect();
        Ok(RequestDraft { set, cases, search, chosen })
    }

    /// 「承認依頼を送信する」: all slots or none (P1–P4), one mail to the supervisor (P7).
    pub async fn request(
        &self,
        by: &By,
        set: CaseSet,
        slots: &[Slot],
        supervisor: Option<MemberId>,
        message: &str,
    ) -> Result<()> {
        let applicant = by.actor.physician()?;
        let (now, today) = (self.0.clock.now(), self.0.today());
        let slots = chosen_slots(set, slots)?;
        let mut tx = self.0.begin().await?;

        let asked_for = requestable_cases(&slots, cases::lock_slots(&mut tx, applicant, set, &slots).await?)?;
        let supervisor = supervisor.ok_or(CaseRefused::NoSupervisor)?;
        message_fits(message)?;
        let periods: Vec<(u8, Period)> = asked_for.iter().map(Ready::period).collect();
        let (choice, email) = supervisors::choice(&mut tx, applicant, supervisor, &periods, today)
            .await?
            .ok_or(CaseRefused::NoSupervisor)?;
        may_supervise(choice.eligibility, &slots)?;

        let requests = asked_for.iter().map(Ready::request).collect::<Result<Vec<_>>>()?;
        let batch = Batch {
            id: Uuid::now_v7(),
            applicant,
            supervisor,
            set,
            message: &text::unix_lines(message.trim()),
            at: now,
            fiscal_year: calendar::fiscal_year(today),
        };
        queries::insert(&mut tx, &batch, &requests).await.map_err(|error| already_waiting(error, &slots))?;
        for (ready, request) in asked_for.iter().zip(&requests) {
            let state = ready.case.state.request_approval(request.id)?;
            cases::save_state(&mut tx, ready.case.id, &state, false).await?;
            let event = Event::new(EventName::ApprovalRequested, ready.case.id.0).with(json!({
                "request": request.id, "supervisor": supervisor, "set": set.key(), "slot": request.slot,
            }));
            audit::record(&mut tx, by, event, now).await?;
        }
        let first = requests.first().map(|request| request.id).ok_or(CaseRefused::NothingChosen)?;
        let applicant = supervisors::person(&mut tx, applicant).await?.name;
        let slots = slots.iter().map(|slot| slot.number()).collect();
        let mail = Mail::ApprovalRequested { supervisor: choice.name, applicant, set, slots, first };
        notices::enqueue(&mut tx, &self.0.settings, &email, &mail, now).await?;
        queries::notify(&mut tx, Channel::Approvals, supervisor).await?;
        Ok(tx.commit().await?)
    }
}

/// The slots in order, each once. Refuses an empty selection, and sets without approval (C1).
pub(super) fn chosen_slots(set: CaseSet, slots: &[Slot]) -> Result<Vec<Slot>, CaseRefused> {
    if !set.needs_approval() {
        return Err(CaseRefused::NoApprovalNeeded);
    }
    let mut slots = slots.to_vec();
    slots.sort_unstable();
    slots.dedup();
    if slots.is_empty() { Err(CaseRefused::NothingChosen) } else { Ok(slots) }
}

/// A case that can be asked for: a version is registered, so its period is known.
struct Ready {
    case: LockedCase,
    period: Period,
}

impl Ready {
    fn period(&self) -> (u8, Period) {
        (self.case.slot.number(), self.period)
    }

    fn request(&self) -> Result<NewRequest> {
        let version =
            self.case.state.version().ok_or_else(|| Error::inconsistent("case_report", "no version"))?;
        Ok(NewRequest {
            id: RequestId(Uuid::now_v7()),
            case: self.case.id,
            version,
            slot: self.case.slot,
            category: self.case.category.clone(),
        })
    }
}

/// All of the slots can be asked for, or none is (P2); and what would be sent is what the applicant sees.
fn requestable_cases(slots: &[Slot], found: Vec<LockedCase>) -> Result<Vec<Ready>> {
    let wrong = not_in(slots, &found, |case| requestable(case.state.name()));
    if !wrong.is_empty() {
        return Err(CaseRefused::Mixed { action: CaseAction::Request, slots: wrong }.into());
    }
    let changed = not_in(slots, &found, |case| !case.unregistered_changes);
    if !changed.is_empty() {
        return Err(CaseRefused::UnregisteredChanges { slots: changed }.into());
    }
    found
        .into_iter()
        .map(|case| match case.period {
            Some(period) => Ok(Ready { case, period }),
            None => Err(Error::inconsistent("case_report", format!("{} has no period", case.id))),
        })
        .collect()
}

/// The slots that hold no case for which `fits` is true; empty slots are among them.
pub(super) fn not_in(slots: &[Slot], found: &[LockedCase], fits: impl Fn(&LockedCase) -> bool) -> Slots {
    slots
        .iter()
        .filter(|slot| !found.iter().any(|case| case.slot == **slot && fits(case)))
        .map(|slot| slot.number())
        .collect()
}

/// The rules' answer as a refusal of the request (P3, P4, A9).
fn may_supervise(eligibility: Eligibility, slots: &[Slot]) -> Result<(), CaseRefused> {
    match eligibility {
        Eligibility::Eligible => Ok(()),
        Eligibility::Oneself => Err(CaseRefused::OwnCase),
        Eligibility::Left => Err(CaseRefused::SupervisorLeft),
        Eligibility::NoQualification | Eligibility::CertifiedOnly => {
            Err(CaseRefused::SupervisorPeriod { slots: slots.iter().map(|slot| slot.number()).collect() })
        }
        Eligibility::PeriodOutside { slots, .. } => {
            Err(CaseRefused::SupervisorPeriod { slots: slots.into_iter().map(|(slot, _)| slot).collect() })
        }
    }
}

/// The index of waiting requests is the last guard against two of one case; whoever meets it reads what P2 says.
fn already_waiting(error: Error, slots: &[Slot]) -> Error {
    if error.violates("request_waiting_unique") {
        let slots = slots.iter().map(|slot| slot.number()).collect();
        return CaseRefused::Mixed { action: CaseAction::Request, slots }.into();
    }
    error
}
