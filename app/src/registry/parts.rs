//! What both lists and both records show alike.

use domain::{
    audit::AuditLine,
    calendar,
    registry::{AccountUse, OFFICE_PAGE},
};
use leptos::prelude::*;

use crate::audit::Lines;

/// `12,000`
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// How many there are, and which of them are on this page.
#[component]
pub fn Found(matching: u32, page: u32, shown: usize, unit: &'static str) -> impl IntoView {
    let first = page.saturating_sub(1).saturating_mul(page_size()) + 1;
    let last = first + u32::try_from(shown).unwrap_or(0).saturating_sub(1);
    let range = (matching > page_size()).then(|| format!("({}〜{}を表示)", grouped(first), grouped(last)));
    view! { <p class="found" role="status">{format!("{}{unit}見つかりました。", grouped(matching))} {range}</p> }
}

/// The ways to the pages before and after.
#[component]
pub fn Pages(
    matching: u32,
    page: u32,
    /// The address of a page.
    to: impl Fn(u32) -> String,
    unit: &'static str,
) -> impl IntoView {
    let before = (page > 1).then(|| to(page - 1));
    let after = (page.saturating_mul(page_size()) < matching).then(|| to(page + 1));
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label="ページ">
                {before.map(|to| view! { <a href=to rel="prev">{format!("前の{OFFICE_PAGE}{unit}")}</a> })}
                {after.map(|to| view! { <a href=to rel="next">{format!("次の{OFFICE_PAGE}{unit}")}</a> })}
            </nav>
        }
    })
}

fn page_size() -> u32 {
    u32::try_from(OFFICE_PAGE).unwrap_or(u32::MAX)
}

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

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_read_in_threes() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (12_000, "12,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
