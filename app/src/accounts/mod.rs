//! Doors: who is signed in, sign-in, sign-out, passwords, the member's pages.

mod address;
mod address_api;
pub mod api;
mod certification;
mod facility;
mod factor_answers;
mod factor_api;
mod flash;
mod home;
mod member;
mod office;
mod password;
mod second_factor;
mod sign_in;
mod sign_up;

use crate::shell::{Entry, Section, page};

pub use flash::{AccountFlash, password_link_sent};
pub use office::Waiting;

/// The pages.
pub fn pages() -> Vec<Entry> {
    use Section::{Everybody, Facilities, Members, Office, OfficeCode, OfficeSetUp};
    vec![
        page("/", Everybody, home::home),
        page("/signin", Everybody, sign_in::member),
        page("/facility", Facilities, facility::facility),
        page("/facility/account", Facilities, address::account),
        page("/facility/address/{token}", Everybody, address::confirm),
        page("/facility/signin", Everybody, sign_in::facility),
        page("/facility/signup", Everybody, sign_up::sign_up),
        page("/facility/apply", Everybody, sign_up::choose),
        page("/facility/apply/{kind}/signin", Everybody, sign_in::apply),
        page("/office", Office, office::office),
        page("/office/signin", Everybody, sign_in::office),
        page("/office/second-factor", OfficeCode, second_factor::ask_for_code),
        page("/office/second-factor/setup", OfficeSetUp, second_factor::set_up),
        page("/office/second-factor/recovery-codes", Office, second_factor::recovery_codes),
        page("/password/forgot", Everybody, password::forgot),
        page("/password/set/{token}", Everybody, password::set_password),
        page("/member", Members, member::member),
        page("/certification", Members, certification::certification),
        page("/certification/{section}", Members, certification::coming),
    ]
}
