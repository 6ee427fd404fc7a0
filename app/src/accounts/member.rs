//! 「会員専用ページ」: own data, and for 医師会員 the link 「認定システム」 (A2).

use domain::{accounts::MemberPage, calendar, registry::Qualification};
use leptos::prelude::*;

use crate::{
    error::AppError,
    route::Route,
    shell::{Ask, Page},
};

/// `/member`
pub async fn member(ask: Ask) -> Result<Page, AppError> {
    let page = ask.backend.accounts().member_page(&ask.by()?).await?;
    Ok(Page::new("会員専用ページ", view! { <Own page/> }))
}

#[component]
fn Own(page: MemberPage) -> impl IntoView {
    let system = if page.physician {
        view! {
            <section class="card">
                <h2><a href=Route::Certification.path()>"認定システム"</a></h2>
                <p>"症例登録、症例承認はこちらから。"</p>
            </section>
        }
        .into_any()
    } else {
        view! { <p class="note">"「認定システム」は医師会員の方だけがご利用いただけます。"</p> }.into_any()
    };
    view! {
        {system}
        <section class="card">
            <h2>"登録されている情報"</h2>
            <dl class="facts">
                <dt>"会員番号"</dt><dd>{page.member_no}</dd>
                <dt>"氏名"</dt><dd>{format!("{}({})", page.name, page.kana)}</dd>
                <dt>"連絡先メール"</dt><dd>{page.email}</dd>
                <dt>"職種"</dt><dd>{page.profession}</dd>
                <dt>"所属"</dt><dd>{page.affiliation}</dd>
                <dt>"入会日"</dt><dd>{calendar::long(page.joined_on)}</dd>
            </dl>
            <p class="hint">"変更がある場合は、事務局へご連絡ください。"</p>
        </section>
        <section class="card">
            <h2>"資格"</h2>
            <Qualifications held=page.qualifications/>
        </section>
    }
}

#[component]
fn Qualifications(held: Vec<Qualification>) -> impl IntoView {
    if held.is_empty() {
        return view! { <p class="empty">"登録されている資格はありません。"</p> }.into_any();
    }
    view! {
        <table class="cards">
            <thead><tr><th>"資格"</th><th>"認定番号"</th><th>"認定期間"</th></tr></thead>
            <tbody>
                {held
                    .into_iter()
                    .map(|q| view! {
                        <tr>
                            <td data-label="資格">{q.kind.label()}</td>
                            <td data-label="認定番号">{q.certificate_no}</td>
                            <td data-label="認定期間">{q.period.to_string()}</td>
                        </tr>
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}
