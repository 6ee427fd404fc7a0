//! Building blocks without a word of the domain: badges, text areas, lists; and the islands that any page may have.

#[cfg(feature = "ssr")]
mod badge;
mod counter;
#[cfg(feature = "ssr")]
mod crumb;
#[cfg(feature = "ssr")]
mod errors;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod need;
mod page_of;
mod search;
#[cfg(feature = "ssr")]
mod text_area;

pub use counter::Counter;
pub use page_of::{News, QuestionDialog};
pub use search::LiveSearch;
#[cfg(feature = "ssr")]
pub use {
    badge::{Badge, Tone},
    crumb::Crumb,
    errors::{ErrorSummary, SummaryLine},
    list::{Choice, FilterForm, Listed},
    need::Need,
    text_area::TextArea,
};
