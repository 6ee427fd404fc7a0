//! Server functions of rounds in the office's hands. What a browser posts by itself ends in a redirect; what was typed
//! goes along in the address, whose page says what is not right with it.

use domain::{applications::TypedRound, ids::RoundId};
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「追加する」
#[server(prefix = "/api", endpoint = "applications/add_round", output = Json)]
pub async fn add_round(
    #[server(default)] applying: String,
    #[server(default)] opens_on: String,
    #[server(default)] closes_on: String,
    #[server(default)] starts_on: String,
) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::applications::RoundKept;

    let typed = TypedRound { applying, opens_on, closes_on, starts_on };
    let form = Route::OfficeRoundNew(Some(typed.clone()));
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.applications().add_round(&by, &typed).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    let next = outcome.map(|kept| match kept {
        RoundKept::Done => (Route::OfficeRounds, Some(ApplicationFlash::RoundAdded)),
        RoundKept::Refused => (form.clone(), None),
    });
    request::settle(next, &form)
}

/// 「変更する」
#[server(prefix = "/api", endpoint = "applications/change_round", output = Json)]
pub async fn change_round(
    round: RoundId,
    version: i64,
    #[server(default)] opens_on: String,
    #[server(default)] closes_on: String,
    #[server(default)] starts_on: String,
) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::applications::RoundKept;

    let typed = TypedRound { applying: String::new(), opens_on, closes_on, starts_on };
    let form = Route::OfficeRound(round, Some((version, typed.clone())));
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            let kept = backend.applications().change_round(&by, round, version, &typed).await;
            kept.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    // In the calendar, when somebody else has deleted the round.
    let gone = matches!(outcome, Err(AppError::NotFound));
    let back = if gone { Route::OfficeRounds } else { form.clone() };
    let next = outcome.map(|kept| match kept {
        RoundKept::Done => (Route::OfficeRounds, Some(ApplicationFlash::RoundChanged)),
        RoundKept::Refused => (form, None),
    });
    request::settle(next, &back)
}

/// 「削除する」
#[server(prefix = "/api", endpoint = "applications/delete_round", output = Json)]
pub async fn delete_round(round: RoundId, version: i64) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo},
        route::Route,
    };

    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            backend.applications().delete_round(&by, round, version).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    let gone = matches!(outcome, Err(AppError::NotFound));
    let back = if gone { Route::OfficeRounds } else { Route::OfficeRoundDelete(round) };
    request::settle(outcome.map(|()| (Route::OfficeRounds, Some(ApplicationFlash::RoundDeleted))), &back)
}
