//! 施設認定申請: the screen with both forms, the forms, and the page that shows everything before 申請.

pub mod api;
mod asides;
mod core;
mod document;
mod fields;
mod form;
mod home;
mod keeper;
mod live;
mod office;
mod review;
mod rounds;
mod staff;
mod standings;
mod upload;

use domain::{accounts::Applying, applications::Part};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::use_params_map,
    path,
};

use crate::{route::Route, ui::Crumb};

pub use home::ApplyTile;
pub use live::attach;
pub use rounds::ClosingRounds;
pub use standings::{Hours, OpenRounds, load_standings};

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <At path=path!("/facility/apply/:kind") view=home::HomePage ssr=SsrMode::Async/>
        <At path=path!("/facility/apply/:kind/form1") view=|| view! { <form::FormPage part=Part::Form1/> } ssr=SsrMode::Async/>
        <At path=path!("/facility/apply/:kind/form2") view=|| view! { <form::FormPage part=Part::Form2/> } ssr=SsrMode::Async/>
        <At path=path!("/facility/apply/:kind/review") view=review::ReviewPage ssr=SsrMode::Async/>
        <At path=path!("/office/facility-applications") view=office::ListPage ssr=SsrMode::Async/>
        <At path=path!("/office/facility-applications/decide") view=office::DecidePage ssr=SsrMode::Async/>
        <At path=path!("/office/facility-applications/:id") view=office::OnePage ssr=SsrMode::Async/>
        <At path=path!("/office/rounds") view=rounds::ListPage ssr=SsrMode::Async/>
        <At path=path!("/office/rounds/new") view=rounds::NewPage ssr=SsrMode::Async/>
        <At path=path!("/office/rounds/:round") view=rounds::ChangePage ssr=SsrMode::Async/>
        <At path=path!("/office/rounds/:round/delete") view=rounds::DeletePage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// 種別 in the address.
fn use_applying() -> Memo<Option<Applying>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("kind").and_then(|key| key.parse().ok()))
}

/// 「基幹施設申請」
fn title(applying: Applying) -> String {
    format!("{}申請", applying.kind().label())
}

/// The way back to マイページ and to the application.
fn crumbs(applying: Option<Applying>) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(applying.map(|applying| Crumb::new(title(applying), Route::Apply(applying).path())));
    crumbs
}
