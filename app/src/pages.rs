//! All pages.

use crate::{
    accounts, applications, approvals, audit, cases, demo, facilities, network, notices, registry,
    shell::Entry,
};

/// Of every capability.
pub fn pages() -> Vec<Entry> {
    [
        accounts::pages(),
        applications::pages(),
        approvals::pages(),
        audit::pages(),
        cases::pages(),
        demo::pages(),
        facilities::pages(),
        network::pages(),
        notices::pages(),
        registry::pages(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
