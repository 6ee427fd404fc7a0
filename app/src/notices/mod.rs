//! 「送信メール」 for the office; and `/dev/mail`: in demo mode, every mail sent, newest first, with links that can be followed.

mod flash;
mod outbox;

pub use flash::MailFlash;

use backend::notices::DevMail;
use domain::calendar;
use leptos::prelude::*;

use crate::{
    error::AppError,
    shell::{Ask, Entry, Page, Section, page},
};

/// The pages.
pub fn pages() -> Vec<Entry> {
    vec![
        page("/office/mail", Section::Office, outbox::outbox),
        page("/dev/mail", Section::Everybody, mailbox),
    ]
}

/// The demo's mailbox; a page that is not there in any other mode.
async fn mailbox(ask: Ask) -> Result<Page, AppError> {
    if !ask.backend.is_demo() {
        return Err(AppError::NotFound);
    }
    let mails = ask.backend.notices().dev_mails().await?;
    Ok(Page::new("デモのメール", view! { <Mailbox mails/> }))
}

#[component]
fn Mailbox(mails: Vec<DevMail>) -> impl IntoView {
    let none = mails.is_empty().then(|| view! { <p class="empty">"まだメールはありません。"</p> });
    view! {
        <p class="hint">"デモでは、メールは外へ送られずにここへ届きます(新しい順、100通まで)。届くまで数秒かかります。"</p>
        {none}
        {mails.into_iter().map(|mail| view! { <OneMail mail/> }.into_any()).collect_view()}
    }
}

#[component]
fn OneMail(mail: DevMail) -> impl IntoView {
    let heading = format!("mail-{}", mail.id);
    view! {
        <article class="card mail" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>{mail.subject}</h2>
            <p class="muted">{format!("宛先 {} ・ {}", mail.to, calendar::stamp(mail.received_at))}</p>
            <div class="mail-text">{linked(&mail.text)}</div>
        </article>
    }
}

/// The text with its addresses as links.
fn linked(text: &str) -> impl IntoView + use<> {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let address = word.trim_end();
            if address.starts_with("http://") || address.starts_with("https://") {
                let rest = word[address.len()..].to_owned();
                view! { <a href=address.to_owned() rel="external">{address.to_owned()}</a>{rest} }.into_any()
            } else {
                word.to_owned().into_any()
            }
        })
        .collect_view()
}
