//! 「パスワード設定のメールを送る」: asked once, with whom it goes to.

use domain::{accounts::Realm, registry::Membership};
use leptos::{prelude::*, server_fn::ServerFn};
use uuid::Uuid;

use super::{api, facility, member};
use crate::{
    error::AppError,
    request::link_hours,
    route::Route,
    shell::{Ask, Page, owned},
    ui::Crumb,
};

/// Whom the mail would go to.
struct To {
    name: String,
    email: Option<String>,
    left: bool,
}

/// `/office/members/{id}/password`, `/office/facilities/{id}/password`
pub async fn password(ask: Ask, realm: Realm) -> Result<Page, AppError> {
    let id = ask.path::<Uuid>("id")?;
    let to = whom(&ask, realm, id).await?;
    let (record, back, mut crumbs) = match realm {
        Realm::Member => ("会員の情報", Route::OfficeMember(id.into()).path(), member::crumbs()),
        _ => ("施設の情報", Route::OfficeFacility(id.into()).path(), facility::crumbs()),
    };
    crumbs.push(Crumb::new(record, back.clone()));
    let hours = link_hours();
    let page = Page::new("パスワード設定のメールを送る", view! { <Question realm id to back hours/> });
    Ok(page.crumbs(crumbs).class("narrow"))
}

async fn whom(ask: &Ask, realm: Realm, id: Uuid) -> Result<To, AppError> {
    let (registry, by) = (ask.backend.registry(), ask.by()?);
    match realm {
        Realm::Member => {
            let page = registry.member(&by, id.into()).await?;
            let left = page.membership == Membership::Left;
            Ok(To { name: page.name, email: Some(page.email), left })
        }
        Realm::Facility => {
            let page = registry.facility(&by, id.into()).await?;
            Ok(To { name: facility::called(&page), email: page.email, left: false })
        }
        Realm::Office => Err(AppError::NotFound),
    }
}

#[component]
fn Question(
    realm: Realm,
    id: Uuid,
    to: To,
    back: String,
    /// For how many hours the link works.
    hours: u16,
) -> impl IntoView {
    match (to.email, to.left) {
        (Some(email), false) => view! {
            <form class="card" method="post" action=owned(api::SendPasswordLink::url())>
                <input type="hidden" name="realm" value=realm.key()/>
                <input type="hidden" name="account" value=id.to_string()/>
                <p>{format!("次の宛先に、パスワードを設定するためのURLをメールで送ります。URLの有効期間は{hours}時間です。")}</p>
                <dl class="facts">
                    <dt>"宛名"</dt><dd>{to.name}</dd>
                    <dt>"メールアドレス"</dt><dd>{email}</dd>
                </dl>
                <p class="question-actions">
                    <a class="button quiet" href=back>"やめる"</a>
                    <button>"送信する"</button>
                </p>
            </form>
        }
        .into_any(),
        (_, true) => view! {
            <p class="note note-bad">"退会した会員はログインできないため、パスワード設定のメールは送れません。"</p>
            <p><a class="button quiet" href=back>"戻る"</a></p>
        }
        .into_any(),
        (None, false) => view! {
            <p class="note note-bad">"ログイン用メールアドレスが登録されていません。先に登録してください。"</p>
            <p><a class="button quiet" href=back>"戻る"</a></p>
        }
        .into_any(),
    }
}
