//! The sign-in pages of members, facilities and the office.

use domain::demo::TypedMoment;
use leptos::prelude::*;

use crate::{
    error::AppError,
    request::Typed,
    route::{Door, Route, local_path},
    shell::{Ask, Page},
    ui::Crumb,
};

/// `/signin`
pub async fn member(ask: Ask) -> Result<Page, AppError> {
    Ok(sign_in(&ask, Door::Member))
}

/// `/facility/signin`
pub async fn facility(ask: Ask) -> Result<Page, AppError> {
    Ok(sign_in(&ask, Door::Facility))
}

/// `/facility/apply/{core,partner}/signin`
pub async fn apply(ask: Ask) -> Result<Page, AppError> {
    let applying = ask.path("kind")?;
    Ok(sign_in(&ask, Door::to(applying)))
}

/// `/office/signin`
pub async fn office(ask: Ask) -> Result<Page, AppError> {
    Ok(sign_in(&ask, Door::Office))
}

/// A sign-in page, with what was typed before it was refused and the way back to the page that asked for it.
fn sign_in(ask: &Ask, door: Door) -> Page {
    let next = ask.query("next").and_then(local_path).unwrap_or_default().to_owned();
    let typed = Typed::Account.kept().unwrap_or_default();
    let demo = ask.backend.is_demo();
    let crumbs: Vec<_> = door
        .applying()
        .map(|_| Crumb::new("ログイン選択画面", Route::FacilityApply.path()))
        .into_iter()
        .collect();
    Page::new(door.title(), view! { <SignInForm door typed next demo/> }).crumbs(crumbs).class("narrow")
}

#[component]
fn SignInForm(door: Door, typed: String, next: String, demo: bool) -> impl IntoView {
    let asked = (!next.is_empty()).then(|| view! { <p class="note">"このページをご覧になるには、ログインが必要です。ログイン後に元のページへ戻ります。"</p> });
    let example = (door != Door::Member).then_some("例) sample@sample.com");
    let new = door.applying().map(|applying| {
        view! { <p><a href=Route::SignUp(applying).path()>"新規登録の方はこちら"</a></p> }
    });
    let apply = (door == Door::Facility).then(|| {
        view! { <p><a href=Route::FacilityApply.path()>"新規申請の方はこちら"</a></p> }
    });
    view! {
        {asked}
        <form class="card" method="post" action="/api/accounts/sign_in">
            <input type="hidden" name="door" value=door.key()/>
            <input type="hidden" name="next" value=next/>
            <div class="field">
                <label for="account">{door.account_label()}</label>
                <input
                    id="account"
                    name="account"
                    value=typed
                    placeholder=example
                    required
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                />
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
            {new}
            <p><a href=Route::PasswordForgot(door).path()>"パスワードをお忘れの方はこちら"</a></p>
            {apply}
        </form>
        {demo.then(|| view! { <DemoAccounts door/> })}
    }
}

/// Who can sign in to the demo society.
#[component]
fn DemoAccounts(door: Door) -> impl IntoView {
    let people: &[(&str, &str)] = match door {
        Door::Member => &[
            ("100001", "緩和 太郎 申請者。登録・下書き・非承認・承認依頼中・承認済みの症例があります"),
            ("100002", "医療 花子 申請者。まだ何も登録していません"),
            ("100003", "申請者。18例が承認済み、2例が承認依頼中です"),
            ("200001", "指導者(指導医・専門医)。3例の承認依頼が届いています"),
            ("300000", "看護師。認定システムは利用できません"),
        ],
        Door::Facility => &[
            ("core@hospital.example.jp", "認定中の基幹施設"),
            ("training@hospital.example.jp", "認定中の認定研修施設"),
        ],
        Door::Core | Door::Partner => {
            &[("new@hospital.example.jp", "新規登録が済んだところ。まだ何も入力していません")]
        }
        Door::Office => {
            &[("office@example.jp", "事務局。デモでは、二段階認証を設定しなくてもログインできます")]
        }
    };
    view! {
        <section class="card" aria-labelledby="demo">
            <h2 id="demo">"デモの利用者"</h2>
            <p>"パスワードは、すべて "<code>"demo-pass-2026"</code>" です。届いたメールは"<a href=Route::DevMail.path()>"デモのメール"</a>"で読めます。申請期間や認定開始日は、"<a href=Route::DevClock(TypedMoment::default()).path()>"デモの日時"</a>"を進めて試せます。"</p>
            <dl class="facts">
                {people.iter().map(|(account, what)| view! { <dt>{*account}</dt><dd>{*what}</dd> }).collect_view()}
            </dl>
        </section>
    }
}
