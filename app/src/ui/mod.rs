//! Building blocks without a word of the domain: page frame, messages, badges, text areas, loading.

mod badge;
mod counter;
mod flash;
mod header;
mod list;
mod load;
mod need;
mod notice;
mod page;
mod text_area;

pub use badge::{Badge, Tone};
pub use counter::{Counter, counter_words};
pub use flash::{Flash, Say};
pub use header::{Header, SkipLink};
pub use list::{Choice, FilterForm, Listed};
pub use load::{Elsewhere, ErrorView, Load, NotFound};
pub use need::Need;
pub use notice::{ImportTrouble, Notice, PlainPage, file_refusal};
pub use page::{Crumb, ErrorSummary, Page, SummaryLine};
pub use text_area::TextArea;
