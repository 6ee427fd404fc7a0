//! To be filled in.

use leptos::prelude::*;
use leptos_router::{MatchNestedRoutes, SsrMode, components::Route, path};

/// Addresses of this capability.
#[component(transparent)]
pub fn Routes() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=path!("/cases-x") view=|| () ssr=SsrMode::Async/> }.into_inner()
}
