//! 症例報告書: the sets of slots, the form, what a registered report needs, the states of a case and who may do what.

mod check;
pub mod diff;
mod form;
mod limits;
mod progress;
mod reading;
mod refused;
mod rules;
mod set;
mod slots;
mod state;
mod views;

pub use crate::fields::Fields;
pub use check::{FieldProblem, Problem, Registrable, check};
pub use diff::field_diffs;
pub use diff::readable;
pub use form::{Field, FieldKey, FieldKind, Form, MEMO_KEY, label_of};
pub use limits::{LimitError, Limits};
pub use progress::Progress;
pub use refused::{CaseAction, CaseRefused, RefusedText};
pub use rules::{Standing, may, may_edit_draft, may_print, may_read_draft, requestable, withdrawable};
pub use set::{CATEGORIES, CaseSet, Slot};
pub use slots::{Slots, slots_in_words};
pub use state::{CaseState, StateName};
pub use views::*;
