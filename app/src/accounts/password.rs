//! Forgotten passwords and 「パスワードの発行」.

use domain::accounts::LinkState;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{Door, api};
use crate::{
    request::link_hours,
    route::Route,
    ui::{Crumb, Load, PlainPage},
};

/// `/password/forgot`
#[component]
pub fn Forgot() -> impl IntoView {
    let query = use_query_map();
    let door: Door =
        query.read_untracked().get_str("door").and_then(|door| door.parse().ok()).unwrap_or_default();
    view! {
        <PlainPage title="パスワードの再設定" class="narrow" crumbs=vec![Crumb::new(door.title(), door.route().path())]>
            <form class="card" method="post" action="/api/accounts/forgot_password">
                <input type="hidden" name="door" value=door.key()/>
                <p>{format!("ご登録のメールアドレスに、パスワードを設定するためのURLをお送りします。URLの有効期間は{}時間です。", link_hours())}</p>
                <div class="field">
                    <label for="account">{door.account_label()}</label>
                    <input id="account" name="account" required autocomplete="username" autocapitalize="none" spellcheck="false"/>
                </div>
                <p><button>"送信する"</button></p>
            </form>
        </PlainPage>
    }
}

/// `/password/set/{token}`
#[component]
pub fn SetPassword() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get_str("token").unwrap_or_default().to_owned();
    let link = Resource::new_blocking(token, api::load_link);
    view! {
        <PlainPage title="パスワードの発行" class="narrow">
            <Load
                resource=link
                view=move |state| match state {
                    LinkState::Usable(_) => view! { <SetPasswordForm token=token()/> }.into_any(),
                    LinkState::Unusable => view! {
                        <p class="note note-bad" role="alert">
                            {format!("このURLは使用できません。すでに使用されたか、有効期間({}時間)が過ぎています。", link_hours())}
                        </p>
                        <p><a href=Route::PasswordForgot(Door::Member).path()>"新しいURLを受け取る(会員の方)"</a></p>
                        <p><a href=Route::PasswordForgot(Door::Facility).path()>"新しいURLを受け取る(施設の方)"</a></p>
                        <p><a href=Route::PasswordForgot(Door::Office).path()>"新しいURLを受け取る(事務局)"</a></p>
                    }
                    .into_any(),
                }
            />
        </PlainPage>
    }
}

#[component]
fn SetPasswordForm(token: String) -> impl IntoView {
    view! {
        <form class="card" method="post" action="/api/accounts/set_password">
            <input type="hidden" name="token" value=token/>
            <p class="hint" id="password-hint">"※パスワードは8文字以上で、英数字を1文字以上含めてください。"</p>
            <div class="field">
                <label for="password">"パスワード"</label>
                <input id="password" name="password" type="password" required autocomplete="new-password" aria-describedby="password-hint"/>
            </div>
            <div class="field">
                <label for="repeated">"パスワード(確認)"</label>
                <input id="repeated" name="repeated" type="password" required autocomplete="new-password"/>
            </div>
            <p class="hint">"設定すると、ほかの端末でのログインはすべて終了します。"</p>
            <p><button>"登録する"</button></p>
        </form>
    }
}
