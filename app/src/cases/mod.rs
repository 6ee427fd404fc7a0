//! 症例登録: the list of a set's slots, the editor that loses nothing, asking for approval, print, history.

#[cfg(feature = "ssr")]
mod address;
#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod applied;
#[cfg(feature = "ssr")]
mod asides;
#[cfg(feature = "ssr")]
mod delete;
#[cfg(feature = "ssr")]
mod editor;
#[cfg(feature = "ssr")]
mod facility;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod filling;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod history;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod office;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod print;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
mod review;
mod selection;
#[cfg(feature = "ssr")]
mod strip;
#[cfg(feature = "ssr")]
mod withdraw;

#[cfg(feature = "ssr")]
pub use flash::CaseFlash;
#[cfg(feature = "ssr")]
pub use history::Compared;
#[cfg(feature = "ssr")]
pub use pages::pages;
#[cfg(feature = "ssr")]
pub use print::Sheet;
#[cfg(feature = "ssr")]
pub use strip::StateBadge;
