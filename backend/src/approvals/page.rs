//! One request as its supervisor reads it, on the screen and on paper (P10, C7).

use domain::{
    approvals::{QueueRow, RequestPage, RequestState},
    calendar,
    cases::{
        CaseAction, CaseRefused, CaseState, FieldDiff, Form, PrintPage, Report, Standing, diff::field_diffs,
        may,
    },
    ids::RequestId,
};
use sqlx::PgConnection;

use super::queries::{self, Request};
use crate::{Approvals, By, Error, Result, cases};

impl Approvals<'_> {
    /// One report to judge, as it was sent (C7: without 備考). At most five statements.
    ///
    /// # Errors
    /// Not found for everybody but the asked supervisor and the office, so that an id tells nothing (P10); refused to
    /// the supervisor once it was withdrawn.
    pub async fn page(&self, by: &By, request: RequestId) -> Result<RequestPage> {
        let mut db = self.0.db.acquire().await?;
        let request = readable(&mut db, by, CaseAction::Read, request).await?;
        let today = self.0.today();
        let report = cases::report(&mut db, request.version, today).await?;
        let (earlier, changes) = match queries::earlier(&mut db, &request).await? {
            Some((decision, version)) => {
                let before = cases::report(&mut db, version, today).await?;
                (Some(decision), changes(&before, &report))
            }
            None => (None, Vec::new()),
        };
        let around = Around::of(&mut db, by, &request).await?;
        Ok(RequestPage {
            request: request.id,
            report,
            state: request.state,
            attempt: request.attempt,
            requested_at: request.requested_at,
            decided_at: request.decided_at,
            // What is being written is the supervisor's own until it is said.
            comments: if request.state == RequestState::Waiting && is_asked(by, &request) {
                request.comment_draft
            } else {
                request.comments
            },
            comment_version: request.comment_version,
            message: request.message,
            earlier,
            changes,
            waiting: around.waiting,
            waiting_count: around.count,
            next: around.next,
            previous: around.previous,
        })
    }

    /// The report of a request for print (C7).
    ///
    /// # Errors
    /// As for [`Approvals::page`].
    pub async fn print(&self, by: &By, request: RequestId) -> Result<PrintPage> {
        let mut db = self.0.db.acquire().await?;
        let request = readable(&mut db, by, CaseAction::Print, request).await?;
        Ok(PrintPage {
            report: cases::report(&mut db, request.version, self.0.today()).await?,
            state: as_it_stood(&request).name(),
            supervisor: Some(request.supervisor_name),
            decided_on: request.decided_at.map(calendar::day),
            // Whoever judges by this door does so here, not on paper.
            signed_on: None,
        })
    }
}

/// The request, when the actor may read it through the supervisor's door. The applicant has screens of their own.
async fn readable(db: &mut PgConnection, by: &By, action: CaseAction, id: RequestId) -> Result<Request> {
    if by.actor.office().is_none() {
        by.actor.physician()?;
    }
    let request = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    if by.actor.member() == Some(request.applicant) {
        return Err(Error::NotFound);
    }
    // What was asked and what was decided stays readable; what was withdrawn was taken back (P10).
    let withdrawn = request.state == RequestState::Withdrawn;
    let standing = Standing {
        owner: request.applicant,
        asked: (request.state == RequestState::Waiting).then_some((request.supervisor, request.id)),
        was_asked: is_asked(by, &request) && !withdrawn,
    };
    match may(&by.actor, action, &standing, &as_it_stood(&request)) {
        Ok(()) => Ok(request),
        Err(_) if is_asked(by, &request) => Err(CaseRefused::NotWaiting(request.state).into()),
        Err(_) => Err(Error::NotFound),
    }
}

fn is_asked(by: &By, request: &Request) -> bool {
    by.actor.member() == Some(request.supervisor)
}

/// The case's state as far as this request goes; later requests and versions are not its business.
fn as_it_stood(request: &Request) -> CaseState {
    let (version, request, state) = (request.version, request.id, request.state);
    match state {
        RequestState::Waiting => CaseState::Requested { version, request },
        RequestState::Approved => CaseState::Approved { version, request },
        RequestState::Rejected => CaseState::Rejected { version, request },
        RequestState::Withdrawn => CaseState::Registered { version },
    }
}

/// What the applicant changed between two versions, as people read it.
fn changes(before: &Report, now: &Report) -> Vec<FieldDiff> {
    field_diffs(&Form::of(now.set), &before.readable(), &now.readable())
}

/// What waits around a request in its supervisor's queue.
#[derive(Default)]
struct Around {
    waiting: Vec<QueueRow>,
    count: u32,
    next: Option<RequestId>,
    previous: Option<RequestId>,
}

impl Around {
    /// Empty for the office, which has no queue. One statement.
    async fn of(db: &mut PgConnection, by: &By, request: &Request) -> Result<Self> {
        if !is_asked(by, request) {
            return Ok(Self::default());
        }
        let rows = queries::neighbours(db, request, RequestPage::NEIGHBOURS).await?;
        let here = (request.requested_at, request.id);
        let before = rows.partition_point(|row| (row.requested_at, row.request) < here);
        let upto = rows.partition_point(|row| (row.requested_at, row.request) <= here);
        Ok(Self {
            count: request.waiting,
            next: rows.get(upto).map(|row| row.request),
            previous: before.checked_sub(1).and_then(|at| rows.get(at)).map(|row| row.request),
            waiting: middle(rows, before),
        })
    }
}

/// At most as many rows as the list at the left shows, with the one `at` in the middle as far as the ends allow.
fn middle(rows: Vec<QueueRow>, at: usize) -> Vec<QueueRow> {
    let most = RequestPage::NEIGHBOURS;
    let start = at.saturating_sub(most / 2).min(rows.len().saturating_sub(most));
    rows.into_iter().skip(start).take(most).collect()
}
