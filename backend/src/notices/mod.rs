//! Mail: the outbox, its templates and the worker that empties it (E1, E2, P7).

use domain::notices::Mail;
use jiff::Timestamp;
use sqlx::PgConnection;

use crate::{Backend, Result, Settings};

/// Use cases of mail.
pub struct Notices<'a>(pub(crate) &'a Backend);

/// One delivered mail of the demo mailbox, `/dev/mail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevMail {
    pub id: domain::ids::MailId,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub received_at: Timestamp,
}

/// Puts a mail into the outbox, in the transaction of the change it tells of (E1).
pub async fn enqueue(db: &mut PgConnection, settings: &Settings, to: &str, mail: &Mail, now: Timestamp) -> Result<()> {
    let _ = (db, settings, to, mail, now);
    todo!()
}

impl Notices<'_> {
    /// The newest mails of the demo mailbox, at most 100.
    pub async fn dev_mails(&self) -> Result<Vec<DevMail>> {
        todo!()
    }
}
