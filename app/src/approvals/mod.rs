//! 症例承認: the supervisor's queue, one report to judge, and the years before.

pub mod api;
mod comments;
mod decision;
mod keys;
mod live;
mod previous;
mod print;
mod queue;
mod report;
mod request;

use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes, SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path,
};

/// Addresses of this capability.
#[component(transparent)]
pub fn Routes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/approvals") view=queue::QueuePage ssr=SsrMode::Async/>
        <Route path=path!("/approvals/previous") view=previous::PreviousPage ssr=SsrMode::Async/>
        <Route path=path!("/approvals/:request") view=request::RequestToJudge ssr=SsrMode::Async/>
        <Route path=path!("/approvals/:request/print") view=print::PrintToRead ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
