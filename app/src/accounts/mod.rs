//! Doors: who is signed in, sign-in, sign-out, passwords, the member's pages.

pub mod api;

use domain::accounts::Me;
use leptos::prelude::*;
use leptos_router::{MatchNestedRoutes, SsrMode, components::Route, path};

use crate::{error::AppError, ui::Page};

/// Who is signed in; loaded once per page load, for the header.
#[derive(Clone, Copy)]
pub struct MeResource(pub Resource<Result<Option<Me>, AppError>>);

/// Makes [`MeResource`] known to all pages.
pub fn provide_me() {
    provide_context(MeResource(Resource::new_blocking(|| (), |()| api::load_me())));
}

/// Addresses of this capability.
#[component(transparent)]
pub fn Routes() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=path!("/") view=Home ssr=SsrMode::Async/> }.into_inner()
}

/// The three doors.
#[component]
fn Home() -> impl IntoView {
    view! { <Page title="認定システム">""</Page> }
}

/// ログアウト, as a form: signing out is a write.
#[component]
pub fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action="/api/accounts/sign_out">
            <button class="link">"ログアウト"</button>
        </form>
    }
}
