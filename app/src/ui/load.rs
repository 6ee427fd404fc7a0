//! One page, one resource: shows it when it is there, says what went wrong when it is not.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Page;
use crate::{error::AppError, route::Route};
use domain::refused::Refused;

/// Waits for `resource` and shows it with `view`, or the error in words.
#[component]
pub fn Load<T, V, F>(resource: Resource<Result<T, AppError>>, view: F) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <p class="loading" aria-live="polite">"読み込んでいます…"</p> }>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => view(value).into_any(),
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// A failure as a page of its own.
#[component]
pub fn ErrorView(error: AppError) -> impl IntoView {
    let location = use_location();
    let here = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        if query.is_empty() { path } else { format!("{path}?{query}") }
    };
    match error {
        AppError::NotFound => view! { <NotFound/> }.into_any(),
        AppError::SignedOut => view! {
            <Page title="ログインが必要です">
                <p>{AppError::SignedOut.message()}</p>
                <p><a class="button" rel="external" href=move || Route::SignInThen(here()).path()>"ログイン画面へ"</a></p>
            </Page>
        }
        .into_any(),
        AppError::Refused(refused @ Refused::NotPhysician) => view! {
            <Page title="医師会員の方のページです">
                <p>{refused.message()}</p>
                <p><a href=Route::Member.path()>"会員専用ページへ戻る"</a></p>
            </Page>
        }
        .into_any(),
        error => view! {
            <Page title="表示できませんでした">
                <p role="alert">{error.message()}</p>
                <p><a href=Route::Home.path()>"トップへ戻る"</a></p>
            </Page>
        }
        .into_any(),
    }
}

/// A page that the browser's half does not know: the address is already there, so the server is asked for it.
#[component]
pub fn Elsewhere() -> impl IntoView {
    Effect::new(move |_| {
        let _ = window().location().reload();
    });
    view! { <p class="loading">"読み込んでいます…"</p> }
}

/// An unknown address.
#[component]
pub fn NotFound() -> impl IntoView {
    crate::error::note_not_found();
    view! {
        <Page title="ページが見つかりません">
            <p>"お探しのページは見つかりませんでした。アドレスが正しいかご確認ください。削除または取り下げられた可能性もあります。"</p>
            <p><a href=Route::Home.path()>"トップへ戻る"</a></p>
        </Page>
    }
}
