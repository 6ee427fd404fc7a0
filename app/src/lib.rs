//! Pages, components and server functions. Compiled twice: for the server (`ssr`) and for the browser (`hydrate`).
//!
//! `cfg(feature = …)` stands in this file, in `request.rs` and in `error.rs`, nowhere else: views are the same code on both
//! sides, or they would not hydrate.

#![recursion_limit = "512"]
#![expect(
    clippy::needless_pass_by_value,
    reason = "the props of a component arrive by value, whether or not its view keeps them"
)]

pub mod accounts;
pub mod applications;
pub mod approvals;
pub mod audit;
pub mod cases;
pub mod demo;
pub mod error;
pub mod facilities;
pub mod keep;
pub mod network;
pub mod notices;
pub mod program;
pub mod registry;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(not(feature = "ssr"))]
#[path = "request/browser.rs"]
pub mod request;
pub mod route;
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

/// All pages.
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

/// The server knows every page.
#[cfg(feature = "ssr")]
#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <ui::NotFound/> }>
            <accounts::PlainRoutes/>
            <applications::PlainRoutes/>
            <network::PlainRoutes/>
            <facilities::PlainRoutes/>
            <notices::PlainRoutes/>
            <audit::PlainRoutes/>
            <registry::PlainRoutes/>
            <demo::PlainRoutes/>
            <cases::PlainRoutes/>
            <cases::Routes/>
            <approvals::PlainRoutes/>
            <approvals::Routes/>
        </FlatRoutes>
    }
}

/// The browser knows those that live on in it, and asks the server for every other.
#[cfg(not(feature = "ssr"))]
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
