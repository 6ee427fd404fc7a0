//! 「ログイン用メールアドレス」 of a facility: which one may take its place, and what is seen of a change under way (A1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountRefused, must_be_email, tidy_address};
use crate::{ids::AddressLinkId, wire};

/// What was typed as a log-in address, as it is kept.
///
/// # Errors
/// Refused when it is no address.
pub fn login_address(typed: &str) -> Result<String, AccountRefused> {
    let address = tidy_address(typed);
    must_be_email(&address).map_err(AccountRefused::NotAnAddress)?;
    Ok(address)
}

/// Would this change anything?
///
/// # Errors
/// Refused when it is what the facility signs in with already.
pub fn must_differ(address: &str, present: Option<&str>) -> Result<(), AccountRefused> {
    if present == Some(address) { Err(AccountRefused::SameLoginAddress) } else { Ok(()) }
}

/// 「ログイン用メールアドレス・パスワード」
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    pub email: String,
    /// A change that waits for the new address.
    pub asked: Option<AskedAddress>,
}

/// A log-in address that has yet to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAddress {
    pub link: AddressLinkId,
    pub address: String,
    /// How long the link holds.
    #[serde(with = "wire::moment")]
    pub until: Timestamp,
}

/// What the page behind the link needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddressLink {
    Usable {
        facility: String,
        address: String,
    },
    /// Unknown, used, withdrawn, replaced, or older than its life.
    Unusable,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::AddressProblem;

    #[test]
    fn a1_what_may_take_the_place_of_a_log_in_address() {
        let check = |typed: &str| {
            let address = login_address(typed)?;
            must_differ(&address, Some("hospital@example.jp")).map(|()| address)
        };
        for (typed, expected) in [
            ("new@example.jp", Ok("new@example.jp")),
            (" ｎｅｗ＠example.jp\u{3000}", Ok("new@example.jp")),
            // Signs in all the same, but may be written as its owner writes it.
            ("Hospital@example.jp", Ok("Hospital@example.jp")),
            ("hospital@example.jp ", Err(AccountRefused::SameLoginAddress)),
            ("", Err(AccountRefused::NotAnAddress(AddressProblem::Shape))),
            ("example.jp", Err(AccountRefused::NotAnAddress(AddressProblem::Shape))),
            ("太郎@example.jp", Err(AccountRefused::NotAnAddress(AddressProblem::Character('太')))),
        ] {
            assert_eq!(check(typed), expected.map(str::to_owned), "{typed:?}");
        }
        assert_eq!(must_differ("new@example.jp", None), Ok(()), "the first one");
    }
}
