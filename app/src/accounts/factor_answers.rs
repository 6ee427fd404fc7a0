//! How the forms of a second factor end.

use backend::accounts::FactorGiven;
use domain::accounts::Awaits;

use super::AccountFlash;
use crate::{
    error::AppError,
    request::{RequestInfo, fail, redirect_path, redirect_saying, set_session},
    route::{Route, local_path},
};

/// Ends the form of a second factor: goes on with the open session, or back with what was wrong.
pub(super) fn factor_given(outcome: Result<FactorGiven, backend::Error>, next: &str) -> Result<(), AppError> {
    let next = local_path(next).map(str::to_owned);
    match outcome {
        Ok(FactorGiven::Welcome(session)) => {
            set_session(&session);
            redirect_path(&next.unwrap_or_else(|| Route::Office.path()));
        }
        Ok(FactorGiven::Refused(problem)) => {
            redirect_path(&Route::SecondFactor(Awaits::Code, next).with_problem(problem));
        }
        Err(error) => return factor_failed(error, &Route::SecondFactor(Awaits::Code, next)),
    }
    Ok(())
}

/// The second factor could not even be looked at: back to `page` with the reason, or, when no session waits any more, to
/// the password.
pub(super) fn factor_failed(error: backend::Error, page: &Route) -> Result<(), AppError> {
    let error = AppError::from(error);
    let back = if error == AppError::SignedOut { &Route::OfficeSignIn } else { page };
    if !RequestInfo::current()?.plain_form {
        return Err(fail(error));
    }
    redirect_saying(back, AccountFlash::Failed(error));
    Ok(())
}
