//! 「(基幹)研修施設群」: linkages of 基幹施設 and 連携施設 for both sides and for the office, and who trains alone (F10, F11).

pub mod api;
mod ask;
mod crumbs;
mod flash;
mod links;
mod naming;
mod office;
mod page;
mod returned;
mod training;

use crate::shell::{self, Entry, Section};

pub use flash::NetworkFlash;
pub use office::OfficeLinks;
pub use training::Training;

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        shell::page("/facility/network", Section::Facilities, page::network),
        shell::page("/facility/network/{linkage}/{action}", Section::Facilities, ask::question),
        shell::page("/office/facilities/{facility}/linkages/{linkage}", Section::Office, office::question),
    ]
}
