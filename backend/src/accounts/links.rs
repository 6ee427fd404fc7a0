//! Password links: asked for by the person or by the office, mailed, used once (A4, A5, A7).

use domain::{
    accounts::{LinkState, Realm, account_key, check_password},
    audit::EventName,
    ids::FacilityId,
    notices::Mail,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    PASSWORD_MAIL, PasswordSet, SIGN_IN, by,
    queries::{self, Account},
    token,
};
use crate::{
    Accounts, Origin, Result,
    audit::{self, Event},
    notices,
};

impl Accounts<'_> {
    /// 「パスワードをお忘れの方はこちら」: answers the same whether or not the account is known; only a known one gets a mail
    /// (A7). Rate-limited by account and by client.
    pub async fn forgot_password(&self, realm: Realm, account: &str, origin: &Origin) -> Result<()> {
        PASSWORD_MAIL.count(self.0, realm, account, origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let found = queries::account_named(&mut tx, realm, &account_key(account)).await?;
        let open = found.filter(|account| self.may_sign_in(account));
        if let Some(account) = &open {
            self.enqueue_link(&mut tx, account, now).await?;
        }
        // Written for unknown accounts too: the same work, and the office sees who tries addresses.
        let subject = open.map(|account| account.id);
        let event =
            Event { name: EventName::AccountLinkRequested, subject, detail: json!({ "realm": realm.key() }) };
        audit::record_system(&mut tx, origin, event, now).await?;
        Ok(tx.commit().await?)
    }

    /// May this link be used? Does not use it up (A5).
    pub async fn link(&self, token: &str) -> Result<LinkState> {
        let mut db = self.0.db.acquire().await?;
        let account = self.account_of_link(&mut db, token, self.0.clock.now()).await?;
        Ok(account.map_or(LinkState::Unusable, |account| LinkState::Usable(account.realm)))
    }

    /// Sets the password by link: uses the link up, ends all sessions of the account, signs in anew (A4, A5). The second
    /// factor of the office stays, and is asked for. A change of the log-in address that waits for the new one is off: it may
    /// be why somebody sets a new password (docs/adr/0018).
    pub async fn set_password(
        &self,
        token: &str,
        password: &str,
        repeated: &str,
        origin: &Origin,
    ) -> Result<PasswordSet> {
        let now = self.0.clock.now();
        let account = {
            let mut db = self.0.db.acquire().await?;
            self.account_of_link(&mut db, token, now).await?
        };
        let Some(account) = account else { return Ok(PasswordSet::LinkUnusable) };
        let own = [account.member_no.as_str(), account.email.as_str()];
        if let Err(problem) = check_password(password, repeated, &own) {
            return Ok(PasswordSet::Refused(problem));
        }
        let hash = self.0.passwords.hash(password).await?;

        let mut tx = self.0.begin().await?;
        let facility = (account.realm == Realm::Facility).then_some(FacilityId(account.id));
        if let Some(facility) = facility {
            // Before its links, as whoever changes its address does.
            queries::hold_login(&mut tx, facility).await?;
        }
        queries::lock_links(&mut tx, account.realm, account.id).await?;
        if !queries::use_link(&mut tx, &token::digest(token), now).await? {
            return Ok(PasswordSet::LinkUnusable);
        }
        queries::void_links_of(&mut tx, account.realm, account.id, now).await?;
        queries::save_password(&mut tx, account.realm, account.id, &hash, now).await?;
        let ended = queries::delete_sessions_of(&mut tx, account.realm, account.id, None).await?;
        let session = self.begin_session(&mut tx, &account, false, origin, now).await?;
        // Whoever was locked out by their own tries is let in again with the new password.
        let names = [&account.member_no, &account.email].map(|name| SIGN_IN.account(account.realm, name));
        queries::clear_hits(&mut tx, &names).await?;
        let event =
            Event::new(EventName::AccountPasswordSet, account.id).with(json!({ "sessions_ended": ended }));
        audit::record(&mut tx, &by(&account, origin), event, now).await?;
        let applies_as = match facility {
            Some(facility) => {
                queries::end_address_links(&mut tx, facility, now).await?;
                queries::applies_as(&mut tx, facility).await?
            }
            None => None,
        };
        tx.commit().await?;
        Ok(PasswordSet::Done(session, account.realm, applies_as))
    }

    async fn account_of_link(
        &self,
        db: &mut PgConnection,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Account>> {
        let Some((realm, id)) = queries::usable_link(db, &token::digest(token), now).await? else {
            return Ok(None);
        };
        Ok(queries::account(db, realm, id).await?.filter(|account| self.may_sign_in(account)))
    }

    pub(super) async fn enqueue_link(
        &self,
        db: &mut PgConnection,
        account: &Account,
        now: Timestamp,
    ) -> Result<()> {
        let mail =
            Mail::PasswordLink { realm: account.realm, account: account.id, name: account.name.clone() };
        notices::enqueue(db, &self.0.settings, &account.email, &mail, now).await
    }
}

/// A new password link's token, good until `expires_at`. Made when its mail is sent, so that the token itself stands in no
/// table (A5). Nothing when the account has another address than `to` by now, or is gone: a mail that waited, or is sent
/// once more, opens no account for whoever had the address before (A1). Whoever changes the address meanwhile waits for the
/// end of the transaction, and then voids this link with its others.
pub(crate) async fn fresh_link(
    db: &mut PgConnection,
    realm: Realm,
    account: Uuid,
    to: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<Option<String>> {
    if queries::hold_address(db, realm, account).await?.is_none_or(|address| address != to) {
        return Ok(None);
    }
    let token = token::fresh();
    queries::insert_link(db, &token::digest(&token), realm, account, now, expires_at).await?;
    Ok(Some(token))
}
