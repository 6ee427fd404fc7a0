//! `/cases/{set}/withdraw`: restates what is selected before 承認依頼の取り下げ (P2, P7).

use axum::http::StatusCode;
use domain::{
    calendar,
    cases::{CaseRefused, CaseRow, CaseSet, Slot},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    address::{joined, list_crumb, numbers},
    api,
    request::NotPossible,
};
use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page, owned},
};

/// The question, or why there is none.
pub async fn withdraw(ask: Ask) -> Result<Page, AppError> {
    let set: CaseSet = ask.path("set")?;
    let slots = numbers(ask.queries("n")).into_iter().map(|number| Slot::new(set, number));
    let slots = slots.collect::<Option<Vec<_>>>().ok_or(AppError::NotFound)?;
    let rows = ask.backend.approvals().withdraw_page(&ask.by()?, set, &slots).await;
    let (body, status) = match rows.map_err(AppError::from) {
        Ok(rows) => (view! { <Question set rows/> }.into_any(), StatusCode::OK),
        Err(AppError::Refused(refused)) if refused != CaseRefused::NotPhysician.into() => {
            let status = AppError::Refused(refused).status();
            (view! { <NotPossible set refused/> }.into_any(), status)
        }
        Err(error) => return Err(error),
    };
    Ok(Page::new("承認依頼の取り下げ", body).crumbs([list_crumb(set)]).status(status))
}

#[component]
fn Question(set: CaseSet, rows: Vec<CaseRow>) -> impl IntoView {
    let numbers: Vec<u8> = rows.iter().map(|row| row.slot.number()).collect();
    view! {
        <p>
            {format!(
                "次の{}例の承認依頼を取り下げます。状態は「未承認」に戻り、再度承認依頼をするまで承認されません。",
                rows.len(),
            )}
        </p>
        <p class="note note-wait">"指導者あてに承認依頼の通知がすでに届いています。取り下げたことも指導者にメールで通知されます。"</p>
        <div class="card table-card">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col" class="number">"番号"</th>
                        <th scope="col">"症例区分"</th>
                        <th scope="col">"備考"</th>
                        <th scope="col">"指導者"</th>
                        <th scope="col">"依頼日"</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <td data-label="番号" class="number">{row.slot.number()}</td>
                                    <td data-label="症例区分">{row.category}</td>
                                    <td data-label="備考">{row.memo}</td>
                                    <td data-label="指導者">{row.supervisor}</td>
                                    <td data-label="依頼日">{row.requested_on.map(calendar::slashed)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
        <form method="post" action=owned(api::WithdrawRequests::url()) class="question-actions">
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="slots" value=joined(&numbers)/>
            <a class="button quiet" href=Route::Cases(set).path()>"やめる"</a>
            <button class="button">"承認依頼の取り下げをする"</button>
        </form>
    }
}
