//! Use cases: what people do with the society's records. Each reads like the rule: lock, permit, change, record, enqueue,
//! commit. All SQL lives here, in one `queries.rs` per capability.
//!
//! The doors are the methods of [`Backend`]: `backend.cases().register(…)`, `backend.approvals().decide(…)`.

pub mod accounts;
pub mod applications;
pub mod approvals;
pub mod audit;
pub mod backup;
mod by;
mod capabilities;
pub mod cases;
mod catch_up;
pub mod clock;
pub mod db;
pub mod demo;
pub mod documents;
pub mod error;
pub mod facilities;
pub mod network;
pub mod notices;
pub mod registry;
mod rows;
mod settings;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod vocabularies;
pub mod wall;

pub use by::{By, Origin};
pub use capabilities::{
    Accounts, Applications, Approvals, Audit, Backend, Cases, Demo, Documents, Facilities, Network, Notices,
    Registry,
};
pub use clock::{Clock, DemoClock, FakeClock, SystemClock};
pub use db::MIGRATOR;
pub use error::{Error, Result};
pub use settings::Settings;
