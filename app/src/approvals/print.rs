//! `/approvals/{request}/print`: the report as it was sent, on A4. Without 備考 (C7).

use domain::ids::RequestId;
use leptos::prelude::*;

use crate::{
    cases::Sheet,
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::Crumb,
};

pub async fn print(ask: Ask) -> Result<Page, AppError> {
    let request: RequestId = ask.path("request")?;
    let page = ask.backend.approvals().print(&ask.by()?, request).await?;
    let title = page.title();
    let body = view! { <Sheet page pdf=Route::ApprovalPdf(request)/> };
    let back = [Crumb::new("症例承認", Route::Approvals.path())];
    Ok(Page::new(title, body).crumbs(back).class("print-page"))
}
