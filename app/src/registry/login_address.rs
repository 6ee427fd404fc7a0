//! 「ログイン用メールアドレスの変更」 (A1, A8): the responsible person has written to the office, as the guide says.

use domain::{ids::FacilityId, registry::OfficeFacility};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api, facility};
use crate::{
    error::AppError,
    request::Typed,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Crumb, Need},
};

/// `/office/facilities/{id}/login-address`
pub async fn login_address(ask: Ask) -> Result<Page, AppError> {
    let id = ask.path::<FacilityId>("id")?;
    let page = ask.backend.registry().facility(&ask.by()?, id).await?;
    let typed = Typed::LoginAddress.take();
    let mut crumbs = facility::crumbs();
    crumbs.push(Crumb::new("施設の情報", Route::OfficeFacility(id).path()));
    let page = Page::new("ログイン用メールアドレスの変更", view! { <Shown page typed/> });
    Ok(page.crumbs(crumbs).class("narrow"))
}

#[component]
fn Shown(page: OfficeFacility, typed: Option<String>) -> impl IntoView {
    let back = Route::OfficeFacility(page.id).path();
    let invalid = typed.is_some().then_some("true");
    view! {
        <form class="card" method="post" action=owned(api::GiveLoginAddress::url()) novalidate>
            <input type="hidden" name="facility" value=page.id.to_string()/>
            <dl class="facts">
                <dt>"施設名"</dt><dd>{facility::called(&page)}</dd>
                <dt>"現在のメールアドレス"</dt><dd>{page.email.unwrap_or_else(|| "未登録".to_owned())}</dd>
            </dl>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="address">"新しいメールアドレス"</label>
                    <Need required=true/>
                </div>
                <input
                    id="address"
                    name="address"
                    type="email"
                    value=typed
                    autocomplete="off"
                    aria-required="true"
                    aria-invalid=invalid
                    aria-describedby="address-hint"
                />
                <p class="hint" id="address-hint">
                    "施設責任者ご本人からの依頼であることを確認してから、変更してください。パスワードはそのまま使えます。新しいアドレスとこれまでのアドレスの両方に、お知らせのメールが送られます。"
                </p>
            </div>
            <p class="question-actions">
                <a class="button quiet" href=back>"やめる"</a>
                <button>"変更する"</button>
            </p>
        </form>
    }
}
