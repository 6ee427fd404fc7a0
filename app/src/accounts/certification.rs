//! 「マイページTOP」: what waits for me; and the sections that come later.

use domain::{
    accounts::Dashboard,
    calendar,
    cases::{CaseSet, Progress, slots_in_words},
};
use leptos::prelude::*;

use crate::{
    applications::OpenRounds,
    error::AppError,
    route::Route,
    shell::{Ask, Page},
    ui::Crumb,
};

/// `/certification`
pub async fn certification(ask: Ask) -> Result<Page, AppError> {
    let page = ask.backend.accounts().dashboard(&ask.by()?).await?;
    Ok(Page::new("マイページTOP", view! { <Top page/> }))
}

#[component]
fn Top(page: Dashboard) -> impl IntoView {
    let rejected = (!page.rejected.is_empty()).then(|| {
        view! {
            <p class="note note-back">
                {format!("番号{}が非承認になっています。コメントを確認して修正し、再度承認依頼をしてください。", slots_in_words(&page.rejected))}
                " "<a href=Route::Cases(CaseSet::Specialist).path()>"一覧を開く"</a>
            </p>
        }
    });
    let to_judge = match page.to_judge {
        0 if !page.supervisor => None,
        0 => Some(view! { <p class="empty">"承認依頼中の症例はありません。"</p> }.into_any()),
        n => Some(
            view! {
                <p class="note note-wait">
                    {format!("{n}例の承認依頼が届いています")}
                    {page.oldest_request_on.map(|day| format!("(最も古い依頼は{})", calendar::long(day)))}
                    "。 "<a href=Route::Approvals.path()>"症例承認を開く"</a>
                </p>
            }
            .into_any(),
        ),
    };
    view! {
        {rejected}
        <OpenRounds rounds=page.rounds/>
        {to_judge.map(|view| view! { <section><h2 class="visually-hidden">"症例承認"</h2>{view}</section> })}
        <section class="card">
            <h2>"症例登録"</h2>
            {page.progress.into_iter().map(|progress| view! { <SetProgress progress/> }).collect_view()}
        </section>
        <section class="card">
            <h2>"メニュー"</h2>
            <ul class="menu-tiles">
                <li><a href="/certification/instructor">"指導医"</a><small>"準備中"</small></li>
                <li><a href="/certification/specialist">"専門医"</a><small>"準備中"</small></li>
                <li><a href="/certification/certified">"認定医"</a><small>"準備中"</small></li>
                <li><a href=Route::Cases(CaseSet::Specialist).path()>"症例登録"</a></li>
                <li><a href=Route::Approvals.path()>"症例承認"</a></li>
                <li><a href="/certification/credits">"単位確認"</a><small>"準備中"</small></li>
                <li><a href="/certification/facilities">"基幹施設・連携施設・認定研修施設"</a><small>"準備中"</small></li>
            </ul>
        </section>
    }
}

#[component]
fn SetProgress(progress: Progress) -> impl IntoView {
    let words = progress.in_words().join("");
    view! {
        <div class="set-progress">
            <h3><a href=Route::Cases(progress.set).path()>{progress.set.heading()}</a></h3>
            <p>
                <b>{format!("{} / {}例", progress.done, progress.slots)}</b>
                {format!(" 症例区分 {} / {}。", progress.categories_done(), progress.categories.len())}
                {words}
            </p>
            <progress max=progress.slots.to_string() value=progress.done.to_string() aria-hidden="true"></progress>
        </div>
    }
}

/// `/certification/{section}`: 「準備中」, as in the guide.
pub async fn coming(ask: Ask) -> Result<Page, AppError> {
    let title = match ask.path::<String>("section")?.as_str() {
        "instructor" => "指導医",
        "specialist" => "専門医",
        "certified" => "認定医",
        "credits" => "単位確認",
        "facilities" => "基幹施設・連携施設・認定研修施設",
        _ => return Err(AppError::NotFound),
    };
    let note = view! {
        <p class="note">"準備中です。現在利用可能なのは「症例登録」「症例承認」の機能です。"</p>
    };
    Ok(Page::new(title, note).crumbs([Crumb::new("マイページTOP", Route::Certification.path())]))
}
