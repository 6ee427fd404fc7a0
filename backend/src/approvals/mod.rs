//! 承認依頼 and 症例承認: asking a supervisor, withdrawing, judging (P1–P8, P10).
//!
//! The applicant's half is [`request`](crate::Approvals::request) and what leads to it, the supervisor's half is the queue, the
//! page of one request and the decision. Whoever changes a request locks its case first and the request after it, so
//! that asking, withdrawing, deleting and judging at the same moment queue up behind the case, and the second reads what
//! the first did.

mod decide;
mod page;
mod paper;
mod queries;
mod queue;
mod request;
mod supervisors;
mod withdraw;
mod words;

#[cfg(test)]
mod tests;

pub use queries::Channel;

/// What became of comments that were kept while being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentsSaved {
    Kept {
        version: i64,
        saved_at: jiff::Timestamp,
    },
    /// Another screen was faster: what was typed here stands beside what was typed there, and nothing was overwritten (C11).
    Beside,
}
