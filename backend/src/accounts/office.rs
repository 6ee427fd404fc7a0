//! What the office does for other people's accounts: a password link for any of them, another log-in address for a facility.

use domain::{
    accounts::{AccountRefused, Realm, login_address, must_differ},
    audit::EventName,
    ids::FacilityId,
};
use serde_json::json;
use uuid::Uuid;

use super::queries;
use crate::{
    Accounts, By, Error, Result,
    audit::{self, Event},
};

impl Accounts<'_> {
    /// 「パスワード設定のメールを送る」: imported people have no password before (A5).
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office and for unknown accounts; refused for a member who has left (A9) and
    /// for a facility without an address.
    pub async fn send_password_link(&self, by: &By, realm: Realm, account: Uuid) -> Result<()> {
        by.office()?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let Some(account) = queries::account(&mut tx, realm, account).await? else {
            let silent = realm == Realm::Facility && queries::has_no_login(&mut tx, account.into()).await?;
            return Err(if silent { AccountRefused::NoLoginAddress.into() } else { Error::NotFound });
        };
        if !self.may_sign_in(&account) {
            return Err(AccountRefused::MemberHasLeft.into());
        }
        self.enqueue_link(&mut tx, &account, now).await?;
        let event = Event::new(EventName::AccountLinkSent, account.id).with(json!({ "realm": realm.key() }));
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
        by.office()?;
        let address = login_address(typed)?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let held = queries::hold_login(&mut tx, facility).await?.ok_or(Error::NotFound)?;
        must_differ(&address, held.email.as_deref())?;
        let event = Event::new(EventName::AccountLoginAddressGiven, facility.0)
            .with(json!({ "first": held.email.is_none() }));
        self.change_login(&mut tx, facility, held, &address, false, now).await?;
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }
}
