//! Forgotten passwords and 「パスワードの発行」.

use domain::accounts::LinkState;
use leptos::prelude::*;

use crate::{
    error::AppError,
    request::link_hours,
    route::{Door, Route},
    shell::{Ask, Page},
    ui::Crumb,
};

/// `/password/forgot`
pub async fn forgot(ask: Ask) -> Result<Page, AppError> {
    let door: Door = ask.query("door").and_then(|door| door.parse().ok()).unwrap_or_default();
    Ok(Page::new("パスワードの再設定", view! { <ForgotForm door hours=link_hours()/> })
        .crumbs([Crumb::new(door.title(), door.route().path())])
        .class("narrow"))
}

#[component]
fn ForgotForm(door: Door, hours: u16) -> impl IntoView {
    view! {
        <form class="card" method="post" action="/api/accounts/forgot_password">
            <input type="hidden" name="door" value=door.key()/>
            <p>{format!("ご登録のメールアドレスに、パスワードを設定するためのURLをお送りします。URLの有効期間は{hours}時間です。")}</p>
            <div class="field">
                <label for="account">{door.account_label()}</label>
                <input id="account" name="account" required autocomplete="username" autocapitalize="none" spellcheck="false"/>
            </div>
            <p><button>"送信する"</button></p>
        </form>
    }
}

/// `/password/set/{token}`: looking does not use the link up (A5).
pub async fn set_password(ask: Ask) -> Result<Page, AppError> {
    let token: String = ask.path("token")?;
    let shown = match ask.backend.accounts().link(&token).await? {
        LinkState::Usable(_) => view! { <SetPasswordForm token/> }.into_any(),
        LinkState::Unusable => view! { <Unusable hours=link_hours()/> }.into_any(),
    };
    Ok(Page::new("パスワードの発行", shown).class("narrow"))
}

#[component]
fn Unusable(hours: u16) -> impl IntoView {
    view! {
        <p class="note note-bad" role="alert">
            {format!("このURLは使用できません。すでに使用されたか、有効期間({hours}時間)が過ぎています。")}
        </p>
        <p><a href=Route::PasswordForgot(Door::Member).path()>"新しいURLを受け取る(会員の方)"</a></p>
        <p><a href=Route::PasswordForgot(Door::Facility).path()>"新しいURLを受け取る(施設の方)"</a></p>
        <p><a href=Route::PasswordForgot(Door::Office).path()>"新しいURLを受け取る(事務局)"</a></p>
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
