//! The table of pages: each capability names its own once, and everything else reads it.

use std::pin::Pin;

use super::{Ask, Page, Section};
use crate::error::AppError;

type Made = Pin<Box<dyn Future<Output = Result<Page, AppError>> + Send>>;

/// One page: its address, for whom it is, and what makes it.
pub struct Entry {
    /// As the router reads it: `/cases/{set}`.
    pub path: &'static str,
    pub section: Section,
    make: Box<dyn Fn(Ask) -> Made + Send + Sync>,
}

/// A page for the table.
pub fn page<F, M>(path: &'static str, section: Section, make: F) -> Entry
where
    F: Fn(Ask) -> M + Send + Sync + 'static,
    M: Future<Output = Result<Page, AppError>> + Send + 'static,
{
    Entry { path, section, make: Box::new(move |ask| Box::pin(make(ask))) }
}

impl Entry {
    /// The page for who asks.
    ///
    /// # Errors
    /// Why there is none: what [`super::answer`] shows instead.
    pub async fn make(&self, ask: Ask) -> Result<Page, AppError> {
        (self.make)(ask).await
    }
}
