//! 「事務局TOP」: what waits for the office.

use domain::{
    accounts::{Awaits, OfficeHome},
    calendar,
    notices::{MailState, OutboxCounts, OutboxFilter},
};
use leptos::prelude::*;

use crate::{
    applications::ClosingRounds,
    error::AppError,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
};

/// `/office`
pub async fn office(ask: Ask) -> Result<Page, AppError> {
    let page = ask.backend.accounts().office_home(&ask.by()?).await?;
    Ok(Page::new("事務局TOP", view! { <Home page/> }))
}

#[component]
fn Home(page: OfficeHome) -> impl IntoView {
    view! {
        <div class="waiting-cards">
            <ClosingRounds rounds=page.closing/>
            <Applications waiting=page.applications/>
            <Changes waiting=page.changes/>
            <Mails mails=page.mails/>
        </div>
        <section class="card">
            <h2>"アカウント"</h2>
            <SecondFactor codes_left=page.codes_left/>
        </section>
    }
}

/// One thing that may wait: its heading, what waits in a sentence or nothing, and the way there.
#[component]
pub fn Waiting(
    title: &'static str,
    /// What waits, in words; nothing when nothing does.
    waits: Option<String>,
    /// Said when nothing waits.
    nothing: &'static str,
    /// Somebody must look: nothing moves by itself.
    #[prop(optional)]
    urgent: bool,
    to: String,
    link: &'static str,
) -> impl IntoView {
    let tone = if urgent { "note note-bad" } else { "note note-wait" };
    let said = match waits {
        Some(waits) => view! { <p class=tone>{waits}</p> }.into_any(),
        None => view! { <p class="muted">{nothing}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h2>{title}</h2>
            {said}
            <p><a href=to>{link}</a></p>
        </section>
    }
}

/// F9: who has applied.
#[component]
fn Applications(waiting: u32) -> impl IntoView {
    view! {
        <Waiting
            title="施設認定申請"
            waits=(waiting > 0).then(|| format!("決定を待っている申請が{waiting}件あります。"))
            nothing="決定を待っている申請はありません。"
            to=OfficeRoute::waiting_applications().path()
            link="施設認定申請を開く"
        />
    }
}

/// F12, F13: what facilities ask for.
#[component]
fn Changes(waiting: u32) -> impl IntoView {
    view! {
        <Waiting
            title="変更・返上"
            waits=(waiting > 0).then(|| format!("承認待ちの変更・返上が{waiting}件あります。"))
            nothing="承認待ちの変更・返上はありません。"
            to=Route::OfficeChanges.path()
            link="変更・返上を開く"
        />
    }
}

/// E2: given up first, because those need somebody.
#[component]
fn Mails(mails: OutboxCounts) -> impl IntoView {
    let oldest =
        mails.oldest.map(|at| format!("(最も古いものは{})", calendar::stamp(at))).unwrap_or_default();
    let waiting =
        (mails.waiting > 0).then(|| format!("送信待ちのメールが{}通あります{oldest}。", mails.waiting));
    let dead = (mails.dead > 0).then(|| {
        let waiting = waiting.clone().unwrap_or_default();
        format!(
            "送信できなかったメールが{}通あります。理由を確認し、「再送」してください。{waiting}",
            mails.dead
        )
    });
    let state = (mails.dead > 0).then_some(MailState::Dead);
    let to = Route::OfficeMail(OutboxFilter { state, before: None }).path();
    view! {
        <Waiting
            title="送信メール"
            urgent=dead.is_some()
            waits=dead.or(waiting)
            nothing="送信待ちのメールも、送信できなかったメールもありません。"
            to
            link="送信メールを開く"
        />
    }
}

#[component]
fn SecondFactor(codes_left: Option<u32>) -> impl IntoView {
    match codes_left {
        Some(left) => view! {
            <p>
                {format!("二段階認証は設定済みです。リカバリーコードは残り{left}個です。 ")}
                <a href=Route::RecoveryCodes(None).path()>"リカバリーコード"</a>
            </p>
        }
        .into_any(),
        None => view! {
            <p>
                "二段階認証は設定されていません。 "
                <a href=Route::SecondFactor(Awaits::SetUp, None).path()>"二段階認証の設定"</a>
            </p>
        }
        .into_any(),
    }
}
