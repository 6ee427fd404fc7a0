//! What exists only because of HTTP or the process: configuration, the Postgres of our own, the router with its sessions and
//! headers, the worker. `main.rs` is a door to [`lifecycle`]; the tests build [`router::router`] themselves.

pub mod addresses;
pub mod applications;
pub mod backup;
pub mod config;
pub mod confined;
pub mod crowd;
pub mod csv;
pub mod documents;
pub mod events;
pub mod exports;
pub mod health;
pub mod holder;
pub mod import;
pub mod imports;
pub mod inspector;
pub mod keep;
pub mod lifecycle;
pub mod metrics;
pub mod onward;
pub mod opening;
pub mod pages;
pub mod paper;
pub mod papers;
pub mod postgres;
pub mod press;
pub mod register;
pub mod requests;
pub mod router;
pub mod security;
pub mod session;
pub mod traces;
pub mod worker;
