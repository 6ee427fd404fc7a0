//! 施設認定申請: the screen with both forms, the forms, and the page that shows everything before 申請.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod asides;
#[cfg(feature = "ssr")]
mod core;
#[cfg(feature = "ssr")]
mod crumbs;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod office;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod review;
#[cfg(feature = "ssr")]
mod rounds;
#[cfg(feature = "ssr")]
mod staff;
#[cfg(feature = "ssr")]
mod standings;
mod upload;

#[cfg(feature = "ssr")]
pub use {
    document::arrived,
    flash::ApplicationFlash,
    home::ApplyTile,
    pages::pages,
    rounds::ClosingRounds,
    standings::{Hours, OpenRounds},
};
