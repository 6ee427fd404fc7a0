//! Mail: the outbox, its templates and the worker that empties it (E1, E2, P7).

mod queries;

use domain::notices::Mail;
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Backend, Error, Result, Settings};

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
pub async fn enqueue(
    db: &mut PgConnection,
    settings: &Settings,
    to: &str,
    mail: &Mail,
    now: Timestamp,
) -> Result<()> {
    let subject = subject(settings, mail);
    let params =
        serde_json::to_value(mail).map_err(|e| Error::Internal(format!("mail {}: {e}", mail.kind())))?;
    let id = domain::ids::MailId(Uuid::now_v7());
    queries::insert(db, id, mail.kind(), to, &subject, params, now).await
}

/// 『【日本緩和医療学会】パスワードの設定をお願いいたします』, always one line.
fn subject(settings: &Settings, mail: &Mail) -> String {
    format!("【{}】{}", settings.society, mail.subject()).chars().filter(|c| !c.is_control()).collect()
}

impl Notices<'_> {
    /// The newest mails of the demo mailbox, at most 100.
    pub async fn dev_mails(&self) -> Result<Vec<DevMail>> {
        todo!()
    }
}
