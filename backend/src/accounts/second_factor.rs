//! The second factor of the office: asked for after the password, set up, given, and its recovery codes
//! (docs/adr/0013).

use domain::{
    accounts::{
        Awaits, FactorPage, FactorProblem, RECOVERY_BYTES, RECOVERY_CODES, Realm, in_groups, one_time_code,
        recovery_code,
    },
    actor::Actor,
    audit::EventName,
    ids::OfficeUserId,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{
    NewSession, SECOND_FACTOR,
    brakes::Tried,
    by,
    queries::{self, Held},
    token,
    totp::{self, Factor},
};
use crate::{
    Accounts, By, Error, Origin, Result,
    audit::{self, Event},
};

/// What became of a second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorGiven {
    /// The session that waited has ended, this one is open.
    Welcome(NewSession),
    Refused(FactorProblem),
}

/// What became of setting up a second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum FactorSetUp {
    /// Every other session of this person has ended. The recovery codes are shown once.
    Done(NewSession, Vec<String>),
    Refused(FactorProblem),
}

/// What became of asking for new recovery codes.
#[derive(Clone, PartialEq, Eq)]
pub enum NewCodes {
    /// The codes before have become worthless. These are shown once.
    Made(Vec<String>),
    Refused(FactorProblem),
}

impl Accounts<'_> {
    /// How the holder of this office session, waiting or open, stands with the second factor. One statement.
    pub async fn factor_page(&self, token: &str) -> Result<FactorPage> {
        let now = self.0.clock.now();
        let mut db = self.0.db.acquire().await?;
        let standing =
            queries::standing(&mut db, &token::digest(token), now).await?.ok_or(Error::SignedOut)?;
        Ok(match standing {
            queries::Standing { awaits: Some(Awaits::Code), .. } => FactorPage::Code,
            queries::Standing { codes_left: Some(codes_left), .. } => FactorPage::Done { codes_left },
            queries::Standing { new_secret: Some(secret), email, .. } => {
                let factor = Factor::of(&secret, &self.0.settings.society, &email)?;
                FactorPage::SetUp { account: email, secret: factor.secret(), qr: factor.qr()? }
            }
            _ => FactorPage::Begin,
        })
    }

    /// 「認証コード」: opens the session that waits for it. Every code is used once, whichever session it is given in.
    /// Rate-limited by account and by client ([`Error::TooMany`]); [`Error::SignedOut`] when nothing waits.
    pub async fn give_code(&self, token: &str, typed: &str, origin: &Origin) -> Result<FactorGiven> {
        let code = match one_time_code(typed) {
            Ok(code) => code,
            Err(problem) => return Ok(FactorGiven::Refused(problem)),
        };
        let tried = self.count_factor(token, origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = waiting(&mut tx, token, Awaits::Code, now).await?;
        let given = if self.use_code(&mut tx, held.user, &code).await? {
            FactorGiven::Welcome(self.open(&mut tx, &held, json!({ "factor": "code" }), origin, now).await?)
        } else {
            refused(&mut tx, &held, "code", origin, now).await?;
            FactorGiven::Refused(FactorProblem::CodeWrong)
        };
        settle(&mut tx, &tried, matches!(given, FactorGiven::Welcome(_))).await?;
        tx.commit().await?;
        Ok(given)
    }

    /// 「リカバリーコード」: the same with one of the codes on paper, which is used up. Rate-limited like [`Self::give_code`].
    pub async fn give_recovery_code(&self, token: &str, typed: &str, origin: &Origin) -> Result<FactorGiven> {
        let code = match recovery_code(typed) {
            Ok(code) => code,
            Err(problem) => return Ok(FactorGiven::Refused(problem)),
        };
        let tried = self.count_factor(token, origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = waiting(&mut tx, token, Awaits::Code, now).await?;
        let given = if queries::use_recovery_code(&mut tx, held.user, &token::digest(&code), now).await? {
            let left = queries::codes_left(&mut tx, held.user).await?;
            let how = json!({ "factor": "recovery_code", "codes_left": left });
            FactorGiven::Welcome(self.open(&mut tx, &held, how, origin, now).await?)
        } else {
            refused(&mut tx, &held, "recovery_code", origin, now).await?;
            FactorGiven::Refused(FactorProblem::RecoveryWrong)
        };
        settle(&mut tx, &tried, matches!(given, FactorGiven::Welcome(_))).await?;
        tx.commit().await?;
        Ok(given)
    }

    /// Where a second factor is optional: lets an open session offer one, to be confirmed by [`Self::set_up_factor`].
    pub async fn begin_factor(&self, by: &By, token: &str) -> Result<()> {
        let user = by.office()?;
        let mut tx = self.0.begin().await?;
        let held = queries::lock_session(&mut tx, &token::digest(token), self.0.clock.now()).await?;
        if held.is_some_and(|held| held.user == user && held.new_secret.is_none())
            && queries::secret(&mut tx, user).await?.is_none()
        {
            let secret: [u8; totp::SECRET_BYTES] = token::random();
            queries::offer_secret(&mut tx, &token::digest(token), &secret).await?;
        }
        Ok(tx.commit().await?)
    }

    /// 「設定する」: a first code shows that the offered secret has arrived in an authenticator app. Ends every session of
    /// this person and opens a new one. [`Error::SignedOut`] when this session offers nothing.
    pub async fn set_up_factor(&self, token: &str, typed: &str, origin: &Origin) -> Result<FactorSetUp> {
        let code = match one_time_code(typed) {
            Ok(code) => code,
            Err(problem) => return Ok(FactorSetUp::Refused(problem)),
        };
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = queries::lock_session(&mut tx, &token::digest(token), now).await?;
        let held = held.filter(|held| held.awaits != Some(Awaits::Code)).ok_or(Error::SignedOut)?;
        let secret = held.new_secret.as_deref().ok_or(Error::SignedOut)?;
        let Some(step) = Factor::of(secret, "", "")?.step_of(&code, self.0.clock.machine()) else {
            return Ok(FactorSetUp::Refused(FactorProblem::CodeWrong));
        };
        if !queries::insert_factor(&mut tx, held.user, secret, step, now).await? {
            return Err(Error::SignedOut);
        }
        let codes = new_codes(&mut tx, held.user).await?;
        queries::delete_sessions_of(&mut tx, Realm::Office, held.user.0, None).await?;
        let event = Event::new(EventName::AccountFactorSetUp, held.user.0);
        audit::record(&mut tx, &acts(held.user, origin), event, now).await?;
        let how = json!({ "factor": "set_up" });
        let session = self.open(&mut tx, &held, how, origin, now).await?;
        tx.commit().await?;
        Ok(FactorSetUp::Done(session, codes))
    }

    /// 「新しいリカバリーコードを作る」: needs a code, so that an open screen alone is not enough. Rate-limited like
    /// [`Self::give_code`]; [`Error::NotFound`] for those who have no second factor.
    pub async fn new_recovery_codes(&self, by: &By, typed: &str) -> Result<NewCodes> {
        let user = by.office()?;
        let code = match one_time_code(typed) {
            Ok(code) => code,
            Err(problem) => return Ok(NewCodes::Refused(problem)),
        };
        let tried = SECOND_FACTOR.count(self.0, Realm::Office, &user.to_string(), &by.origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        if queries::secret(&mut tx, user).await?.is_none() {
            return Err(Error::NotFound);
        }
        if !self.use_code(&mut tx, user, &code).await? {
            return Ok(NewCodes::Refused(FactorProblem::CodeWrong));
        }
        let codes = new_codes(&mut tx, user).await?;
        settle(&mut tx, &tried, true).await?;
        audit::record(&mut tx, by, Event::new(EventName::AccountRecoveryCodesMade, user.0), now).await?;
        tx.commit().await?;
        Ok(NewCodes::Made(codes))
    }

    /// Recovery codes not used yet; nothing when this person of the office has no second factor.
    pub async fn recovery_codes_left(&self, by: &By) -> Result<Option<u32>> {
        let user = by.office()?;
        queries::codes_left(&mut *self.0.db.acquire().await?, user).await
    }

    /// Counts one try, by the account that the waiting session belongs to.
    async fn count_factor(&self, token: &str, origin: &Origin) -> Result<Tried> {
        let user = {
            let mut tx = self.0.begin().await?;
            waiting(&mut tx, token, Awaits::Code, self.0.clock.now()).await?.user
        };
        SECOND_FACTOR.count(self.0, Realm::Office, &user.to_string(), origin).await
    }

    /// Is this the code of the moment, for the first time?
    async fn use_code(&self, db: &mut PgConnection, user: OfficeUserId, code: &str) -> Result<bool> {
        let Some(secret) = queries::secret(db, user).await? else { return Ok(false) };
        match Factor::of(&secret, "", "")?.step_of(code, self.0.clock.machine()) {
            Some(step) => queries::use_step(db, user, step).await,
            None => Ok(false),
        }
    }

    /// Puts an open session into the place of the one that waited, under a token of its own.
    async fn open(
        &self,
        db: &mut PgConnection,
        held: &Held,
        how: Value,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<NewSession> {
        queries::delete_session(db, &held.token_hash).await?;
        let account = queries::account(db, Realm::Office, held.user.0).await?.ok_or(Error::SignedOut)?;
        let session = super::open_session(db, &account, held.keep, origin, now).await?;
        let mut detail = json!({ "kept": held.keep });
        if let (Some(all), Value::Object(how)) = (detail.as_object_mut(), how) {
            all.extend(how);
        }
        let event = Event::new(EventName::AccountSignedIn, held.user.0).with(detail);
        audit::record(db, &by(&account, origin), event, now).await?;
        Ok(session)
    }
}

/// The session that waits for `what`, held until the transaction ends.
async fn waiting(db: &mut PgConnection, token: &str, what: Awaits, now: Timestamp) -> Result<Held> {
    let held = queries::lock_session(db, &token::digest(token), now).await?;
    held.filter(|held| held.awaits == Some(what)).ok_or(Error::SignedOut)
}

/// The office sees who has a password and not the factor.
async fn refused(
    db: &mut PgConnection,
    held: &Held,
    factor: &str,
    origin: &Origin,
    now: Timestamp,
) -> Result<()> {
    let event = Event::new(EventName::AccountFactorFailed, held.user.0).with(json!({ "factor": factor }));
    audit::record_system(db, origin, event, now).await
}

async fn settle(db: &mut PgConnection, tried: &Tried, right: bool) -> Result<()> {
    if right { tried.forgive(db).await } else { Ok(()) }
}

/// A new set of recovery codes, as people copy them.
async fn new_codes(db: &mut PgConnection, user: OfficeUserId) -> Result<Vec<String>> {
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| totp::base32(&token::random::<RECOVERY_BYTES>())).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| token::digest(code)).collect();
    queries::replace_codes(db, user, &hashes).await?;
    Ok(codes.iter().map(|code| in_groups(code, "-")).collect())
}

fn acts(user: OfficeUserId, origin: &Origin) -> By {
    By { actor: Actor::Office(user), origin: origin.clone() }
}
