//! Server functions of the supervisor's side.

use std::collections::BTreeMap;

use domain::{
    approvals::{Queue, QueueFilter, RequestPage, Verdict},
    ids::RequestId,
};
use leptos::prelude::*;

use crate::{error::AppError, keep::Taken, wire::Json};

/// 「症例承認」
#[server(prefix = "/api", endpoint = "approvals/queue", input = Json, output = Json)]
pub async fn load_queue(filter: QueueFilter) -> Result<Queue, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    backend.approvals().queue(&by, filter).await.map_err(fail)
}

/// One report to judge. An address that is no id is a page that is not there.
#[server(prefix = "/api", endpoint = "approvals/page", output = Json)]
pub async fn load_request(request: String) -> Result<RequestPage, AppError> {
    use crate::request::{RequestInfo, fail};
    let (backend, by) = RequestInfo::signed_in()?;
    let request: RequestId = request.parse().map_err(|_| fail(AppError::NotFound))?;
    backend.approvals().page(&by, request).await.map_err(fail)
}

/// Keeps comments while they are written.
#[server(prefix = "/api", endpoint = "approvals/keep_comments", input = Json, output = Json)]
pub async fn keep_comments(
    request: RequestId,
    general: String,
    fields: BTreeMap<String, String>,
    version: i64,
) -> Result<Taken, AppError> {
    use crate::request::{RequestInfo, fail};
    use backend::approvals::CommentsSaved;
    use domain::approvals::Comments;

    let (backend, by) = RequestInfo::signed_in()?;
    let saved = backend
        .approvals()
        .save_comments(&by, request, Comments { general, fields }, version)
        .await
        .map_err(fail)?;
    Ok(match saved {
        CommentsSaved::Kept { version, saved_at } => Taken::Kept { version, saved_at },
        CommentsSaved::Beside => Taken::Aside,
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
        request::{self, RequestInfo},
        route::Route,
        ui::Flash,
    };
    use backend::approvals::CommentsSaved;
    use domain::{approvals::Comments, refused::Refused};

    let (backend, by) = RequestInfo::signed_in()?;
    let comments = Comments { general, fields: comments };
    let Some(verdict) = confirmed else {
        let verdict = verdict.unwrap_or(Verdict::Approve);
        match backend.approvals().save_comments(&by, request, comments, version).await {
            Ok(CommentsSaved::Kept { .. }) => request::redirect(&Route::ApprovalAsk(request, verdict)),
            Ok(CommentsSaved::Beside) => {
                let flash = Flash::Failed(Refused::CommentsElsewhere.into());
                request::redirect_saying(&Route::Approval(request), &flash);
            }
            Err(error) => request::redirect_saying(&Route::Approval(request), &Flash::Failed(error.into())),
        }
        return Ok(());
    };
    match backend.approvals().decide(&by, request, verdict, comments, version).await {
        Ok(next) => {
            let flash = match verdict {
                Verdict::Approve => Flash::Approved,
                Verdict::Reject => Flash::Rejected,
            };
            request::redirect_saying(&next.map_or(Route::Approvals, Route::Approval), &flash);
        }
        Err(error) => request::redirect_saying(&Route::Approval(request), &Flash::Failed(error.into())),
    }
    Ok(())
}
