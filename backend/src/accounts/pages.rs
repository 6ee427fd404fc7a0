//! What a signed-in person sees of themself.

use domain::{
    accounts::{Dashboard, FacilityHome, Me, MeKind, MemberPage, OfficeHome},
    actor::Actor,
    approvals::supervising_days,
    calendar,
    cases::{CaseRow, CaseSet, Progress, Slot, StateName},
    registry,
};

use super::queries::{self, SlotState};
use crate::{Accounts, By, Error, Result, rows};

impl Accounts<'_> {
    /// Who is signed in, for header and menu. One statement.
    pub async fn me(&self, actor: &Actor) -> Result<Me> {
        let mut db = self.0.db.acquire().await?;
        let mut certified = Vec::new();
        let (name, kind, waiting) = match *actor {
            Actor::Member { id, .. } => {
                let head = queries::member_head(&mut db, id).await?.ok_or(Error::SignedOut)?;
                let physician = registry::is_physician(&head.profession);
                (
                    head.name,
                    if physician { MeKind::Physician(id) } else { MeKind::Member(id) },
                    count(head.waiting),
                )
            }
            Actor::Facility(id) => {
                let head = queries::facility_head(&mut db, id, self.0.today()).await?;
                let (name, kinds) = head.ok_or(Error::SignedOut)?;
                certified = kinds;
                (name, MeKind::Facility, 0)
            }
            Actor::Office(id) => {
                (queries::office_name(&mut db, id).await?.ok_or(Error::SignedOut)?, MeKind::Office, 0)
            }
        };
        Ok(Me { name, kind, waiting, held: certified })
    }

    /// 「会員専用ページ」: for every member (A2). Two statements.
    pub async fn member_page(&self, by: &By) -> Result<MemberPage> {
        let id = by.actor.member().ok_or(Error::NotFound)?;
        let mut db = self.0.db.acquire().await?;
        let page = queries::member_page(&mut db, id).await?.ok_or(Error::SignedOut)?;
        Ok(MemberPage { qualifications: queries::qualifications(&mut db, id).await?, ..page })
    }

    /// 「マイページTOP」 of a facility. Two statements.
    pub async fn facility_home(&self, by: &By) -> Result<FacilityHome> {
        let id = by.facility()?;
        let mut db = self.0.db.acquire().await?;
        let home = queries::facility_home(&mut db, id, self.0.today()).await?.ok_or(Error::SignedOut)?;
        Ok(FacilityHome { records: queries::facility_records(&mut db, id).await?, ..home })
    }

    /// 「事務局TOP」: what waits. Three statements.
    pub async fn office_home(&self, by: &By) -> Result<OfficeHome> {
        let mails = self.0.notices().outbox_counts(by).await?;
        let closing = self.0.applications().closing_rounds(by).await?;
        let changes = self.0.facilities().waiting(by).await?;
        let applications = self.0.applications().office_waiting(by).await?;
        Ok(OfficeHome {
            mails,
            closing,
            changes,
            applications,
            codes_left: self.recovery_codes_left(by).await?,
        })
    }

    /// 「マイページTOP」: for physicians (A2). Four statements.
    pub async fn dashboard(&self, by: &By) -> Result<Dashboard> {
        let id = by.actor.physician()?;
        let rounds = self.0.applications().standings().await?;
        let mut db = self.0.db.acquire().await?;
        let head = queries::dashboard_head(&mut db, id).await?.ok_or(Error::SignedOut)?;
        let qualifications = queries::qualifications(&mut db, id).await?;
        let filled = queries::slot_states(&mut db, id).await?;
        let mut progress = Vec::new();
        let mut rejected = Vec::new();
        for set in CaseSet::ALL {
            let rows = rows_of(set, &filled)?;
            if set == CaseSet::Specialist {
                rejected =
                    rows.iter().filter(|r| r.state == StateName::Rejected).map(|r| r.slot.number()).collect();
            } else if rows.is_empty() {
                continue;
            }
            progress.push(Progress::of(set, &rows));
        }
        Ok(Dashboard {
            name: head.name,
            progress,
            rejected,
            to_judge: count(head.to_judge),
            oldest_request_on: head.oldest.map(calendar::day),
            supervisor: head.was_asked || !supervising_days(&qualifications).is_empty(),
            rounds: rounds.iter().filter_map(|(_, standing)| standing.open()).collect(),
            today: self.0.today(),
        })
    }
}

/// The filled slots of one set, in the shape that [`Progress`] counts.
fn rows_of(set: CaseSet, filled: &[SlotState]) -> Result<Vec<CaseRow>> {
    filled.iter().filter(|row| row.set_key == set.key()).map(|row| row_of(set, row)).collect()
}

fn row_of(set: CaseSet, row: &SlotState) -> Result<CaseRow> {
    let slot = u8::try_from(row.slot).ok().and_then(|number| Slot::new(set, number)).ok_or_else(|| {
        Error::inconsistent("case_report", format!("no such slot in {} {}", row.set_key, row.slot))
    })?;
    let state = rows::word("case_report", &row.state)?;
    Ok(CaseRow {
        slot,
        state,
        category: row.category.clone().unwrap_or_default(),
        memo: String::new(),
        exists: true,
        unregistered_changes: false,
        supervisor: None,
        requested_on: None,
        decided_on: None,
        unread: false,
        signed_on: None,
    })
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
