//! Pages, components, server functions and islands. Compiled twice: for the server (`ssr`), and for the browser (`hydrate`),
//! which needs the islands alone.
//!
//! `cfg(feature = "ssr")` stands at the `mod` of what the browser never needs, and nowhere else: an island is the same code on
//! both sides, or it would not hydrate.

#![recursion_limit = "512"]
#![expect(
    clippy::needless_pass_by_value,
    reason = "the props of a component arrive by value, whether or not its view keeps them"
)]

#[cfg(feature = "ssr")]
pub mod accounts;
pub mod applications;
pub mod approvals;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod autosave;
pub mod cases;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod documents;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod facilities;
#[cfg(feature = "ssr")]
pub mod network;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod program;
#[cfg(feature = "ssr")]
pub mod registry;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod route;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;
#[cfg(all(test, feature = "ssr"))]
mod vocabularies;
#[cfg(feature = "ssr")]
pub mod wire;

#[cfg(feature = "ssr")]
pub use pages::{FLASHES, pages};
