//! What comes back of a form or a question that was not taken.

use domain::{network::LinkageRefused, refused::Refused};

use super::NetworkFlash;
use crate::{
    error::AppError,
    request::{RequestInfo, redirect_path, saying, settle},
    route::Route,
    shell::{Ask, Page},
};

/// What an address brings back to a form that was not taken.
#[derive(Clone)]
pub(super) struct Returned {
    /// What is wrong with an input.
    pub problem: Option<LinkageRefused>,
    /// The 基幹施設 that was chosen.
    pub core: String,
    /// The day that was typed.
    pub from: Option<String>,
}

impl Returned {
    pub fn of(ask: &Ask) -> Self {
        Self {
            problem: ask.query("problem").and_then(|text| serde_json::from_str(text).ok()),
            core: ask.text("core"),
            from: ask.query("from").map(str::to_owned),
        }
    }
}

/// Ends a form of a linkage: what is wrong with an input comes back to the `question` with what was `typed`; everything
/// else is said on the page `next`.
pub(super) fn settle_linkage(
    outcome: Result<(), AppError>,
    done: NetworkFlash,
    question: &Route,
    typed: &[(&str, &str)],
    next: Route,
) -> Result<(), AppError> {
    match outcome {
        Err(AppError::Refused(Refused::Linkage(problem)))
            if problem.input().is_some() && RequestInfo::current()?.plain_form =>
        {
            let problem = serde_json::to_string(&problem).unwrap_or_default();
            let pairs = [typed, &[("problem", problem.as_str())]].concat();
            redirect_path(&question.with(&pairs));
            Ok(())
        }
        outcome => settle(outcome.map(|()| (next.clone(), Some(done))), &next),
    }
}

/// In place of a question that nobody can answer any more: `to` the page that says why.
pub(super) fn led_back(to: &Route, refused: Refused) -> Page {
    Page::elsewhere(&saying(&to.path(), NetworkFlash::Failed(refused.into())))
}
