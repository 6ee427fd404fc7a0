//! 承認依頼 and 症例承認: asking a supervisor, withdrawing, judging (P1–P8, P10).

use domain::{
    approvals::{Comments, PreviousRow, Queue, QueueFilter, RequestDraft, RequestPage, Verdict},
    cases::{CaseRow, CaseSet, PrintPage, Slot},
    ids::{MemberId, RequestId},
};

use crate::{Backend, By, Result};

/// Use cases of approval requests.
pub struct Approvals<'a>(pub(crate) &'a Backend);

/// What became of comments that were kept while being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentsSaved {
    Kept {
        version: i64,
        saved_at: jiff::Timestamp,
    },
    /// Another tab was faster; it holds this version.
    Stale {
        version: i64,
    },
}

impl Approvals<'_> {
    /// 「症例承認依頼」 for the slots, with the answer of the supervisor search when `words` is not empty, and the chosen
    /// supervisor. Refuses a mixed selection (P2).
    pub async fn draft(
        &self,
        by: &By,
        set: CaseSet,
        slots: &[Slot],
        words: &str,
        chosen: Option<MemberId>,
    ) -> Result<RequestDraft> {
        let _ = (by, set, slots, words, chosen);
        todo!()
    }

    /// 「承認依頼を送信する」: all slots or none (P1–P4), one mail to the supervisor (P7).
    pub async fn request(
        &self,
        by: &By,
        set: CaseSet,
        slots: &[Slot],
        supervisor: Option<MemberId>,
        message: &str,
    ) -> Result<()> {
        let _ = (by, set, slots, supervisor, message);
        todo!()
    }

    /// The rows that 「承認依頼の取り下げをする」 restates before it is done. Refuses a mixed selection (P2).
    pub async fn withdraw_page(&self, by: &By, set: CaseSet, slots: &[Slot]) -> Result<Vec<CaseRow>> {
        let _ = (by, set, slots);
        todo!()
    }

    /// 取り下げ: all slots or none (P2), one mail per supervisor (P7).
    pub async fn withdraw(&self, by: &By, set: CaseSet, slots: &[Slot]) -> Result<()> {
        let _ = (by, set, slots);
        todo!()
    }

    /// 「症例承認」: this 年度 and all that waits (P8).
    pub async fn queue(&self, by: &By, filter: QueueFilter) -> Result<Queue> {
        let _ = (by, filter);
        todo!()
    }

    /// One report to judge, as it was sent (C7: without 備考).
    pub async fn page(&self, by: &By, request: RequestId) -> Result<RequestPage> {
        let _ = (by, request);
        todo!()
    }

    /// The report of a request for print (C7).
    pub async fn print(&self, by: &By, request: RequestId) -> Result<PrintPage> {
        let _ = (by, request);
        todo!()
    }

    /// Keeps comments while they are written; `version` is the one they were typed on.
    pub async fn save_comments(
        &self,
        by: &By,
        request: RequestId,
        comments: Comments,
        version: i64,
    ) -> Result<CommentsSaved> {
        let _ = (by, request, comments, version);
        todo!()
    }

    /// 「承認する」「非承認にする」 (P5, P6): decides, mails the applicant, and answers the next waiting request. When it is
    /// refused, the comments are kept as a draft all the same.
    pub async fn decide(
        &self,
        by: &By,
        request: RequestId,
        verdict: Verdict,
        comments: Comments,
    ) -> Result<Option<RequestId>> {
        let _ = (by, request, verdict, comments);
        todo!()
    }

    /// 「症例承認確認(前年度以前)」 (P8).
    pub async fn previous(&self, by: &By) -> Result<Vec<PreviousRow>> {
        let _ = by;
        todo!()
    }
}
