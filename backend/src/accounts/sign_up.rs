//! 新規登録: a hospital's account before it is a facility (A8).

use domain::{
    accounts::{Applying, Realm, SignUp, SignUpProblem},
    audit::EventName,
    ids::FacilityId,
};
use serde_json::json;
use uuid::Uuid;

use super::{SIGN_UP, queries};
use crate::{
    Accounts, Error, Origin, Result,
    audit::{self, Event},
};

/// What became of 新規登録.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedUp {
    /// The mail with the password link is on its way.
    Mailed,
    Refused(Vec<SignUpProblem>),
}

impl Accounts<'_> {
    /// 「新規登録」: makes the account and mails the link for its first password. An address that is in use is refused
    /// (A8), one that was only typed before and never confirmed gets a new mail. Rate-limited by address and by client.
    pub async fn sign_up(&self, applying: Applying, typed: &SignUp, origin: &Origin) -> Result<SignedUp> {
        let sign_up = match typed.checked() {
            Ok(sign_up) => sign_up,
            Err(problems) => return Ok(SignedUp::Refused(problems)),
        };
        SIGN_UP.count(self.0, Realm::Facility, &sign_up.email, origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let id = FacilityId(Uuid::now_v7());
        let Some(id) = queries::sign_up(&mut tx, id, applying, &sign_up, now).await? else {
            return Ok(SignedUp::Refused(vec![SignUpProblem::EmailTaken]));
        };
        let account = queries::account(&mut tx, Realm::Facility, id.0)
            .await?
            .ok_or_else(|| Error::inconsistent("facility", "no account after sign-up"))?;
        self.enqueue_link(&mut tx, &account, now).await?;
        let detail = json!({ "applies_as": applying.key() });
        let event = Event { name: EventName::AccountSignedUp, subject: Some(id.0), detail };
        audit::record_system(&mut tx, origin, event, now).await?;
        tx.commit().await?;
        Ok(SignedUp::Mailed)
    }
}
