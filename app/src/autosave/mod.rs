//! Nothing typed is lost (C11, F3), in any form: what is typed is saved while it is typed, and kept in the browser until the
//! server has it. [`Autosave`] says when, [`session`] carries it out over the form that the server made, and [`SavedLine`] is
//! what the person sees of it. The buttons of a form post it as they do without a program, once everything is stored.

pub mod call;
pub mod form;
mod inputs;
mod line;
mod local_copy;
mod machine;
pub mod session;
#[cfg(feature = "ssr")]
mod words;

pub use call::{Answer, Piece};
pub use inputs::{Changed, Inputs};
pub use line::{ForgetLocalCopy, SavedLine};
pub use machine::{Autosave, Command, Event, Failure, Saved, Status};
#[cfg(feature = "ssr")]
pub use words::{saved, stored_now, stored_words};

use serde::{Deserialize, Serialize};

/// Which button ended a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    /// 「一時保存」
    Save,
    /// 「登録」
    Register,
    /// 「検索」 of 診療施設検索 or of a 基幹施設
    Search,
    /// The Enter key in a line: a search when words stand in its box, otherwise 一時保存.
    Enter,
}
