//! The pages of case reports.

use super::{applied, delete, editor, history, list, office, print, request, withdraw};
use crate::shell::{Entry, Section, page};

/// For members and for the office.
pub fn pages() -> Vec<Entry> {
    vec![
        page("/cases/{set}", Section::Members, list::list),
        page("/cases/{set}/request", Section::Members, request::request),
        page("/cases/{set}/withdraw", Section::Members, withdraw::withdraw),
        page("/cases/{set}/applied", Section::Members, applied::applied),
        page("/cases/{set}/{number}", Section::Members, editor::editor),
        page("/cases/{set}/{number}/print", Section::Members, print::print),
        page("/cases/{set}/{number}/history", Section::Members, history::history),
        page("/cases/{set}/{number}/delete", Section::Members, delete::delete),
        page("/office/cases/{id}", Section::Office, office::case),
    ]
}
