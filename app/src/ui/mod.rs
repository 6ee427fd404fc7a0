//! Building blocks without a word of the domain: messages, badges, text areas, lists; and the islands that any page may have.

#[cfg(feature = "ssr")]
mod badge;
mod counter;
#[cfg(feature = "ssr")]
mod crumb;
#[cfg(feature = "ssr")]
mod errors;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod header;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod need;
#[cfg(feature = "ssr")]
mod notice;
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
    flash::{Flash, Say, said},
    header::{HeaderOf, SkipLink},
    list::{Choice, FilterForm, Listed},
    need::Need,
    notice::{ImportTrouble, Notice},
    text_area::TextArea,
};
