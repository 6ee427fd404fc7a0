//! The register of members and facilities.

mod register;

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("/register") view=register::RegisterPage ssr=SsrMode::Async/> }
        .into_inner()
        .into_any_nested_route()
}
