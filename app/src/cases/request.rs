//! 「症例承認依頼」: the selected cases, the search for a supervisor, 通信欄 (P1–P4).

use domain::{
    approvals::{MESSAGE_LIMIT, RequestDraft, SupervisorChoice, SupervisorSearch},
    cases::{CaseRefused, CaseSet, Slot},
    refused::Refused,
    text,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    address::{joined, list_crumb, numbers},
    api,
};
use crate::{
    error::AppError,
    request::Typed,
    route::Route,
    shell::{Ask, Page, owned},
    ui::{Counter, LiveSearch, TextArea},
};

/// What is selected in the address, and what the search of the address finds.
pub async fn request(ask: Ask) -> Result<Page, AppError> {
    let set: CaseSet = ask.path("set")?;
    let slots = numbers(ask.queries("n")).into_iter().map(|number| Slot::new(set, number));
    let slots = slots.collect::<Option<Vec<_>>>().ok_or(AppError::NotFound)?;
    let words = ask.text("q");
    let draft = ask.backend.approvals().draft(&ask.by()?, set, &slots, words.trim(), None).await;
    let page = |body: AnyView| Page::new("症例承認依頼", body).crumbs([list_crumb(set)]);
    match draft.map_err(AppError::from) {
        // The 通信欄 that a search without a program carried along.
        Ok(draft) => {
            let message = Typed::Message.take().unwrap_or_default();
            Ok(page(view! { <Asking draft message/> }.into_any()).with_program())
        }
        Err(AppError::Refused(refused)) if refused != CaseRefused::NotPhysician.into() => {
            let status = AppError::Refused(refused).status();
            Ok(page(view! { <NotPossible set refused/> }.into_any()).status(status))
        }
        Err(error) => Err(error),
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
    let said = search.as_ref().map(found_in_words).unwrap_or_default();
    let found = search.map(|search| search.found).unwrap_or_default();
    let too_long = text::count(&message) > MESSAGE_LIMIT.characters();
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
        <form method="post" action=owned(api::SendRequest::url()) class="card asking" autocomplete="off">
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
                    />
                    <button class="button quiet" name="intent" value=api::RequestIntent::Search.key() formnovalidate>"検索"</button>
                </div>
                <LiveSearch
                    input="words".to_owned()
                    url=owned(api::SearchSupervisors::url())
                    into=CHOICES.to_owned()
                    said
                />
                <div class="choices" id=CHOICES>
                    <Supervisors found chosen=String::new()/>
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
                    text=message.clone()
                    rows=3
                    described_by="message-hint message-count"
                    invalid=too_long
                />
                <Counter id="message-count" of="message".to_owned() text=message limit=MESSAGE_LIMIT/>
            </div>
            <div class="question-actions">
                <a class="button quiet" href=Route::Cases(set).path()>"やめる"</a>
                <button class="button" name="intent" value=api::RequestIntent::Send.key()>"承認依頼を送信する"</button>
            </div>
        </form>
    }
}

/// The element that the choices stand in.
const CHOICES: &str = "supervisors";

/// The members that were found.
#[component]
pub fn Supervisors(
    found: Vec<SupervisorChoice>,
    /// The id of the one that is chosen already.
    chosen: String,
) -> impl IntoView {
    let choice = |choice: SupervisorChoice| {
        let checked = choice.id.to_string() == chosen;
        view! { <Supervisor choice checked/> }.into_any()
    };
    found.into_iter().map(choice).collect_view()
}

/// How many were found, and how many of them may be chosen.
pub fn found_in_words(search: &SupervisorSearch) -> String {
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
fn Supervisor(choice: SupervisorChoice, checked: bool) -> impl IntoView {
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
                    checked=checked
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
