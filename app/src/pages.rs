//! All pages, and what can be said on any of them.

use crate::{
    accounts::{self, AccountFlash},
    applications::{self, ApplicationFlash},
    approvals::{self, ApprovalFlash},
    audit,
    cases::{self, CaseFlash},
    demo::{self, DemoFlash},
    documents::DocumentFlash,
    facilities::{self, FacilityFlash},
    network::{self, NetworkFlash},
    notices::{self, MailFlash},
    registry::{self, RegistryFlash},
    shell::{Entry, Reader, reader},
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

/// What each capability says after an action.
pub const FLASHES: &[Reader] = &[
    reader::<AccountFlash>,
    reader::<ApplicationFlash>,
    reader::<ApprovalFlash>,
    reader::<CaseFlash>,
    reader::<DemoFlash>,
    reader::<DocumentFlash>,
    reader::<FacilityFlash>,
    reader::<MailFlash>,
    reader::<NetworkFlash>,
    reader::<RegistryFlash>,
];
