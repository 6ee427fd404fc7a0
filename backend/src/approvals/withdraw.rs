//! 承認依頼の取り下げ: the applicant takes requests back that nobody has judged yet (P2, P7).

use std::collections::BTreeMap;

use domain::{
    audit::EventName,
    cases::{CaseAction, CaseRefused, CaseRow, CaseSet, Slot, Slots, withdrawable},
    ids::{MemberId, RequestId},
    notices::Mail,
};
use serde_json::json;

use super::{
    queries::{self, Channel},
    request::{chosen_slots, not_in},
    supervisors,
};
use crate::{
    Approvals, By, Error, Result,
    audit::{self, Event},
    cases, notices,
};

impl Approvals<'_> {
    /// The rows that 「承認依頼の取り下げをする」 restates before it is done. Refuses a mixed selection (P2).
    pub async fn withdraw_page(&self, by: &By, set: CaseSet, slots: &[Slot]) -> Result<Vec<CaseRow>> {
        by.actor.physician()?;
        let slots = chosen_slots(set, slots)?;
        let mut rows = self.0.cases().list(by, set).await?.rows;
        rows.retain(|row| slots.contains(&row.slot));
        let wrong: Slots =
            rows.iter().filter(|row| !withdrawable(row.state)).map(|row| row.slot.number()).collect();
        if wrong.is_empty() {
            Ok(rows)
        } else {
            Err(CaseRefused::Mixed { action: CaseAction::Withdraw, slots: wrong }.into())
        }
    }

    /// 取り下げ: all slots or none (P2), one mail per supervisor (P7).
    pub async fn withdraw(&self, by: &By, set: CaseSet, slots: &[Slot]) -> Result<()> {
        let applicant = by.actor.physician()?;
        let now = self.0.clock.now();
        let slots = chosen_slots(set, slots)?;
        let mut tx = self.0.begin().await?;

        let found = cases::lock_slots(&mut tx, applicant, set, &slots).await?;
        let wrong = not_in(&slots, &found, |case| withdrawable(case.state.name()));
        if !wrong.is_empty() {
            return Err(CaseRefused::Mixed { action: CaseAction::Withdraw, slots: wrong }.into());
        }
        let requests: Vec<RequestId> = found.iter().filter_map(|case| case.state.request()).collect();
        let asked = queries::withdraw(&mut tx, &requests, now).await?;

        let mut told: BTreeMap<MemberId, Vec<u8>> = BTreeMap::new();
        for case in &found {
            // A case that is 承認依頼中 has a waiting request, and both are locked.
            let (request, supervisor) = case
                .state
                .request()
                .and_then(|request| asked.get(&request).map(|supervisor| (request, *supervisor)))
                .ok_or_else(|| {
                    Error::inconsistent("approval_request", format!("{} does not wait", case.id))
                })?;
            cases::save_state(&mut tx, case.id, &case.state.withdraw()?, false).await?;
            let event = Event::new(EventName::ApprovalWithdrawn, case.id.0).with(json!({
                "request": request, "supervisor": supervisor, "set": set.key(), "slot": case.slot,
            }));
            audit::record(&mut tx, by, event, now).await?;
            told.entry(supervisor).or_default().push(case.slot.number());
        }
        let applicant = supervisors::person(&mut tx, applicant).await?.name;
        for (id, slots) in told {
            let supervisor = supervisors::person(&mut tx, id).await?;
            let mail = Mail::ApprovalWithdrawn {
                supervisor: supervisor.name,
                applicant: applicant.clone(),
                set,
                slots,
            };
            notices::enqueue(&mut tx, &self.0.settings, &supervisor.email, &mail, now).await?;
            queries::notify(&mut tx, Channel::Approvals, id).await?;
        }
        Ok(tx.commit().await?)
    }
}
