//! What the pages of an application are called, and the way back from them.

use domain::accounts::Applying;

use crate::{route::Route, shell::Page, ui::Crumb};

/// 「基幹施設申請」
pub(super) fn title(applying: Applying) -> String {
    format!("{}申請", applying.kind().label())
}

/// The way back to マイページ and to the application.
pub(super) fn crumbs(applying: Option<Applying>) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("マイページTOP", Route::Facility.path())];
    crumbs.extend(applying.map(|applying| Crumb::new(title(applying), Route::Apply(applying).path())));
    crumbs
}

/// In place of a page that there is not now: the browser goes on to the application.
pub(super) fn back_to(applying: Applying) -> Page {
    Page::elsewhere(&Route::Apply(applying).path())
}
