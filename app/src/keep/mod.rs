//! Nothing typed is lost (C11, F3): what the case editor, the supervisor's comments and the forms of an application have
//! in common. The machine says when to save and what to keep in the browser; [`Keeper`] carries it out on pages that are
//! taken over, `applications/keeper.rs` on those that the server alone makes.

pub mod inputs;
mod journal;
mod keeper;
mod machine;
mod saved_line;
mod text;

pub use journal::{Found, Journal, now, on_leaving};
pub use keeper::{Keeper, Sending};
pub use machine::{Command, Entry, Event, Keep, Kept, Status, Taken, weigh};
pub use saved_line::SavedLine;
pub use text::Text;

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
