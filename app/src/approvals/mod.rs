//! 症例承認: the supervisor's queue, one report to judge, and the years before.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod decision;
#[cfg(feature = "ssr")]
mod flash;
mod keys;
#[cfg(feature = "ssr")]
mod paper;
#[cfg(feature = "ssr")]
mod paper_api;
#[cfg(feature = "ssr")]
mod previous;
#[cfg(feature = "ssr")]
mod print;
mod questions;
#[cfg(feature = "ssr")]
mod queue;
#[cfg(feature = "ssr")]
mod report;
#[cfg(feature = "ssr")]
mod request;

#[cfg(feature = "ssr")]
use crate::shell::{Entry, Section, page};

#[cfg(feature = "ssr")]
pub use flash::ApprovalFlash;
#[cfg(feature = "ssr")]
pub use paper_api::TypePaper;

/// The pages.
#[cfg(feature = "ssr")]
pub fn pages() -> Vec<Entry> {
    vec![
        page("/approvals", Section::Members, queue::queue),
        page("/approvals/previous", Section::Members, previous::previous),
        page("/approvals/{request}", Section::Members, request::request),
        page("/approvals/{request}/print", Section::Members, print::print),
        page("/office/cases/{id}/paper-approval", Section::Office, paper::paper),
    ]
}
