//! Whose data a database holds, which it remembers by itself (docs/adr/0026). Decided once, in the transaction in which the
//! first data comes, and never changed: what a demo made stays a demo, everything else never becomes one.

use domain::vocabulary;
use sqlx::PgConnection;

use super::{hospitals, people, queries};
use crate::{Demo, Error, Result};

vocabulary! {
    /// Whose data a database holds.
    pub enum DataKind {
        /// A demo made it: invented people, passwords that everybody knows.
        Demo = "demo",
        /// Anything else: a society's own.
        Real = "real",
    }
}

/// Whose data the database holds; nothing while it is empty and nobody has opened it. Data that came past the program is
/// real.
pub async fn data_kind(db: &mut PgConnection) -> Result<Option<DataKind>> {
    match queries::marked(db).await? {
        None if queries::holds_data(db).await? => Ok(Some(DataKind::Real)),
        decided => Ok(decided),
    }
}

/// What is written down of whose data this is, which is all that an import must know.
pub(crate) async fn marked(db: &mut PgConnection) -> Result<Option<DataKind>> {
    queries::marked(db).await
}

/// Has the database remember whose data comes with this transaction, unless it remembers already, and answers what it
/// remembers. Who decides at the same time waits here for the end of the other transaction. By the owner only.
pub(crate) async fn decide(db: &mut PgConnection, kind: DataKind) -> Result<DataKind> {
    queries::mark(db, kind).await?;
    let marked = queries::marked(db).await?;
    marked.ok_or_else(|| Error::inconsistent("data_kind", "nothing is written"))
}

impl Demo<'_> {
    /// Whose data the database holds; nothing while it is empty and nobody has opened it.
    pub async fn data_kind(&self) -> Result<Option<DataKind>> {
        data_kind(&mut *self.0.db.acquire().await?).await
    }

    /// Has the database remember that what is here, and what comes, is a society's; nothing where it remembers already.
    pub async fn keep_real(&self) -> Result<()> {
        let mut tx = self.0.begin().await?;
        decide(&mut tx, DataKind::Real).await?;
        Ok(tx.commit().await?)
    }

    /// How many accounts of the demo have a password here, which among a society's data nobody should have.
    pub async fn known_accounts(&self) -> Result<u64> {
        let members = people::PEOPLE.map(|person| people::email(person.number));
        let facilities =
            hospitals::certified_emails().chain(hospitals::APPLICANTS.map(|hospital| hospital.email));
        let office = people::OFFICE.map(|(email, _)| email.to_owned());
        let addresses: Vec<String> =
            members.into_iter().chain(facilities.map(str::to_owned)).chain(office).collect();
        queries::with_password(&mut *self.0.db.acquire().await?, &addresses).await
    }
}
