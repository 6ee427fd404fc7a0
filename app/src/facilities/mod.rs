//! 施設マイページ of certified facilities: what is held, 「詳細・変更」, 「認定返上申請」; 「変更・返上」 for the office.

pub mod api;
mod changes;
mod details;
mod fields;
mod giving_back;
mod held;
mod office;

use domain::registry::FacilityKind;
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::use_params_map,
    path,
};

use crate::{route::Route, ui::Crumb};

pub use held::StandAlone;

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <At path=path!("/facility/core") view=|| view! { <held::HeldPage kind=FacilityKind::Core/> } ssr=SsrMode::Async/>
        <At path=path!("/facility/partner") view=|| view! { <held::HeldPage kind=FacilityKind::Partner/> } ssr=SsrMode::Async/>
        <At path=path!("/facility/training") view=|| view! { <held::HeldPage kind=FacilityKind::Training/> } ssr=SsrMode::Async/>
        <At path=path!("/facility/:kind/details") view=details::DetailsPage ssr=SsrMode::Async/>
        <At path=path!("/facility/:kind/return") view=giving_back::ReturnPage ssr=SsrMode::Async/>
        <At path=path!("/office/changes") view=office::ChangesPage ssr=SsrMode::Async/>
        <At path=path!("/office/changes/:change") view=office::ChangePage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// 種別 in the address.
fn use_kind() -> Memo<Option<FacilityKind>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("kind").and_then(FacilityKind::of_key))
}

/// The way back to マイページ and to what is held.
fn crumbs(kind: Option<FacilityKind>) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(kind.map(|kind| Crumb::new(kind.label(), Route::FacilityHeld(kind).path())));
    crumbs
}
