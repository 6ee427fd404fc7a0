//! `/cases/{set}/{number}/delete`: the question before 削除 (C10).

use domain::{
    calendar,
    cases::{self, CaseAction, CaseRefused, StateName, may_print},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    address::{case, case_crumbs},
    api,
    strip::StateBadge,
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
};

/// What 削除 names, and the two answers. With a program it opens over the list ([`crate::ui::QuestionDialog`]).
pub async fn delete(ask: Ask) -> Result<Page, AppError> {
    let (set, slot) = case(&ask)?;
    let page = ask.backend.cases().delete_page(&ask.by()?, set, slot).await?;
    let title = format!("番号{}の削除", slot.number());
    let question = view! { <div id="question"><Question page/></div> };
    Ok(Page::new(title, question).crumbs(case_crumbs(set, slot)).class("narrow"))
}

/// What is lost, what stays, and the two answers. `data-cancel`: closes the dialog, where it stands in one.
#[component]
fn Question(page: cases::DeletePage) -> impl IntoView {
    let cases::DeletePage { row, set } = page;
    let list = Route::Cases(set).path();
    let facts = view! {
        <dl class="facts">
            <dt>"申請種別"</dt>
            <dd>{set.label()}</dd>
            <dt>"番号"</dt>
            <dd>{row.slot.number()}</dd>
            <dt>"症例区分"</dt>
            <dd>{if row.category.is_empty() { "区分未選択".to_owned() } else { row.category.clone() }}</dd>
            <dt>"備考"</dt>
            <dd>{row.memo.clone()}</dd>
            <dt>"状態"</dt>
            <dd><StateBadge state=row.state/></dd>
        </dl>
    };
    if row.state == StateName::Requested {
        let why = CaseRefused::CaseState { action: CaseAction::Delete, state: row.state };
        return view! {
            {facts}
            <p class="note note-wait">{why.message()}</p>
            <p class="question-actions">
                <a class="button quiet" href=list data-cancel>"症例の一覧へ戻る"</a>
                <a class="button" href=Route::Withdraw(set, vec![row.slot.number()]).path()>"取り下げの画面へ"</a>
            </p>
        }
        .into_any();
    }
    let copy = may_print(row.state).then(|| {
        view! {
            <p>
                "控えが必要な場合は、先に"
                <a href=Route::CasePdf(set, row.slot).path()>"症例報告書のPDF"</a>
                "をダウンロードするか、"
                <a href=Route::CasePrint(set, row.slot).path()>"印刷用の画面"</a>
                "で印刷してください。"
            </p>
        }
    });
    let stays = (row.state != StateName::Unregistered).then(|| {
        view! { <p>"登録した版とこれまでの承認の記録は、学会の履歴として残ります。指導者に通知は送られません。"</p> }
    });
    view! {
        {facts}
        <p><strong>"次の内容が失われ、元に戻せません。"</strong></p>
        <ul>{lost(&row).into_iter().map(|what| view! { <li>{what}</li> }).collect_view()}</ul>
        {stays}
        {copy}
        <form method="post" action=owned(api::DeleteCase::url()) class="question-actions">
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="number" value=row.slot.number().to_string()/>
            <a class="button quiet" href=list data-cancel>"やめる"</a>
            <button class="button bad">"削除する"</button>
        </form>
    }
    .into_any()
}

/// What 削除 takes away, in words.
fn lost(row: &cases::CaseRow) -> Vec<String> {
    let mut lost = Vec::new();
    if row.state == StateName::Unregistered || row.unregistered_changes {
        lost.push("入力中の下書き".to_owned());
    }
    if row.state != StateName::Unregistered {
        lost.push("登録した症例報告書".to_owned());
    }
    if !row.memo.is_empty() {
        lost.push("備考".to_owned());
    }
    let by = row.supervisor.clone().unwrap_or_default();
    let on = row.decided_on.map(calendar::slashed).unwrap_or_default();
    match row.state {
        StateName::Approved => {
            lost.push(format!("{by} 先生による承認({on})。再度登録しても、承認は引き継がれません。"));
        }
        StateName::Rejected => lost.push(format!("{by} 先生からのコメント({on})")),
        _ => {}
    }
    lost
}
