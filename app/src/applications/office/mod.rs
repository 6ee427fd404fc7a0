//! 「施設認定申請」: the office finds, judges and decides about what facilities have applied for (F5, F7–F9).

pub mod api;
mod decide;
mod list;
mod one;

use domain::applications::StateName;
use leptos::prelude::*;

use crate::{
    route::{OfficeRoute, Route},
    ui::{Badge, Crumb, Tone},
};

pub use decide::decide;
pub use list::list;
pub use one::one;

/// The way back to the list.
fn crumbs() -> Vec<Crumb> {
    vec![top(), Crumb::new("施設認定申請", OfficeRoute::waiting_applications().path())]
}

fn top() -> Crumb {
    Crumb::new("事務局TOP", Route::Office.path())
}

/// 申請済み and the like.
#[component]
fn StateBadge(state: StateName) -> impl IntoView {
    let tone = match state {
        StateName::Submitted => Tone::Wait,
        StateName::Returned | StateName::Draft => Tone::None,
        StateName::Passed | StateName::Certified => Tone::Done,
        StateName::Failed => Tone::Bad,
    };
    view! { <Badge tone text=state.label()/> }
}
