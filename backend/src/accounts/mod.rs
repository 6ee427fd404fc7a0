//! Doors: sign-in, sessions, password links, brakes (A1–A9), the office's second factor.

mod address;
mod brakes;
mod hasher;
mod links;
mod office;
mod pages;
mod queries;
mod second_factor;
mod sign_up;
pub(crate) mod token;
mod totp;

use domain::{
    accounts::{
        Applying, Awaits, HALF_OPEN_MINUTES, PasswordProblem, Realm, SESSION_IDLE_HOURS, SESSION_KEPT_DAYS,
        account_key,
    },
    actor::Actor,
    audit::EventName,
    ids::{FacilityId, MemberId, OfficeUserId},
    registry,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Accounts, By, Origin, Result,
    audit::{self, Event},
};
use hasher::Verdict;
use queries::Account;

pub use address::AddressConfirmed;
pub(crate) use address::fresh_address_link;
pub use brakes::{ADDRESS_MAIL, Limit, PASSWORD_MAIL, SECOND_FACTOR, SIGN_IN, SIGN_UP};
pub use hasher::PasswordHasher;
pub(crate) use links::fresh_link;
pub use second_factor::{FactorGiven, FactorSetUp, NewCodes};
pub use sign_up::SignedUp;

/// A session is seen at most once in this time, so that reading pages does not write.
const QUIET: SignedDuration = SignedDuration::from_mins(1);
/// Used and old links stay this long, for questions to the office.
const LINKS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A 新規登録 whose address nobody confirmed stays this long.
const UNCONFIRMED_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Longer than every window of the brakes.
const COUNTERS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A new session: what the cookie holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// 256 random bits, base64url; only its SHA-256 is stored.
    pub token: String,
    /// Keep the cookie this many seconds; nothing: until the browser closes (A6).
    pub max_age: Option<i64>,
    /// What this session waits for; until then it opens nothing.
    pub awaits: Option<Awaits>,
}

/// What a session token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    Open(Actor),
    /// Nothing but the pages of the second factor: the password was right.
    HalfOpen(Awaits),
}

/// What became of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    Welcome(NewSession),
    /// Wrong account or wrong password: the same words in the same time (A3, A9).
    Wrong,
}

/// What became of setting a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordSet {
    /// Every other session of the account has ended (A5). With the 種別 that a hospital which is no facility yet wants to
    /// apply for.
    Done(NewSession, Realm, Option<Applying>),
    Refused(PasswordProblem),
    /// The link is unknown, used or too old.
    LinkUnusable,
}

impl Accounts<'_> {
    /// 「ログインする」: `account` is 会員番号 or e-mail for members, e-mail for others (A3). `keep`:
    /// 「ログイン情報を保存する」 (A6). Rate-limited by account and by client ([`crate::Error::TooMany`]).
    pub async fn sign_in(
        &self,
        realm: Realm,
        account: &str,
        password: &str,
        keep: bool,
        origin: &Origin,
    ) -> Result<SignIn> {
        let tried = SIGN_IN.count(self.0, realm, account, origin).await?;
        let now = self.0.clock.now();
        let found = {
            // Given back before the hash: a connection must not wait for a password.
            let mut db = self.0.db.acquire().await?;
            queries::account_named(&mut db, realm, &account_key(account)).await?
        };
        let open = found.as_ref().filter(|account| self.may_sign_in(account));
        let kept = open.and_then(|account| account.password_hash.as_deref());
        let verdict = self.0.passwords.verify(password, kept).await?;

        let mut tx = self.0.begin().await?;
        let welcome = match (open, kept, verdict) {
            (Some(account), Some(kept), Verdict::Right | Verdict::RightRehashed(_))
                if !queries::hold_password(&mut tx, realm, account.id, kept).await? =>
            {
                None
            }
            (Some(account), Some(_), Verdict::Right) => Some(account),
            (Some(account), Some(kept), Verdict::RightRehashed(new)) => {
                queries::renew_hash(&mut tx, account, kept, &new).await?;
                Some(account)
            }
            _ => None,
        };
        let answer = if let Some(account) = welcome {
            let session = self.begin_session(&mut tx, account, keep, origin, now).await?;
            tried.forgive(&mut tx).await?;
            if let Some(awaits) = session.awaits {
                let event = Event::new(EventName::AccountFactorAsked, account.id)
                    .with(json!({ "for": awaits.key() }));
                audit::record_system(&mut tx, origin, event, now).await?;
            } else {
                let event = Event::new(EventName::AccountSignedIn, account.id).with(json!({ "kept": keep }));
                audit::record(&mut tx, &by(account, origin), event, now).await?;
            }
            SignIn::Welcome(session)
        } else {
            // Never what was typed: people type passwords into the wrong field.
            let subject = found.as_ref().map(|account| account.id);
            let event = Event {
                name: EventName::AccountSignInFailed,
                subject,
                detail: json!({ "realm": realm.key() }),
            };
            audit::record_system(&mut tx, origin, event, now).await?;
            SignIn::Wrong
        };
        tx.commit().await?;
        Ok(answer)
    }

    /// What this session token opens, if it is still good; moves the idle limit on (at most once a minute).
    pub async fn session(&self, token: &str) -> Result<Option<Session>> {
        let now = self.0.clock.now();
        let mut db = self.0.db.acquire().await?;
        let holder = queries::see_session(&mut db, &token::digest(token), now, QUIET, idle_end(now)).await?;
        Ok(holder.and_then(|holder| match holder {
            queries::Holder::Member { left_on, .. } if registry::has_left(left_on, self.0.today()) => None,
            queries::Holder::Member { id, profession, .. } => {
                Some(Session::Open(Actor::Member { id, physician: registry::is_physician(&profession) }))
            }
            queries::Holder::Facility(id) => Some(Session::Open(Actor::Facility(id))),
            queries::Holder::Office(id) => Some(Session::Open(Actor::Office(id))),
            queries::Holder::HalfOpen(awaits) => Some(Session::HalfOpen(awaits)),
        }))
    }

    /// ログアウト. Answers whose session ended.
    pub async fn sign_out(&self, token: &str) -> Result<Option<Realm>> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let ended = queries::delete_session(&mut tx, &token::digest(token)).await?;
        let realm = ended.as_ref().map(|ended| ended.realm);
        // Whoever had not given the second factor had not been in.
        if let Some(ended) = ended.filter(|ended| !ended.half_open) {
            let client = ended.client.split(' ').next().unwrap_or_default().to_owned();
            let by = By {
                // What the rules know of a member does not matter to the audit line.
                actor: actor(ended.realm, ended.account, false),
                origin: Origin { client, agent: String::new() },
            };
            audit::record(&mut tx, &by, Event::new(EventName::AccountSignedOut, ended.account), now).await?;
        }
        tx.commit().await?;
        Ok(realm)
    }

    /// Removes sessions that are over, old links and old counters, and sign-ups that nobody confirmed; the worker calls it now and then. Answers how many rows.
    pub async fn sweep(&self) -> Result<u64> {
        let now = self.0.clock.now();
        let mut db = self.0.db.acquire().await?;
        let unconfirmed = queries::forget_unconfirmed(&mut db, now - UNCONFIRMED_KEPT).await?;
        Ok(unconfirmed + queries::sweep(&mut db, now, now - LINKS_KEPT, now - COUNTERS_KEPT).await?)
    }

    /// After the right password: the session, which for the office waits for the second factor, or for its set-up: only in a
    /// demo, whose passwords everybody knows, may one be without.
    async fn begin_session(
        &self,
        db: &mut PgConnection,
        account: &Account,
        keep: bool,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<NewSession> {
        let awaits = match account.realm {
            Realm::Member | Realm::Facility => None,
            Realm::Office if queries::secret(db, OfficeUserId(account.id)).await?.is_some() => {
                Some(Awaits::Code)
            }
            Realm::Office => (!self.0.is_demo()).then_some(Awaits::SetUp),
        };
        match awaits {
            Some(awaits) => half_open_session(db, account, keep, origin, now, awaits).await,
            None => open_session(db, account, keep, origin, now).await,
        }
    }

    /// Members who have left keep their history, not their door (A9).
    fn may_sign_in(&self, account: &Account) -> bool {
        !registry::has_left(account.left_on, self.0.today())
    }
}

/// A session that opens everything of its account at once. Always a new token: what a browser held before is worth nothing
/// afterwards.
async fn open_session(
    db: &mut PgConnection,
    account: &Account,
    keep: bool,
    origin: &Origin,
    now: Timestamp,
) -> Result<NewSession> {
    let kept = SignedDuration::from_hours(24 * SESSION_KEPT_DAYS);
    let expires_at = if keep { now + kept } else { idle_end(now) };
    let token = insert_session(db, account, keep, origin, now, expires_at, None).await?;
    Ok(NewSession { token, max_age: keep.then_some(kept.as_secs()), awaits: None })
}

/// A session that opens nothing until the second factor is given, which must be soon.
async fn half_open_session(
    db: &mut PgConnection,
    account: &Account,
    keep: bool,
    origin: &Origin,
    now: Timestamp,
    awaits: Awaits,
) -> Result<NewSession> {
    let expires_at = now + SignedDuration::from_mins(HALF_OPEN_MINUTES);
    let token = insert_session(db, account, keep, origin, now, expires_at, Some(awaits)).await?;
    Ok(NewSession { token, max_age: None, awaits: Some(awaits) })
}

async fn insert_session(
    db: &mut PgConnection,
    account: &Account,
    keep: bool,
    origin: &Origin,
    now: Timestamp,
    expires_at: Timestamp,
    awaits: Option<Awaits>,
) -> Result<String> {
    let token = token::fresh();
    let offered: [u8; totp::SECRET_BYTES] = token::random();
    let session = queries::SessionStart {
        token_hash: &token::digest(&token),
        realm: account.realm,
        account: account.id,
        now,
        expires_at,
        persistent: keep,
        client: format!("{} {}", origin.client, origin.agent).trim().to_owned(),
        awaits,
        new_secret: (awaits == Some(Awaits::SetUp)).then_some(offered.as_slice()),
    };
    queries::insert_session(db, session).await?;
    Ok(token)
}

/// When a session that is seen at `now` and not again is over (A6).
fn idle_end(now: Timestamp) -> Timestamp {
    now + SignedDuration::from_hours(SESSION_IDLE_HOURS)
}

fn actor(realm: Realm, id: Uuid, physician: bool) -> Actor {
    match realm {
        Realm::Member => Actor::Member { id: MemberId(id), physician },
        Realm::Facility => Actor::Facility(FacilityId(id)),
        Realm::Office => Actor::Office(OfficeUserId(id)),
    }
}

fn by(account: &Account, origin: &Origin) -> By {
    By { actor: actor(account.realm, account.id, account.physician), origin: origin.clone() }
}

#[cfg(test)]
mod tests;
