//! 「ログイン選択画面」 and 「新規登録」 of a hospital (A8).

use domain::{
    accounts::{Applying, SignUp, SignUpProblem},
    applications::Standing,
};
use leptos::prelude::*;

use crate::{
    error::AppError,
    request::Typed,
    route::{Door, Route},
    shell::{Ask, Page},
    ui::{Crumb, ErrorSummary, Need, SummaryLine},
};

/// `/facility/apply`
pub async fn choose(ask: Ask) -> Result<Page, AppError> {
    let standings = ask.backend.applications().standings().await?;
    Ok(Page::new("ログイン選択画面", view! { <Doors standings=standings.into()/> }))
}

/// The door for those who are certified, and one for each 種別 whose round is open (F2).
#[component]
fn Doors(standings: Vec<(Applying, Standing)>) -> impl IntoView {
    let doors = standings
        .into_iter()
        .map(|(applying, standing)| view! { <ApplyDoor applying standing/> })
        .collect_view();
    view! {
        <p>"以下から、該当するページを選択してください。"</p>
        <ul class="doors">
            <li class="card">
                <h2><a href=Route::FacilitySignIn.path()>"現在、認定中の施設をお持ちの場合はこちら"</a></h2>
                <p>"施設マイページから申請できます。アカウントの新規作成は不要です。"</p>
            </li>
            {doors}
        </ul>
    }
}

#[component]
fn ApplyDoor(applying: Applying, standing: Standing) -> impl IntoView {
    let kind = applying.kind().label();
    let sentence = standing.sentence();
    if standing.open().is_some() {
        view! {
            <li class="card">
                <h2><a href=Route::ApplySignIn(applying).path()>{format!("新規申請の方はこちら({kind})")}</a></h2>
                <p>{format!("{kind}の新規申請。はじめての方は、次の画面の「新規登録の方はこちら」からアカウントを作成してください。")}</p>
                <p>{sentence}</p>
            </li>
        }
        .into_any()
    } else {
        view! {
            <li class="card">
                <h2>{applying.label()}</h2>
                <p>{sentence}</p>
                <p>"申請済みの方と、修正依頼を受け取った方は、「施設マイページ」からログインしてください。"</p>
            </li>
        }
        .into_any()
    }
}

/// `/facility/signup?kind={core,partner}`
pub async fn sign_up(ask: Ask) -> Result<Page, AppError> {
    // Whoever comes without a 種別 chooses one.
    let applying = ask.query("kind").and_then(|kind| kind.parse::<Applying>().ok());
    let Some(applying) = applying else { return choose(ask).await };
    let problems: Vec<SignUpProblem> =
        ask.query("problems").and_then(|problems| serde_json::from_str(problems).ok()).unwrap_or_default();
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| SummaryLine { target: problem.input().into(), message: problem.message() })
        .collect();
    // What was typed before it was refused.
    let typed: SignUp =
        Typed::SignUp.take().and_then(|typed| serde_json::from_str(&typed).ok()).unwrap_or_default();
    let door = Door::to(applying);
    let form = view! {
        <ErrorSummary lines/>
        <SignUpForm applying typed problems/>
    };
    Ok(Page::new("新規登録", form).crumbs([Crumb::new(door.title(), door.route().path())]).class("narrow"))
}

#[component]
fn SignUpForm(applying: Applying, typed: SignUp, problems: Vec<SignUpProblem>) -> impl IntoView {
    let field = move |input: &'static str,
                      label: &'static str,
                      value: String,
                      kind: &'static str,
                      fill: &'static str| {
        let problem = problems.iter().find(|problem| problem.input() == input).copied();
        let error = format!("e-{input}");
        let described = problem.map(|_| error.clone());
        view! {
            <div class="field">
                <div class="label-row">
                    <label class="label" for=input>{label}</label>
                    <Need required=true/>
                </div>
                <input
                    id=input
                    name=input
                    type=kind
                    value=value
                    autocomplete=fill
                    placeholder=(kind == "email").then_some("例) sample@sample.com")
                    aria-required="true"
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                />
                {problem.map(|problem| view! { <p class="error" id=error>{problem.message()}</p> })}
            </div>
        }
    };
    view! {
        // The server says what is missing, all in one go.
        <form class="card" method="post" action="/api/accounts/sign_up" novalidate>
            <input type="hidden" name="applying" value=applying.key()/>
            <p>"新規登録用のメールアドレスを入力してください。パスワード発行用のURLをメールにてお送りします。"</p>
            <div class="name-fields">
                {field("family_name", "姓", typed.family_name, "text", "family-name")}
                {field("given_name", "名", typed.given_name, "text", "given-name")}
            </div>
            {field("email", "メールアドレス", typed.email, "email", "email")}
            <p class="hint">"施設の代表アドレスなどでも構いません。学会からは、施設責任者宛てのメールをお送りします。"</p>
            <p><button>"送信する"</button></p>
        </form>
    }
}
