//! What both records show alike.

use crate::{audit::Lines, route::Route, ui::Crumb};
use domain::{audit::AuditLine, calendar, registry::AccountUse};
use leptos::prelude::*;

/// How the account has been used.
#[component]
pub fn Account(account: AccountUse) -> impl IntoView {
    let said =
        |at: Option<jiff::Timestamp>, never: &str| at.map_or_else(|| never.to_owned(), calendar::stamp);
    view! {
        <dt>"パスワード"</dt>
        <dd>{account.password_set_at.map_or_else(|| "未設定".to_owned(), |at| format!("設定済み({})", calendar::stamp(at)))}</dd>
        <dt>"最終ログイン"</dt><dd>{said(account.last_sign_in, "なし")}</dd>
        <dt>"ログイン中"</dt><dd>{format!("{}件", account.sessions)}</dd>
    }
}

/// The newest lines by or about the record.
#[component]
pub fn Recent(lines: Vec<AuditLine>) -> impl IntoView {
    let table = if lines.is_empty() {
        view! { <p class="empty">"記録はありません。"</p> }.into_any()
    } else {
        view! { <Lines lines/> }.into_any()
    };
    view! {
        <section>
            <h2>"最近の記録"</h2>
            {table}
        </section>
    }
}

/// 「事務局TOP」
pub(super) fn top() -> Crumb {
    Crumb::new("事務局TOP", Route::Office.path())
}
