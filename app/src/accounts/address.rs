//! 「ログイン用メールアドレス・パスワード」 of a facility, and the page behind the link that confirms a new address (A1, A5).

use domain::{
    accounts::{AccountPage, AddressLink, AskedAddress},
    calendar,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::address_api as api;
use crate::{
    request::link_hours,
    route::Route,
    ui::{Crumb, Load, Need, Notice, PlainPage, Say},
};

/// `/facility/account`
#[component]
pub fn Account() -> impl IntoView {
    let page = Resource::new_blocking(|| (), |()| api::load_account());
    view! { <Load resource=page view=|(page, typed)| view! { <Shown page typed/> }/> }
}

#[component]
fn Shown(page: AccountPage, typed: Option<String>) -> impl IntoView {
    let AccountPage { email, asked } = page;
    let under_way = asked.is_some();
    view! {
        <PlainPage
            title="ログイン用メールアドレス・パスワード"
            class="narrow"
            crumbs=vec![Crumb::new("マイページTOP", Route::Facility.path())]
        >
            {asked.map(|asked| view! { <Asked asked/> })}
            <AskForm email under_way typed/>
            <form class="card" method="post" action=api::MailOwnPasswordLink::url()>
                <h2>"パスワードの変更"</h2>
                <p>{format!("現在のメールアドレスに、パスワードを設定するためのURLをお送りします。URLの有効期間は{}時間です。", link_hours())}</p>
                {under_way.then(|| view! {
                    <p class="hint">"パスワードを設定すると、確認を待っているメールアドレスの変更は取り消されます。"</p>
                })}
                <p><button class="quiet">"パスワード設定のメールを送る"</button></p>
            </form>
        </PlainPage>
    }
}

/// A change that waits for the new address.
#[component]
fn Asked(asked: AskedAddress) -> impl IntoView {
    view! {
        <form class="card" method="post" action=api::WithdrawLoginAddress::url()>
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
fn AskForm(email: String, under_way: bool, typed: Option<String>) -> impl IntoView {
    let said = use_query_map().read_untracked().get_str(Notice::KEY).is_some();
    let invalid = (said && typed.is_some()).then_some("true");
    view! {
        <form class="card" method="post" action=api::AskLoginAddress::url() novalidate>
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
                    aria-invalid=invalid
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

/// `/facility/address/{token}`, opened by whoever has the mail, signed in or not.
#[component]
pub fn Confirm() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get_str("token").unwrap_or_default().to_owned();
    let link = Resource::new_blocking(token, api::load_address_link);
    view! {
        <PlainPage title="ログイン用メールアドレスの変更" class="narrow">
            <Load
                resource=link
                view=move |link| match link {
                    AddressLink::Usable { facility, address } => {
                        view! { <Question token=token() facility address/> }.into_any()
                    }
                    AddressLink::Unusable => view! { <Unusable/> }.into_any(),
                }
            />
        </PlainPage>
    }
}

#[component]
fn Question(token: String, facility: String, address: String) -> impl IntoView {
    view! {
        <form class="card" method="post" action=api::ConfirmLoginAddress::url()>
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
fn Unusable() -> impl IntoView {
    view! {
        <p class="note note-bad" role="alert">
            {format!("このURLは使用できません。すでに変更が済んだか、取り消されたか、有効期間({}時間)が過ぎています。", link_hours())}
        </p>
        <p>"確認メールを何度か受け取った場合は、最後に届いたメールのURLを開いてください。"</p>
        <p><a href=Route::FacilityAccount.path()>"もう一度手続きする"</a></p>
        <p><a href=Route::FacilitySignIn.path()>"施設マイページのログイン画面へ"</a></p>
    }
}
