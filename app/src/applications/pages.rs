//! The pages of facility applications.

use domain::applications::Part;

use super::{form, home, office, review, rounds};
use crate::shell::{Entry, Section, page};

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
