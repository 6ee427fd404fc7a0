//! 「ログイン用メールアドレス・パスワード」 of a facility, and the page behind the link that confirms a new address (A1, A5).

use domain::{
    accounts::{AccountPage, AddressLink, AskedAddress},
    calendar,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::address_api as api;
use crate::{
    accounts::AccountFlash,
    error::AppError,
    request::{Typed, link_hours},
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Crumb, Need},
};

/// `/facility/account`, with the address that was typed before it was refused.
pub async fn account(ask: Ask) -> Result<Page, AppError> {
    let page = ask.backend.accounts().account_page(&ask.by()?).await?;
    let typed = Typed::OwnAddress.take();
    let invalid = typed.is_some() && ask.said::<AccountFlash>().is_some();
    let shown = view! { <Shown page typed invalid hours=link_hours()/> };
    Ok(Page::new("ログイン用メールアドレス・パスワード", shown)
        .crumbs([Crumb::new("マイページTOP", Route::Facility.path())])
        .class("narrow"))
}

#[component]
fn Shown(page: AccountPage, typed: Option<String>, invalid: bool, hours: u16) -> impl IntoView {
    let AccountPage { email, asked } = page;
    let under_way = asked.is_some();
    view! {
        {asked.map(|asked| view! { <Asked asked/> })}
        <AskForm email under_way typed invalid/>
        <form class="card" method="post" action=owned(api::MailOwnPasswordLink::url())>
            <h2>"パスワードの変更"</h2>
            <p>{format!("現在のメールアドレスに、パスワードを設定するためのURLをお送りします。URLの有効期間は{hours}時間です。")}</p>
            {under_way.then(|| view! {
                <p class="hint">"パスワードを設定すると、確認を待っているメールアドレスの変更は取り消されます。"</p>
            })}
            <p><button class="quiet">"パスワード設定のメールを送る"</button></p>
        </form>
    }
}

/// A change that waits for the new address.
#[component]
fn Asked(asked: AskedAddress) -> impl IntoView {
    view! {
        <form class="card" method="post" action=owned(api::WithdrawLoginAddress::url())>
            <h2>"確認を待っているメールアドレス"</h2>
            <input type="hidden" name="link" value=asked.link.to_string()/>
            <dl class="facts">
                <dt>"メールアドレス"</dt><dd id="asked">{asked.address}</dd>
                <dt>"URLの有効期限"</dt><dd>{calendar::stamp(asked.until)}</dd>
            </dl>
            <p>"このメールアドレスに確認メールをお送りしました。メールのURLを開き、期限までに変更を完了してください。それまでは、現在のメールアドレスでログインします。"</p>
            <p><button class="quiet" aria-describedby="asked">"取り消す"</button></p>
        </form>
    }
}

#[component]
fn AskForm(email: String, under_way: bool, typed: Option<String>, invalid: bool) -> impl IntoView {
    view! {
        <form class="card" method="post" action=owned(api::AskLoginAddress::url()) novalidate>
            <h2>"ログイン用メールアドレスの変更"</h2>
            <dl class="facts">
                <dt>"現在のメールアドレス"</dt><dd>{email}</dd>
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
                    autocomplete="email"
                    placeholder="例) sample@sample.com"
                    aria-required="true"
                    aria-invalid=invalid.then_some("true")
                    aria-describedby="address-hint"
                />
                <p class="hint" id="address-hint">
                    "新しいメールアドレスに確認メールをお送りします。メールのURLから確認が済むと変更されます。現在のメールアドレスにも、お知らせのメールが送られます。"
                    {under_way.then_some("もう一度送信すると、前の確認メールのURLは使えなくなります。")}
                </p>
            </div>
            <p><button>"確認メールを送信する"</button></p>
        </form>
    }
}

/// `/facility/address/{token}`, opened by whoever has the mail, signed in or not. Looking does not use the link up.
pub async fn confirm(ask: Ask) -> Result<Page, AppError> {
    let token: String = ask.path("token")?;
    let shown = match ask.backend.accounts().address_link(&token).await? {
        AddressLink::Usable { facility, address } => view! { <Question token facility address/> }.into_any(),
        AddressLink::Unusable => view! { <Unusable hours=link_hours()/> }.into_any(),
    };
    Ok(Page::new("ログイン用メールアドレスの変更", shown).class("narrow"))
}

#[component]
fn Question(token: String, facility: String, address: String) -> impl IntoView {
    view! {
        <form class="card" method="post" action=owned(api::ConfirmLoginAddress::url())>
            <input type="hidden" name="token" value=token/>
            <p>"施設マイページのログイン用メールアドレスを、次のアドレスに変更します。"</p>
            <dl class="facts">
                <dt>"施設名"</dt><dd>{facility}</dd>
                <dt>"新しいメールアドレス"</dt><dd>{address}</dd>
            </dl>
            <ul>
                <li>"これまでのメールアドレスではログインできなくなります。パスワードは変わりません。"</li>
                <li>"ほかの端末でのログインは、すべて終了します。"</li>
                <li>"これまでのメールアドレスに、お知らせのメールが送られます。届いているパスワード設定のURLは使えなくなります。"</li>
            </ul>
            <p><button>"このアドレスに変更する"</button></p>
            <p class="hint">"お心当たりのない場合は、この画面を閉じてください。何も変更されません。"</p>
        </form>
    }
}

#[component]
fn Unusable(hours: u16) -> impl IntoView {
    view! {
        <p class="note note-bad" role="alert">
            {format!("このURLは使用できません。すでに変更が済んだか、取り消されたか、有効期間({hours}時間)が過ぎています。")}
        </p>
        <p>"確認メールを何度か受け取った場合は、最後に届いたメールのURLを開いてください。"</p>
        <p><a href=Route::FacilityAccount.path()>"もう一度手続きする"</a></p>
        <p><a href=Route::FacilitySignIn.path()>"施設マイページのログイン画面へ"</a></p>
    }
}
