//! 症例登録: the list of a set's slots, the editor that loses nothing, asking for approval, print, history.

pub mod api;
#[cfg(feature = "ssr")]
mod applied;
mod asides;
mod autosave;
mod delete;
#[cfg(feature = "ssr")]
mod delete_page;
mod editor;
mod facility;
mod fields;
mod filling;
#[cfg(feature = "ssr")]
mod history;
mod list;
#[cfg(feature = "ssr")]
mod office;
#[cfg(feature = "ssr")]
mod print;
mod reading;
mod request;
mod returned;
mod review;
mod strip;
#[cfg(feature = "ssr")]
mod withdraw;

use domain::cases::{CaseSet, Slot};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route as At,
    hooks::{use_params_map, use_query_map},
    path,
};

#[cfg(feature = "ssr")]
use crate::{
    error::AppError,
    shell::{Ask, Entry, Section, page},
};
use crate::{program::InPart, route::Route, ui::Crumb};

#[cfg(feature = "ssr")]
pub use history::Compared;
#[cfg(feature = "ssr")]
pub use print::Sheet;
pub use strip::StateBadge;

/// The list and what is done with its selection.
#[derive(Clone, Copy)]
enum ListPart {
    List,
    Request,
}

#[lazy]
fn list_part(page: ListPart) -> AnyView {
    match page {
        ListPart::List => view! { <list::ListPage/> }.into_any(),
        ListPart::Request => view! { <request::RequestPage/> }.into_any(),
    }
}

#[lazy]
fn edit_part() -> AnyView {
    view! { <editor::EditPage/> }.into_any()
}

/// Pages that live on in the browser; `route::part` names the same. The fixed words stand before `:number`.
#[component(transparent)]
pub fn Routes() -> AnyNestedRoute {
    view! {
        <At path=path!("/cases/:set/request") view={InPart(|| list_part(ListPart::Request))} ssr=SsrMode::Async/>
        <At path=path!("/cases/:set") view={InPart(|| list_part(ListPart::List))} ssr=SsrMode::Async/>
        <At path=path!("/cases/:set/:number") view={InPart(edit_part)} ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The pages that the server alone makes.
#[cfg(feature = "ssr")]
pub fn pages() -> Vec<Entry> {
    vec![
        page("/cases/{set}/withdraw", Section::Members, withdraw::withdraw),
        page("/cases/{set}/applied", Section::Members, applied::applied),
        page("/cases/{set}/{number}/print", Section::Members, print::print),
        page("/cases/{set}/{number}/history", Section::Members, history::history),
        page("/cases/{set}/{number}/delete", Section::Members, delete_page::delete),
        page("/office/cases/{id}", Section::Office, office::case),
    ]
}

/// Set and slot in the address of a page that the server alone makes.
#[cfg(feature = "ssr")]
fn case(ask: &Ask) -> Result<(CaseSet, Slot), AppError> {
    let set = ask.path("set")?;
    let slot = Slot::new(set, ask.path("number")?).ok_or(AppError::NotFound)?;
    Ok((set, slot))
}

/// The set in the address.
fn use_set() -> Memo<Option<CaseSet>> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get_str("set").and_then(|key| key.parse().ok()))
}

/// Set and slot in the address.
fn use_case() -> Memo<Option<(CaseSet, Slot)>> {
    let params = use_params_map();
    Memo::new(move |_| {
        let params = params.read();
        let set: CaseSet = params.get_str("set")?.parse().ok()?;
        Slot::new(set, params.get_str("number")?.parse().ok()?).map(|slot| (set, slot))
    })
}

/// The numbers `n` in the address.
fn use_numbers() -> Memo<Vec<u8>> {
    let query = use_query_map();
    Memo::new(move |_| numbers(query.read().get_all("n").unwrap_or_default().iter().map(String::as_str)))
}

/// Numbers of slots as an address has them, in order and each once.
fn numbers<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut numbers: Vec<u8> = texts.filter_map(|n| n.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// `1,3,8`, as forms carry it.
fn joined(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

/// The way back to the list.
fn list_crumb(set: CaseSet) -> Crumb {
    Crumb::new(set.heading(), Route::Cases(set).path())
}

/// The way back to the list and to the case.
#[cfg(feature = "ssr")]
fn case_crumbs(set: CaseSet, slot: Slot) -> Vec<Crumb> {
    vec![list_crumb(set), Crumb::new(format!("番号{}", slot.number()), Route::Case(set, slot).path())]
}
