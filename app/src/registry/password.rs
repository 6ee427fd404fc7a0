//! 「パスワード設定のメールを送る」: asked once, with whom it goes to.

use domain::{
    accounts::Realm,
    ids::{FacilityId, MemberId},
    registry::Membership,
};
use leptos::{prelude::*, server_fn::ServerFn};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{api, facility, member, use_id};
use crate::{
    error::AppError,
    request::link_hours,
    route::Route,
    ui::{Crumb, Load, PlainPage},
};

/// Whom the mail would go to.
#[derive(Clone, Serialize, Deserialize)]
struct To {
    name: String,
    email: Option<String>,
    left: bool,
}

/// `/office/members/{id}/password`, `/office/facilities/{id}/password`
#[component]
pub fn PasswordPage(realm: Realm) -> impl IntoView {
    let id = use_id::<Uuid>();
    let page = Resource::new_blocking(move || id.get(), move |id| whom(realm, id));
    view! {
        <Load
            resource=page
            view=move |to| match id.get() {
                Some(id) => view! { <Question realm id to/> }.into_any(),
                None => ().into_any(),
            }
        />
    }
}

async fn whom(realm: Realm, id: Option<Uuid>) -> Result<To, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    match realm {
        Realm::Member => {
            let page = api::load_member(MemberId(id)).await?;
            let left = page.membership == Membership::Left;
            Ok(To { name: page.name, email: Some(page.email), left })
        }
        Realm::Facility => {
            let page = api::load_facility(FacilityId(id)).await?;
            Ok(To { name: facility::called(&page), email: page.email, left: false })
        }
        Realm::Office => Err(AppError::NotFound),
    }
}

#[component]
fn Question(realm: Realm, id: Uuid, to: To) -> impl IntoView {
    let (record, back, crumbs) = match realm {
        Realm::Member => ("会員の情報", Route::OfficeMember(id.into()).path(), member::crumbs()),
        _ => ("施設の情報", Route::OfficeFacility(id.into()).path(), facility::crumbs()),
    };
    let crumbs: Vec<Crumb> = crumbs.into_iter().chain([Crumb::new(record, back.clone())]).collect();
    let asks = match (to.email, to.left) {
        (Some(email), false) => view! {
            <form class="card" method="post" action=api::SendPasswordLink::url()>
                <input type="hidden" name="realm" value=realm.key()/>
                <input type="hidden" name="account" value=id.to_string()/>
                <p>{format!("次の宛先に、パスワードを設定するためのURLをメールで送ります。URLの有効期間は{}時間です。", link_hours())}</p>
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
    };
    view! {
        <PlainPage title="パスワード設定のメールを送る" class="narrow" crumbs>
            {asks}
        </PlainPage>
    }
}
