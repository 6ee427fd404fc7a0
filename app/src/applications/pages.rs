//! The pages of facility applications, and what they share.

use domain::{accounts::Applying, applications::Part};

use super::{form, home, office, review, rounds};
use crate::{
    route::Route,
    shell::{Entry, Page, Section, page},
    ui::Crumb,
};

/// For facilities and for the office.
pub fn pages() -> Vec<Entry> {
    vec![
        page("/facility/apply/{kind}", Section::Facilities, home::home),
        page("/facility/apply/{kind}/form1", Section::Facilities, |ask| form::form(ask, Part::Form1)),
        page("/facility/apply/{kind}/form2", Section::Facilities, |ask| form::form(ask, Part::Form2)),
        page("/facility/apply/{kind}/review", Section::Facilities, review::review),
        page("/office/facility-applications", Section::Office, office::list),
        page("/office/facility-applications/decide", Section::Office, office::decide),
        page("/office/facility-applications/{id}", Section::Office, office::one),
        page("/office/rounds", Section::Office, rounds::list),
        page("/office/rounds/new", Section::Office, rounds::new),
        page("/office/rounds/{round}", Section::Office, rounds::change),
        page("/office/rounds/{round}/delete", Section::Office, rounds::delete),
    ]
}

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
