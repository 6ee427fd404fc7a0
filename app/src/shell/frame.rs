//! The document around a page: head, header with the menu, what is said once, heading.

use leptos::prelude::*;

use super::{
    Files, Page, account,
    header::{HeaderOf, SkipLink},
};
use crate::{
    program::{LoadProgram, NoProgram},
    ui::Crumb,
};
use domain::accounts::Me;

/// The whole document.
pub fn document(
    files: &Files,
    page: Page,
    path: String,
    me: Option<Me>,
    said: Option<AnyView>,
) -> impl IntoView {
    let Files { program, options, .. } = files.clone();
    let Page { title, crumbs, class, body, program: lives, .. } = page;
    let stylesheet = program.stylesheet.clone();
    let crumbs = (!crumbs.is_empty()).then(|| view! { <Crumbs crumbs here=title.clone()/> });
    view! {
        <!DOCTYPE html>
        // For whom it was made: the program puts no part of somebody else's page into this one (C19).
        <html lang="ja" data-owner=account()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <AutoReload options/>
                <link rel="stylesheet" id="style" href=stylesheet/>
                {lives.then(|| view! { <LoadProgram program/> })}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <title>{format!("{title} | 認定システム")}</title>
                <meta name="color-scheme" content="light dark"/>
            </head>
            <body>
                <SkipLink/>
                <HeaderOf me path/>
                <main id="main" tabindex="-1">
                    <div class=format!("page {class}")>
                        {lives.then(|| view! { <NoProgram/> })}
                        {crumbs}
                        {said}
                        <h1>{title}</h1>
                        {body}
                    </div>
                </main>
            </body>
        </html>
    }
}

/// 「現在の位置」
#[component]
fn Crumbs(crumbs: Vec<Crumb>, here: String) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="現在の位置">
            <ol>
                {crumbs
                    .into_iter()
                    .map(|crumb| view! { <li><a href=crumb.path>{crumb.label}</a></li> })
                    .collect_view()}
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}
