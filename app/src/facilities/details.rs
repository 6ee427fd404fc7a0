//! 「詳細・変更」: contact data at once, the rest by asking the office (F13).

use domain::{
    calendar,
    facilities::{self, About, CONTACT, label},
    fields::Fields,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api,
    changes::Changes,
    crumbs, details_of,
    fields::{Input, summary},
};
use crate::{
    error::AppError,
    shell::{Ask, Page, owned},
    ui::ErrorSummary,
};

/// `/facility/{core,partner,training}/details`
pub async fn details(ask: Ask) -> Result<Page, AppError> {
    let page = details_of(&ask, false).await?;
    let crumbs = crumbs(Some(page.kind));
    Ok(Page::new("詳細・変更", view! { <Details page/> }).crumbs(crumbs).class("application"))
}

#[component]
fn Details(page: facilities::DetailsPage) -> impl IntoView {
    let form = page.retyped.as_ref().map_or("", |retyped| retyped.about.map_or("contact", About::key));
    let lines = summary(form, &page.problems);
    let changes: Vec<_> =
        page.changes.iter().filter(|change| change.about != About::Return).cloned().collect();
    let matters =
        About::CHANGES.map(|about| view! { <Matter page=page.clone() about/> }).into_iter().collect_view();
    let kind = page.kind;
    view! {
        <ErrorSummary lines/>
        <Conflict page=page.clone()/>
        <Contact page/>
        <h2>"事務局の承認が必要な変更"</h2>
        <p>"承認されると、変更日から反映されます。承認までは、取り下げることができます。"</p>
        {matters}
        <Changes changes page=kind/>
    }
}

/// What somebody else has saved meanwhile, beside what was typed here.
#[component]
fn Conflict(page: facilities::DetailsPage) -> impl IntoView {
    page.conflict().map(|retyped| {
        let rows = CONTACT
            .iter()
            .filter(|key| page.now.get(key) != retyped.fields.get(key).trim())
            .map(|key| {
                view! {
                    <tr>
                        <th scope="row">{label(key)}</th>
                        <td data-label="保存されている内容">{page.now.get(key).to_owned()}</td>
                        <td data-label="今回の入力">{retyped.fields.get(key).to_owned()}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <section class="note note-bad" role="alert" aria-labelledby="conflict-title">
                <h2 id="conflict-title">"別の画面で、先に変更されています"</h2>
                <p>"今回の入力はまだ保存していません。違いをご確認のうえ、下の入力欄を直してもう一度「変更する」を押してください。"</p>
                <table class="cards">
                    <thead><tr><th>"項目"</th><th>"保存されている内容"</th><th>"今回の入力"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
    })
}

/// What is changed at once.
#[component]
fn Contact(page: facilities::DetailsPage) -> impl IntoView {
    let typed = page.retyped.filter(|retyped| retyped.about.is_none()).map(|retyped| retyped.fields);
    let problems = if typed.is_some() { page.problems } else { Vec::new() };
    let shown = typed.unwrap_or(page.now);
    let inputs = CONTACT
        .map(|key| view! { <Input form="contact" key value=shown.get(key) problems=problems.clone()/> })
        .into_iter()
        .collect_view();
    view! {
        <section class="card" aria-labelledby="contact-title">
            <h2 id="contact-title">"連絡先"</h2>
            <p>"変更は、すぐに反映されます。"</p>
            <form method="post" action=owned(api::SaveContact::url()) class="application-form" autocomplete="off" novalidate>
                <input type="hidden" name="kind" value=page.kind.key()/>
                <input type="hidden" name="version" value=page.version.to_string()/>
                {inputs}
                <p><button class="button">"変更する"</button></p>
            </form>
        </section>
    }
}

/// One matter that the office has to approve; while it waits there is nothing more to ask for.
#[component]
fn Matter(page: facilities::DetailsPage, about: About) -> impl IntoView {
    let title = format!("{}-title", about.key());
    let now: Vec<_> = about
        .inputs()
        .iter()
        .filter(|key| !page.now.get(key).is_empty())
        .map(|key| view! { <dt>{label(key)}</dt><dd>{page.now.get(key).to_owned()}</dd> })
        .collect();
    let nothing = now.is_empty().then(|| view! { <p class="muted">"未登録"</p> });
    let body = match page.waiting(about) {
        Some(change) => {
            let day = calendar::long(change.effective_on);
            view! { <p class="note note-wait">{format!("承認待ちの申請があります(変更日 {day})。内容を変えるときは、「申請の状況」から取り下げてください。")}</p> }
                .into_any()
        }
        None => view! { <MatterForm page about/> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby=title.clone()>
            <h3 id=title.clone()>{about.label()}</h3>
            <dl class="facts">{now}</dl>
            {nothing}
            {body}
        </section>
    }
}

#[component]
fn MatterForm(page: facilities::DetailsPage, about: About) -> impl IntoView {
    let typed = page.retyped.filter(|retyped| retyped.about == Some(about)).map(|retyped| retyped.fields);
    let open = typed.is_some();
    let problems = if open { page.problems } else { Vec::new() };
    let shown: Fields = typed.unwrap_or_default();
    let form = about.key();
    let inputs = about
        .inputs()
        .iter()
        .chain(["effective_on"].iter())
        .map(|key| view! { <Input form key value=shown.get(key) problems=problems.clone()/> })
        .collect_view();
    view! {
        <details open=open>
            <summary>{format!("{}を申請する", about.label())}</summary>
            <form method="post" action=owned(api::Ask::url()) class="application-form" autocomplete="off" novalidate>
                <input type="hidden" name="kind" value=page.kind.key()/>
                <input type="hidden" name="about" value=form/>
                {inputs}
                <p><button class="button">{format!("{}を申請", about.label())}</button></p>
            </form>
        </details>
    }
}
