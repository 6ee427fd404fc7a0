//! Around a list: words and choices above it, how many were found, and the pages before and after ([`Listed`]).

use leptos::prelude::*;

/// Words, choices and 「検索」 above a list, as a plain form.
#[component]
pub fn FilterForm(
    /// The page itself.
    action: String,
    /// What the words are looked for in.
    label: &'static str,
    words: String,
    /// The address without any condition; nothing where there is none to take away.
    clear: Option<String>,
    /// [`Choice`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="card row" method="get" action=action role="search">
            <div class="words">
                <label class="label" for="q">{label}</label>
                <input id="q" name="q" type="search" value=words autocapitalize="none" autocomplete="off" spellcheck="false"/>
            </div>
            {children()}
            <button>"検索"</button>
            {clear.map(|clear| view! { <a href=clear>"条件を解除"</a> })}
        </form>
    }
}

/// One of several, by key and word.
#[component]
pub fn Choice<K: Into<String>, W: Into<String>>(
    name: &'static str,
    label: &'static str,
    options: impl IntoIterator<Item = (K, W)>,
    /// The key of the chosen one; empty for all.
    chosen: String,
    /// One of them is always chosen: 「すべて」 is not offered.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let all = (!always).then(|| view! { <option value="" selected=chosen.is_empty()>"すべて"</option> });
    let options = options
        .into_iter()
        .map(|(key, word)| {
            let key = key.into();
            let selected = key == chosen;
            view! { <option value=key selected=selected>{word.into()}</option> }
        })
        .collect_view();
    view! {
        <div>
            <label class="label" for=name>{label}</label>
            <select id=name name=name>{all} {options}</select>
        </div>
    }
}

/// `12,000`
fn grouped(number: u32) -> String {
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

/// One page of what was found: how many there are, the rows, and the ways to the pages before and after; or why there is
/// nothing.
#[component]
pub fn Listed(
    matching: u32,
    /// From 1.
    page: u32,
    /// Rows on this page.
    shown: usize,
    /// Rows on a full page.
    size: usize,
    unit: &'static str,
    /// What is said when there are no rows.
    empty: &'static str,
    /// The address of a page.
    to: impl Fn(u32) -> String,
    /// The table.
    children: Children,
) -> impl IntoView {
    if shown == 0 {
        return view! { <p class="empty" role="status">{empty}</p> }.into_any();
    }
    view! {
        <Found matching page shown size unit/>
        {children()}
        <Pages matching page size to unit/>
    }
    .into_any()
}

/// How many there are, and which of them are on this page.
#[component]
fn Found(
    matching: u32,
    /// From 1.
    page: u32,
    shown: usize,
    /// Rows on a full page.
    size: usize,
    unit: &'static str,
) -> impl IntoView {
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    let first = page.saturating_sub(1).saturating_mul(size) + 1;
    let last = first + u32::try_from(shown).unwrap_or(0).saturating_sub(1);
    let range = (matching > size).then(|| format!("({}〜{}を表示)", grouped(first), grouped(last)));
    view! { <p class="found" role="status">{format!("{}{unit}見つかりました。", grouped(matching))} {range}</p> }
}

/// The ways to the pages before and after.
#[component]
fn Pages(
    matching: u32,
    /// From 1.
    page: u32,
    /// Rows on a full page.
    size: usize,
    /// The address of a page.
    to: impl Fn(u32) -> String,
    unit: &'static str,
) -> impl IntoView {
    let rows = u32::try_from(size).unwrap_or(u32::MAX);
    let before = (page > 1).then(|| to(page - 1));
    let after = (page.saturating_mul(rows) < matching).then(|| to(page + 1));
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="pages" aria-label="ページ">
                {before.map(|to| view! { <a href=to rel="prev">{format!("前の{size}{unit}")}</a> })}
                {after.map(|to| view! { <a href=to rel="next">{format!("次の{size}{unit}")}</a> })}
            </nav>
        }
    })
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
