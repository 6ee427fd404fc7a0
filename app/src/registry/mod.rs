//! The register: for the office 「会員」 and 「施設」, one record on one page; for everybody 「施設名簿」.

pub mod api;
mod facilities;
mod facility;
mod import;
mod imported;
mod login_address;
mod member;
mod members;
mod parts;
mod password;
mod register;

use domain::accounts::Realm;
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::use_params_map,
    path,
};
use std::str::FromStr;

use crate::{route::Route, ui::Crumb};

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <At path=path!("/register") view=register::RegisterPage ssr=SsrMode::Async/>
        <At path=path!("/office/members") view=members::MembersPage ssr=SsrMode::Async/>
        <At path=path!("/office/members/:id") view=member::MemberPage ssr=SsrMode::Async/>
        <At path=path!("/office/members/:id/password") view=|| view! { <password::PasswordPage realm=Realm::Member/> } ssr=SsrMode::Async/>
        <At path=path!("/office/import") view=import::ImportPage ssr=SsrMode::Async/>
        <At path=path!("/office/import/:id") view=imported::ImportedPage ssr=SsrMode::Async/>
        <At path=path!("/office/facilities") view=facilities::FacilitiesPage ssr=SsrMode::Async/>
        <At path=path!("/office/facilities/:id") view=facility::FacilityPage ssr=SsrMode::Async/>
        <At path=path!("/office/facilities/:id/password") view=|| view! { <password::PasswordPage realm=Realm::Facility/> } ssr=SsrMode::Async/>
        <At path=path!("/office/facilities/:id/login-address") view=login_address::LoginAddressPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The id in the address.
fn use_id<Id: FromStr + PartialEq + Send + Sync + 'static>() -> Memo<Option<Id>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("id").and_then(|id| id.parse().ok()))
}

/// 「事務局TOP」
fn top() -> Crumb {
    Crumb::new("事務局TOP", Route::Office.path())
}
