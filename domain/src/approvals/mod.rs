//! 承認依頼: who may supervise which case, what a decision needs, and what the supervisor sees.

mod decision;
mod eligibility;
mod state;
mod views;

pub use decision::{COMMENT_LIMIT, Comments, MESSAGE_LIMIT, may_reject, message_fits};
pub use eligibility::{Eligibility, eligibility, supervising_days};
pub use state::RequestState;
pub use views::*;
