//! What was acknowledged, and whether it is there afterwards, once. Everything that was only tried may be there or not, but not
//! twice.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use color_eyre::eyre::Result;
use jiff::Timestamp;
use serde::Serialize;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

use super::smtp::MailServer;

/// A slot of 専門医新規申請.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    pub member: Uuid,
    pub number: i16,
}

#[derive(Default)]
pub struct Ledger(Mutex<Books>);

#[derive(Default)]
struct Books {
    drafts: HashMap<Slot, Draft>,
    registrations: HashMap<Slot, Entry<String>>,
    requests: HashMap<Slot, Entry<()>>,
    decisions: HashMap<Uuid, Entry<()>>,
}

#[derive(Default)]
struct Draft {
    /// Every text that was sent, oldest first, each once.
    sent: Vec<String>,
    /// The last that was acknowledged, and its version.
    kept: Option<(usize, i64)>,
    acknowledged: u64,
}

#[derive(Default)]
struct Entry<T> {
    tries: u64,
    acknowledged: Option<T>,
}

impl Ledger {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn typed(&self, slot: &Slot, text: &str) {
        let mut books = self.books();
        let sent = &mut books.drafts.entry(*slot).or_default().sent;
        if sent.last().is_none_or(|last| last != text) {
            sent.push(text.to_owned());
        }
    }

    pub fn kept(&self, slot: &Slot, text: &str, version: i64) {
        let mut books = self.books();
        let draft = books.drafts.entry(*slot).or_default();
        draft.acknowledged += 1;
        draft.kept = draft.sent.iter().rposition(|sent| sent == text).map(|at| (at, version));
    }

    pub fn tried_to_register(&self, slot: &Slot) {
        self.books().registrations.entry(*slot).or_default().tries += 1;
    }
    pub fn registered(&self, slot: &Slot, text: &str) {
        self.books().registrations.entry(*slot).or_default().acknowledged = Some(text.to_owned());
    }
    pub fn tried_to_ask(&self, slot: &Slot) {
        self.books().requests.entry(*slot).or_default().tries += 1;
    }
    pub fn asked(&self, slot: &Slot) {
        self.books().requests.entry(*slot).or_default().acknowledged = Some(());
    }
    pub fn tried_to_decide(&self, request: &str) {
        if let Ok(id) = request.parse() {
            self.books().decisions.entry(id).or_default().tries += 1;
        }
    }
    pub fn decided(&self, request: &str) {
        if let Ok(id) = request.parse() {
            self.books().decisions.entry(id).or_default().acknowledged = Some(());
        }
    }
}

/// What the books and the database say of each other.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Balance {
    pub acknowledged: Acknowledged,
    /// Acknowledged and not there: each as one line.
    pub lost: Vec<String>,
    /// There more than once.
    pub twice: Vec<String>,
    /// Mails of the evening: rows in the outbox, how many of them went out, how many wait.
    pub mails: u64,
    pub mails_sent: u64,
    pub mails_waiting: u64,
    /// Received more than once under one Message-ID: a worker that was killed between sending and writing it down sends
    /// again (E2), and mail programs show it once.
    pub mails_received_again: u64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Acknowledged {
    pub drafts: u64,
    pub registrations: u64,
    pub requests: u64,
    pub decisions: u64,
    /// Tries whose answer never came.
    pub unanswered: u64,
}

/// A case as it is in the database.
struct Found {
    text: String,
    version: i64,
    versions: i64,
    registered: Vec<String>,
    requests: i64,
}

impl Ledger {
    /// Reads every write back.
    pub async fn balance(&self, db: &PgPool, since: Timestamp, mail: &MailServer) -> Result<Balance> {
        let cases = cases(db).await?;
        let decisions = decisions(db, since).await?;
        let mut balance = self.compared(&cases, &decisions);
        balance.traces(db, since).await?;
        balance.mail(db, since, mail).await?;
        Ok(balance)
    }

    fn compared(&self, cases: &HashMap<Slot, Found>, decisions: &HashMap<Uuid, i64>) -> Balance {
        let mut balance = Balance::default();
        let books = self.books();
        for (slot, draft) in &books.drafts {
            balance.acknowledged.drafts += draft.acknowledged;
            balance.drafts(slot, draft, cases.get(slot));
        }
        for (slot, entry) in &books.registrations {
            let found = cases.get(slot);
            balance.acknowledged.unanswered += u64::from(entry.acknowledged.is_none());
            if let Some(text) = &entry.acknowledged {
                balance.acknowledged.registrations += 1;
                if !found.is_some_and(|found| found.registered.contains(text)) {
                    balance.lost.push(format!("registration {slot:?}"));
                }
            }
            if found.is_some_and(|found| found.versions > 1) {
                balance.twice.push(format!("registration {slot:?}"));
            }
        }
        for (slot, entry) in &books.requests {
            let requests = cases.get(slot).map_or(0, |found| found.requests);
            balance.acknowledged.unanswered += u64::from(entry.acknowledged.is_none());
            if entry.acknowledged.is_some() {
                balance.acknowledged.requests += 1;
                if requests == 0 {
                    balance.lost.push(format!("request {slot:?}"));
                }
            }
            if requests > 1 {
                balance.twice.push(format!("request {slot:?}"));
            }
        }
        for (request, entry) in &books.decisions {
            let lines = decisions.get(request).copied().unwrap_or_default();
            balance.acknowledged.unanswered += u64::from(entry.acknowledged.is_none());
            if entry.acknowledged.is_some() {
                balance.acknowledged.decisions += 1;
                if lines == 0 {
                    balance.lost.push(format!("decision {request}"));
                }
            }
            if lines > 1 {
                balance.twice.push(format!("decision {request}: {lines} audit lines"));
            }
        }
        balance
    }
}

impl Balance {
    fn drafts(&mut self, slot: &Slot, draft: &Draft, found: Option<&Found>) {
        let Some((at, version)) = draft.kept else { return };
        let Some(found) = found else {
            self.lost.push(format!("draft {slot:?}: no case"));
            return;
        };
        // A text that was sent later and never answered may stand there instead.
        if !draft.sent[at..].contains(&found.text) || found.version < version {
            self.lost.push(format!("draft {slot:?}: version {version}, found {}", found.version));
        }
        // Each text makes one version, however often it was sent. Slots 9 and 10 began with one.
        let most = i64::from(slot.number <= 10) + i64::try_from(draft.sent.len()).unwrap_or(i64::MAX);
        if found.version > most {
            self.twice.push(format!("draft {slot:?}: version {}, {most} texts", found.version));
        }
    }

    /// What a write leaves behind is there as often as the write.
    async fn traces(&mut self, db: &PgPool, since: Timestamp) -> Result<()> {
        for (what, facts, traces) in [
            (
                "audit lines of registrations",
                "select count(*) from case_version where registered_at >= $1::timestamptz",
                "select count(*) from audit_line where at >= $1::timestamptz and event = 'case.registered'",
            ),
            (
                "audit lines of requests",
                "select count(*) from approval_request where requested_at >= $1::timestamptz",
                "select count(*) from audit_line where at >= $1::timestamptz and event = 'approval.requested'",
            ),
            (
                "mails to supervisors",
                "select count(distinct batch_id) from approval_request where requested_at >= $1::timestamptz",
                "select count(*) from mail_outbox where created_at >= $1::timestamptz and kind = 'approval_requested'",
            ),
            (
                "mails to applicants",
                "select count(*) from approval_request where decided_at >= $1::timestamptz and state = 'approved'",
                "select count(*) from mail_outbox where created_at >= $1::timestamptz and kind = 'case_decided'",
            ),
            (
                "texts set aside, as if somebody else had written",
                "select 0::bigint where $1::timestamptz is not null",
                "select count(*) from case_aside where kept_at >= $1::timestamptz",
            ),
        ] {
            let since = since.to_string();
            let facts: i64 = sqlx::query_scalar(facts).bind(&since).fetch_one(db).await?;
            let traces: i64 = sqlx::query_scalar(traces).bind(&since).fetch_one(db).await?;
            if traces < facts {
                self.lost.push(format!("{what}: {traces} of {facts}"));
            }
            if traces > facts {
                self.twice.push(format!("{what}: {traces} of {facts}"));
            }
        }
        Ok(())
    }

    async fn mail(&mut self, db: &PgPool, since: Timestamp, mail: &MailServer) -> Result<()> {
        let rows =
            sqlx::query("select mail_id::text, state from mail_outbox where created_at >= $1::timestamptz")
                .bind(since.to_string())
                .fetch_all(db)
                .await?;
        let received = mail.received();
        for row in rows {
            let (id, state): (String, String) = (row.try_get("mail_id")?, row.try_get("state")?);
            let times = received.get(&format!("<{id}@example.jp>")).copied().unwrap_or_default();
            self.mails += 1;
            self.mails_received_again += u64::from(times > 1);
            match state.as_str() {
                "sent" if times == 0 => self.lost.push(format!("mail {id}: sent, never received")),
                "sent" => self.mails_sent += 1,
                "waiting" => self.mails_waiting += 1,
                _ => self.lost.push(format!("mail {id}: given up")),
            }
        }
        Ok(())
    }
}

async fn cases(db: &PgPool) -> Result<HashMap<Slot, Found>> {
    let rows = sqlx::query(
        "select c.member_id, c.slot, coalesce(c.draft ->> 'discussion', '') as text, c.draft_version,
                (select count(*) from case_version v where v.case_id = c.case_id) as versions,
                (select coalesce(array_agg(v.fields ->> 'discussion'), '{}') from case_version v
                 where v.case_id = c.case_id) as registered,
                (select count(*) from approval_request r where r.case_id = c.case_id) as requests
         from case_report c where c.deleted_at is null and c.slot >= 9",
    )
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let slot = Slot { member: row.try_get("member_id")?, number: row.try_get("slot")? };
            let found = Found {
                text: row.try_get("text")?,
                version: row.try_get("draft_version")?,
                versions: row.try_get("versions")?,
                registered: row.try_get("registered")?,
                requests: row.try_get("requests")?,
            };
            Ok((slot, found))
        })
        .collect()
}

/// Requests that are approved, with the number of audit lines that say so.
async fn decisions(db: &PgPool, since: Timestamp) -> Result<HashMap<Uuid, i64>> {
    let rows = sqlx::query(
        "select r.request_id,
                (select count(*) from audit_line a
                 where a.subject_id = r.case_id and a.at >= $1::timestamptz and a.event = 'approval.approved'
                   and a.detail ->> 'request' = r.request_id::text) as lines
         from approval_request r where r.state = 'approved' and r.decided_at >= $1::timestamptz",
    )
    .bind(since.to_string())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| Ok((row.try_get("request_id")?, row.try_get("lines")?))).collect()
}
