//! 症例承認: the supervisor's queue, one report to judge, and the years before.

pub mod api;
mod comments;
mod decision;
mod keys;
mod live;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
mod paper_api;
#[cfg(feature = "ssr")]
mod previous;
#[cfg(feature = "ssr")]
mod print;
mod queue;
mod report;
mod request;

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use crate::program::InPart;
#[cfg(feature = "ssr")]
use crate::shell::{Entry, Section, page};

#[cfg(feature = "ssr")]
pub use paper_api::TypePaper;

/// Queue and judgement.
#[derive(Clone, Copy)]
enum JudgePart {
    Queue,
    Request,
}

#[lazy]
fn judge_part(page: JudgePart) -> AnyView {
    match page {
        JudgePart::Queue => view! { <queue::QueuePage/> }.into_any(),
        JudgePart::Request => view! { <request::RequestToJudge/> }.into_any(),
    }
}

/// Pages that live on in the browser; `route::part` names the same.
#[component(transparent)]
pub fn Routes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/approvals") view={InPart(|| judge_part(JudgePart::Queue))} ssr=SsrMode::Async/>
        <Route path=path!("/approvals/:request") view={InPart(|| judge_part(JudgePart::Request))} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The pages that the server alone makes.
#[cfg(feature = "ssr")]
pub fn pages() -> Vec<Entry> {
    vec![
        page("/approvals/previous", Section::Members, previous::previous),
        page("/approvals/{request}/print", Section::Members, print::print),
        page("/office/cases/{id}/paper-approval", Section::Office, paper::paper),
    ]
}
