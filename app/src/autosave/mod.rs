//! Nothing typed is lost (C11, F3), in any form: what is typed is saved while it is typed, and kept in the browser until the
//! server has it. [`Autosave`] says when, [`session`] carries it out over the form that the server made, and [`SavedLine`] is
//! what the person sees of it. The buttons of a form post it as they do without a program, once everything is stored.

pub mod call;
mod come_back;
mod entry;
mod forget;
pub mod form;
mod inputs;
mod line;
mod local_copy;
mod lock;
mod machine;
pub mod session;
mod status;
#[cfg(feature = "ssr")]
mod words;

pub use call::{Answer, Piece};
pub use forget::ForgetLocalCopy;
pub use inputs::{Changed, Inputs};
pub use line::SavedLine;
pub use machine::{Autosave, Command, Event, Failure, Saved};
pub use status::{Device, Status};
#[cfg(feature = "ssr")]
pub use words::{saved, stored_now, stored_words};

domain::vocabulary! {
    /// Which button ended a form.
    pub enum Intent {
        /// 「一時保存」
        Save = "save",
        /// 「登録」
        Register = "register",
        /// 「検索」 of 診療施設検索 or of a 基幹施設
        Search = "search",
        /// The Enter key in a line: a search when words stand in its box, otherwise 一時保存.
        Enter = "enter",
    }
}
