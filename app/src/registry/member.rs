//! One member on one page.

use domain::{
    approvals::takes_paper,
    calendar,
    cases::{CaseSet, may_print},
    ids::MemberId,
    registry::{Judged, MemberCase, MemberFilter, Membership, OfficeMember, Qualification, is_physician},
};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    members::MembershipBadge,
    parts::{Account, Recent, top},
};
use crate::{
    cases::StateBadge,
    error::AppError,
    route::OfficeRoute,
    shell::{Ask, Page},
    ui::{Badge, Crumb, Tone},
};

/// `/office/members/{id}`
pub async fn member(ask: Ask) -> Result<Page, AppError> {
    let id = ask.path::<MemberId>("id")?;
    let page = ask.backend.registry().member(&ask.by()?, id).await?;
    Ok(Page::new("会員の情報", view! { <Shown page/> }).crumbs(crumbs()))
}

/// The way back to 「会員」.
pub(super) fn crumbs() -> Vec<Crumb> {
    vec![top(), Crumb::new("会員", OfficeRoute::Members(MemberFilter::default()).path())]
}

#[component]
fn Shown(page: OfficeMember) -> impl IntoView {
    let present = page.membership == Membership::Present;
    let password = if present {
        let to = OfficeRoute::MemberPassword(page.id).path();
        view! { <p><a class="button quiet" href=to>"パスワード設定のメールを送る"</a></p> }.into_any()
    } else {
        view! { <p class="hint">"退会した会員はログインできません。パスワード設定のメールも送れません。"</p> }
            .into_any()
    };
    let today = page.today;
    let physician = is_physician(&page.profession);
    view! {
        <section class="card">
            <h2>{page.name.clone()}</h2>
            <dl class="facts">
                <dt>"会員番号"</dt><dd>{page.member_no}</dd>
                <dt>"氏名"</dt><dd>{format!("{}({})", page.name, page.kana)}</dd>
                <dt>"在籍"</dt><dd><MembershipBadge membership=page.membership/></dd>
                <dt>"職種"</dt>
                <dd>{page.profession} {(!physician).then_some("(認定システムの対象外)")}</dd>
                <dt>"所属"</dt><dd>{page.affiliation}</dd>
                <dt>"メールアドレス"</dt><dd>{page.email}</dd>
                <dt>"入会日"</dt><dd>{calendar::long(page.joined_on)}</dd>
                {page.left_on.map(|day| view! { <dt>"退会日"</dt><dd>{calendar::long(day)}</dd> })}
                <Account account=page.account/>
            </dl>
            {password}
        </section>
        <section class="card">
            <h2>"資格"</h2>
            <Qualifications held=page.qualifications today/>
        </section>
        <section class="card">
            <h2>"症例"</h2>
            <Cases cases=page.cases/>
        </section>
        <section class="card">
            <h2>"指導者として受けた承認依頼"</h2>
            <JudgedCounts judged=page.judged/>
        </section>
        <Recent lines=page.audit/>
    }
}

#[component]
fn Qualifications(held: Vec<Qualification>, today: Date) -> impl IntoView {
    if held.is_empty() {
        return view! { <p class="empty">"登録されている資格はありません。"</p> }.into_any();
    }
    let rows = held
        .into_iter()
        .map(|q| {
            let (tone, word) = if q.period.contains(today) {
                (Tone::Done, "有効")
            } else if q.period.start() > today {
                (Tone::Wait, "開始前")
            } else {
                (Tone::None, "終了")
            };
            view! {
                <tr>
                    <td data-label="資格">{q.kind.label()}</td>
                    <td data-label="認定番号">{q.certificate_no}</td>
                    <td data-label="認定期間">{q.period.to_string()}</td>
                    <td data-label="現在"><Badge tone text=word/></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="cards">
            <thead><tr><th>"資格"</th><th>"認定番号"</th><th>"認定期間"</th><th>"現在"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// By set, each case with its state.
#[component]
fn Cases(cases: Vec<MemberCase>) -> impl IntoView {
    if cases.is_empty() {
        return view! { <p class="empty">"入力された症例はありません。"</p> }.into_any();
    }
    CaseSet::ALL
        .into_iter()
        .filter_map(|set| {
            let of_set: Vec<MemberCase> = cases.iter().filter(|case| case.set == set).cloned().collect();
            (!of_set.is_empty()).then(|| view! { <SetOf set cases=of_set/> })
        })
        .collect_view()
        .into_any()
}

#[component]
fn SetOf(set: CaseSet, cases: Vec<MemberCase>) -> impl IntoView {
    let count = cases.len();
    let rows = cases
        .into_iter()
        .map(|case| {
            let path = OfficeRoute::PaperApproval(case.id).path();
            let number = case.slot.number();
            let paper = if case.on_paper {
                let name = format!("番号{number}の書面を見る");
                Some(view! { <a href=path aria-label=name>"書面を見る"</a> })
            } else if takes_paper(case.set, case.state) {
                let name = format!("番号{number}の書面による承認を記録する");
                Some(view! { <a href=path aria-label=name>"記録する"</a> })
            } else {
                None
            };
            // Before 登録 there is nothing to read but a draft, which is the applicant's own.
            let read = may_print(case.state).then(|| {
                let name = format!("番号{number}の症例を読む");
                view! { <a href=OfficeRoute::Case(case.id).path() aria-label=name>"読む"</a> }
            });
            view! {
                <tr>
                    <td class="number" data-label="番号">{number}</td>
                    <td data-label="症例区分">{case.category}</td>
                    <td data-label="状態"><StateBadge state=case.state/> {case.on_paper.then_some("(書面)")}</td>
                    <td data-label="内容">{read}</td>
                    <td data-label="書面による承認">{paper}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{format!("{}({count}例)", set.label())}</h3>
        <table class="cards">
            <thead><tr><th class="number">"番号"</th><th>"症例区分"</th><th>"状態"</th><th>"内容"</th><th>"書面による承認"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn JudgedCounts(judged: Judged) -> impl IntoView {
    if judged == Judged::default() {
        return view! { <p class="empty">"承認依頼を受けたことはありません。"</p> }.into_any();
    }
    view! {
        <dl class="facts">
            <dt>"承認依頼中"</dt><dd>{format!("{}例", judged.waiting)}</dd>
            <dt>"承認済み"</dt><dd>{format!("{}例", judged.approved)}</dd>
            <dt>"非承認"</dt><dd>{format!("{}例", judged.rejected)}</dd>
            <dt>"取り下げ"</dt><dd>{format!("{}例", judged.withdrawn)}</dd>
        </dl>
    }
    .into_any()
}
