//! Doors: who is signed in, sign-in, sign-out, passwords, the member's pages.

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
mod address_api;
pub mod api;
#[cfg(feature = "ssr")]
mod certification;
mod door;
#[cfg(feature = "ssr")]
mod facility;
#[cfg(feature = "ssr")]
mod factor_api;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod member;
#[cfg(feature = "ssr")]
mod office;
#[cfg(feature = "ssr")]
mod password;
#[cfg(feature = "ssr")]
mod second_factor;
#[cfg(feature = "ssr")]
mod sign_in;
mod sign_out;
#[cfg(feature = "ssr")]
mod sign_up;

use domain::{accounts::Me, ids::MemberId};
use leptos::prelude::*;

use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::shell::{Entry, Section, page};

pub use door::Door;
#[cfg(feature = "ssr")]
pub use office::Waiting;
pub use sign_out::SignOutForm;

/// Who is signed in; loaded once per page load, for the header and for whoever needs the member's id in the browser.
#[derive(Clone, Copy)]
pub struct MeResource(pub Resource<Result<Option<Me>, AppError>>);

impl MeResource {
    /// The member who is signed in, under whose id the browser keeps what is typed.
    pub async fn member(self) -> Option<MemberId> {
        match self.0.await {
            Ok(Some(me)) => me.kind.member(),
            _ => None,
        }
    }
}

/// Makes [`MeResource`] known to all pages.
pub fn provide_me() {
    provide_context(MeResource(Resource::new_blocking(|| (), |()| api::load_me())));
}

/// The pages.
#[cfg(feature = "ssr")]
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
