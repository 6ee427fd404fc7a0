//! Files that a facility sends: the stamped 申請書・在籍証明書 (F6).

mod name;
mod problem;

pub use name::tidy_name;
pub use problem::{DocumentProblem, OtherFile, Unsent, not_taken};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::DocumentId;

/// What the document is called, on the screen and when it came without a name.
pub const TITLE: &str = "申請書・在籍証明書";
/// Largest file, in bytes (F6).
pub const SIZE_LIMIT: u64 = 20 * 1024 * 1024;
/// Most pages (F6).
pub const PAGE_LIMIT: u32 = 20;
/// A file that no form uses after this many hours is thrown away.
pub const UNATTACHED_HOURS: i64 = 24;

/// A file that was checked and stored, as its owner and the office see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub id: DocumentId,
    /// A tidy file name that ends in `.pdf` ([`tidy_name`]).
    pub name: String,
    /// In bytes.
    pub size: u64,
    pub pages: u32,
    #[serde(with = "crate::wire::moment")]
    pub stored_at: Timestamp,
}

impl DocumentView {
    /// 「1.2MB、3ページ」
    pub fn extent(&self) -> String {
        format!("{}、{}ページ", size_in_words(self.size), self.pages)
    }
}

/// As many pages as came, when a file may have so many (F6).
pub fn fitting_pages(pages: u32) -> Result<u32, DocumentProblem> {
    match pages {
        0 => Err(DocumentProblem::NoPages),
        pages if pages > PAGE_LIMIT => Err(DocumentProblem::TooManyPages { pages }),
        pages => Ok(pages),
    }
}

/// `0.4MB`, `20MB`, `20.1MB`: in units of 1,048,576 bytes and never less than it is, so that a file a byte too large does
/// not read as one that fits.
pub fn size_in_words(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole}MB"),
        (whole, tenth) => format!("{whole}.{tenth}MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_one_to_twenty_pages() {
        for (pages, fits) in [
            (0, Err(DocumentProblem::NoPages)),
            (1, Ok(1)),
            (20, Ok(20)),
            (21, Err(DocumentProblem::TooManyPages { pages: 21 })),
        ] {
            assert_eq!(fitting_pages(pages), fits);
        }
    }

    #[test]
    fn a_size_is_never_said_smaller_than_it_is() {
        for (bytes, words) in [
            (0, "0MB"),
            (1, "0.1MB"),
            (1024 * 1024, "1MB"),
            (1024 * 1024 + 1, "1.1MB"),
            (SIZE_LIMIT, "20MB"),
            (SIZE_LIMIT + 1, "20.1MB"),
        ] {
            assert_eq!(size_in_words(bytes), words, "{bytes}");
        }
    }
}
