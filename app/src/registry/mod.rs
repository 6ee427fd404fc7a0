//! The register: for the office 「会員」 and 「施設」, one record on one page; for everybody 「施設名簿」.

pub mod api;
mod facilities;
mod facility;
mod flash;
mod import;
mod imported;
mod login_address;
mod member;
mod members;
mod parts;
mod password;
mod register;

use domain::accounts::Realm;

pub use flash::{ImportTrouble, RegistryFlash};

use crate::shell::{Entry, Section, page};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        page("/register", Section::Everybody, register::register),
        page("/office/members", Section::Office, members::members),
        page("/office/members/{id}", Section::Office, member::member),
        page("/office/members/{id}/password", Section::Office, |ask| password::password(ask, Realm::Member)),
        page("/office/import", Section::Office, import::import),
        page("/office/import/{id}", Section::Office, imported::imported),
        page("/office/facilities", Section::Office, facilities::facilities),
        page("/office/facilities/{id}", Section::Office, facility::facility),
        page("/office/facilities/{id}/password", Section::Office, |ask| {
            password::password(ask, Realm::Facility)
        }),
        page("/office/facilities/{id}/login-address", Section::Office, login_address::login_address),
    ]
}
