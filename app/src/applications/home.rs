//! 「基幹施設申請」: 申請期間, both forms with their state, and 申請.

use domain::{
    accounts::Applying,
    applications::{ApplicationHome, Failed, Part, StateName},
    calendar,
};
use leptos::prelude::*;

use super::crumbs::{crumbs, title};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::{Badge, Tone},
};

/// `/facility/apply/{core,partner}`
pub async fn home(ask: Ask) -> Result<Page, AppError> {
    let applying = ask.path::<Applying>("kind")?;
    let page = ask.backend.applications().home(&ask.by()?, applying).await?;
    Ok(Page::new(title(applying), view! { <Home page/> }).crumbs(crumbs(None)).class("application"))
}

#[component]
fn Home(page: ApplicationHome) -> impl IntoView {
    let applying = page.applying;
    let parts = Part::ALL.map(|part| view! { <PartRow page=page.clone() part/> }).into_iter().collect_view();
    let shown = page.is_open() || page.state != StateName::Draft;
    let kept = (!shown && page.begun.contains(&true)).then(|| {
        view! { <p>"入力した内容は保管されています。次回の申請期間に、続きから入力できます。"</p> }
    });
    let planned = (applying == Applying::Partner && page.state != StateName::Draft).then(|| {
        view! {
            <p>
                "基幹施設との連携の予定は、"
                <a href=Route::FacilityNetwork.path()>"(基幹)研修施設群"</a>
                "で確認できます。"
            </p>
        }
    });
    view! {
        {page.failed.clone().map(|failed| view! { <LastTime failed/> })}
        <Standing page=page.clone()/>
        {planned}
        {kept}
        {shown.then(|| view! {
            <ul class="card form-parts">{parts}</ul>
            <Apply page/>
        })}
    }
}

/// Where the application stands, in words.
#[component]
fn Standing(page: ApplicationHome) -> impl IntoView {
    let starts = page.starts.map(calendar::long).unwrap_or_default();
    let submitted = page.submitted_at.map(calendar::stamp).unwrap_or_default();
    match page.state {
        StateName::Draft => view! { <p>{page.standing.sentence()}</p> }.into_any(),
        StateName::Submitted => view! {
            <p class="note note-done"><strong>"申請済みです。"</strong>{format!(" 申請日時: {submitted}。結果は、ご登録のメールアドレスへお知らせします。")}</p>
        }
        .into_any(),
        StateName::Returned => view! {
            <section class="note note-wait" aria-labelledby="asked-title">
                <h2 id="asked-title">"事務局からの修正依頼"</h2>
                <p class="typed">{page.asked_for}</p>
                <p>"データを修正して「登録」し、もう一度「申請」してください。申請期間を過ぎていても手続きできます。"</p>
            </section>
        }
        .into_any(),
        StateName::Passed => view! {
            <p class="note note-done">{format!("審査の結果、合格となりました。認定は{starts}から始まります。")}</p>
        }
        .into_any(),
        StateName::Failed | StateName::Certified => {
            view! { <p class="note">{page.state.label()}</p> }.into_any()
        }
    }
}

/// 不合格 of the one before, until something new is submitted.
#[component]
fn LastTime(failed: Failed) -> impl IntoView {
    view! {
        <section class="note" aria-labelledby="last-title">
            <h2 id="last-title">"前回の審査結果"</h2>
            <p>{format!("{}に、不合格となりました。", calendar::stamp(failed.at))}</p>
            <p class="typed">{failed.words}</p>
        </section>
    }
}

/// 「1.申請書」 未完了
#[component]
fn PartRow(page: ApplicationHome, part: Part) -> impl IntoView {
    let (word, tone) =
        if page.is_registered(part) { ("登録済", Tone::Done) } else { ("未完了", Tone::None) };
    let link = if page.is_open() {
        Route::ApplyForm(page.applying, part).path()
    } else {
        Route::ApplyReview(page.applying).path()
    };
    view! {
        <li>
            <a href=link>{part.label()}</a>
            <Badge tone text=word/>
        </li>
    }
}

/// 「基幹施設 申請」 with the guide's two warnings.
#[component]
fn Apply(page: ApplicationHome) -> impl IntoView {
    let applying = page.applying;
    let ready = page.is_ready();
    let word = format!("{} 申請", applying.kind().label());
    let missing = (page.is_open() && !ready).then(|| {
        let missing: Vec<_> = Part::ALL
            .into_iter()
            .filter(|part| !page.is_registered(*part))
            .map(|part| format!("「{}」", part.label()))
            .collect();
        view! { <p id="missing">{format!("{}を「登録」すると、申請できます。", missing.join("と"))}</p> }
    });
    view! {
        <form method="get" action=Route::ApplyReview(applying).path() class="apply">
            {missing}
            <p><button disabled=!ready aria-describedby="apply-warnings">{word}</button></p>
            <ul id="apply-warnings">
                <li>"「申請」ボタンをクリック後、修正はできませんのでご注意ください。"</li>
                <li>"送信後、自動配信メールが届きますので必ずご確認ください。未着の場合、「申請」が正しく完了しているかご確認ください。"</li>
            </ul>
        </form>
    }
}

/// An application on マイページTOP: whether one may apply, and the way there.
#[component]
pub fn ApplyTile(page: ApplicationHome) -> impl IntoView {
    let applying: Applying = page.applying;
    let going = page.state != StateName::Draft;
    let link = (going || page.is_open()).then(|| {
        let open = page.standing.open().is_some().then_some("(申請期間中)");
        view! {
            <p>
                <a class="button" href=Route::Apply(applying).path()>{applying.label()}</a>
                " " {open}
            </p>
        }
    });
    let state = if going {
        view! { <p>"状態: " {page.state.label()}</p> }.into_any()
    } else {
        view! { <p>{page.standing.sentence()}</p> }.into_any()
    };
    view! {
        <section class="card">
            <h2>{applying.label()}</h2>
            {state}
            {link}
        </section>
    }
}
