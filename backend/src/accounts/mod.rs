//! Doors: sign-in, sessions, password links, brakes (A1–A9).

mod hasher;

use domain::{
    accounts::{Dashboard, LinkState, Me, MemberPage, PasswordProblem, Realm},
    actor::Actor,
};

use crate::{Backend, By, Origin, Result};

pub use hasher::PasswordHasher;

/// Use cases of accounts.
pub struct Accounts<'a>(pub(crate) &'a Backend);

/// A new session: what the cookie holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// 256 random bits, base64url; only its SHA-256 is stored.
    pub token: String,
    /// Keep the cookie this many seconds; nothing: until the browser closes (A6).
    pub max_age: Option<i64>,
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
    /// Every other session of the account has ended (A5).
    Done(NewSession, Realm),
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
        let _ = (realm, account, password, keep, origin);
        todo!()
    }

    /// Who holds this session token, if it is still good; moves the idle limit on (at most once a minute).
    pub async fn session(&self, token: &str) -> Result<Option<Actor>> {
        let _ = token;
        todo!()
    }

    /// ログアウト.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let _ = token;
        todo!()
    }

    /// 「パスワードをお忘れの方はこちら」: answers the same whether or not the account is known; only a known one gets a mail
    /// (A7). Rate-limited by account and by client.
    pub async fn forgot_password(&self, realm: Realm, account: &str, origin: &Origin) -> Result<()> {
        let _ = (realm, account, origin);
        todo!()
    }

    /// May this link be used? Does not use it up (A5).
    pub async fn link(&self, token: &str) -> Result<LinkState> {
        let _ = token;
        todo!()
    }

    /// Sets the password by link: uses the link up, ends all sessions of the account, signs in anew (A4, A5).
    pub async fn set_password(
        &self,
        token: &str,
        password: &str,
        repeated: &str,
        origin: &Origin,
    ) -> Result<PasswordSet> {
        let _ = (token, password, repeated, origin);
        todo!()
    }

    /// Who is signed in, for header and menu.
    pub async fn me(&self, actor: &Actor) -> Result<Me> {
        let _ = actor;
        todo!()
    }

    /// 「会員専用ページ」
    pub async fn member_page(&self, by: &By) -> Result<MemberPage> {
        let _ = by;
        todo!()
    }

    /// 「マイページTOP」
    pub async fn dashboard(&self, by: &By) -> Result<Dashboard> {
        let _ = by;
        todo!()
    }
}
