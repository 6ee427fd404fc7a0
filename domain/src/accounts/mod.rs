//! Doors: accounts of three realms, passwords, sessions.

mod address;
mod invented;
mod office;
mod password;
mod second_factor;
mod sign_up;
mod views;

pub use address::{AccountPage, AddressLink, AskedAddress, login_address, must_differ};
pub use invented::is_invented;
pub use office::{FactorPage, OfficeHome};
pub use password::{PasswordProblem, check_password};
pub use second_factor::{
    Awaits, FactorProblem, HALF_OPEN_MINUTES, RECOVERY_BYTES, RECOVERY_CODES, in_groups, one_time_code,
    recovery_code,
};
pub use sign_up::{Applying, SignUp, SignUpProblem};
pub use views::*;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The three realms of accounts (A1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Realm {
    Member,
    Facility,
    Office,
}

impl Realm {
    pub const ALL: [Self; 3] = [Self::Member, Self::Facility, Self::Office];

    /// The name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Facility => "facility",
            Self::Office => "office",
        }
    }
}

/// Life in hours of a password link, and of the link by which a new log-in address is confirmed, where the society says
/// nothing else (A5).
pub const LINK_HOURS: u16 = 48;
/// Idle life of an ordinary session in hours (A6).
pub const SESSION_IDLE_HOURS: i64 = 12;
/// Life of a session that 「ログイン情報を保存する」 keeps, in days (A6).
pub const SESSION_KEPT_DAYS: i64 = 30;

/// What is typed into 「会員番号またはメールアドレス」, as it is compared: full-width digits and letters as plain ones, no
/// spaces around it, no characters that are none, lower case (A1, A3).
pub fn account_key(typed: &str) -> String {
    let plain = typed.nfkc().filter(|c| !c.is_control()).flat_map(char::to_lowercase);
    plain.collect::<String>().trim().to_owned()
}

/// An address as it is kept: plain letters, no blanks around it, the case as it was typed.
pub fn tidy_address(typed: &str) -> String {
    typed.nfkc().collect::<String>().trim().to_owned()
}

/// Is this plausibly an address? One `@`, something before it, a dot in what follows, no spaces or control characters.
pub fn is_email(address: &str) -> bool {
    let Some((local, host)) = address.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]".contains(c);
    !local.is_empty()
        && address.len() <= 254
        && address.chars().all(|c| plain(c) || c == '@')
        && !host.contains('@')
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty() && !part.starts_with('-') && !part.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_and_a_host_with_a_dot() {
        let long = format!("{}@example.jp", "a".repeat(250));
        for (address, expected) in [
            ("m300001@member.example.jp", true),
            ("taro.kanwa+nintei@example.co.jp", true),
            ("", false),
            ("example.jp", false),
            ("@example.jp", false),
            ("taro@", false),
            ("taro@example", false),
            ("taro@example..jp", false),
            ("taro@.example.jp", false),
            ("taro@-example.jp", false),
            ("taro@@example.jp", false),
            ("taro@hanako@example.jp", false),
            ("ta ro@example.jp", false),
            ("taro@example.jp\r\nBcc: all@example.jp", false),
            ("<taro@example.jp>", false),
            ("太郎 <taro@example.jp>", false),
            (long.as_str(), false),
        ] {
            assert_eq!(is_email(address), expected, "{address}");
        }
    }
}
