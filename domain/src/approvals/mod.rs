//! 承認依頼: who may supervise which case, what a decision needs, and what the supervisor sees.

mod decision;
mod eligibility;
mod paper;
mod refused;
mod state;
mod views;

pub use decision::{COMMENT_LIMIT, Comments, MESSAGE_LIMIT, may_reject, message_fits};
pub use eligibility::{Eligibility, eligibility, supervising_days};
pub use paper::{
    PAPER_REASON_LIMIT, Paper, PaperFacts, PaperForm, PaperPage, PaperProblem, PaperSupervisor, PaperTyped,
    RecordedPaper, approve_on_paper, check_paper, may_record_paper, takes_paper,
};
pub use refused::PaperRefused;
pub use state::RequestState;
pub use views::*;
