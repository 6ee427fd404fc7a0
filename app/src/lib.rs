//! Pages, components and server functions. Compiled twice: for the server (`ssr`) and for the browser (`hydrate`).
//!
//! `cfg(feature = "ssr")` stands at the `mod` of what the browser never needs (pages, and what forms post to), in `request.rs`
//! and in `error.rs`, nowhere else: what both sides have is the same code, or it would not hydrate.

#![recursion_limit = "512"]
#![expect(
    clippy::needless_pass_by_value,
    reason = "the props of a component arrive by value, whether or not its view keeps them"
)]

pub mod accounts;
pub mod applications;
pub mod approvals;
#[cfg(feature = "ssr")]
pub mod audit;
pub mod cases;
#[cfg(feature = "ssr")]
pub mod demo;
pub mod error;
#[cfg(feature = "ssr")]
pub mod facilities;
pub mod keep;
#[cfg(feature = "ssr")]
pub mod network;
#[cfg(feature = "ssr")]
pub mod notices;
pub mod program;
#[cfg(feature = "ssr")]
pub mod registry;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(not(feature = "ssr"))]
#[path = "request/browser.rs"]
pub mod request;
pub mod route;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod ui;
pub mod wire;

use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::{Meta, MetaTags, Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Router};

use crate::{
    program::{LoadProgram, Program},
    ui::{Header, SkipLink},
};

/// The document around every page.
pub fn shell(options: LeptosOptions, program: Program) -> impl IntoView {
    let stylesheet = program.stylesheet.clone();
    view! {
        <!DOCTYPE html>
        <html lang="ja">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <AutoReload options/>
                <link rel="stylesheet" id="style" href=stylesheet/>
                {part().map(|part| view! { <LoadProgram program part/> })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The pages that the server alone makes (docs/adr/0028).
#[cfg(feature = "ssr")]
pub fn pages() -> Vec<shell::Entry> {
    [
        accounts::pages(),
        applications::pages(),
        approvals::pages(),
        audit::pages(),
        cases::pages(),
        demo::pages(),
        facilities::pages(),
        network::pages(),
        notices::pages(),
        registry::pages(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The pages that live on in the browser.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    accounts::provide_me();
    view! {
        <Title formatter=|page: String| format!("{page} | 認定システム")/>
        <Meta name="color-scheme" content="light dark"/>
        <Router>
            <SkipLink/>
            <Header/>
            <main id="main" tabindex="-1">
                <Pages/>
            </main>
        </Router>
    }
}

/// The browser asks the server for every other.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <ui::Elsewhere/> }>
            <cases::Routes/>
            <approvals::Routes/>
        </FlatRoutes>
    }
}

/// The part of the program that the page of the present request loads.
#[cfg(feature = "ssr")]
fn part() -> Option<&'static str> {
    request::RequestInfo::current().ok().and_then(|request| route::part(&request.path))
}

#[cfg(not(feature = "ssr"))]
fn part() -> Option<&'static str> {
    None
}

/// Escapes text that stands inside `<textarea>` on the server; the browser does not read it (leptos#4730). See
/// [`ui::TextArea`], its only caller.
#[cfg(feature = "ssr")]
fn textarea_text(text: &str) -> String {
    // A parser drops the first line break of a textarea: one is given to it.
    let mut escaped = String::with_capacity(text.len() + 1);
    escaped.push('\n');
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(not(feature = "ssr"))]
fn textarea_text(text: &str) -> String {
    text.to_owned()
}
