//! 「判定」: the general comment, the two buttons, the question before the decision, and the way to the next case.

use domain::{
    approvals::{RequestPage, Verdict},
    cases::CaseSet,
    ids::RequestId,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api, questions::Questions, report::CommentBox};
use crate::{autosave::SavedLine, route::Route, shell::owned};

/// Id of the form around the report.
pub const FORM: &str = "judgement";

/// The right column while the request waits; part of the one form around the report.
#[component]
pub fn Decision(
    page: RequestPage,
    /// The draft of the comments and its owner, for the local copy.
    draft: String,
) -> impl IntoView {
    let here = Route::Approval(page.request);
    let count = count(&page);
    view! {
        <section class="card say" aria-labelledby="say">
            <h2 id="say">"判定"</h2>
            <SavedLine
                form=FORM.to_owned()
                url=owned(api::KeepComments::url())
                draft
                here=here.path()
                sign_in=here.after_sign_in().path()
                saved=String::new()
                before="コメントは、判定のボタンを押すと保存されます。".to_owned()
                state=String::new()
                after=String::new()
                not_done="通信が切れているため、まだ判定していません。つながってから、もう一度押してください。".to_owned()
            />
            <CommentBox name="general".to_owned() id="general".to_owned() label="全体へのコメント".to_owned() comment=page.comments.general.clone() rows=4/>
            <div class="decide">
                <AskButton verdict=Verdict::Approve/>
                <AskButton verdict=Verdict::Reject/>
                <NextCase next=page.next/>
            </div>
            <ul class="legend hint" aria-label="キー操作">
                {[("j", "次の症例"), ("k", "前の症例"), ("a", "承認"), ("r", "非承認")]
                    .map(|(key, what)| view! { <li><kbd>{key}</kbd>" "{what}</li> })
                    .collect_view()}
            </ul>
        </section>
        <Question verdict=Verdict::Approve page=page.clone() count/>
        <Question verdict=Verdict::Reject page count/>
        <Questions form=FORM.to_owned()/>
    }
}

/// How many comments are written.
pub fn count(page: &RequestPage) -> usize {
    let comments = page.comments.fields.values().chain([&page.comments.general]);
    comments.filter(|comment| !comment.trim().is_empty()).count()
}

/// 「次の症例へ」
#[component]
pub fn NextCase(next: Option<RequestId>) -> impl IntoView {
    let path = next.map_or(Route::Approvals, Route::Approval).path();
    view! { <a class="button quiet next" href=path>"次の症例へ"</a> }
}

/// Without a program it submits, and the page comes back with the question; with it the dialog opens.
#[component]
fn AskButton(verdict: Verdict) -> impl IntoView {
    view! {
        <button name="verdict" value=verdict.key() class=class(verdict)>{verdict.label()}</button>
    }
}

fn class(verdict: Verdict) -> Option<&'static str> {
    (verdict == Verdict::Reject).then_some("bad")
}

#[component]
fn Question(verdict: Verdict, page: RequestPage, count: usize) -> impl IntoView {
    let id = format!("question-{}", verdict.key());
    view! {
        <dialog id=format!("ask-{}", verdict.key()) aria-labelledby=id.clone()>
            <QuestionWords
                id=id.clone()
                verdict
                set=page.report.set
                number=page.report.slot.number()
                applicant=page.report.applicant
                count
            />
            <div class="question-actions">
                <button type="button" class="quiet" data-cancel>"やめる"</button>
                <button name="confirmed" value=verdict.key() class=class(verdict)>{verdict.label()}</button>
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
    count: usize,
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
    let none = match verdict {
        Verdict::Approve => "コメントはありません。",
        Verdict::Reject => {
            "コメントがまだありません。非承認にするには、いずれかの項目または全体へのコメントが必要です。"
        }
    };
    view! {
        <h2 id=id>{what}</h2>
        <p>{then}</p>
        <p data-none=none>{if count == 0 { none.to_owned() } else { format!("コメント {count}件を一緒に送ります。") }}</p>
    }
}

/// The question as part of the page, for browsers without a program (`?ask=approve`).
#[component]
pub fn AskedPanel(verdict: Verdict, page: RequestPage) -> impl IntoView {
    let count = count(&page);
    let back = Route::Approval(page.request).path();
    view! {
        <div class="card question" role="alert">
            <QuestionWords
                id="asked".to_owned()
                verdict
                set=page.report.set
                number=page.report.slot.number()
                applicant=page.report.applicant
                count
            />
            <div class="question-actions">
                <a class="button quiet" href=back>"やめる"</a>
                <button name="confirmed" value=verdict.key() class=class(verdict)>{verdict.label()}</button>
            </div>
        </div>
    }
}
