//! 「申請済みのデータ照会」: personal applications come later, so nothing has been applied for yet.

use domain::cases::CaseSet;
use leptos::prelude::*;

use super::address::list_crumb;
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
};

/// Says that nothing has been applied for yet.
pub async fn applied(ask: Ask) -> Result<Page, AppError> {
    let set: CaseSet = ask.path("set")?;
    let body = view! {
        <p>{format!("{}で申請済みのデータは、まだありません。", set.label())}</p>
        <p>"資格の申請の受付は準備中です。申請を行うと、申請に使用した症例報告書をここで確認できるようになります。"</p>
        <p><a class="button quiet" href=Route::Cases(set).path()>"症例の一覧へ戻る"</a></p>
    };
    Ok(Page::new("申請済みのデータ照会", body).crumbs([list_crumb(set)]))
}
