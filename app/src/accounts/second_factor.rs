//! The office's second factor: asked for, set up, and its recovery codes (docs/adr/0013).

use domain::accounts::{Awaits, FactorPage, FactorProblem, HALF_OPEN_MINUTES, RECOVERY_CODES};
use leptos::prelude::*;

use crate::{
    error::AppError,
    request::Typed,
    route::{Route, local_path},
    shell::{Ask, Page, owned},
    ui::{Crumb, ErrorSummary, Need, SummaryLine},
};

/// What the address says beside the page: what was wrong with the last try, and where to go on to.
struct Address {
    problem: Option<FactorProblem>,
    next: Option<String>,
}

impl Address {
    fn of(ask: &Ask) -> Self {
        Self {
            problem: ask.query("problem").and_then(|problem| serde_json::from_str(problem).ok()),
            next: ask.query("next").and_then(local_path).map(str::to_owned),
        }
    }

    fn summary(&self) -> Vec<SummaryLine> {
        let line = |problem: FactorProblem| SummaryLine {
            target: problem.input().into(),
            message: problem.message().into(),
        };
        self.problem.map(line).into_iter().collect()
    }
}

/// `/office/second-factor`
pub async fn ask_for_code(ask: Ask) -> Result<Page, AppError> {
    let at = Address::of(&ask);
    Ok(Page::new("二段階認証", view! { <CodeForms at/> })
        .crumbs([Crumb::new("事務局ログイン", Route::OfficeSignIn.path())])
        .class("narrow"))
}

#[component]
fn CodeForms(at: Address) -> impl IntoView {
    let lines = at.summary();
    let next = at.next.unwrap_or_default();
    view! {
        <ErrorSummary lines/>
        <form class="card" method="post" action=owned("/api/accounts/give_code") novalidate>
            <input type="hidden" name="next" value=next.clone()/>
            <p>{format!("認証アプリに表示される6桁の数字を入力してください。パスワードの入力から{HALF_OPEN_MINUTES}分が過ぎると、ログインからやり直しになります。")}</p>
            <CodeField problem=at.problem/>
            <p><button>"ログインする"</button></p>
        </form>
        <form class="card" method="post" action=owned("/api/accounts/give_recovery_code") novalidate>
            <input type="hidden" name="next" value=next/>
            <h2>"認証アプリを使えないとき"</h2>
            <p>"控えておいたリカバリーコードを1つ入力してください。一度使ったリカバリーコードは、使えなくなります。"</p>
            <RecoveryField problem=at.problem/>
            <p><button class="quiet">"リカバリーコードでログインする"</button></p>
            <p class="hint">"どちらも使えないときは、事務局のほかの担当者へご相談ください。"</p>
        </form>
        <GiveUp/>
    }
}

/// `/office/second-factor/setup`
pub async fn set_up(ask: Ask) -> Result<Page, AppError> {
    let token = ask.session_token.as_deref().unwrap_or_default();
    let page = ask.backend.accounts().factor_page(token).await?;
    let at = Address::of(&ask);
    let lines = at.summary();
    let shown = match page {
        FactorPage::SetUp { account, secret, qr } => view! { <Offer account secret qr at/> }.into_any(),
        FactorPage::Begin => view! { <Begin/> }.into_any(),
        FactorPage::Done { .. } => view! {
            <p class="note">"二段階認証は設定済みです。"</p>
            <p><a href=Route::RecoveryCodes(None).path()>"リカバリーコード"</a></p>
        }
        .into_any(),
        FactorPage::Code => view! {
            <p><a href=Route::SecondFactor(Awaits::Code, None).path()>"認証コードを入力する"</a></p>
        }
        .into_any(),
    };
    let body = view! {
        <ErrorSummary lines/>
        {shown}
    };
    Ok(Page::new("二段階認証の設定", body).class("narrow"))
}

/// What the person does: take the secret into an app, and show that it arrived.
#[component]
fn Offer(account: String, secret: String, qr: String, at: Address) -> impl IntoView {
    view! {
        <p>"事務局のログインには、パスワードのほかに、スマートフォンなどの認証アプリに表示される認証コードが必要です。"</p>
        <section class="card">
            <h2>"1. 認証アプリに登録する"</h2>
            <p>"認証アプリ(Google Authenticator、Microsoft Authenticator など)で、次のQRコードを読み取ってください。"</p>
            <p><img class="qr" src=qr alt="認証アプリで読み取るQRコード。読み取れないときは、下の設定キーを入力してください。" width="240" height="240"/></p>
            <dl class="facts">
                <dt>"アカウント名"</dt><dd>{account}</dd>
                <dt>"設定キー"</dt><dd><code class="secret">{secret}</code></dd>
            </dl>
            <p class="hint">"読み取れないときは、アプリに設定キーを入力してください(種類は「時間ベース」)。この画面は、ほかの人に見せないでください。"</p>
        </section>
        <form class="card" method="post" action=owned("/api/accounts/set_up_factor") novalidate>
            <input type="hidden" name="next" value=at.next.unwrap_or_default()/>
            <h2>"2. 認証コードを確認する"</h2>
            <p>"登録すると、アプリに6桁の数字が表示されます。"</p>
            <CodeField problem=at.problem/>
            <p><button>"設定する"</button></p>
        </form>
        <GiveUp/>
    }
}

/// Only where a second factor is optional.
#[component]
fn Begin() -> impl IntoView {
    view! {
        <form class="card" method="post" action=owned("/api/accounts/begin_factor")>
            <p>"デモでは、二段階認証がなくてもログインできます。設定すると、次のログインからデモでも認証コードが必要になります。"</p>
            <p><button>"設定を始める"</button></p>
        </form>
    }
}

/// `/office/second-factor/recovery-codes`: those that were just made, once; after that, how many are left.
pub async fn recovery_codes(ask: Ask) -> Result<Page, AppError> {
    let left = ask.backend.accounts().recovery_codes_left(&ask.by()?).await?;
    let made = Typed::RecoveryCodes.take().unwrap_or_default();
    let made: Vec<_> = made.split_whitespace().map(str::to_owned).collect();
    let at = Address::of(&ask);
    let lines = at.summary();
    let shown = match left {
        None => view! {
            <p class="note">"二段階認証が設定されていません。"</p>
            <p><a href=Route::SecondFactor(Awaits::SetUp, None).path()>"二段階認証の設定"</a></p>
        }
        .into_any(),
        Some(left) if made.is_empty() => view! { <Left left problem=at.problem/> }.into_any(),
        Some(_) => view! { <Made made next=at.next/> }.into_any(),
    };
    let body = view! {
        <ErrorSummary lines/>
        {shown}
    };
    Ok(Page::new("リカバリーコード", body)
        .crumbs([Crumb::new("事務局TOP", Route::Office.path())])
        .class("narrow"))
}

/// The one time that the codes are seen.
#[component]
fn Made(made: Vec<String>, next: Option<String>) -> impl IntoView {
    let next = next.unwrap_or_else(|| Route::Office.path());
    view! {
        <p class="note note-wait">"リカバリーコードは、この画面に一度だけ表示されます。印刷するか、書き写すなどして、認証アプリとは別の安全な場所に保管してください。"</p>
        <section class="card">
            <h2>{format!("リカバリーコード({}個)", made.len())}</h2>
            <ul class="recovery-codes">{made.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view()}</ul>
            <p class="hint">"認証アプリを使えないときに、認証コードの代わりに入力します。1つにつき一度だけ使えます。"</p>
        </section>
        <p class="no-print"><a class="button" href=next>"保管しました。次へ進む"</a></p>
    }
}

/// How many are left, and the way to a new set.
#[component]
fn Left(left: u32, problem: Option<FactorProblem>) -> impl IntoView {
    view! {
        <p>{format!("使えるリカバリーコードは、残り{left}個です。内容をもう一度表示することはできません。")}</p>
        <form class="card" method="post" action=owned("/api/accounts/new_recovery_codes") novalidate>
            <h2>"新しいリカバリーコード"</h2>
            <p>{format!("{RECOVERY_CODES}個を新しく作ります。これまでのリカバリーコードは、すべて使えなくなります。")}</p>
            <CodeField problem=problem/>
            <p><button>"新しいリカバリーコードを作る"</button></p>
        </form>
    }
}

#[component]
fn CodeField(problem: Option<FactorProblem>) -> impl IntoView {
    let problem = problem.filter(|problem| problem.input() == "code");
    view! {
        <div class="field">
            <div class="label-row"><label class="label" for="code">"認証コード"</label><Need required=true/></div>
            <input
                id="code"
                name="code"
                class="code"
                inputmode="numeric"
                autocomplete="one-time-code"
                aria-required="true"
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| "e-code")
            />
            {problem.map(|problem| view! { <p class="error" id="e-code">{problem.message()}</p> })}
        </div>
    }
}

#[component]
fn RecoveryField(problem: Option<FactorProblem>) -> impl IntoView {
    let problem = problem.filter(|problem| problem.input() == "recovery");
    view! {
        <div class="field">
            <label for="recovery">"リカバリーコード"</label>
            <input
                id="recovery"
                name="recovery"
                placeholder="例) ABCD-EFGH-IJKL-MNOP"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| "e-recovery")
            />
            {problem.map(|problem| view! { <p class="error" id="e-recovery">{problem.message()}</p> })}
        </div>
    }
}

/// Ends the session that waits.
#[component]
fn GiveUp() -> impl IntoView {
    view! {
        <form method="post" action=owned("/api/accounts/sign_out")>
            <button class="link">"ログインをやめる"</button>
        </form>
    }
}
