//! What the office does for other people's accounts: a password link for any of them, another log-in address for a facility.

use domain::{
    accounts::{Realm, login_address, must_differ},
    actor::Actor,
    ids::FacilityId,
    refused::FacilityRefused,
};
use serde_json::json;
use uuid::Uuid;

use super::{Accounts, queries};
use crate::{
    By, Error, Result,
    audit::{self, Event},
};

impl Accounts<'_> {
    /// 「パスワード設定のメールを送る」: imported people have no password before (A5).
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office and for unknown accounts; refused for a member who has left (A9) and
    /// for a facility without an address.
    pub async fn send_password_link(&self, by: &By, realm: Realm, account: Uuid) -> Result<()> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let Some(account) = queries::account(&mut tx, realm, account).await? else {
            let silent = realm == Realm::Facility && queries::has_no_login(&mut tx, account.into()).await?;
            return Err(if silent { FacilityRefused::NoLoginAddress.into() } else { Error::NotFound });
        };
        if !self.may_sign_in(&account) {
            return Err(FacilityRefused::MemberHasLeft.into());
        }
        self.enqueue_link(&mut tx, &account, now).await?;
        let event = Event::new("account.link_sent", account.id).with(json!({ "realm": realm.key() }));
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }

    /// 「ログイン用メールアドレスの変更」: the responsible person has written to the office. Password and sessions stay; the
    /// rest is as when the facility does it itself ([`Accounts::confirm_login_address`]).
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office; refused when it is no address, when another facility has it (A1, A8),
    /// and when nothing would change.
    pub async fn give_login_address(&self, by: &By, facility: FacilityId, typed: &str) -> Result<()> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        let address = login_address(typed)?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = queries::hold_login(&mut tx, facility).await?.ok_or(Error::NotFound)?;
        must_differ(&address, held.email.as_deref())?;
        let event = Event::new("account.login_address_given", facility.0)
            .with(json!({ "first": held.email.is_none() }));
        self.change_login(&mut tx, facility, held, &address, false, now).await?;
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }
}
