//! What the addresses of cases say, and the way back from their pages.

use domain::cases::{CaseSet, Slot};

use crate::{error::AppError, route::Route, shell::Ask, ui::Crumb};

/// Set and slot in the address.
pub(super) fn case(ask: &Ask) -> Result<(CaseSet, Slot), AppError> {
    let set = ask.path("set")?;
    let slot = Slot::new(set, ask.path("number")?).ok_or(AppError::NotFound)?;
    Ok((set, slot))
}

/// Numbers of slots as an address has them, in order and each once.
pub(super) fn numbers<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut numbers: Vec<u8> = texts.filter_map(|n| n.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// `1,3,8`, as forms carry it.
pub(super) fn joined(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

/// The way back to the list.
pub(super) fn list_crumb(set: CaseSet) -> Crumb {
    Crumb::new(set.heading(), Route::Cases(set).path())
}

/// The way back to the list and to the case.
pub(super) fn case_crumbs(set: CaseSet, slot: Slot) -> Vec<Crumb> {
    vec![list_crumb(set), Crumb::new(format!("番号{}", slot.number()), Route::Case(set, slot).path())]
}
