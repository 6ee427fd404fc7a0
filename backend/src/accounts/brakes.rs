//! Brakes on guessing and on mail floods: fixed windows counted in Postgres, so that all nodes agree.
//!
//! A try is counted before it is made, outside the transaction of what it tries: whatever fails afterwards, and however
//! many tries run at once, no more than the limit come through. Counted is what was typed (as a hash), not whom it means:
//! otherwise the brake itself would tell that a 会員番号 and an e-mail address belong together, or exist (A3, A7).

use std::net::IpAddr;

use domain::accounts::{Realm, account_key};
use jiff::{SignedDuration, Timestamp};

use super::{queries, token};
use crate::{Backend, Error, Origin, Result};

/// How often something may be tried by account and by client within one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// First part of the keys in `rate_counter`.
    pub what: &'static str,
    /// Tries for one account in one window.
    pub by_account: u32,
    /// Tries from one client address in one window: a hospital shares one address.
    pub by_client: u32,
    /// Length of the window in seconds.
    pub window: i64,
}

/// Failed sign-ins; one that succeeds is given back.
pub const SIGN_IN: Limit = Limit { what: "signin", by_account: 10, by_client: 100, window: 15 * 60 };
/// Password mails asked for at 「パスワードをお忘れの方はこちら」.
pub const PASSWORD_MAIL: Limit =
    Limit { what: "password-mail", by_account: 5, by_client: 20, window: 60 * 60 };

/// Mails that ask a new log-in address to confirm, which tell who has an account, too (A8); by the facility that asks.
pub const ADDRESS_MAIL: Limit = Limit { what: "address-mail", by_account: 5, by_client: 20, window: 60 * 60 };

/// 「新規登録」, which tells who has an account (A8).
pub const SIGN_UP: Limit = Limit { what: "sign-up", by_account: 5, by_client: 20, window: 60 * 60 };

/// Wrong second factors; one that is right is given back. At any moment three codes of a million are right: whoever has
/// somebody's password needs, at this pace, a month for a chance of one in a hundred, and the audit shows every try.
pub const SECOND_FACTOR: Limit =
    Limit { what: "second-factor", by_account: 5, by_client: 50, window: 60 * 60 };

/// The counters that one try moved.
#[derive(Clone, Debug)]
pub struct Tried {
    account: String,
    client: String,
    window_start: Timestamp,
}

impl Limit {
    /// Counts one try, or refuses it with [`Error::TooMany`].
    pub async fn count(
        &self,
        backend: &Backend,
        realm: Realm,
        typed: &str,
        origin: &Origin,
    ) -> Result<Tried> {
        let now = backend.clock.now();
        let window_start = self.window_start(now)?;
        let tried = Tried { account: self.account(realm, typed), client: self.client(origin), window_start };
        let mut db = backend.db.acquire().await?;
        let hits = queries::count_hits(&mut db, &tried.account, &tried.client, window_start).await?;
        if hits.account > i64::from(self.by_account) || hits.client > i64::from(self.by_client) {
            let left = (window_start + SignedDuration::from_secs(self.window)).duration_since(now);
            return Err(Error::TooMany { seconds: u32::try_from(left.as_secs()).unwrap_or(1).max(1) });
        }
        Ok(tried)
    }

    /// The key under which tries for an account are counted.
    pub fn account(&self, realm: Realm, typed: &str) -> String {
        let account = account_key(typed);
        format!("{}:account:{}", self.what, token::digest_text(&format!("{}:{account}", realm.key())))
    }

    fn client(&self, origin: &Origin) -> String {
        format!("{}:client:{}", self.what, network(&origin.client))
    }

    fn window_start(&self, now: Timestamp) -> Result<Timestamp> {
        Timestamp::from_second(now.as_second() - now.as_second().rem_euclid(self.window))
            .map_err(|e| Error::Internal(e.to_string()))
    }
}

/// Whoever has one IPv6 address has the 2⁶⁴ beside it.
fn network(client: &str) -> String {
    match client.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => client.to_owned(),
    }
}

impl Tried {
    /// The try succeeded: the account starts at zero again and the client gets its try back.
    pub async fn forgive(&self, db: &mut sqlx::PgConnection) -> Result<()> {
        queries::forgive_hits(db, &self.account, &self.client, self.window_start).await
    }
}
