//! Server functions of the doors.

use domain::accounts::Me;
use leptos::prelude::*;

use crate::error::AppError;

/// Who is signed in.
#[server(prefix = "/api", endpoint = "accounts/me")]
pub async fn load_me() -> Result<Option<Me>, AppError> {
    use crate::request::{RequestInfo, fail};
    let request = RequestInfo::current()?;
    match request.actor {
        Some(actor) => request.backend.accounts().me(&actor).await.map(Some).map_err(fail),
        None => Ok(None),
    }
}
