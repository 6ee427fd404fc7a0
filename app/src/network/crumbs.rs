//! Where the pages of linkages stand.

use crate::{route::Route, ui::Crumb};

/// What the page is called, in the guide's words.
pub const TITLE: &str = "(基幹)研修施設群";

/// The way back to マイページ, and from a question to the page.
pub(super) fn crumbs(question: bool) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(question.then(|| Crumb::new(TITLE, Route::FacilityNetwork.path())));
    crumbs
}
