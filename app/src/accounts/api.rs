//! Server functions of the doors. Sign-in, sign-out and passwords are plain forms that end in a redirect, so that they are
//! the same with and without JavaScript and every session starts with a fresh page.

use domain::accounts::Applying;
use leptos::prelude::*;

use crate::{error::AppError, route::Door, wire::Json};

/// 「ログインする」 (A3, A6).
#[server(prefix = "/api", endpoint = "accounts/sign_in", output = Json)]
pub async fn sign_in(
    #[server(default)] door: Door,
    account: String,
    password: String,
    #[server(default)] keep: Option<String>,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo, Typed},
        route::{Route, local_path},
    };
    use backend::accounts::SignIn;

    let rq = RequestInfo::current()?;
    let next = local_path(&next).map(str::to_owned);
    let back = next.clone().map_or_else(|| door.route(), |next| door.route_then(next));
    match rq.backend.accounts().sign_in(door.realm(), &account, &password, keep.is_some(), &rq.origin).await {
        Ok(SignIn::Welcome(session)) => {
            request::set_session(&session);
            request::redirect_path(&match session.awaits {
                Some(awaits) => Route::SecondFactor(awaits, next).path(),
                None => next.unwrap_or_else(|| door.home().path()),
            });
        }
        Ok(SignIn::Wrong) => {
            Typed::Account.keep(&account);
            request::redirect_saying(&back, AccountFlash::WrongPassword(door));
        }
        Err(error) => {
            Typed::Account.keep(&account);
            request::redirect_saying(&back, AccountFlash::Failed(error.into()));
        }
    }
    Ok(())
}

/// ログアウト.
#[server(prefix = "/api", endpoint = "accounts/sign_out", output = Json)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo},
    };

    let rq = RequestInfo::current()?;
    let ended = match &rq.session_token {
        Some(token) => rq.backend.accounts().sign_out(token).await.map_err(request::fail)?,
        None => None,
    };
    request::clear_session();
    let door = ended.map_or(Door::Member, Door::of);
    request::redirect_saying(&door.route(), AccountFlash::SignedOut);
    Ok(())
}

/// 「パスワードをお忘れの方はこちら」: the same answer for every account (A7).
#[server(prefix = "/api", endpoint = "accounts/forgot_password", output = Json)]
pub async fn forgot_password(account: String, #[server(default)] door: Door) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo},
        route::Route,
    };

    let rq = RequestInfo::current()?;
    let flash = match rq.backend.accounts().forgot_password(door.realm(), &account, &rq.origin).await {
        Ok(()) => AccountFlash::PasswordMailSent(door),
        Err(error) => AccountFlash::Failed(error.into()),
    };
    request::redirect_saying(&Route::PasswordForgot(door), flash);
    Ok(())
}

/// 「新規登録」 of a hospital (A8).
#[server(prefix = "/api", endpoint = "accounts/sign_up", output = Json)]
pub async fn sign_up_facility(
    applying: Applying,
    #[server(default)] family_name: String,
    #[server(default)] given_name: String,
    #[server(default)] email: String,
) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo, Typed},
        route::{Route, encode},
    };
    use backend::accounts::SignedUp;
    use domain::accounts::SignUp;

    let rq = RequestInfo::current()?;
    let typed = SignUp { family_name, given_name, email };
    let back = Route::SignUp(applying);
    let outcome = rq.backend.accounts().sign_up(applying, &typed, &rq.origin).await;
    if !matches!(outcome, Ok(SignedUp::Mailed)) {
        Typed::SignUp.keep(&serde_json::to_string(&typed).unwrap_or_default());
    }
    match outcome {
        Ok(SignedUp::Mailed) => {
            request::redirect_saying(&Route::ApplySignIn(applying), AccountFlash::SignUpMailSent);
        }
        Ok(SignedUp::Refused(problems)) => {
            let problems = encode(&serde_json::to_string(&problems).unwrap_or_default());
            request::redirect_path(&format!("{}&problems={problems}", back.path()));
        }
        Err(error) => request::redirect_saying(&back, AccountFlash::Failed(error.into())),
    }
    Ok(())
}

/// 「パスワードの発行」 (A4, A5).
#[server(prefix = "/api", endpoint = "accounts/set_password", output = Json)]
pub async fn set_password(token: String, password: String, repeated: String) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::accounts::PasswordSet;

    let rq = RequestInfo::current()?;
    match rq.backend.accounts().set_password(&token, &password, &repeated, &rq.origin).await {
        Ok(PasswordSet::Done(session, realm, applies_as)) => {
            request::set_session(&session);
            let (to, flash) = match session.awaits {
                Some(awaits) => (Route::SecondFactor(awaits, None), AccountFlash::PasswordSetHalf),
                None => (
                    applies_as.map_or_else(|| crate::route::home(realm), Route::Apply),
                    AccountFlash::PasswordSet,
                ),
            };
            request::redirect_saying(&to, flash);
        }
        Ok(PasswordSet::Refused(problem)) => {
            request::redirect_saying(&Route::PasswordSet(token), AccountFlash::PasswordRefused(problem));
        }
        Ok(PasswordSet::LinkUnusable) => request::redirect(&Route::PasswordSet(token)),
        Err(error) => {
            request::redirect_saying(&Route::PasswordSet(token), AccountFlash::Failed(error.into()));
        }
    }
    Ok(())
}
