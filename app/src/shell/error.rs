//! The page in place of one that there is not, with its status.

use domain::{cases::CaseRefused, refused::Refused};
use leptos::prelude::*;

use super::{Ask, Page};
use crate::{error::AppError, route::Route};

/// Why there is no page, in words, and a way on.
pub fn of(error: &AppError, ask: &Ask) -> Page {
    let status = error.status();
    let page = match error {
        AppError::NotFound => Page::new(
            "ページが見つかりません",
            view! {
                <p>"お探しのページは見つかりませんでした。アドレスが正しいかご確認ください。削除または取り下げられた可能性もあります。"</p>
                <p><a href=Route::Home.path()>"トップへ戻る"</a></p>
            },
        ),
        AppError::SignedOut => Page::new(
            "ログインが必要です",
            view! {
                <p>{AppError::SignedOut.message()}</p>
                <p><a class="button" href=Route::sign_in_for(ask.path.clone()).path()>"ログイン画面へ"</a></p>
            },
        ),
        AppError::Refused(Refused::Case(refused @ CaseRefused::NotPhysician)) => Page::new(
            "医師会員の方のページです",
            view! {
                <p>{refused.message()}</p>
                <p><a href=Route::Member.path()>"会員専用ページへ戻る"</a></p>
            },
        ),
        error => Page::new(
            "表示できませんでした",
            view! {
                <p role="alert">{error.message()}</p>
                <p><a href=Route::Home.path()>"トップへ戻る"</a></p>
            },
        ),
    };
    page.status(status)
}
