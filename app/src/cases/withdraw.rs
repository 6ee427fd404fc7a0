//! `/cases/{set}/withdraw`: restates what is selected before 承認依頼の取り下げ (P2, P7).

use domain::{
    calendar,
    cases::{CaseRow, CaseSet},
    refused::Refused,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api, joined, list_crumb, request::NotPossible, use_numbers, use_set};
use crate::{
    error::AppError,
    route::Route,
    ui::{Load, Page},
};

/// The question.
#[component]
pub fn WithdrawPage() -> impl IntoView {
    let (set, numbers) = (use_set(), use_numbers());
    let page = Resource::new(
        move || (set.get(), numbers.get()),
        |(set, numbers)| async move {
            let set = set.ok_or(AppError::NotFound)?;
            match api::load_withdraw(set, numbers).await {
                Ok(rows) => Ok((set, Ok(rows))),
                Err(AppError::Refused(refused)) if refused != Refused::NotPhysician => {
                    Ok((set, Err(refused)))
                }
                Err(error) => Err(error),
            }
        },
    );
    view! {
        <Load
            resource=page
            view=|(set, answer): (CaseSet, Result<Vec<CaseRow>, Refused>)| {
                view! {
                    <Page title="承認依頼の取り下げ" crumbs=vec![list_crumb(set)]>
                        {match answer {
                            Ok(rows) => view! { <Question set rows/> }.into_any(),
                            Err(refused) => view! { <NotPossible set refused/> }.into_any(),
                        }}
                    </Page>
                }
            }
        />
    }
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
        <form method="post" action=api::WithdrawRequests::url() class="question-actions">
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="slots" value=joined(&numbers)/>
            <a class="button quiet" href=Route::Cases(set).path()>"やめる"</a>
            <button class="button">"承認依頼の取り下げをする"</button>
        </form>
    }
}
