//! 「会員ログイン」 and ログアウト.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::{
    route::{Route, local_path},
    ui::{Load, Page},
};

/// `/signin`, with the way back to the page that asked for it.
#[component]
pub fn SignIn() -> impl IntoView {
    let query = use_query_map();
    let next =
        move || query.read().get_str("next").and_then(local_path).map(str::to_owned).unwrap_or_default();
    let door = Resource::new_blocking(|| (), |()| api::load_door());
    view! {
        <Page title="会員ログイン" class="narrow">
            <Load resource=door view=move |(typed, demo)| view! { <SignInForm typed=typed.unwrap_or_default() next=next() demo/> }/>
        </Page>
    }
}

#[component]
fn SignInForm(typed: String, next: String, demo: bool) -> impl IntoView {
    let asked = (!next.is_empty()).then(|| view! { <p class="note">"このページをご覧になるには、ログインが必要です。ログイン後に元のページへ戻ります。"</p> });
    view! {
        {asked}
        <form class="card" method="post" action="/api/accounts/sign_in">
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label for="account">"会員番号またはメールアドレス"</label>
                <input id="account" name="account" value=typed required autocomplete="username" autocapitalize="none" spellcheck="false"/>
            </div>
            <div class="field">
                <label for="password">"パスワード"</label>
                <input id="password" name="password" type="password" required autocomplete="current-password"/>
            </div>
            <label class="check">
                <input type="checkbox" name="keep" value="yes"/>
                "ログイン情報を保存する"
            </label>
            <p class="hint">"保存すると30日間ログインしたままになります。共用の端末では保存しないでください。"</p>
            <p><button>"ログインする"</button></p>
            <p><a href=Route::PasswordForgot.path()>"パスワードをお忘れの方はこちら"</a></p>
        </form>
        {demo.then(|| view! { <DemoAccounts/> })}
    }
}

/// Who can sign in to the demo society.
#[component]
fn DemoAccounts() -> impl IntoView {
    let people = [
        ("100001", "緩和 太郎", "申請者。登録・下書き・非承認・承認依頼中・承認済みの症例があります"),
        ("100002", "医療 花子", "申請者。まだ何も登録していません"),
        ("100003", "", "申請者。18例が承認済み、2例が承認依頼中です"),
        ("200001", "", "指導者(指導医・専門医)。3例の承認依頼が届いています"),
        ("300000", "", "看護師。認定システムは利用できません"),
    ];
    view! {
        <section class="card" aria-labelledby="demo">
            <h2 id="demo">"デモの利用者"</h2>
            <p>"パスワードは、すべて "<code>"demo-pass-2026"</code>" です。届いたメールは"<a href=Route::DevMail.path()>"デモのメール"</a>"で読めます。"</p>
            <dl class="facts">
                {people
                    .into_iter()
                    .map(|(number, name, what)| view! { <dt>{number}</dt><dd>{format!("{name} {what}").trim().to_owned()}</dd> })
                    .collect_view()}
            </dl>
        </section>
    }
}

/// ログアウト, as a form: signing out is a write.
#[component]
pub fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action="/api/accounts/sign_out">
            <button class="link">"ログアウト"</button>
        </form>
    }
}
