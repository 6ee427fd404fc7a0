//! 「書面による承認」 (P9): the office records what a supervisor who has left has signed.

use domain::{
    approvals::{
        PAPER_REASON_LIMIT, PaperForm, PaperPage, PaperProblem, PaperRefused, PaperTyped, RecordedPaper,
    },
    calendar,
    cases::Report,
    ids::CaseId,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::paper_api;
use crate::{
    cases::StateBadge,
    documents::DocumentFlash,
    error::AppError,
    request::Typed,
    route::Route,
    shell::{Ask, Flash as _, Page, owned},
    ui::{Crumb, ErrorSummary, Need, SummaryLine},
};

/// `/office/cases/{id}/paper-approval`; `check` in the address: what is said of what was typed, or the question.
pub async fn paper(ask: Ask) -> Result<Page, AppError> {
    let case: CaseId = ask.path("id")?;
    let by = ask.by()?;
    let kept = Typed::Paper.kept().and_then(|kept| serde_json::from_str::<(CaseId, PaperForm)>(&kept).ok());
    let typed = kept.filter(|(of, _)| *of == case).map(|(_, form)| form);
    let mut page = ask.backend.approvals().paper_page(&by, case, typed).await?;
    let check = ask.query("check").is_some();
    if let Some(typed) = page.open.as_mut().filter(|_| !check) {
        // Nobody has asked yet what is wrong.
        typed.problems.clear();
    }
    let refusal = ask.said().map(DocumentFlash::message);
    let back = Route::OfficeMember(page.applicant).path();
    let crumbs = [Crumb::new("事務局TOP", Route::Office.path()), Crumb::new("会員の情報", back)];
    Ok(Page::new("書面による承認", view! { <Shown page check refusal/> }).crumbs(crumbs))
}

#[component]
fn Shown(page: PaperPage, check: bool, refusal: Option<String>) -> impl IntoView {
    let back = Route::OfficeMember(page.applicant).path();
    let case = page.case;
    let rest = match (page.recorded, page.open) {
        (Some(recorded), _) => view! { <Recorded recorded/> }.into_any(),
        (None, Some(typed)) if check && typed.problems.is_empty() => {
            view! { <Question case typed/> }.into_any()
        }
        (None, Some(typed)) => view! { <Form case typed refusal back/> }.into_any(),
        (None, None) => {
            let why = page.refused.map(PaperRefused::message);
            view! { <p class="note note-bad">{why}</p> <p><a class="button quiet" href=back>"戻る"</a></p> }
                .into_any()
        }
    };
    view! {
        <section class="card">
            <h2>"対象の症例"</h2>
            <dl class="facts">
                <dt>"申請種別"</dt><dd>{page.set.label()}</dd>
                <dt>"番号"</dt><dd>{page.slot.number()}</dd>
                <dt>"状態"</dt><dd><StateBadge state=page.state/></dd>
                {page.report.map(|report| view! { <ReportFacts report/> })}
            </dl>
        </section>
        {rest}
    }
}

/// Whose case it is, and what the paper has to agree with.
#[component]
fn ReportFacts(report: Report) -> impl IntoView {
    let text = |key: &str| report.fields.get(key).to_owned();
    let period = format!("{} 〜 {}", text("start_on"), text("end_on"));
    view! {
        <dt>"申請者"</dt><dd>{format!("{}(会員番号 {})", report.applicant, report.member_no)}</dd>
        <dt>"症例区分"</dt><dd>{text("category")}</dd>
        <dt>"診療施設"</dt><dd>{report.record.name_and_number()}</dd>
        <dt>"期間"</dt><dd>{period}</dd>
        <dt>"登録"</dt><dd>{format!("第{}版({})", report.number, calendar::stamp(report.registered_at))}</dd>
    }
}

#[component]
fn Recorded(recorded: RecordedPaper) -> impl IntoView {
    view! {
        <section class="card">
            <h2>"承認済み(書面)"</h2>
            <dl class="facts">
                <dt>"指導者"</dt><dd>{recorded.supervisor}</dd>
                <dt>"書面の日付"</dt><dd>{calendar::long(recorded.signed_on)}</dd>
                <dt>"理由"</dt><dd class="typed">{recorded.reason}</dd>
                <dt>"書面のスキャン"</dt>
                <dd><a href=format!("/office/documents/{}", recorded.document) rel="external">"ダウンロード(PDF)"</a></dd>
                <dt>"記録"</dt><dd>{format!("{} {}", calendar::stamp(recorded.at), recorded.by)}</dd>
            </dl>
        </section>
    }
}

/// Restates everything before it is recorded.
#[component]
fn Question(case: CaseId, typed: PaperTyped) -> impl IntoView {
    let PaperTyped { form, supervisor, document, .. } = typed;
    let scan = document.map(|document| format!("{}({})", document.name, document.extent()));
    let back = format!("/office/cases/{case}/paper-approval?edit=1");
    view! {
        <form class="card paper" method="post" action=owned(paper_api::RecordPaper::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="supervisor_no" value=form.supervisor_no.clone()/>
            <input type="hidden" name="signed_on" value=form.signed_on.clone()/>
            <input type="hidden" name="reason" value=form.reason.clone()/>
            <input type="hidden" name="document" value=form.document.map(|id| id.to_string())/>
            <p>"次の内容で「承認済み(書面)」にします。記録したあとで取り消すことはできません。申請者にメールでお知らせします。"</p>
            <dl class="facts">
                <dt>"指導者"</dt><dd>{format!("{}(会員番号 {})", supervisor.unwrap_or_default(), form.supervisor_no)}</dd>
                <dt>"書面の日付"</dt><dd>{form.signed_on}</dd>
                <dt>"理由"</dt><dd class="typed">{form.reason}</dd>
                <dt>"書面のスキャン"</dt><dd>{scan}</dd>
            </dl>
            <p class="question-actions">
                <a class="button quiet" href=back>"修正する"</a>
                <button>"承認済み(書面)にする"</button>
            </p>
        </form>
    }
}

#[component]
fn Form(case: CaseId, typed: PaperTyped, refusal: Option<String>, back: String) -> impl IntoView {
    let PaperTyped { form, document, problems, .. } = typed;
    let lines = problems
        .iter()
        .map(|problem| SummaryLine { target: problem.input().into(), message: problem.message() })
        .collect();
    let of = move |input: &'static str| -> Option<String> {
        problems.iter().find(|problem| problem.input() == input).map(PaperProblem::message)
    };
    let error = |input: &'static str, message: Option<String>| {
        message.map(|message| view! { <p class="error" id=format!("e-{input}")>{message}</p> })
    };
    let invalid = |message: &Option<String>| message.is_some().then_some("true");
    let described =
        |input: &'static str, message: &Option<String>| message.is_some().then(|| format!("e-{input}"));
    let (who, day, why) = (of("supervisor_no"), of("signed_on"), of("reason"));
    let scan = refusal.or_else(|| of("document"));
    let kept = document.map(|document| {
        let link = format!("/office/documents/{}", document.id);
        let extent = document.extent();
        view! {
            <p class="uploaded">
                "アップロード済み: " <a href=link rel="external">{document.name}</a> {format!("({extent})。")}
                "差し替えるときは、新しいファイルを選択してください。"
            </p>
        }
    });
    view! {
        <ErrorSummary lines/>
        <form class="card paper" method="post" action=owned("/office/paper-approval") enctype="multipart/form-data" novalidate>
            <input type="hidden" name="case" value=case.to_string()/>
            <p>"退会した指導者が書面で承認した症例を記録します。記録すると、症例は「承認済み(書面)」になります。"</p>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="supervisor_no">"指導者の会員番号"</label>
                    <Need required=true/>
                </div>
                <input id="supervisor_no" name="supervisor_no" class="short" value=form.supervisor_no aria-required="true" aria-invalid=invalid(&who) aria-describedby=described("supervisor_no", &who)/>
                {error("supervisor_no", who)}
            </div>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="signed_on">"書面の日付"</label>
                    <Need required=true/>
                </div>
                <input id="signed_on" name="signed_on" type="date" value=form.signed_on aria-required="true" aria-invalid=invalid(&day) aria-describedby=described("signed_on", &day)/>
                {error("signed_on", day)}
            </div>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="reason">{format!("理由({}文字以内)", PAPER_REASON_LIMIT.characters())}</label>
                    <Need required=true/>
                </div>
                <input id="reason" name="reason" value=form.reason maxlength="400" aria-required="true" aria-invalid=invalid(&why) aria-describedby=described("reason", &why)/>
                {error("reason", why)}
            </div>
            <div class="field">
                <div class="label-row">
                    <label class="label" for="document">"書面のスキャン(PDF)"</label>
                    <Need required=true/>
                </div>
                {kept}
                <input type="hidden" name="kept" value=form.document.map(|id| id.to_string())/>
                <input id="document" name="document" type="file" accept="application/pdf,.pdf" aria-invalid=invalid(&scan) aria-describedby=described("document", &scan)/>
                {error("document", scan)}
                <p class="hint">"20MB、20ページまで。スキャンは事務局だけが閲覧できます。"</p>
            </div>
            <p class="question-actions">
                <a class="button quiet" href=back>"やめる"</a>
                <button>"確認する"</button>
            </p>
        </form>
    }
}
