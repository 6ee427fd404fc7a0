//! The demo society: the imported register, a handful of fixed people, and a story of cases, requests and decisions that
//! ends today. Everything but the people arrives through the same use cases as real work, at past moments, so that
//! versions, comments, dates and audit lines are what they would be.
//!
//! One transaction is not possible through use cases, so a load leaves two audit lines: `demo.started` before anything
//! else, in the transaction in which the database becomes a demo's ([`DataKind`]), and `demo.loaded` at the end. A load that
//! was cut short is thrown away and begun anew at the next start, unless somebody else has worked in the database since; an
//! advisory lock keeps two processes apart.

mod applications;
mod clock;
mod hospitals;
mod mark;
mod network;
mod people;
mod queries;
mod story;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::Arc;

use domain::{
    accounts::{Realm, SignUp},
    actor::Actor,
    approvals::Comments,
    audit::EventName,
    calendar,
    cases::{CaseSet, Fields, Registered, Saved, Slot},
    ids::{CertificationId, MemberId},
    period::Period,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde_json::json;

use crate::{
    Backend, By, Demo, Error, FakeClock, Origin, Result,
    accounts::SignedUp,
    audit::{self, Event},
    cases::Typed,
    registry::{self, ImportError, ImportSource, Importer},
};
pub use mark::{DataKind, data_kind};
pub(crate) use mark::{decide, marked};
pub use people::PASSWORD;
use queries::Found;
use story::{Act, Step};

/// What became of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// It was loaded now.
    New,
    /// It is here since an earlier start.
    Already,
    /// The database holds other data, which was not touched.
    NotEmpty,
}

/// How far a load is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The register is being imported.
    Register(registry::Progress),
    /// So many steps of the story have been told.
    Story { done: usize, of: usize },
}

/// Where the audit lines of the story come from.
const CLIENT: &str = "demo";

impl Demo<'_> {
    /// Loads the demo society into an empty database, once. What a load that was cut short has left is replaced.
    pub async fn load(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<Loaded> {
        let mut lock = self.0.begin().await?;
        queries::lock(&mut lock).await?;
        // On a connection of its own: the lock's transaction must hold no table, or nothing could be cleared.
        let found = self.found().await?;
        match found {
            Found::All => return Ok(Loaded::Already),
            Found::Nothing | Found::Half if self.start(found == Found::Half).await? => {}
            Found::Strangers | Found::Nothing | Found::Half => return Ok(Loaded::NotEmpty),
        }
        self.import(progress).await?;
        self.open_accounts().await?;
        self.open_rounds().await?;
        Box::pin(self.apply()).await?;
        self.link().await?;
        self.tell(progress).await?;
        self.finish().await?;
        Ok(Loaded::New)
    }

    /// Has the demo society been loaded to the end?
    pub async fn is_loaded(&self) -> Result<bool> {
        Ok(self.found().await? == Found::All)
    }

    async fn found(&self) -> Result<Found> {
        let mut db = self.0.db.acquire().await?;
        queries::found(&mut db, CLIENT).await
    }

    /// Makes the database a demo's. False, and nothing done, where it became a society's a moment ago.
    async fn start(&self, again: bool) -> Result<bool> {
        let mut tx = self.0.begin().await?;
        if decide(&mut tx, DataKind::Demo).await? != DataKind::Demo {
            return Ok(false);
        }
        if again {
            queries::clear(&mut tx).await?;
        }
        let event = Event { name: EventName::DemoStarted, subject: None, detail: json!({}) };
        audit::record_system(&mut tx, &origin(), event, self.0.clock.now()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The society, then the fixed people, both through the import. They hold what they hold also on the day on which what
    /// is applied for begins.
    async fn import(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
        let by = Importer::System(origin());
        for source in [ImportSource::Embedded, people::source(applications::starts(self.0.today()))] {
            let mut told = |step| progress(Progress::Register(step));
            self.0.registry().import(&by, source, false, &mut told).await.map_err(|error| match error {
                ImportError::Failed(error) => error,
                other => Error::Internal(format!("demo society: {other:?}")),
            })?;
        }
        Ok(())
    }

    /// Passwords for the fixed people and hospitals, and the office.
    async fn open_accounts(&self) -> Result<()> {
        let now = self.0.clock.now();
        for hospital in hospitals::APPLICANTS {
            let [family_name, given_name] = hospital.contact.map(str::to_owned);
            let sign_up = SignUp { family_name, given_name, email: hospital.email.to_owned() };
            if self.0.accounts().sign_up(hospital.applying, &sign_up, &origin()).await? != SignedUp::Mailed {
                return Err(Error::Internal(format!("demo society: {} could not sign up", hospital.email)));
            }
        }
        let applicants = hospitals::APPLICANTS.map(|hospital| hospital.email);
        let facilities: Vec<_> = hospitals::certified_emails().chain(applicants).collect();
        let mut hashes = Vec::new();
        for _ in 0..people::OFFICE.len() + people::PEOPLE.len() + facilities.len() {
            hashes.push(self.0.passwords.hash(PASSWORD).await?);
        }
        let mut tx = self.0.begin().await?;
        let mut accounts = Vec::new();
        for (email, name) in people::OFFICE {
            accounts.push((Realm::Office, queries::insert_office_user(&mut tx, email, name).await?.0));
        }
        for person in people::PEOPLE {
            accounts.push((Realm::Member, queries::member(&mut tx, person.number).await?.0));
        }
        for email in facilities {
            accounts.push((Realm::Facility, queries::facility(&mut tx, email).await?.0));
        }
        for ((realm, account), hash) in accounts.into_iter().zip(hashes) {
            queries::insert_password(&mut tx, realm, account, &hash, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The story, step by step, each at its moment.
    async fn tell(&self, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
        let clock = Arc::new(FakeClock::at(self.0.clock.now()));
        let past = Backend { clock: clock.clone(), demo_clock: None, ..self.0.clone() };
        let (record, held) = queries::record(&mut *self.0.db.acquire().await?, people::RECORD).await?;
        let teller = Teller { past, record, held };
        let (today, steps) = (self.0.today(), story::steps());
        for (done, step) in steps.iter().enumerate() {
            progress(Progress::Story { done, of: steps.len() });
            clock.set(moment(today, step)?);
            teller.tell(step).await?;
        }
        Ok(())
    }

    async fn finish(&self) -> Result<()> {
        let mut tx = self.0.begin().await?;
        queries::settle_mails(&mut tx).await?;
        queries::read_old_results(&mut tx).await?;
        let event = Event { name: EventName::DemoLoaded, subject: None, detail: json!({}) };
        audit::record_system(&mut tx, &origin(), event, self.0.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Tells the story through the use cases.
struct Teller {
    /// A backend whose clock stands at the step's moment.
    past: Backend,
    /// The record that every case names, and its period.
    record: CertificationId,
    held: Period,
}

impl Teller {
    async fn tell(&self, step: &Step) -> Result<()> {
        let me = self.member(step.who).await?;
        let by = By { actor: Actor::Member { id: me, physician: true }, origin: origin() };
        match step.what {
            Act::Draft { slot, report, fields, memo } => {
                let typed = texts::report(report).map_err(Error::Internal)?.tidy(fields.iter().copied());
                let typed = self.typed(me, slot, typed, memo).await?;
                match self.past.cases().save_draft(&by, CaseSet::Specialist, self::slot(slot)?, typed).await?
                {
                    Saved::Kept { .. } => Ok(()),
                    other @ Saved::Conflict { .. } => Err(unexpected(step, &other)),
                }
            }
            Act::Register { slot, report, ended, days, memo } => {
                let mut fields = texts::report(report).map_err(Error::Internal)?;
                let end = self.past.today().saturating_sub(ended.days()).min(self.held.end());
                fields.set("facility", self.record.to_string());
                fields.set("start_on", end.saturating_sub((days - 1).days()).to_string());
                fields.set("end_on", end.to_string());
                let typed = self.typed(me, slot, fields, memo).await?;
                match self.past.cases().register(&by, CaseSet::Specialist, self::slot(slot)?, typed).await? {
                    Registered::Done => Ok(()),
                    other => Err(unexpected(step, &other)),
                }
            }
            Act::Request { slots, supervisor, message } => {
                let slots = slots.iter().map(|number| slot(*number)).collect::<Result<Vec<Slot>>>()?;
                let supervisor = self.member(supervisor).await?;
                self.past
                    .approvals()
                    .request(&by, CaseSet::Specialist, &slots, Some(supervisor), message)
                    .await
            }
            Act::Decide { applicant, slot, verdict, general, fields } => {
                let applicant = self.member(applicant).await?;
                let request =
                    queries::waiting_request(&mut *self.past.db.acquire().await?, applicant, slot).await?;
                let fields = fields.iter().map(|(key, text)| ((*key).into(), (*text).into())).collect();
                let comments = Comments { general: general.into(), fields };
                self.past.approvals().decide(&by, request, verdict, comments, 0).await.map(drop)
            }
        }
    }

    async fn member(&self, number: &str) -> Result<MemberId> {
        queries::member(&mut *self.past.db.acquire().await?, number).await
    }

    /// Typed on the draft that is there.
    async fn typed(&self, owner: MemberId, slot: u8, fields: Fields, memo: &str) -> Result<Typed> {
        let version = queries::draft_version(&mut *self.past.db.acquire().await?, owner, slot).await?;
        Ok(Typed { fields, memo: memo.into(), version })
    }
}

/// The moment of a step in Japan.
fn moment(today: Date, step: &Step) -> Result<Timestamp> {
    let (hour, minute) = step.at;
    let day = today.saturating_sub(step.days_ago.days());
    calendar::JST
        .to_timestamp(day.at(hour, minute, 0, 0))
        .map_err(|e| Error::Internal(format!("{day} {hour}:{minute}: {e}")))
}

fn slot(number: u8) -> Result<Slot> {
    Slot::new(CaseSet::Specialist, number).ok_or_else(|| Error::Internal(format!("no slot {number}")))
}

fn unexpected(step: &Step, answer: &dyn std::fmt::Debug) -> Error {
    Error::Internal(format!("demo society, {step:?}: {answer:?}"))
}

fn origin() -> Origin {
    Origin { client: CLIENT.into(), agent: String::new() }
}
