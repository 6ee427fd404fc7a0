//! Server functions of the supervisor's side.

use std::collections::BTreeMap;

use domain::{approvals::Verdict, ids::RequestId};
use leptos::prelude::*;

use crate::{autosave::Answer, error::AppError, wire::Json};

/// Saves comments while they are written.
#[server(prefix = "/api", endpoint = "approvals/keep_comments", output = Json)]
pub async fn keep_comments(
    request: RequestId,
    #[server(default)] general: String,
    #[server(default)] comments: BTreeMap<String, String>,
    version: i64,
) -> Result<Answer, AppError> {
    use crate::{
        autosave::stored_now,
        request::{RequestInfo, fail},
    };
    use backend::approvals::CommentsSaved;
    use domain::approvals::Comments;

    let (backend, by) = RequestInfo::signed_in()?;
    let comments = Comments { general, fields: comments };
    let saved = backend.approvals().save_comments(&by, request, comments, version).await.map_err(fail)?;
    Ok(match saved {
        CommentsSaved::Kept { version, saved_at } => {
            Answer { version: Some(version), words: stored_now(saved_at), ..Answer::default() }
        }
        CommentsSaved::Beside => Answer::default(),
    })
}

/// 「承認する」「非承認にする」: the first press (`verdict`) keeps the comments and asks, the second (`confirmed`) decides and
/// goes on to the next waiting case. A refusal comes back with every comment kept.
#[server(prefix = "/api", endpoint = "approvals/decide", output = Json)]
pub async fn decide_request(
    request: RequestId,
    #[server(default)] verdict: Option<Verdict>,
    #[server(default)] confirmed: Option<Verdict>,
    #[server(default)] general: String,
    #[server(default)] comments: BTreeMap<String, String>,
    #[server(default)] version: i64,
) -> Result<(), AppError> {
    use crate::{
        approvals::ApprovalFlash,
        request::{self, RequestInfo},
        route::Route,
    };
    use backend::approvals::CommentsSaved;
    use domain::{approvals::Comments, cases::CaseRefused};

    let (backend, by) = RequestInfo::signed_in()?;
    let comments = Comments { general, fields: comments };
    let Some(verdict) = confirmed else {
        let verdict = verdict.unwrap_or(Verdict::Approve);
        match backend.approvals().save_comments(&by, request, comments, version).await {
            Ok(CommentsSaved::Kept { .. }) => request::redirect(&Route::ApprovalAsk(request, verdict)),
            Ok(CommentsSaved::Beside) => {
                let flash = ApprovalFlash::Failed(CaseRefused::CommentsElsewhere.into());
                request::redirect_saying(&Route::Approval(request), flash);
            }
            Err(error) => {
                request::redirect_saying(&Route::Approval(request), ApprovalFlash::Failed(error.into()));
            }
        }
        return Ok(());
    };
    match backend.approvals().decide(&by, request, verdict, comments, version).await {
        Ok(next) => {
            let flash = match verdict {
                Verdict::Approve => ApprovalFlash::Approved,
                Verdict::Reject => ApprovalFlash::Rejected,
            };
            request::redirect_saying(&next.map_or(Route::Approvals, Route::Approval), flash);
        }
        Err(error) => {
            request::redirect_saying(&Route::Approval(request), ApprovalFlash::Failed(error.into()));
        }
    }
    Ok(())
}
