//! 症例承認: the supervisor's queue, one report to judge, and the years before.

pub mod api;
mod comments;
mod decision;
mod keys;
mod live;
mod paper;
mod paper_api;
mod previous;
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

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/approvals/previous") view=previous::PreviousPage ssr=SsrMode::Async/>
        <Route path=path!("/approvals/:request/print") view=print::PrintToRead ssr=SsrMode::Async/>
        <Route path=path!("/office/cases/:id/paper-approval") view=paper::PaperApprovalPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
