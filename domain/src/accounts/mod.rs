//! Doors: accounts of three realms, passwords, sessions.

mod address;
mod email;
mod invented;
mod office;
mod password;
mod refused;
mod second_factor;
mod sign_up;
mod views;

pub use address::{AccountPage, AddressLink, AskedAddress, login_address, must_differ};
pub use email::{AddressProblem, is_email, mail_to, must_be_email, tidy_address};
pub use invented::is_invented;
pub use office::{FactorPage, OfficeHome};
pub use password::{PasswordProblem, check_password};
pub use refused::AccountRefused;
pub use second_factor::{
    Awaits, FactorProblem, HALF_OPEN_MINUTES, RECOVERY_BYTES, RECOVERY_CODES, in_groups, one_time_code,
    recovery_code,
};
pub use sign_up::{Applying, SignUp, SignUpProblem};
pub use views::*;

use crate::text;

vocabulary! {
    /// The three realms of accounts (A1).
    pub enum Realm {
        Member = "member",
        Facility = "facility",
        Office = "office",
    }
}

/// Life in hours of a password link, and of the link by which a new log-in address is confirmed, where the society says
/// nothing else (A5).
pub const LINK_HOURS: u16 = 48;
/// Idle life of an ordinary session in hours (A6).
pub const SESSION_IDLE_HOURS: i64 = 12;
/// Life of a session that 「ログイン情報を保存する」 keeps, in days (A6).
pub const SESSION_KEPT_DAYS: i64 = 30;

/// What is typed into 「会員番号またはメールアドレス」, as it is compared: an identifier (E6) in lower case (A1, A3).
pub fn account_key(typed: &str) -> String {
    text::identifier(typed).to_lowercase()
}
