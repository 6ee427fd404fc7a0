//! What a page is asked for, and by whom.

use std::{ops::Deref, str::FromStr};

use backend::By;

use super::flash::{self, Flash};
use crate::{error::AppError, request::RequestInfo, route::decode};

/// A page's whole input.
#[derive(Clone)]
pub struct Ask {
    request: RequestInfo,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

impl Ask {
    /// `path`: the names in the page's path with what stands there in this address, decoded.
    pub fn new(request: RequestInfo, path: Vec<(String, String)>) -> Self {
        let query = request.path.split_once('?').map(|(_, query)| pairs(query)).unwrap_or_default();
        Self { request, path, query }
    }

    /// Who is signed in, for a use case.
    ///
    /// # Errors
    /// Refuses when nobody is.
    pub fn by(&self) -> Result<By, AppError> {
        let actor = self.request.actor.ok_or(AppError::SignedOut)?;
        Ok(By { actor, origin: self.request.origin.clone() })
    }

    /// What stands in the path under this name.
    ///
    /// # Errors
    /// Where it is nothing of the kind, there is no such page.
    pub fn path<T: FromStr>(&self, name: &str) -> Result<T, AppError> {
        let text = self.path.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str());
        text.and_then(|text| text.parse().ok()).ok_or(AppError::NotFound)
    }

    /// What the address says besides under this name; nothing where it does not.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// The same as text, empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.query(name).unwrap_or_default().to_owned()
    }

    /// What this capability says once on this page, which the frame shows.
    pub fn said<F: Flash>(&self) -> Option<F> {
        flash::said(self.flash())
    }

    /// What the address says that any capability says.
    pub(super) fn flash(&self) -> Option<&str> {
        flash::in_query(&self.query)
    }

    /// Everything that the address says under this name.
    pub fn queries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, text)| text.as_str())
    }
}

impl Deref for Ask {
    type Target = RequestInfo;

    fn deref(&self) -> &RequestInfo {
        &self.request
    }
}

/// `a=1&b=2` as browsers write forms into addresses.
fn pairs(query: &str) -> Vec<(String, String)> {
    let plain = |text: &str| decode(&text.replace('+', " "));
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, text)| (plain(name), plain(text)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn what_a_form_puts_into_an_address_comes_back() {
        for (query, expected) in [
            ("", vec![]),
            ("n=1&n=3", vec![("n", "1"), ("n", "3")]),
            ("q=%E7%B7%A9%E5%92%8C+%E5%A4%AA%E9%83%8E&check", vec![("q", "緩和 太郎"), ("check", "")]),
            ("a=1%2B1%3D2&", vec![("a", "1+1=2")]),
        ] {
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
            assert_eq!(pairs(query), expected, "{query}");
        }
    }
}
