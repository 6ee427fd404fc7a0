//! 「送信メール」 for the office; and `/dev/mail`: in demo mode, every mail sent, newest first, with links that can be followed.

mod outbox;

use domain::calendar;
use jiff::Timestamp;
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    ui::{Load, PlainPage},
    wire::Json,
};

/// Pages without a part that lives in the browser.
#[component(transparent)]
pub fn PlainRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/office/mail") view=outbox::OutboxPage ssr=SsrMode::Async/>
        <Route path=path!("/dev/mail") view=DevMails ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// One delivered mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredMail {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    #[serde(with = "domain::wire::moment")]
    pub received_at: Timestamp,
}

/// The demo's mailbox; a page that is not there in any other mode.
#[server(prefix = "/api", endpoint = "notices/dev_mails", output = Json)]
pub async fn load_dev_mails() -> Result<Vec<DeliveredMail>, AppError> {
    use crate::request::{RequestInfo, fail};
    let request = RequestInfo::current()?;
    if !request.backend.is_demo() {
        return Err(fail(AppError::NotFound));
    }
    let mails = request.backend.notices().dev_mails().await.map_err(fail)?;
    Ok(mails
        .into_iter()
        .map(|mail| DeliveredMail {
            id: mail.id.to_string(),
            to: mail.to,
            subject: mail.subject,
            text: mail.text,
            received_at: mail.received_at,
        })
        .collect())
}

#[component]
fn DevMails() -> impl IntoView {
    let mails = Resource::new_blocking(|| (), |()| load_dev_mails());
    view! { <Load resource=mails view=|mails| view! { <Mailbox mails/> }/> }
}

#[component]
fn Mailbox(mails: Vec<DeliveredMail>) -> impl IntoView {
    let none = mails.is_empty().then(|| view! { <p class="empty">"まだメールはありません。"</p> });
    view! {
        <PlainPage title="デモのメール">
            <p class="hint">"デモでは、メールは外へ送られずにここへ届きます(新しい順、100通まで)。届くまで数秒かかります。"</p>
            {none}
            {mails.into_iter().map(|mail| view! { <OneMail mail/> }.into_any()).collect_view()}
        </PlainPage>
    }
}

#[component]
fn OneMail(mail: DeliveredMail) -> impl IntoView {
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
