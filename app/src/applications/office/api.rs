//! Server functions of the office's side of facility applications.

use domain::{applications::Decision, fields::Fields};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{error::AppError, wire::Json};

/// What was typed into a decision before it was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retyped {
    /// The ticked 定型文, by [`phrase_input`].
    pub phrases: Fields,
    pub words: String,
}

/// Name of the box of a 定型文.
pub fn phrase_input(at: usize) -> String {
    format!("p{at}")
}

/// 「修正依頼」「合格」「不合格」, after the question. `chosen`: applications with their versions, separated by commas.
#[server(prefix = "/api", endpoint = "applications/decide", output = Json)]
pub async fn decide(
    decision: Decision,
    chosen: String,
    #[server(default)] phrases: Fields,
    #[server(default)] words: String,
) -> Result<(), AppError> {
    use crate::{
        applications::ApplicationFlash,
        request::{self, RequestInfo, Typed},
        route::OfficeRoute,
    };
    use domain::applications::{Chosen, PHRASES};

    let chosen = Chosen::list(&chosen);
    let ticked: Vec<usize> =
        (0..PHRASES.len()).filter(|at| phrases.get(&phrase_input(*at)) == "yes").collect();
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => {
            let done = backend.applications().decide(&by, decision, &chosen, &ticked, &words).await;
            done.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        let retyped = Retyped { phrases, words };
        Typed::Decision.keep(&serde_json::to_string(&retyped).unwrap_or_default());
    }
    let next = outcome.map(|count| {
        (
            OfficeRoute::waiting_applications().path(),
            Some(ApplicationFlash::ApplicationsDecided(decision, count)),
        )
    });
    request::settle_at(next, &OfficeRoute::Decide(decision, chosen).path())
}
