//! Server functions of 書面による承認 (P9). What was typed travels in a cookie from the form to its page, as elsewhere.

use domain::ids::CaseId;
use leptos::prelude::*;

use crate::{error::AppError, wire::Json};

/// 「確認する」: keeps what was typed for the page, which says what is not right or asks once more. The gate for files
/// (`server::paper`) has kept the scan.
#[allow(clippy::unused_async, reason = "server functions are async, whether or not this one waits")]
#[server(prefix = "/api", endpoint = "approvals/type_paper", output = Json)]
pub async fn type_paper(
    case: CaseId,
    #[server(default)] supervisor_no: String,
    #[server(default)] signed_on: String,
    #[server(default)] reason: String,
    #[server(default)] document: String,
) -> Result<(), AppError> {
    use crate::request::{RequestInfo, Typed, fail, redirect_path};
    use domain::{actor::Actor, approvals::PaperForm};
    let (_, by) = RequestInfo::signed_in()?;
    let Actor::Office(_) = by.actor else { return Err(fail(AppError::NotFound)) };
    // A cookie has no room for more; beyond the limit it is refused all the same.
    let short = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let form = PaperForm {
        supervisor_no: short(supervisor_no, 50),
        signed_on: short(signed_on, 20),
        reason: short(reason, 2_000),
        document: document.parse().ok(),
    };
    Typed::Paper.keep(&serde_json::to_string(&(case, form)).unwrap_or_default());
    redirect_path(&format!("/office/cases/{case}/paper-approval?check=1"));
    Ok(())
}

/// 「承認済み(書面)にする」 (P9).
#[server(prefix = "/api", endpoint = "approvals/record_paper", output = Json)]
pub async fn record_paper(
    case: CaseId,
    #[server(default)] supervisor_no: String,
    #[server(default)] signed_on: String,
    #[server(default)] reason: String,
    #[server(default)] document: String,
) -> Result<(), AppError> {
    use crate::{
        approvals::ApprovalFlash,
        request::{RequestInfo, Typed, settle_at},
    };
    use domain::approvals::PaperForm;
    let page = format!("/office/cases/{case}/paper-approval");
    let form = PaperForm { supervisor_no, signed_on, reason, document: document.parse().ok() };
    let recorded = match RequestInfo::signed_in() {
        Ok((backend, by)) => backend.approvals().record_paper(&by, case, &form).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    if recorded.is_ok() {
        Typed::Paper.take();
    }
    settle_at(recorded.map(|_| (page.clone(), Some(ApprovalFlash::PaperRecorded))), &page)
}
