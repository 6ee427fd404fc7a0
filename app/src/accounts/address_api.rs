//! Server functions of a facility's own log-in address and password: plain forms like those of the doors.

use domain::ids::AddressLinkId;
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「確認メールを送信する」 (A1, A8).
#[server(prefix = "/api", endpoint = "accounts/ask_login_address", output = Json)]
pub async fn ask_login_address(#[server(default)] address: String) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{RequestInfo, Typed, settle},
        route::Route,
    };
    let asked = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().ask_login_address(&by, &address).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if asked.is_err() {
        Typed::OwnAddress.keep(&address);
    }
    let done = (Route::FacilityAccount, Some(AccountFlash::AddressMailSent));
    settle(asked.map(|()| done), &Route::FacilityAccount)
}

/// 「取り消す」
#[server(prefix = "/api", endpoint = "accounts/withdraw_login_address", output = Json)]
pub async fn withdraw_login_address(link: AddressLinkId) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{RequestInfo, settle},
        route::Route,
    };
    let withdrawn = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.accounts().withdraw_login_address(&by, link).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    let done = (Route::FacilityAccount, Some(AccountFlash::AddressWithdrawn));
    settle(withdrawn.map(|()| done), &Route::FacilityAccount)
}

/// 「パスワードの変更」: by the same mail as at the doors (A5).
#[server(prefix = "/api", endpoint = "accounts/mail_own_password_link", output = Json)]
pub async fn mail_own_password_link() -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{RequestInfo, settle},
        route::Route,
    };
    let mailed = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.accounts().mail_own_password_link(&by).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let done = (Route::FacilityAccount, Some(AccountFlash::PasswordLinkSent));
    settle(mailed.map(|()| done), &Route::FacilityAccount)
}

/// 「このアドレスに変更する」, by whoever has the link (A1).
#[server(prefix = "/api", endpoint = "accounts/confirm_login_address", output = Json)]
pub async fn confirm_login_address(token: String) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{RequestInfo, settle},
        route::Route,
    };
    use backend::accounts::AddressConfirmed;
    use domain::actor::Actor;

    let rq = RequestInfo::current()?;
    let session = rq.session_token.as_deref();
    let confirmed = rq.backend.accounts().confirm_login_address(&token, session, &rq.origin).await;
    let page = Route::FacilityAddress(token);
    let next = confirmed.map(|confirmed| match confirmed {
        AddressConfirmed::Done(facility) if rq.actor == Some(Actor::Facility(facility)) => {
            (Route::FacilityAccount, Some(AccountFlash::LoginAddressChanged))
        }
        AddressConfirmed::Done(_) => (Route::FacilitySignIn, Some(AccountFlash::LoginAddressChanged)),
        // The page says so.
        AddressConfirmed::LinkUnusable => (page.clone(), None),
    });
    settle(next.map_err(AppError::from), &page)
}
