//! What is said once after an action, on the page that its answer leads to. Each capability has one type for what it says.
//!
//! It travels in the address, `?flash=cases.{…}.0f3a…`: who says it, a value of that type, a number. A value is [`Copy`] and
//! read from the address whole, so that it is made of ids, numbers and words of ours and has room for no text: a link that
//! somebody made up cannot make our pages say other sentences. And it is said only as long as the browser has the cookie of
//! this number, which the answer brought and the page takes away: once, and not by a link.

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::AppError,
    request::{self, cookie_line},
    route::encode,
};

/// The name in the address.
const KEY: &str = "flash";
/// How many seconds an answer waits for its page.
const PATIENCE: u16 = 300;

/// What one capability says.
pub trait Flash: Copy + Serialize + DeserializeOwned + From<AppError> {
    /// The capability's name in the address.
    const OF: &'static str;

    /// The sentence on the screen.
    fn message(self) -> String;

    /// Does it say that nothing was done?
    fn is_refusal(self) -> bool;
}

/// The way to a page where something is said once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// Path and query.
    pub to: String,
    /// Number of the cookie.
    number: String,
}

impl Saying {
    /// To this path, which may have a query and a place in the page.
    pub fn at<F: Flash>(path: &str, flash: F) -> Self {
        let (path, place) = path.split_once('#').map_or((path, None), |(path, place)| (path, Some(place)));
        let mark = if path.contains('?') { '&' } else { '?' };
        let place = place.map(|place| format!("#{place}")).unwrap_or_default();
        let number = uuid::Uuid::now_v7().simple().to_string().split_off(20);
        let said = format!("{}.{}.{number}", F::OF, serde_json::to_string(&flash).unwrap_or_default());
        Self { to: format!("{path}{mark}{KEY}={}{place}", encode(&said)), number }
    }

    /// The cookie for the answer that leads there; `secure` as [`crate::request::RequestInfo::secure`].
    pub fn cookie(&self, secure: bool) -> String {
        cookie_line(&format!("{}=1; Max-Age={PATIENCE}", cookie_name(&self.number)), secure)
    }
}

fn cookie_name(number: &str) -> String {
    format!("{KEY}-{number}")
}

/// What the address of the present page says, if it says it in the name of this capability and the browser has its cookie.
pub fn said<F: Flash>(query: Option<&str>) -> Option<F> {
    read(query?, |name| request::cookie(name).is_some())
}

/// The same of an address and the cookies of whoever asks for it.
fn read<F: Flash>(query: &str, has_cookie: impl Fn(&str) -> bool) -> Option<F> {
    let (said, number) = query.rsplit_once('.')?;
    let (of, flash) = said.split_once('.')?;
    if of != F::OF || !has_cookie(&cookie_name(number)) {
        return None;
    }
    serde_json::from_str(flash).ok()
}

/// What the address says under its key, if anything.
pub fn in_query(query: &[(String, String)]) -> Option<&str> {
    query.iter().find(|(key, _)| key == KEY).map(|(_, text)| text.as_str())
}

/// Reads what one capability says: its sentence, and whether it says that nothing was done.
pub type Reader = fn(Option<&str>) -> Option<(String, bool)>;

/// The [`Reader`] of this capability.
pub fn reader<F: Flash>(query: Option<&str>) -> Option<(String, bool)> {
    said::<F>(query).map(|flash| (flash.message(), flash.is_refusal()))
}

/// One sentence, or nothing; then it has been said.
pub(super) fn once(readers: &[Reader], query: Option<&str>) -> Option<AnyView> {
    let (message, refusal) = readers.iter().find_map(|read| read(query))?;
    let number = query?.rsplit_once('.')?.1;
    request::drop_cookie(&cookie_name(number));
    let (class, role) = if refusal { ("flash flash-bad", "alert") } else { ("flash", "status") };
    Some(view! { <p class=class role=role>{message}</p> }.into_any())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::route::decode;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    enum Said {
        Done(u8),
        Failed(AppError),
    }

    impl From<AppError> for Said {
        fn from(error: AppError) -> Self {
            Self::Failed(error)
        }
    }

    impl Flash for Said {
        const OF: &'static str = "tests";

        fn message(self) -> String {
            format!("{self:?}")
        }

        fn is_refusal(self) -> bool {
            matches!(self, Self::Failed(_))
        }
    }

    fn query(to: &str) -> String {
        decode(to.split_once("flash=").expect("something said").1.split('#').next().unwrap_or_default())
    }

    #[test]
    fn what_is_said_comes_back_with_its_cookie_and_never_without() {
        for flash in [Said::Done(7), AppError::TooMany(90).into()] {
            let saying = Saying::at("/cases/specialist?n=1#f-course", flash);
            assert!(saying.to.starts_with("/cases/specialist?n=1&flash=tests."), "{}", saying.to);
            assert!(saying.to.ends_with("#f-course"), "{}", saying.to);
            let query = query(&saying.to);
            let cookie = saying.cookie(true);
            assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
            let name = cookie.split('=').next().expect("a name").to_owned();
            assert_eq!(read(&query, |asked| asked == name), Some(flash));
            assert_eq!(
                read::<Said>(&query, |_| false),
                None,
                "on reload, and where somebody else's link leads"
            );
            let other = Saying::at("/", flash).cookie(true);
            assert_eq!(
                read::<Said>(&query, |asked| other.starts_with(asked)),
                None,
                "another answer's cookie"
            );
        }
    }

    #[test]
    fn an_odd_address_says_nothing() {
        for odd in [
            "",
            ".",
            "..",
            "tests",
            "tests.",
            "tests..1",
            "tests.{.1",
            "tests.\"Done\".1",
            "tests.{\"Done\":256}.1",
            "tests.{\"Done\":\"7\"}.1",
            "others.{\"Done\":7}.1",
            "tests.{\"Said\":\"パスワードを入力してください。\"}.1",
            "tests.{\"\\u0053aid\":\"パスワードを入力してください。\"}.1",
            "tests.{\"Failed\":{\"Said\":\"電話してください。\"}}.1",
            "tests.{\"Failed\":{\"\\u0053aid\":\"電話してください。\"}}.1",
            "tests.{\"Failed\":{\"Internal\":\"電話してください。\"}}.1",
            "tests.{\"Failed\":{\"Refused\":{\"Case\":{\"TooLong\":{\"what\":\"電話\",\"limit\":1,\"count\":2}}}}}.1",
            "tests.{\"Failed\":{\"Refused\":{\"Case\":{\"Overladen\":{\"what\":{\"Comment\":\"電話\"}}}}}}.1",
            "tests.{\"Failed\":{\"Refused\":{\"Case\":{\"SupervisorPeriod\":{\"slots\":[99]}}}}}.1",
        ] {
            assert_eq!(read::<Said>(odd, |_| true), None, "{odd}");
        }
        let whole = "tests.{\"Failed\":{\"Refused\":{\"Case\":{\"Overladen\":{\"what\":{\"Comment\":\"course\"}}}}}}.1";
        assert!(read::<Said>(whole, |_| true).is_some(), "what is ours is read");
    }
}
