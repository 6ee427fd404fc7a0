//! Building blocks without a word of the domain: page frame, messages, badges, text areas, loading.

mod badge;
mod counter;
mod flash;
mod header;
mod list;
mod load;
mod need;
#[cfg(feature = "ssr")]
mod notice;
mod page;
mod text_area;

pub use badge::{Badge, Tone};
pub use counter::{Counter, counter_words};
pub use flash::{Flash, Say, said};
pub use header::{Header, HeaderOf, SkipLink};
pub use list::{Choice, FilterForm, Listed};
pub use load::{Elsewhere, ErrorView, Load, NotFound};
pub use need::Need;
#[cfg(feature = "ssr")]
pub use notice::{ImportTrouble, Notice};
pub use page::{Crumb, ErrorSummary, Page, SummaryLine};
pub use text_area::TextArea;
