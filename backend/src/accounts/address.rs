//! A facility changes its own log-in address: the new one confirms by a link, the one before is told (A1, A5; docs/adr/0018).

use domain::{
    accounts::{AccountPage, AccountRefused, AddressLink, Realm, login_address, must_differ},
    actor::Actor,
    audit::EventName,
    ids::{AddressLinkId, FacilityId},
    notices::Mail,
    refused::Refused,
};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    ADDRESS_MAIL, PASSWORD_MAIL,
    queries::{self, HeldLogin},
    token,
};
use crate::{
    Accounts, By, Error, Origin, Result,
    audit::{self, Event},
    notices,
};

/// What became of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressConfirmed {
    /// This facility signs in with the new address from now on.
    Done(FacilityId),
    /// The link is unknown, used, withdrawn, replaced or too old.
    LinkUnusable,
}

impl Accounts<'_> {
    /// 「ログイン用メールアドレス・パスワード」. One statement.
    pub async fn account_page(&self, by: &By) -> Result<AccountPage> {
        let me = by.facility()?;
        let mut db = self.0.db.acquire().await?;
        queries::account_page(&mut db, me, self.0.clock.now()).await?.ok_or(Error::SignedOut)
    }

    /// 「パスワードの変更」: the same link as at 「パスワードをお忘れの方はこちら」, and the same brake on its mails (A5).
    pub async fn mail_own_password_link(&self, by: &By) -> Result<()> {
        let me = by.facility()?;
        let found = queries::account(&mut *self.0.db.acquire().await?, Realm::Facility, me.0).await?;
        let account = found.ok_or(Error::SignedOut)?;
        PASSWORD_MAIL.count(self.0, Realm::Facility, &account.email, &by.origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        self.enqueue_link(&mut tx, &account, now).await?;
        let event =
            Event::new(EventName::AccountLinkRequested, me.0).with(json!({ "realm": Realm::Facility.key() }));
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }

    /// 「確認メールを送信する」: mails the link to the new address, and to the present one that somebody has asked for it. Takes
    /// the place of what was asked before. Rate-limited by account and by client, as it tells which addresses are in use (A8).
    ///
    /// # Errors
    /// Refused when it is no address, when nothing would change, and when another facility has it.
    pub async fn ask_login_address(&self, by: &By, typed: &str) -> Result<()> {
        let me = by.facility()?;
        let address = login_address(typed)?;
        ADDRESS_MAIL.count(self.0, Realm::Facility, &me.to_string(), &by.origin).await?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let HeldLogin { name, email } = queries::hold_login(&mut tx, me).await?.ok_or(Error::SignedOut)?;
        let former = email.ok_or(Error::SignedOut)?;
        must_differ(&address, Some(&former))?;
        if queries::is_taken(&mut tx, &address, me).await? {
            return Err(AccountRefused::LoginAddressTaken.into());
        }
        queries::end_address_links(&mut tx, me, now).await?;
        let link = AddressLinkId(Uuid::now_v7());
        let ends = self.0.settings.link_ends(now);
        queries::insert_address_link(&mut tx, link, me, &former, &address, now, ends).await?;
        let event = Event::new(EventName::AccountLoginAddressAsked, me.0).with(json!({ "link": link }));
        audit::record(&mut tx, by, event, now).await?;
        for (to, mail) in [
            (address, Mail::AddressLink { facility: name.clone(), link }),
            (former, Mail::AddressAsked { facility: name }),
        ] {
            notices::enqueue(&mut tx, &self.0.settings, &to, &mail, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// 「取り消す」
    ///
    /// # Errors
    /// Refused when there is nothing to withdraw any more, or when it is another facility's.
    pub async fn withdraw_login_address(&self, by: &By, link: AddressLinkId) -> Result<()> {
        let me = by.facility()?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        if !queries::withdraw_address_link(&mut tx, me, link, now).await? {
            return Err(AccountRefused::NoAddressAsked.into());
        }
        let event = Event::new(EventName::AccountLoginAddressWithdrawn, me.0).with(json!({ "link": link }));
        audit::record(&mut tx, by, event, now).await?;
        Ok(tx.commit().await?)
    }

    /// What this link would do. Does not use it up: mail scanners open it too. One statement.
    pub async fn address_link(&self, token: &str) -> Result<AddressLink> {
        let mut db = self.0.db.acquire().await?;
        let asked = queries::usable_address_link(&mut db, &token::digest(token), self.0.clock.now()).await?;
        Ok(asked.map_or(AddressLink::Unusable, |asked| AddressLink::Usable {
            facility: asked.name,
            address: asked.address,
        }))
    }

    /// 「このアドレスに変更する」: whoever has the link, signed in or not, has the new address. The password stays; every
    /// session of the facility but `session`, the one that confirms, ends.
    ///
    /// # Errors
    /// Refused when another facility got the address meanwhile; the link stays good.
    pub async fn confirm_login_address(
        &self,
        token: &str,
        session: Option<&str>,
        origin: &Origin,
    ) -> Result<AddressConfirmed> {
        let now = self.0.clock.now();
        let link = token::digest(token);
        let mut tx = self.0.begin().await?;
        let Some(asked) = queries::usable_address_link(&mut tx, &link, now).await? else {
            return Ok(AddressConfirmed::LinkUnusable);
        };
        let held = queries::hold_login(&mut tx, asked.facility).await?;
        // Whoever came first while this one waited for the row has changed the address, or ended the link.
        let Some(held) = held.filter(|held| held.email.as_ref() == Some(&asked.former)) else {
            return Ok(AddressConfirmed::LinkUnusable);
        };
        if !queries::use_address_link(&mut tx, &link, now).await? {
            return Ok(AddressConfirmed::LinkUnusable);
        }
        match self.change_login(&mut tx, asked.facility, held, &asked.address, true, now).await {
            Err(Error::Refused(Refused::Account(AccountRefused::LoginAddressTaken))) => {
                return Err(AccountRefused::LoginAddressGone.into());
            }
            changed => changed?,
        }
        let kept = session.map(token::digest);
        let ended =
            queries::delete_sessions_of(&mut tx, Realm::Facility, asked.facility.0, kept.as_deref()).await?;
        let by = By { actor: Actor::Facility(asked.facility), origin: origin.clone() };
        let event = Event::new(EventName::AccountLoginAddressChanged, asked.facility.0)
            .with(json!({ "sessions_ended": ended }));
        audit::record(&mut tx, &by, event, now).await?;
        tx.commit().await?;
        Ok(AddressConfirmed::Done(asked.facility))
    }

    /// The change itself, by the office or by link, of a facility that is held: links that went to the former address or
    /// wait for another one open nothing any more, and both addresses are told. A sign-up with the new address that nobody
    /// has confirmed gives way (A8).
    pub(super) async fn change_login(
        &self,
        db: &mut PgConnection,
        facility: FacilityId,
        held: HeldLogin,
        address: &str,
        by_itself: bool,
        now: Timestamp,
    ) -> Result<()> {
        queries::forget_unconfirmed_at(db, address, facility).await?;
        match queries::give_login(db, facility, address).await {
            Err(error) if error.violates("facility_email_unique") => {
                return Err(AccountRefused::LoginAddressTaken.into());
            }
            given => given?,
        }
        queries::void_links_of(db, Realm::Facility, facility.0, now).await?;
        queries::end_address_links(db, facility, now).await?;
        for (to, to_former) in [(Some(address), false), (held.email.as_deref(), true)] {
            let Some(to) = to else { continue };
            let mail = Mail::LoginAddressGiven { facility: held.name.clone(), to_former, by_itself };
            notices::enqueue(db, &self.0.settings, to, &mail, now).await?;
        }
        Ok(())
    }
}

/// The token of an address link, good until `expires_at`. Made when its mail is sent, so that the token
/// itself stands in no table (A5); sent once more, the newer one counts. A link that has ended meanwhile gets a token that
/// opens nothing, as if the mail had been faster.
pub(crate) async fn fresh_address_link(
    db: &mut PgConnection,
    link: AddressLinkId,
    expires_at: Timestamp,
) -> Result<String> {
    let token = token::fresh();
    queries::give_token(db, link, &token::digest(&token), expires_at).await?;
    Ok(token)
}
