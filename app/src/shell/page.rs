//! What a page consists of, before the frame is written around it.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;

use crate::ui::Crumb;

/// A page that is whole: nothing in it waits for anything.
pub struct Page {
    /// Heading and title of the window.
    pub title: String,
    pub crumbs: Vec<Crumb>,
    /// A style class for the page's own layout.
    pub class: &'static str,
    pub body: AnyView,
    pub status: StatusCode,
    /// Something on it lives: the program is loaded.
    pub program: bool,
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Page {
    pub fn new(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            crumbs: Vec::new(),
            class: "",
            body: body.into_any(),
            status: StatusCode::OK,
            program: false,
            headers: Vec::new(),
        }
    }

    /// No page, but the way to another one of this site.
    pub fn elsewhere(path: &str) -> Self {
        let mut page = Self::new("", ()).status(StatusCode::FOUND);
        page.headers.extend(HeaderValue::from_str(path).ok().map(|path| (header::LOCATION, path)));
        page
    }

    /// The way back, from the first page of the section to the one before this.
    #[must_use]
    pub fn crumbs(mut self, crumbs: impl Into<Vec<Crumb>>) -> Self {
        self.crumbs = crumbs.into();
        self
    }

    #[must_use]
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Something on it lives.
    #[must_use]
    pub fn with_program(mut self) -> Self {
        self.program = true;
        self
    }

    /// It tells of something that goes on: browsers ask for it again in a few seconds.
    #[must_use]
    pub fn asked_again_soon(mut self) -> Self {
        self.headers.push((HeaderName::from_static("refresh"), HeaderValue::from_static("5")));
        self
    }
}
