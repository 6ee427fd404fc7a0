//! The supervisor's lists: what waits and what this 年度 brought, and the years before (P8).

use domain::{
    approvals::{PreviousRow, Queue, QueueFilter, RequestState},
    calendar,
};

use super::{
    queries::{self, Counts, Window},
    words::Words,
};
use crate::{Approvals, By, Result};

impl Approvals<'_> {
    /// 「症例承認」: this 年度 and all that waits (P8). Two statements.
    pub async fn queue(&self, by: &By, filter: QueueFilter) -> Result<Queue> {
        let supervisor = by.actor.physician()?;
        let fiscal_year = calendar::fiscal_year(self.0.today());
        let applicant = Words::of(&filter.applicant).patterns();
        let mut db = self.0.db.acquire().await?;
        let counts = queries::counts(&mut db, supervisor, fiscal_year, &applicant).await?;
        let all = |state| counts.iter().find(|c| c.state == state).map_or(0, |c| c.all);
        let matching = |waits: bool| matching(&counts, filter.state, waits);
        let window = window(matching(true), filter.page, filter.state);
        let rows = queries::rows(&mut db, supervisor, fiscal_year, &applicant, window).await?;
        Ok(Queue {
            rows,
            waiting: all(RequestState::Waiting),
            approved: all(RequestState::Approved),
            rejected: all(RequestState::Rejected),
            withdrawn: all(RequestState::Withdrawn),
            matching: matching(true) + matching(false),
            filter,
            fiscal_year,
        })
    }

    /// 「症例承認確認(前年度以前)」 (P8).
    pub async fn previous(&self, by: &By) -> Result<Vec<PreviousRow>> {
        let supervisor = by.actor.physician()?;
        let fiscal_year = calendar::fiscal_year(self.0.today());
        let mut db = self.0.db.acquire().await?;
        queries::previous(&mut db, supervisor, fiscal_year).await
    }
}

/// How many requests match the filter, among those that wait or among the others.
fn matching(counts: &[Counts], only: Option<RequestState>, waits: bool) -> u32 {
    counts
        .iter()
        .filter(|c| (c.state == RequestState::Waiting) == waits && only.is_none_or(|state| state == c.state))
        .map(|c| c.matching)
        .sum()
}

/// Which rows stand on a page when `waiting` requests come before all others. Pages count from 1; 0 is the first too.
fn window(waiting: u32, page: u32, only: Option<RequestState>) -> Window {
    let skip = page.saturating_sub(1).saturating_mul(QueueFilter::PAGE);
    let take_waiting = waiting.saturating_sub(skip).min(QueueFilter::PAGE);
    let others = only != Some(RequestState::Waiting);
    Window {
        skip_waiting: skip.min(waiting),
        take_waiting,
        skip_others: skip.saturating_sub(waiting),
        take_others: if others { QueueFilter::PAGE - take_waiting } else { 0 },
        others: only.filter(|state| *state != RequestState::Waiting),
    }
}

#[cfg(test)]
mod tests {
    use domain::approvals::RequestState;

    use super::window;

    #[test]
    fn p8_a_page_goes_from_what_waits_to_what_is_decided() {
        let of = |waiting, page, only| {
            let w = window(waiting, page, only);
            (w.skip_waiting, w.take_waiting, w.skip_others, w.take_others)
        };
        assert_eq!(of(3, 0, None), (0, 3, 0, 47));
        assert_eq!(of(3, 1, None), (0, 3, 0, 47));
        assert_eq!(of(3, 2, None), (3, 0, 47, 50));
        assert_eq!(of(120, 3, None), (100, 20, 0, 30));
        assert_eq!(of(120, 3, Some(RequestState::Waiting)), (100, 20, 0, 0));
        assert_eq!(of(0, 1, Some(RequestState::Rejected)), (0, 0, 0, 50));
        assert_eq!(of(5, u32::MAX, None).1, 0);
    }
}
