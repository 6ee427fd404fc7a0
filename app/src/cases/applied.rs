//! 「申請済みのデータ照会」: personal applications come later, so nothing has been applied for yet.

use leptos::prelude::*;

use super::{list_crumb, use_set};
use crate::{
    route::Route,
    ui::{NotFound, Page},
};

/// Says that nothing has been applied for yet.
#[component]
pub fn AppliedPage() -> impl IntoView {
    let set = use_set();
    move || {
        match set.get() {
        None => view! { <NotFound/> }.into_any(),
        Some(set) => view! {
            <Page title="申請済みのデータ照会" crumbs=vec![list_crumb(set)]>
                <p>{format!("{}で申請済みのデータは、まだありません。", set.label())}</p>
                <p>"資格の申請の受付は準備中です。申請を行うと、申請に使用した症例報告書をここで確認できるようになります。"</p>
                <p><a class="button quiet" href=Route::Cases(set).path()>"症例の一覧へ戻る"</a></p>
            </Page>
        }
        .into_any(),
    }
    }
}
