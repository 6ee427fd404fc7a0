//! What the office does for other people's accounts: a password link for any of them, another log-in address for a facility.

use domain::{
    accounts::{Realm, is_email},
    actor::Actor,
    ids::FacilityId,
    notices::Mail,
    refused::FacilityRefused,
};
use serde_json::json;
use uuid::Uuid;

use super::{Accounts, queries};
use crate::{
    By, Error, Result,
    audit::{self, Event},
    notices,
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
        let mut tx = self.0.db.begin().await?;
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

    /// 「ログイン用メールアドレスの変更」: the responsible person has written to the office. Password and sessions stay, links
    /// that went to the former address open nothing any more, and both addresses are told. A sign-up with the new address
    /// that nobody has confirmed gives way (A8).
    ///
    /// # Errors
    /// [`Error::NotFound`] for others than the office; refused when it is no address, when another facility has it (A1, A8),
    /// and when nothing would change.
    pub async fn give_login_address(&self, by: &By, facility: FacilityId, typed: &str) -> Result<()> {
        let Actor::Office(_) = by.actor else { return Err(Error::NotFound) };
        let address = domain::accounts::tidy_address(typed);
        if !is_email(&address) {
            return Err(FacilityRefused::NotAnAddress.into());
        }
        let now = self.0.clock.now();
        let mut tx = self.0.db.begin().await?;
        let held = queries::hold_login(&mut tx, facility).await?.ok_or(Error::NotFound)?;
        if held.email.as_deref() == Some(address.as_str()) {
            return Err(FacilityRefused::SameLoginAddress.into());
        }
        queries::forget_unconfirmed_at(&mut tx, &address, facility).await?;
        let given = queries::give_login(&mut tx, facility, &address).await;
        match given {
            Err(error) if error.violates("facility_email_unique") => {
                return Err(FacilityRefused::LoginAddressTaken.into());
            }
            given => given?,
        }
        queries::void_links_of(&mut tx, Realm::Facility, facility.0, now).await?;
        let event = Event::new("account.login_address_given", facility.0)
            .with(json!({ "first": held.email.is_none() }));
        audit::record(&mut tx, by, event, now).await?;
        for (to, to_former) in [(Some(address), false), (held.email, true)] {
            let Some(to) = to else { continue };
            let mail = Mail::LoginAddressGiven { facility: held.name.clone(), to_former };
            notices::enqueue(&mut tx, &self.0.settings, &to, &mail, now).await?;
        }
        Ok(tx.commit().await?)
    }
}
