//! What the society's rules say, true without a computer: types, states, transitions and predicates.
//!
//! Everything here is pure. Time arrives as a [`jiff::civil::Date`] or [`jiff::Timestamp`] argument, identity as an
//! [`actor::Actor`]. The server refuses with these predicates and the browser hides buttons with the same ones. The
//! numbers in the doc comments (A2, C6, P3 …) are those of `docs/rules.md`.

#[macro_use]
mod vocabulary;

pub mod accounts;
pub mod actor;
pub mod applications;
pub mod approvals;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod demo;
pub mod documents;
pub mod facilities;
pub mod fields;
pub mod ids;
pub mod network;
pub mod notices;
pub mod period;
pub mod reading;
pub mod refused;
pub mod registry;
pub mod text;
pub mod wire;
