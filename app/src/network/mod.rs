//! 「(基幹)研修施設群」: linkages of 基幹施設 and 連携施設 for both sides and for the office, and who trains alone (F10, F11).

pub mod api;
mod ask;
mod links;
mod naming;
mod office;
mod page;
mod training;

use domain::refused::LinkageRefused;
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::use_query_map,
    path,
};
use serde::{Deserialize, Serialize};

use crate::{route::Route, ui::Crumb};

pub use office::OfficeLinks;
pub use training::Training;

/// What the page is called, in the guide's words.
pub const TITLE: &str = "(基幹)研修施設群";

/// What was done with a linkage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    Approved,
    Refused,
    Withdrawn,
    Dissolved,
    Asked,
}

impl Done {
    /// The sentence on the screen.
    pub fn message(self) -> &'static str {
        match self {
            Self::Approved => "連携を承認しました。連携施設に通知メールが送られます。",
            Self::Refused => "連携の申請を否認しました。連携施設に通知メールが送られます。",
            Self::Withdrawn => "連携の申請を取り下げました。基幹施設に通知メールが送られます。",
            Self::Dissolved => "連携を解除しました。連携の相手に通知メールが送られます。",
            Self::Asked => "連携を申請しました。基幹施設に通知メールが送られます。",
        }
    }
}

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <At path=path!("/facility/network") view=page::NetworkPage ssr=SsrMode::Async/>
        <At path=path!("/facility/network/:linkage/:action") view=ask::AskPage ssr=SsrMode::Async/>
        <At path=path!("/office/facilities/:facility/linkages/:linkage") view=office::AskPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The way back to マイページ, and from a question to the page.
fn crumbs(question: bool) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(question.then(|| Crumb::new(TITLE, Route::FacilityNetwork.path())));
    crumbs
}

/// What the address says is wrong with an input.
fn use_problem() -> Option<LinkageRefused> {
    let query = use_query_map();
    query.read_untracked().get_str("problem").and_then(|text| serde_json::from_str(text).ok())
}

/// Something that the address says was typed.
fn use_typed(name: &str) -> Option<String> {
    use_query_map().read_untracked().get_str(name).map(str::to_owned)
}
