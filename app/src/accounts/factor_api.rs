//! Server functions of the office's second factor: plain forms like those of the doors.

use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「認証コード」「確認する」
#[server(prefix = "/api", endpoint = "accounts/give_code", output = Json)]
pub async fn give_code(
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{accounts::factor_answers::factor_given, request::RequestInfo};
    let rq = RequestInfo::current()?;
    let token = rq.session_token.as_deref().unwrap_or_default();
    factor_given(rq.backend.accounts().give_code(token, &code, &rq.origin).await, &next)
}

/// 「リカバリーコード」「ログインする」
#[server(prefix = "/api", endpoint = "accounts/give_recovery_code", output = Json)]
pub async fn give_recovery_code(
    #[server(default)] recovery: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{accounts::factor_answers::factor_given, request::RequestInfo};
    let rq = RequestInfo::current()?;
    let token = rq.session_token.as_deref().unwrap_or_default();
    factor_given(rq.backend.accounts().give_recovery_code(token, &recovery, &rq.origin).await, &next)
}

/// 「設定を始める」, where a second factor is optional.
#[server(prefix = "/api", endpoint = "accounts/begin_factor", output = Json)]
pub async fn begin_factor() -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use domain::accounts::Awaits;

    let token = RequestInfo::current()?.session_token.unwrap_or_default();
    let begun = async {
        let (backend, by) = RequestInfo::signed_in()?;
        backend.accounts().begin_factor(&by, &token).await?;
        Ok((Route::SecondFactor(Awaits::SetUp, None), None))
    };
    request::settle::<AccountFlash>(begun.await, &Route::Office)
}

/// 「設定する」: the first code of a new factor.
#[server(prefix = "/api", endpoint = "accounts/set_up_factor", output = Json)]
pub async fn set_up_factor(
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo, Typed},
        route::{Route, local_path},
    };
    use backend::accounts::FactorSetUp;
    use domain::accounts::Awaits;

    let rq = RequestInfo::current()?;
    let token = rq.session_token.as_deref().unwrap_or_default();
    let next = local_path(&next).map(str::to_owned);
    match rq.backend.accounts().set_up_factor(token, &code, &rq.origin).await {
        Ok(FactorSetUp::Done(session, codes)) => {
            request::set_session(&session);
            Typed::RecoveryCodes.keep(&codes.join(" "));
            request::redirect_saying(&Route::RecoveryCodes(next), AccountFlash::FactorSetUp);
        }
        Ok(FactorSetUp::Refused(problem)) => {
            request::redirect_path(&Route::SecondFactor(Awaits::SetUp, next).with_problem(problem));
        }
        Err(error) => {
            return crate::accounts::factor_answers::factor_failed(
                error,
                &Route::SecondFactor(Awaits::SetUp, next),
            );
        }
    }
    Ok(())
}

/// 「新しいリカバリーコードを作る」
#[server(prefix = "/api", endpoint = "accounts/new_recovery_codes", output = Json)]
pub async fn new_recovery_codes(#[server(default)] code: String) -> Result<(), AppError> {
    use crate::{
        accounts::AccountFlash,
        request::{self, RequestInfo, Typed},
        route::Route,
    };
    use backend::accounts::NewCodes;

    let (backend, by) = RequestInfo::signed_in()?;
    let page = Route::RecoveryCodes(None);
    match backend.accounts().new_recovery_codes(&by, &code).await {
        Ok(NewCodes::Made(codes)) => {
            Typed::RecoveryCodes.keep(&codes.join(" "));
            request::redirect_saying(&page, AccountFlash::RecoveryCodesMade);
        }
        Ok(NewCodes::Refused(problem)) => request::redirect_path(&page.with_problem(problem)),
        Err(error) => return crate::accounts::factor_answers::factor_failed(error, &page),
    }
    Ok(())
}
