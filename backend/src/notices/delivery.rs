//! The worker that empties the outbox: at least once, with growing pauses, never twice at the same time (E2).
//!
//! A mail is taken for ten minutes (a lease) in a transaction of its own: no transaction is open while a mail server is
//! spoken to, a second worker finds nothing to take, and what a crashed worker had taken comes back by itself. The ten
//! minutes are the database's, since servers' clocks need not agree. A crash after sending and before writing it down sends
//! once more, under the same Message-ID.

use std::time::Duration;

use domain::{
    accounts::mail_to,
    notices::{Mail, pause_after},
};
use futures::future::join_all;
use jiff::Timestamp;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::{smtp, stub::AsyncStubTransport},
};

use super::{
    queries::{self, Taken},
    render::{self, Letter},
};
use crate::{Notices, Result, Settings, accounts};

/// Longer than a mail server may take; after this another worker may have the mail.
const LEASE: Duration = Duration::from_mins(10);
/// Mails that one worker sends at a time. Mail servers answer slowly and take several connections; few admit more than
/// ten from one sender.
const TOGETHER: usize = 8;
/// What is kept of a mail server's complaint.
const ERROR_LIMIT: usize = 500;

/// Where mails go.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A real mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// The table behind `/dev/mail`, in demo mode without a mail server.
    DevMailbox,
    /// Remembers what was sent, or fails always; for tests.
    Stub(AsyncStubTransport),
}

impl Transport {
    /// The mail server of an address like `smtps://user:password@host`, as `SMTP_URL` gives it.
    pub fn smtp(url: &str) -> Result<Self, smtp::Error> {
        Ok(Self::Smtp(Box::new(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build())))
    }
}

/// Why a mail did not go.
enum Failure {
    /// May go later.
    Later(String),
    /// Will never go: the address or the mail itself is bad.
    Never(String),
}

impl Notices<'_> {
    /// Sends what is due, at most `limit` mails, several at a time; answers how many were taken, sent or not. Fails only
    /// when the database does: a failing mail server delays its mails and nothing else (E2).
    pub async fn deliver_due(&self, transport: &Transport, limit: usize) -> Result<usize> {
        let mut left = limit;
        while left > 0 {
            let now = self.0.clock.now();
            let mut db = self.0.db.acquire().await?;
            let due = queries::take_due(&mut db, now, LEASE, left.min(TOGETHER)).await?;
            drop(db);
            if due.is_empty() {
                break;
            }
            // Each to its end: a mail that is on its way is not dropped because another one's row could not be written.
            for done in join_all(due.iter().map(|mail| self.deliver(transport, mail))).await {
                done?;
            }
            left -= due.len();
        }
        Ok(limit - left)
    }

    async fn deliver(&self, transport: &Transport, mail: &Taken) -> Result<()> {
        let outcome = if mail.attempt > 1 && pause_after(mail.attempt - 1).is_none() {
            // Its last try never came to an end: it would take one worker after the other down with it.
            Err(Failure::Never("the last try never ended".into()))
        } else {
            self.send(transport, mail).await?
        };
        let now = self.0.clock.now();
        let mut db = self.0.db.acquire().await?;
        match outcome {
            Ok(()) => queries::mark_sent(&mut db, mail, now).await,
            Err(Failure::Never(why)) => {
                tracing::warn!(mail = %mail.id, kind = %mail.kind, why = nameless(&why), "a mail was given up");
                queries::mark_dead(&mut db, mail, &shortened(&why)).await
            }
            Err(Failure::Later(why)) => {
                let Some(pause) = pause_after(mail.attempt) else {
                    let (kind, said) = (&mail.kind, nameless(&why));
                    tracing::warn!(mail = %mail.id, %kind, why = said, "a mail was given up after the last try");
                    return queries::mark_dead(&mut db, mail, &shortened(&why)).await;
                };
                let (kind, attempt, said) = (&mail.kind, mail.attempt, nameless(&why));
                tracing::warn!(mail = %mail.id, %kind, attempt, why = said, "a mail must wait");
                queries::put_off(&mut db, mail, now + pause, &shortened(&why)).await
            }
        }
    }

    /// The outer error is the database's, the inner one the mail's.
    async fn send(&self, transport: &Transport, taken: &Taken) -> Result<Result<(), Failure>> {
        let Ok(mail) = serde_json::from_value::<Mail>(taken.params.clone()) else {
            return Ok(Err(Failure::Never("unknown kind of mail".into())));
        };
        let now = self.0.clock.now();
        let ends = self.0.settings.link_ends(now);
        let link = match &mail {
            Mail::PasswordLink { realm, account, .. } => {
                let mut tx = self.0.begin().await?;
                let link = accounts::fresh_link(&mut tx, *realm, *account, &taken.to, now, ends).await?;
                tx.commit().await?;
                if link.is_none() {
                    return Ok(Err(Failure::Never("the account has another address by now".into())));
                }
                link
            }
            Mail::AddressLink { link, .. } => {
                let mut db = self.0.db.acquire().await?;
                Some(accounts::fresh_address_link(&mut db, *link, ends).await?)
            }
            _ => None,
        };
        let letter = render::letter(&self.0.settings, &taken.subject, &mail, link.as_deref())?;
        let message = match message(&self.0.settings, taken, &letter, now) {
            Ok(message) => message,
            Err(failure) => return Ok(Err(failure)),
        };
        Ok(match transport {
            Transport::DevMailbox => {
                let mut db = self.0.db.acquire().await?;
                queries::insert_dev_mail(&mut db, taken, &letter, now).await?;
                Ok(())
            }
            Transport::Smtp(server) => server.send(message).await.map(drop).map_err(|e| judge(&e)),
            Transport::Stub(stub) => stub.send(message).await.map_err(|e| Failure::Later(e.to_string())),
        })
    }
}

/// The letter in its envelope. Addresses are parsed and headers encoded, so nothing in them can start another header.
fn message(settings: &Settings, taken: &Taken, letter: &Letter, now: Timestamp) -> Result<Message, Failure> {
    let from: Address = settings
        .mail_from
        .parse()
        // The setting can be corrected, then the mail goes.
        .map_err(|e| Failure::Later(format!("sender address {}: {e}", settings.mail_from)))?;
    let to: Address = mail_to(&taken.to).parse().map_err(|e| Failure::Never(format!("address: {e}")))?;
    let id = format!("<{}@{}>", taken.id, from.domain());
    // Said here, since lettre, reading it from the headers, would lose the quotes of an old mobile address.
    let envelope =
        Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(|e| Failure::Never(e.to_string()))?;
    Message::builder()
        .envelope(envelope)
        .from(Mailbox::new(Some(settings.society.clone()), from))
        .to(Mailbox::new(None, to))
        .subject(taken.subject.clone())
        .message_id(Some(id))
        .date(now.into())
        // No answers from holiday robots.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ))
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(|e| Failure::Never(e.to_string()))
}

/// Only an answer about the recipient is final. A wrong password, a full disk or a forbidden relay is the server's
/// trouble, and somebody may repair it.
fn judge(error: &smtp::Error) -> Failure {
    let why = std::iter::successors(Some(error as &dyn std::error::Error), |e| e.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ");
    let about_recipient = matches!(error.status().map(u16::from), Some(550 | 551 | 553 | 556));
    // 5.7.x: security or policy, which is about us and not about the recipient.
    if about_recipient && !why.contains("5.7.") { Failure::Never(why) } else { Failure::Later(why) }
}

fn shortened(why: &str) -> String {
    why.chars().take(ERROR_LIMIT).collect()
}

/// For the log, which holds nobody's address; mail servers like to repeat it.
fn nameless(why: &str) -> String {
    let word = |word| if str::contains(word, '@') { "(address)" } else { word };
    why.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn what_a_mail_server_says_is_logged_without_the_address() {
        let said =
            "permanent error (550): 5.1.1 <taro@example.jp>: Recipient address rejected: taro@example.jp";
        let logged = nameless(said);
        assert_eq!(logged, "permanent error (550): 5.1.1 (address) Recipient address rejected: (address)");
    }
}
