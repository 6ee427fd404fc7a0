//! 「判定」: the general comment, the two buttons, the question before the decision, and the way to the next case.

use domain::{
    approvals::{RequestPage, Verdict},
    cases::CaseSet,
    ids::RequestId,
};
use leptos::{html::Dialog, prelude::*};

use super::comments::{GeneralBox, Keeper, KeeperNote};
use crate::{keep::SavedLine, route::Route};

/// The right column while the request waits; part of the one form around the report.
#[component]
pub fn Decision(
    page: RequestPage,
    keeper: Keeper,
    approve: NodeRef<Dialog>,
    reject: NodeRef<Dialog>,
) -> impl IntoView {
    let general = page.comments.general.clone();
    view! {
        <section class="card say" aria-labelledby="say">
            <h2 id="say">"判定"</h2>
            <SavedLine status=keeper.status() here=Route::Approval(page.request)/>
            <KeeperNote keeper/>
            <GeneralBox comment=general keeper/>
            <div class="decide">
                <AskButton verdict=Verdict::Approve dialog=approve/>
                <AskButton verdict=Verdict::Reject dialog=reject/>
                <NextCase next=page.next/>
            </div>
            <ul class="legend hint" aria-label="キー操作">
                {[("j", "次の症例"), ("k", "前の症例"), ("a", "承認"), ("r", "非承認")]
                    .map(|(key, what)| view! { <li><kbd>{key}</kbd>" "{what}</li> })
                    .collect_view()}
            </ul>
        </section>
        <Question verdict=Verdict::Approve page=page.clone() keeper dialog=approve/>
        <Question verdict=Verdict::Reject page keeper dialog=reject/>
    }
}

/// 「次の症例へ」
#[component]
pub fn NextCase(next: Option<RequestId>) -> impl IntoView {
    let path = next.map_or(Route::Approvals, Route::Approval).path();
    view! { <a class="button quiet next" href=path>"次の症例へ"</a> }
}

fn label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "承認する",
        Verdict::Reject => "非承認にする",
    }
}

/// What the button of the question says to the server.
pub fn key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approve",
        Verdict::Reject => "reject",
    }
}

/// Without JavaScript it submits, and the page comes back with the question; with it the dialog opens.
#[component]
fn AskButton(verdict: Verdict, dialog: NodeRef<Dialog>) -> impl IntoView {
    view! {
        <button
            name="verdict"
            value=key(verdict)
            class:bad=verdict == Verdict::Reject
            on:click=move |ev| {
                if let Some(dialog) = dialog.get() {
                    ev.prevent_default();
                    let _ = dialog.show_modal();
                }
            }
        >
            {label(verdict)}
        </button>
    }
}

#[component]
fn Question(verdict: Verdict, page: RequestPage, keeper: Keeper, dialog: NodeRef<Dialog>) -> impl IntoView {
    let id = format!("question-{}", key(verdict));
    view! {
        <dialog node_ref=dialog aria-labelledby=id.clone()>
            <QuestionWords
                id=id.clone()
                verdict
                set=page.report.set
                number=page.report.slot.number()
                applicant=page.report.applicant
                count=Signal::derive(move || keeper.count())
            />
            <div class="question-actions">
                <button
                    type="button"
                    class="quiet"
                    on:click=move |_| {
                        if let Some(dialog) = dialog.get() {
                            dialog.close();
                        }
                    }
                >
                    "やめる"
                </button>
                <button name="confirmed" value=key(verdict) class:bad=verdict == Verdict::Reject>{label(verdict)}</button>
            </div>
        </dialog>
    }
}

/// The question restates what is decided.
#[component]
fn QuestionWords(
    id: String,
    verdict: Verdict,
    set: CaseSet,
    number: u8,
    applicant: String,
    #[prop(into)] count: Signal<usize>,
) -> impl IntoView {
    let what = format!(
        "{} 番号{}(申請者 {applicant})を{}か。",
        set.label(),
        number,
        match verdict {
            Verdict::Approve => "承認します",
            Verdict::Reject => "非承認にします",
        }
    );
    let then = match verdict {
        Verdict::Approve => "承認すると、申請者はこの症例を編集できなくなります。判定は取り消せません。",
        Verdict::Reject => {
            "コメントは申請者の編集画面に表示されます。申請者は修正して、再度依頼できます。判定は取り消せません。"
        }
    };
    view! {
        <h2 id=id>{what}</h2>
        <p>{then}</p>
        <p>{move || match count.get() {
            0 if verdict == Verdict::Reject => "コメントがまだありません。非承認にするには、いずれかの項目または全体へのコメントが必要です。".to_owned(),
            0 => "コメントはありません。".to_owned(),
            n => format!("コメント {n}件を一緒に送ります。"),
        }}</p>
    }
}

/// The question as part of the page, for browsers without JavaScript (`?ask=approve`).
#[component]
pub fn AskedPanel(verdict: Verdict, page: RequestPage, keeper: Keeper) -> impl IntoView {
    let back = Route::Approval(page.request).path();
    view! {
        <div class="card question" role="alert">
            <QuestionWords
                id="asked".to_owned()
                verdict
                set=page.report.set
                number=page.report.slot.number()
                applicant=page.report.applicant
                count=Signal::derive(move || keeper.count())
            />
            <div class="question-actions">
                <a class="button quiet" href=back>"やめる"</a>
                <button name="confirmed" value=key(verdict) class:bad=verdict == Verdict::Reject>{label(verdict)}</button>
            </div>
        </div>
    }
}
