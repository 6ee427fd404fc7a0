//! Doors: who is signed in, sign-in, sign-out, passwords, the member's pages.

mod address;
mod address_api;
pub mod api;
mod certification;
mod door;
mod facility;
mod factor_api;
mod home;
mod member;
mod office;
mod password;
mod second_factor;
mod sign_in;
mod sign_up;

use domain::{accounts::Me, ids::MemberId};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};

use crate::error::AppError;

pub use door::Door;
pub use office::Waiting;
pub use sign_in::SignOutForm;

/// Who is signed in; loaded once per page load, for the header and for whoever needs the member's id in the browser.
#[derive(Clone, Copy)]
pub struct MeResource(pub Resource<Result<Option<Me>, AppError>>);

impl MeResource {
    /// The member who is signed in, under whose id the browser keeps what is typed.
    pub async fn member(self) -> Option<MemberId> {
        match self.0.await {
            Ok(Some(me)) => me.kind.member(),
            _ => None,
        }
    }
}

/// Makes [`MeResource`] known to all pages.
pub fn provide_me() {
    provide_context(MeResource(Resource::new_blocking(|| (), |()| api::load_me())));
}

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/") view=home::Home ssr=SsrMode::Async/>
        <Route path=path!("/signin") view=sign_in::SignIn ssr=SsrMode::Async/>
        <Route path=path!("/facility") view=facility::Facility ssr=SsrMode::Async/>
        <Route path=path!("/facility/account") view=address::Account ssr=SsrMode::Async/>
        <Route path=path!("/facility/address/:token") view=address::Confirm ssr=SsrMode::Async/>
        <Route path=path!("/facility/signin") view=sign_in::FacilitySignIn ssr=SsrMode::Async/>
        <Route path=path!("/facility/signup") view=sign_up::SignUpPage ssr=SsrMode::Async/>
        <Route path=path!("/facility/apply") view=sign_up::Choose ssr=SsrMode::Async/>
        <Route path=path!("/facility/apply/:kind/signin") view=sign_in::ApplySignIn ssr=SsrMode::Async/>
        <Route path=path!("/office") view=office::Office ssr=SsrMode::Async/>
        <Route path=path!("/office/signin") view=sign_in::OfficeSignIn ssr=SsrMode::Async/>
        <Route path=path!("/office/second-factor") view=second_factor::AskForCode ssr=SsrMode::Async/>
        <Route path=path!("/office/second-factor/setup") view=second_factor::SetUp ssr=SsrMode::Async/>
        <Route path=path!("/office/second-factor/recovery-codes") view=second_factor::RecoveryCodes ssr=SsrMode::Async/>
        <Route path=path!("/password/forgot") view=password::Forgot ssr=SsrMode::Async/>
        <Route path=path!("/password/set/:token") view=password::SetPassword ssr=SsrMode::Async/>
        <Route path=path!("/member") view=member::Member ssr=SsrMode::Async/>
        <Route path=path!("/certification") view=certification::Certification ssr=SsrMode::Async/>
        <Route path=path!("/certification/:section") view=certification::Coming ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
