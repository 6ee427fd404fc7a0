//! Files that a facility sends: the stamped 申請書・在籍証明書 (F6).
//!
//! A file arrives in a nameless temporary file, is looked into by an [`Inspector`] outside this process, and only then
//! stored. Until a form uses it ([`Documents::attach`]) it belongs to nobody's application, and is swept away after a day.

mod arrival;
mod files;
mod inspector;
mod keeping;
mod owner;
mod place;
mod queries;

use domain::{
    actor::Actor,
    audit::EventName,
    documents::{DocumentProblem, DocumentView, UNATTACHED_HOURS},
    ids::{DocumentId, FacilityId},
};
use futures::Stream;
use jiff::SignedDuration;
use serde_json::json;
use sqlx::PgConnection;

use crate::{
    By, Documents, Error, Origin, Result,
    accounts::Limit,
    audit::{self, Event},
    backup,
};

pub use arrival::{Arrived, DISCARD_LIMIT};
pub use bytes::Bytes;
pub use files::{Content, Files, Unusable};
pub use inspector::Inspector;
use owner::Owner;
pub use place::Place;

/// Files that one facility, and one client address, may send: an hour is enough to try again and too short to fill a disk.
pub const UPLOAD: Limit = Limit { what: "document", by_account: 60, by_client: 240, window: 60 * 60 };

impl Documents<'_> {
    /// Takes a file from a facility: counts and hashes it as it arrives, has it looked into, stores it, unattached. A
    /// refused or broken-off file leaves nothing; earlier files stay. For others than facilities [`Error::NotFound`];
    /// rate-limited ([`UPLOAD`]).
    pub async fn receive<E>(
        &self,
        by: &By,
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Result<DocumentView, DocumentProblem>> {
        match self.arrive(by, bytes).await? {
            Ok(arrived) => self.keep(by, name, arrived).await,
            Err(problem) => Ok(Err(problem)),
        }
    }

    /// The first half of [`Self::receive`], for who hears of the file's end before that of the form around it: what is
    /// dropped leaves nothing.
    pub async fn arrive<E>(
        &self,
        by: &By,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Result<Arrived, DocumentProblem>> {
        let facility = by.facility()?;
        UPLOAD.count(self.0, domain::accounts::Realm::Facility, &facility.to_string(), &by.origin).await?;
        arrival::arrive(self.0.files.spool(), bytes).await
    }

    /// The second half of [`Self::receive`]. Goes on to its end even when nobody waits for it any more.
    pub async fn keep(
        &self,
        by: &By,
        name: &str,
        arrived: Arrived,
    ) -> Result<Result<DocumentView, DocumentProblem>> {
        let facility = by.facility()?;
        keeping::keep(self.0.clone(), by.clone(), Owner::Facility(facility), name, arrived).await
    }

    /// [`Self::arrive`] for the office, which scans papers itself (P9).
    pub async fn scan_arrives<E>(
        &self,
        by: &By,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Result<Arrived, DocumentProblem>> {
        by.office()?;
        arrival::arrive(self.0.files.spool(), bytes).await
    }

    /// [`Self::keep`] for the office.
    pub async fn keep_scan(
        &self,
        by: &By,
        name: &str,
        arrived: Arrived,
    ) -> Result<Result<DocumentView, DocumentProblem>> {
        let office = by.office()?;
        keeping::keep(self.0.clone(), by.clone(), Owner::Office(office), name, arrived).await
    }

    /// A scan of the office, attached or not. Asks nobody who they are.
    pub(crate) async fn scan(
        &self,
        db: &mut PgConnection,
        document: DocumentId,
    ) -> Result<Option<DocumentView>> {
        Ok(queries::scan(db, document).await?.map(|stored| stored.view))
    }

    /// Makes a record of the office use its scan, in the record's transaction; nothing when there is no such scan.
    pub(crate) async fn attach_scan(
        &self,
        tx: &mut PgConnection,
        document: DocumentId,
    ) -> Result<Option<DocumentView>> {
        queries::attach_scan(tx, document, self.0.clock.now()).await
    }

    /// Makes a form of this facility use the file, in the form's transaction; nothing when there is no such file of this
    /// facility. Twice is as good as once.
    pub async fn attach(
        &self,
        tx: &mut PgConnection,
        facility: FacilityId,
        document: DocumentId,
    ) -> Result<Option<DocumentView>> {
        queries::attach(tx, facility, document, self.0.clock.now()).await
    }

    /// The form uses the file no longer and no version that was submitted does: it goes with the next sweep.
    pub async fn detach(
        &self,
        tx: &mut PgConnection,
        facility: FacilityId,
        document: DocumentId,
    ) -> Result<()> {
        queries::detach(tx, facility, document).await
    }

    /// What a form shows of the file that it uses. Asks nobody who they are: the form has.
    pub async fn view(&self, db: &mut PgConnection, document: DocumentId) -> Result<Option<DocumentView>> {
        Ok(queries::stored(db, document, None).await?.map(|stored| stored.view))
    }

    /// The file itself, for its owner and the office (F6); for everybody else [`Error::NotFound`].
    pub async fn open(&self, by: &By, document: DocumentId) -> Result<(DocumentView, Content)> {
        let owner = match by.actor {
            Actor::Facility(facility) => Some(facility),
            Actor::Office(_) => None,
            Actor::Member { .. } => return Err(Error::NotFound),
        };
        let found = queries::stored(&mut *self.0.db.acquire().await?, document, owner).await?;
        let stored = found.ok_or(Error::NotFound)?;
        let content = self.0.files.read(&stored.object_key).await?;
        let mut db = self.0.db.acquire().await?;
        audit::record(&mut db, by, Event::new(EventName::DocumentOpened, document.0), self.0.clock.now())
            .await?;
        Ok((stored.view, content))
    }

    /// A page of the file as a PNG picture, from 1, for the office, beside the data of an application; for everybody else,
    /// and where nothing can be drawn, [`Error::NotFound`].
    pub async fn picture(&self, by: &By, document: DocumentId, page: u32) -> Result<Bytes> {
        by.office()?;
        let found = queries::stored(&mut *self.0.db.acquire().await?, document, None).await?;
        let stored = found.filter(|stored| (1..=stored.view.pages).contains(&page)).ok_or(Error::NotFound)?;
        let picture = self.0.files.draw(&stored.object_key, page).await?.ok_or(Error::NotFound)?;
        let event = Event::new(EventName::DocumentShown, document.0).with(json!({ "page": page }));
        audit::record(&mut *self.0.db.acquire().await?, by, event, self.0.clock.now()).await?;
        Ok(picture)
    }

    /// Removes files that no form has used for a day, and what broke off half-way; the worker calls it now and then.
    /// Answers how many.
    pub async fn sweep(&self) -> Result<u64> {
        let before = self.0.clock.now() - SignedDuration::from_hours(UNATTACHED_HOURS);
        let mut swept = 0;
        loop {
            let mut tx = self.0.begin().await?;
            if !backup::queries::may_take_away(&mut tx).await? {
                return Ok(swept);
            }
            let Some((document, key)) = queries::delete_unattached(&mut tx, before).await? else {
                return Ok(swept);
            };
            // The object first: when this fails, the row is still there to say what is left to do.
            self.0.files.delete(&key).await?;
            let event = Event::new(EventName::DocumentSwept, document.0);
            audit::record_system(&mut tx, &Origin::default(), event, self.0.clock.now()).await?;
            tx.commit().await?;
            swept += 1;
        }
    }
}

/// Takes a file of any kind that another capability keeps; up to [`domain::documents::SIZE_LIMIT`].
pub(crate) async fn arrive_anything<E>(
    files: &Files,
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Result<Arrived, DocumentProblem>> {
    arrival::arrive(files.spool(), bytes).await
}

#[cfg(test)]
mod tests;
