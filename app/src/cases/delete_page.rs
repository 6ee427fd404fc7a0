//! `/cases/{set}/{number}/delete`: the question before 削除 as a page of its own (C10).

use leptos::prelude::*;

use super::{
    case, case_crumbs,
    delete::{Question, title},
};
use crate::{
    error::AppError,
    shell::{Ask, Page},
};

/// What 削除 names, and the two answers.
pub async fn delete(ask: Ask) -> Result<Page, AppError> {
    let (set, slot) = case(&ask)?;
    let page = ask.backend.cases().delete_page(&ask.by()?, set, slot).await?;
    let title = title(&page);
    Ok(Page::new(title, view! { <Question page/> }).crumbs(case_crumbs(set, slot)).class("narrow"))
}
