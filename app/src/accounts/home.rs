//! `/`: three doors, and the hours of the current rounds.

use axum::http::StatusCode;
use domain::{accounts::Applying, applications::Standing};
use leptos::prelude::*;

use crate::{
    applications::Hours,
    error::AppError,
    route::Route,
    shell::{Ask, Page},
};

/// `/`, which is there even when the hours are not; then the status says so.
pub async fn home(ask: Ask) -> Result<Page, AppError> {
    let standings = ask.backend.applications().standings().await.map_err(AppError::from);
    let status = standings.as_ref().map_or_else(AppError::status, |_| StatusCode::OK);
    let standings = standings.ok().map(Vec::from);
    Ok(Page::new("認定システム", view! { <Doors standings/> }).status(status))
}

/// 「会員の方」「施設の方」「事務局」
#[component]
fn Doors(standings: Option<Vec<(Applying, Standing)>>) -> impl IntoView {
    view! {
        <p>"症例登録・症例承認と、研修施設の認定申請を行うシステムです。ご利用になる方の入口を選んでください。"</p>
        <ul class="doors">
            <li class="card">
                <h2><a href=Route::SignIn.path()>"会員の方"</a></h2>
                <p>"会員専用ページ、症例登録、症例承認。「認定システム」は医師会員の方がご利用いただけます。"</p>
            </li>
            <li class="card">
                <h2><a href=Route::FacilitySignIn.path()>"施設の方"</a></h2>
                <p>"基幹施設・連携施設の新規申請と、施設マイページ。"</p>
            </li>
            <li class="card">
                <h2><a href=Route::OfficeSignIn.path()>"事務局"</a></h2>
                <p>"学会事務局の方の入口です。"</p>
            </li>
        </ul>
        <section class="card">
            <h2>"施設認定の申請期間"</h2>
            <Hours standings/>
        </section>
        <section class="card">
            <h2>"施設名簿"</h2>
            <p>"認定中の基幹施設・連携施設・認定研修施設を、都道府県や名称から探せます。"</p>
            <p><a href=Route::Register.path()>"基幹施設・連携施設・認定研修施設名簿"</a></p>
        </section>
        <section class="card">
            <h2>"お知らせ"</h2>
            <p>"現在利用可能なのは「症例登録」「症例承認」と、施設認定の申請の機能です。症例の承認依頼は一年を通して受け付けています。申請期間の直前は指導者の対応が難しくなることがありますので、余裕をもって依頼してください。"</p>
        </section>
    }
}
