//! 症例承認: the asked supervisor writes comments and decides, once, while the request waits (P5, P6).

use domain::{
    actor::Actor,
    approvals::{Comments, RequestState, Verdict, may_reject},
    audit::EventName,
    cases::{CaseAction, CaseRefused, CaseState, Form, Standing, may},
    ids::{MemberId, RequestId},
    notices::Mail,
    refused::Refused,
    text,
};
use serde_json::json;

use super::{
    CommentsSaved,
    queries::{self, Channel, Request},
    supervisors,
};
use crate::{
    Approvals, By, Error, Result,
    audit::{self, Event},
    cases, notices,
};

impl Approvals<'_> {
    /// Keeps comments while they are written; `version` is the one they were typed on.
    ///
    /// # Errors
    /// Not found for everybody but the asked supervisor (P10); refused when the request no longer waits (P5).
    pub async fn save_comments(
        &self,
        by: &By,
        request: RequestId,
        comments: Comments,
        version: i64,
    ) -> Result<CommentsSaved> {
        let supervisor = judge(by)?;
        let now = self.0.clock.now();
        let mut db = self.0.db.acquire().await?;
        let asked = asked(queries::find(&mut db, request).await?, supervisor)?;
        asked.state.still_waiting()?;
        let comments = of_the_form(comments, &Form::of(asked.set));
        if let Some(version) = queries::save_draft(&mut db, request, supervisor, &comments, version).await? {
            return Ok(CommentsSaved::Kept { version, saved_at: now });
        }
        drop(db);
        // Somebody was faster between the two statements, or another screen long before.
        self.keep_beside(supervisor, request, comments).await
    }

    /// 「承認する」「非承認にする」 (P5, P6): decides, mails the applicant, and answers the next waiting request. `version` is
    /// the one of the comments that the person looked at. When it is refused, the comments are kept as a draft all the same.
    ///
    /// # Errors
    /// Not found for everybody but the asked supervisor (P10); refused when the request no longer waits (P5), when a
    /// 非承認 has no comment or a comment is too long (P6), when other comments were written on another screen (C11).
    pub async fn decide(
        &self,
        by: &By,
        request: RequestId,
        verdict: Verdict,
        comments: Comments,
        version: i64,
    ) -> Result<Option<RequestId>> {
        let supervisor = judge(by)?;
        let decided = self.try_to_decide(by, supervisor, request, verdict, &comments, version).await;
        match decided {
            Err(Error::Refused(Refused::Case(
                CaseRefused::CommentNeeded | CaseRefused::TooLong { .. } | CaseRefused::Overladen { .. },
            ))) => {
                self.save_comments(by, request, comments, version).await?;
            }
            Err(Error::Refused(Refused::Case(CaseRefused::CommentsElsewhere))) => {
                self.keep_beside(supervisor, request, comments).await?;
            }
            _ => {}
        }
        decided
    }

    /// Nothing typed is lost, on neither of two screens.
    async fn keep_beside(
        &self,
        supervisor: MemberId,
        request: RequestId,
        comments: Comments,
    ) -> Result<CommentsSaved> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        queries::lock(&mut tx, request).await?.ok_or(Error::NotFound)?.0.still_waiting()?;
        let asked = asked(queries::find(&mut tx, request).await?, supervisor)?;
        let form = Form::of(asked.set);
        let comments = of_the_form(comments, &form);
        let both = comments.beside(&asked.comment_draft);
        both.fit_together(&form)?;
        let mut version = asked.comment_version;
        if both != asked.comment_draft {
            let saved = queries::save_draft(&mut tx, request, supervisor, &both, version).await?;
            version = saved.ok_or(Error::NotFound)?;
        }
        tx.commit().await?;
        Ok(if both.tidy(&form) == comments.tidy(&form) {
            CommentsSaved::Kept { version, saved_at: now }
        } else {
            CommentsSaved::Beside
        })
    }

    /// The decision itself: one transaction.
    async fn try_to_decide(
        &self,
        by: &By,
        supervisor: MemberId,
        request: RequestId,
        verdict: Verdict,
        comments: &Comments,
        version: i64,
    ) -> Result<Option<RequestId>> {
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;

        let asked = asked(queries::find(&mut tx, request).await?, supervisor)?;
        // What is no longer waiting may have been deleted since (C10); everything else is locked, the case first.
        asked.state.still_waiting()?;
        let case = cases::lock_case(&mut tx, asked.case).await?;
        let (state, newest) = queries::lock(&mut tx, request).await?.ok_or(Error::NotFound)?;
        state.still_waiting()?;
        let standing =
            Standing { owner: asked.applicant, asked: Some((supervisor, request)), was_asked: true };
        may(&by.actor, action(verdict), &standing, &case.state)?;
        let form = Form::of(asked.set);
        let comments = comments.tidy(&form);
        let nothing_is_dropped = || comments.beside(&asked.comment_draft.tidy(&form)) == comments;
        if newest != asked.comment_version || (newest != version && !nothing_is_dropped()) {
            return Err(CaseRefused::CommentsElsewhere.into());
        }
        let (case_state, request_state) = judged(verdict, &comments, &form, case.state)?;

        queries::decide(&mut tx, request, request_state, &comments, now).await?;
        cases::save_state(&mut tx, case.id, &case_state, true).await?;
        let event = Event::new(event(verdict), case.id.0).with(json!({
            "request": request, "set": asked.set.key(), "slot": asked.slot, "comments": comments.fields.len(),
        }));
        audit::record(&mut tx, by, event, now).await?;
        let applicant = supervisors::person(&mut tx, asked.applicant).await?;
        let mail = Mail::CaseDecided {
            applicant: applicant.name,
            supervisor: asked.supervisor_name.clone(),
            set: asked.set,
            slot: asked.slot.number(),
            approved: verdict == Verdict::Approve,
        };
        notices::enqueue(&mut tx, &self.0.settings, &applicant.email, &mail, now).await?;
        queries::notify(&mut tx, Channel::Approvals, supervisor).await?;
        queries::notify(&mut tx, Channel::Cases, asked.applicant).await?;
        let next = queries::next_waiting(&mut tx, &asked).await?;
        tx.commit().await?;
        Ok(next)
    }
}

/// Who judges is a physician; the office, which reads everything, does not judge (P5).
fn judge(by: &By) -> Result<MemberId, CaseRefused> {
    match by.actor {
        Actor::Office(_) => Err(CaseRefused::OnlySupervisor),
        Actor::Member { .. } | Actor::Facility(_) => by.actor.physician(),
    }
}

/// The request, for the supervisor who was asked; for everybody else there is none (P10).
fn asked(found: Option<Request>, supervisor: MemberId) -> Result<Request> {
    found.filter(|request| request.supervisor == supervisor).ok_or(Error::NotFound)
}

/// Both states after the decision, or what P6 misses.
fn judged(
    verdict: Verdict,
    comments: &Comments,
    form: &Form,
    case: CaseState,
) -> Result<(CaseState, RequestState), CaseRefused> {
    match verdict {
        Verdict::Approve => {
            comments.fit(form)?;
            Ok((case.approve()?, RequestState::Approved))
        }
        Verdict::Reject => {
            may_reject(comments, form)?;
            Ok((case.reject()?, RequestState::Rejected))
        }
    }
}

fn action(verdict: Verdict) -> CaseAction {
    match verdict {
        Verdict::Approve => CaseAction::Approve,
        Verdict::Reject => CaseAction::Reject,
    }
}

fn event(verdict: Verdict) -> EventName {
    match verdict {
        Verdict::Approve => EventName::ApprovalApproved,
        Verdict::Reject => EventName::ApprovalRejected,
    }
}

/// As typed, but only for fields that the form has: what was posted under other names is nobody's comment.
fn of_the_form(mut comments: Comments, form: &Form) -> Comments {
    comments.fields.retain(|key, _| form.field(key).is_some());
    for text in comments.fields.values_mut().chain([&mut comments.general]) {
        *text = text::unix_lines(text);
    }
    comments
}
