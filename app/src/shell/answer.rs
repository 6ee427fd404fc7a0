//! From an address and who asks to the answer: the page's data, then one view, then one string. Status, redirect and refusal
//! are known before the first byte.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::accounts::Me;
use hydration_context::SsrSharedContext;
use leptos::{
    config::LeptosOptions,
    nonce::Nonce,
    prelude::*,
    reactive::{computed::ScopedFuture, owner::Owner},
};
use leptos_axum::ResponseOptions;

use super::{Ask, Entry, Reader, error, flash, frame};
use crate::{error::AppError, program::Program};

/// The files of the build that a page names.
#[derive(Clone)]
pub struct Files {
    pub program: Program,
    pub options: LeptosOptions,
    /// What each capability says after an action.
    pub flashes: &'static [Reader],
}

/// The answer to somebody who asks for this page, or, without one, for a page that nobody knows.
pub async fn answer(files: &Files, entry: Option<&Entry>, ask: Ask, parts: Parts, nonce: Nonce) -> Response {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let options = ResponseOptions::default();
    let made = owner.with(|| {
        provide_context((*ask).clone());
        provide_context(parts);
        provide_context(nonce);
        provide_context(options.clone());
        ScopedFuture::new(made(entry, &ask))
    });
    let (page, me) = made.await;
    let (status, headers) = (page.status, page.headers.clone());
    let html = owner.with(|| {
        let path = ask.path.split('?').next().unwrap_or_default().to_owned();
        let said = flash::once(files.flashes, ask.flash());
        frame::document(files, page, path, me, said).to_html()
    });
    owner.unset_with_forced_cleanup();

    let mut response = (status, html).into_response();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().extend(headers);
    if let Ok(mut set) = options.0.write() {
        response.headers_mut().extend(std::mem::take(&mut set.headers));
    }
    response
}

/// The page, or the one that says why there is none; and who is signed in, for the header.
async fn made(entry: Option<&Entry>, ask: &Ask) -> (super::Page, Option<Me>) {
    let page = match entry {
        Some(entry) => entry.make(ask.clone()).await,
        None => Err(AppError::NotFound),
    };
    let page = page.unwrap_or_else(|error| error::of(&error, ask));
    let me = match &ask.actor {
        Some(actor) => ask.backend.accounts().me(actor).await.ok(),
        None => None,
    };
    (page, me)
}
