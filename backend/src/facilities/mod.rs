//! 施設マイページ of certified facilities: what is held, 「詳細・変更」 (F13), 「認定返上申請」 (F12), and the office's part in both.
//!
//! Statements each use case needs, beside `begin` and `commit`: [`Facilities::held`] 3 · [`Facilities::details`] 3, with what was typed 5 ·
//! [`Facilities::changes`] 2 · [`Facilities::change`] 3.

mod asking;
mod deciding;
mod effect;
mod queries;
mod rows;
#[cfg(test)]
mod tests;

use domain::{
    actor::Actor,
    applications::{Facts, Sheets},
    facilities::{
        About, ChangeAction, ChangeList, ChangePage, ChangeRefused, ChangeState, DetailsPage, HeldPage,
        Retyped, Verdict, check_contact, check_proposed, may,
    },
    fields::Fields,
    ids::{ChangeId, FacilityId},
    registry::FacilityKind,
};
use sqlx::PgConnection;

use crate::{By, Error, Facilities, Result};

pub use asking::{Asked, ContactSaved};

/// Changes of a facility that one page shows.
const SHOWN: i64 = 20;

impl Facilities<'_> {
    /// 「基幹施設」「連携施設」「認定研修施設」: for what is or was held.
    ///
    /// # Errors
    /// There is no such page for what was never held.
    pub async fn held(&self, by: &By, kind: FacilityKind) -> Result<HeldPage> {
        let me = facility(&by.actor)?;
        let today = self.0.today();
        let records = queries::records(&mut *self.0.db.acquire().await?, me, Some(kind)).await?;
        if records.iter().all(|record| record.period.start() > today) {
            return Err(Error::NotFound);
        }
        let applications = self.0.applications().overview(by).await?;
        Ok(HeldPage { kind, records, applications, today })
    }

    /// 「詳細・変更」 and 「認定返上申請」, with what was typed there and not taken.
    ///
    /// # Errors
    /// As [`Self::held`].
    pub async fn details(
        &self,
        by: &By,
        kind: FacilityKind,
        retyped: Option<Retyped>,
    ) -> Result<DetailsPage> {
        let me = facility(&by.actor)?;
        let today = self.0.today();
        let mut db = self.0.db.acquire().await?;
        let records = queries::records(&mut db, me, Some(kind)).await?;
        // The one that holds, otherwise the last that did.
        let record = records
            .iter()
            .find(|record| record.period.contains(today))
            .or_else(|| records.iter().find(|record| record.period.start() <= today))
            .ok_or(Error::NotFound)?
            .clone();
        let (now, version) = queries::now(&mut db, me, kind).await?.ok_or(Error::SignedOut)?;
        let changes = queries::changes_of(&mut db, me, kind, SHOWN).await?;
        let problems = match &retyped {
            None => Vec::new(),
            Some(Retyped { about: None, fields, .. }) => {
                check_contact(fields, &self.facts(&mut db, me, fields).await?)
            }
            Some(Retyped { about: Some(about), fields, .. }) => {
                let facts = self.facts(&mut db, me, fields).await?;
                check_proposed(*about, fields, &facts, about.is_of_kind().then_some(&record.period))
            }
        };
        Ok(DetailsPage { kind, now, version, record, changes, retyped, problems, today })
    }

    /// The contact data, changed at once (F13), unless somebody else has changed it since `version`.
    pub async fn save_contact(
        &self,
        by: &By,
        kind: FacilityKind,
        typed: &Fields,
        version: i64,
    ) -> Result<ContactSaved> {
        asking::save_contact(self, by, kind, typed, version).await
    }

    /// Asks the office for a change (F13) or for 返上 (F12). One transaction.
    ///
    /// # Errors
    /// Refuses while the same waits already.
    pub async fn ask(&self, by: &By, kind: FacilityKind, about: About, typed: &Fields) -> Result<Asked> {
        asking::ask(self, by, kind, about, typed).await
    }

    /// 「取り下げ」, before the office has said anything.
    ///
    /// # Errors
    /// Refuses others than the facility that asked, and in other states.
    pub async fn withdraw(&self, by: &By, change: ChangeId) -> Result<()> {
        asking::withdraw(self, by, change).await
    }

    /// 「変更・返上」: what waits, the oldest first, after this one; for the office.
    pub async fn changes(&self, by: &By, after: Option<ChangeId>) -> Result<ChangeList> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let waiting = queries::count_waiting(&mut db).await?;
        let limit = i64::try_from(ChangeList::PAGE + 1).unwrap_or(i64::MAX);
        let mut changes = queries::waiting(&mut db, after, limit).await?;
        let more = changes.len() > ChangeList::PAGE;
        changes.truncate(ChangeList::PAGE);
        Ok(ChangeList { waiting, changes, more })
    }

    /// How many changes wait; for the office. One statement.
    pub async fn waiting(&self, by: &By) -> Result<u32> {
        by.office()?;
        queries::count_waiting(&mut *self.0.db.acquire().await?).await
    }

    /// One change with the register's facts; for the office.
    pub async fn change(&self, by: &By, id: ChangeId) -> Result<ChangePage> {
        by.office()?;
        let mut db = self.0.db.acquire().await?;
        let (change, _) = queries::change(&mut db, id).await?.ok_or(Error::NotFound)?;
        may(&by.actor, ChangeAction::Read, change.facility, &change.state)?;
        let records = queries::records(&mut db, change.facility, change.kind).await?;
        let person = match change.about {
            About::Responsible => {
                let typed = &change.proposed;
                let facts = self.facts(&mut db, change.facility, typed).await?;
                facts
                    .person(typed.get("responsible_no"))
                    .map(|person| (person.name.clone(), person.left, person.held.clone()))
            }
            About::Name | About::Address | About::Return => None,
        };
        Ok(ChangePage { change, records, person, today: self.0.today() })
    }

    /// 「承認」「差し戻し」 by the office. What is approved for today or earlier is done in the same transaction.
    ///
    /// # Errors
    /// Refuses others, in other states, and 差し戻し without words.
    pub async fn decide(&self, by: &By, id: ChangeId, verdict: Verdict) -> Result<ChangeState> {
        deciding::decide(self, by, id, verdict).await
    }

    /// Does what was approved for today or an earlier day, and closes the accounts of those who hold nothing any more
    /// after 返上; each exactly once, however often and wherever it is called (F12, F13). Answers how many.
    pub async fn take_effect(&self) -> Result<u64> {
        effect::take_effect(self).await
    }

    /// What the register knows of whom the form names, on the day from which the change is to hold.
    async fn facts(&self, db: &mut PgConnection, me: FacilityId, typed: &Fields) -> Result<Facts> {
        let sheets = Sheets { form1: typed.clone(), form2: Fields::default() };
        let facts = self.0.applications().facts(db, me, &sheets, None).await?;
        let starts = domain::calendar::parse_day(typed.get("effective_on")).unwrap_or(facts.today);
        Ok(Facts { starts, ..facts })
    }
}

/// The facility that acts.
fn facility(actor: &Actor) -> Result<FacilityId> {
    Ok(actor.facility().ok_or(ChangeRefused::NotYourChange)?)
}

/// What is stored: these inputs, without blanks around them.
fn trimmed(typed: &Fields, inputs: &[&'static str]) -> Fields {
    inputs.iter().map(|input| (*input, typed.get(input).trim())).collect()
}
