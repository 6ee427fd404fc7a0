//! The way into the outbox, for every capability that tells of a change.

use domain::{ids::MailId, notices::Mail};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries;
use crate::{Error, Result, Settings};

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
    let id = MailId(Uuid::now_v7());
    // The id is in the mail's Message-ID: by this line a mail leads to the request that it came from.
    tracing::info!(mail = %id, kind = mail.kind(), "a mail waits");
    queries::insert(db, id, mail.kind(), to, &subject, params, now).await
}

/// 『【日本緩和医療学会】パスワードの設定をお願いいたします』, always one line.
pub(super) fn subject(settings: &Settings, mail: &Mail) -> String {
    format!("【{}】{}", settings.society, mail.subject()).chars().filter(|c| !c.is_control()).collect()
}
