//! 「症例承認依頼」: the selected cases, the search for a supervisor, 通信欄 (P1–P4).

use std::time::Duration;

use domain::{
    approvals::{MESSAGE_LIMIT, RequestDraft, SupervisorChoice, SupervisorSearch},
    cases::CaseSet,
    refused::Refused,
    text,
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::hooks::use_query_map;

use super::{api, joined, list_crumb, use_numbers, use_set};
use crate::{
    error::AppError,
    route::Route,
    ui::{Counter, Load, Page, TextArea},
};

/// From the last key to the search.
const SEARCH_PAUSE: Duration = Duration::from_millis(250);

type Answer = (CaseSet, Result<(RequestDraft, String), Refused>);

/// Loads what is selected in the address, and what the search of the address finds.
#[component]
pub fn RequestPage() -> impl IntoView {
    let (set, numbers, query) = (use_set(), use_numbers(), use_query_map());
    let words = move || query.read().get_str("q").unwrap_or_default().to_owned();
    let page = Resource::new(
        move || (set.get(), numbers.get(), words()),
        |(set, numbers, words)| async move {
            let set = set.ok_or(AppError::NotFound)?;
            match api::load_request(set, numbers, words).await {
                Ok(page) => Ok((set, Ok(page))),
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
            view=|(set, answer): Answer| {
                view! {
                    <Page title="症例承認依頼" crumbs=vec![list_crumb(set)]>
                        {match answer {
                            Ok((draft, message)) => view! { <Asking draft message/> }.into_any(),
                            Err(refused) => view! { <NotPossible set refused/> }.into_any(),
                        }}
                    </Page>
                }
            }
        />
    }
}

/// Why nothing can be done with the selection, and the way back.
#[component]
pub fn NotPossible(set: CaseSet, refused: Refused) -> impl IntoView {
    view! {
        <p class="note note-bad" role="alert">{refused.message()}</p>
        <p><a class="button quiet" href=Route::Cases(set).path()>"症例の一覧へ戻る"</a></p>
    }
}

#[component]
fn Asking(draft: RequestDraft, message: String) -> impl IntoView {
    let RequestDraft { set, cases, search, .. } = draft;
    let numbers: Vec<u8> = cases.iter().map(|case| case.slot.number()).collect();
    let slots = joined(&numbers);
    let words = search.as_ref().map(|search| search.words.clone()).unwrap_or_default();
    let found = RwSignal::new(search);
    let failed = RwSignal::new(None::<AppError>);
    let latest = StoredValue::new(0u32);
    let numbers = StoredValue::new(numbers);
    let search = move |words: String| {
        latest.update_value(|n| *n = n.wrapping_add(1));
        let mine = latest.get_value();
        spawn_local(async move {
            let answer = api::search_supervisors(set, numbers.get_value(), words).await;
            // The page may be gone, or a later search may have been faster.
            if latest.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(search) => {
                    failed.set(None);
                    found.set(search);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    let mut search_soon = debounce(SEARCH_PAUSE, search);
    let count = RwSignal::new(text::count(&message));
    let on_text = Callback::new(move |typed: String| count.set(text::count(&typed)));
    let rows = cases
        .into_iter()
        .map(|case| {
            view! {
                <tr>
                    <td data-label="番号" class="number">{case.slot.number()}</td>
                    <td data-label="症例区分">{case.category}</td>
                    <td data-label="備考" class="own">{case.memo}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>"症例"</h2>
            <div class="card table-card">
                <table class="cards">
                    <thead>
                        <tr>
                            <th scope="col" class="number">"番号"</th>
                            <th scope="col">"症例区分"</th>
                            <th scope="col">"備考"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="hint">
                "※青枠の備考は指導者に送信されません。何かメッセージがある場合は「通信欄」にご記入ください。"
            </p>
        </section>
        <form method="post" action=api::SendRequest::url() class="card asking" autocomplete="off">
            <input type="hidden" name="set" value=set.key()/>
            <input type="hidden" name="slots" value=slots/>
            <fieldset class="field">
                <legend><h2>"指導者登録"</h2></legend>
                <label for="words" class="visually-hidden">"名前・ふりがな・認定番号を入力"</label>
                <div class="row">
                    <input
                        type="search"
                        id="words"
                        name="words"
                        value=words
                        placeholder="名前・ふりがな・認定番号を入力"
                        aria-describedby="found"
                        on:input=move |ev| search_soon(event_target_value(&ev))
                    />
                    <button class="button quiet" name="intent" value="search" formnovalidate>"検索"</button>
                </div>
                <p class="hint" id="found" aria-live="polite">
                    {move || match failed.get() {
                        Some(error) => Some(error.message()),
                        None => found.with(|found| found.as_ref().map(found_in_words)),
                    }}
                </p>
                <div class="choices">
                    <For
                        each=move || found.with(|f| f.as_ref().map(|f| f.found.clone()).unwrap_or_default())
                        key=|choice| choice.id
                        children=|choice| view! { <Supervisor choice/> }
                    />
                </div>
                <p class="hint">
                    "実際に症例の指導を受けた研修施設の指導者を選択してください。選択できるのは、症例の「主に緩和医療を提供した期間」が認定期間に含まれる指導者です。事前に指導者に十分にご相談ください。"
                </p>
            </fieldset>
            <div class="field">
                <label class="label" for="message">"通信欄(200文字以内)"</label>
                <p class="hint" id="message-hint">"指導者に届きます。患者さんの情報は書かないでください。"</p>
                <TextArea
                    name="message"
                    id="message"
                    text=message
                    rows=3
                    described_by="message-hint message-count"
                    invalid=Signal::derive(move || count.get() > MESSAGE_LIMIT.characters())
                    on_text
                />
                <Counter id="message-count" count limit=MESSAGE_LIMIT/>
            </div>
            <div class="question-actions">
                <a class="button quiet" href=Route::Cases(set).path()>"やめる"</a>
                <button class="button" name="intent" value="send">"承認依頼を送信する"</button>
            </div>
        </form>
    }
}

fn found_in_words(search: &SupervisorSearch) -> String {
    let found = search.found.len();
    let able = search.found.iter().filter(|choice| choice.eligibility.is_eligible()).count();
    match (found, search.more) {
        (0, _) => "該当する会員は見つかりませんでした。別の表記や認定番号でお試しください。".into(),
        (_, false) => format!("{found}名見つかりました(選択できる指導者 {able}名)。"),
        (_, true) => {
            format!("{found}名以上いるため、はじめの{found}名を表示しています。語を追加してください。")
        }
    }
}

/// One member: 資格, 認定期間, 所属; who cannot be chosen says why (P3).
#[component]
fn Supervisor(choice: SupervisorChoice) -> impl IntoView {
    let SupervisorChoice { id, name, kana, affiliation, qualifications, eligibility } = choice;
    let html_id = format!("supervisor-{id}");
    let held = view! {
        <ul class="held">
            {qualifications
                .into_iter()
                .map(|q| {
                    view! { <li>{format!("{} {} {}", q.kind.label(), q.certificate_no, q.period)}</li> }
                })
                .collect_view()}
        </ul>
    };
    let who = format!("{name}({kana})");
    if eligibility.is_eligible() {
        view! {
            <div class="choice">
                <input
                    type="radio"
                    id=html_id.clone()
                    name="supervisor"
                    value=id.to_string()
                    required
                    aria-describedby=format!("{html_id}-about")
                />
                <div>
                    <label for=html_id.clone()>{who}</label>
                    <div id=format!("{html_id}-about")>
                        <p class="muted">{affiliation}</p>
                        {held}
                    </div>
                </div>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="choice off">
                <div>
                    <p>{who}</p>
                    <p class="muted">{affiliation}</p>
                    {held}
                    <p class="why">{format!("選択できません: {}", eligibility.reason())}</p>
                </div>
            </div>
        }
        .into_any()
    }
}
