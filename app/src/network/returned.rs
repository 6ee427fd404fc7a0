//! What comes back of a form or a question that was not taken.

use domain::{ids::LinkageId, network::LinkageRefused, refused::Refused};

use super::NetworkFlash;
use crate::{
    error::AppError,
    request::{RequestInfo, Typed, redirect_path, saying, settle},
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
    /// The reason that was typed for a linkage.
    reason: Option<(LinkageId, String)>,
}

impl Returned {
    pub fn of(ask: &Ask) -> Self {
        Self {
            problem: ask.query("problem").and_then(|text| serde_json::from_str(text).ok()),
            core: ask.text("core"),
            from: ask.query("from").map(str::to_owned),
            reason: Typed::Reason.kept().and_then(|kept| {
                let (linkage, reason) = kept.split_once(' ')?;
                Some((linkage.parse().ok()?, reason.to_owned()))
            }),
        }
    }

    /// The reason that was typed for this linkage.
    pub fn reason(&self, linkage: LinkageId) -> String {
        match &self.reason {
            Some((of, reason)) if *of == linkage => reason.clone(),
            _ => String::new(),
        }
    }

    /// What is wrong with one of the inputs, in words.
    pub fn problem_of(&self, input: &str) -> Option<String> {
        self.problem.filter(|problem| problem.input() == Some(input)).map(LinkageRefused::message)
    }
}

/// A reason that was not taken comes back with the question; one that was taken is forgotten.
pub(super) fn keep_reason(linkage: LinkageId, reason: &str, refused: bool) {
    if refused {
        Typed::Reason.keep(&format!("{linkage} {reason}"));
    } else {
        Typed::Reason.take();
    }
}

/// 「解除する」, by whoever is signed in; ends as [`settle_linkage`] does.
pub(super) async fn dissolve(
    linkage: LinkageId,
    from: &str,
    reason: &str,
    question: &Route,
    next: Route,
) -> Result<(), AppError> {
    let outcome = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.network().dissolve(&by, linkage, from, reason).await.map_err(Into::into),
        Err(error) => Err(error),
    };
    keep_reason(linkage, reason, outcome.is_err());
    settle_linkage(outcome, NetworkFlash::Dissolved, question, &[("from", from)], next)
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
