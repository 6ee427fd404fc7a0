//! 「会員」: found by number, name, kana or e-mail.

use domain::registry::{MemberFilter, MemberList, MemberRow, Membership, OFFICE_PAGE, Profession};
use leptos::prelude::*;

use super::parts::top;
use crate::{
    error::AppError,
    route::{OfficeRoute, Route},
    shell::{Ask, Page},
    ui::{Badge, Choice, FilterForm, Listed, Tone},
};

/// `/office/members`
pub async fn members(ask: Ask) -> Result<Page, AppError> {
    let filter = MemberFilter {
        words: ask.text("q"),
        profession: ask.text("profession").parse().ok(),
        membership: ask.text("membership").parse().ok(),
        page: ask.text("page").parse().unwrap_or(1),
    };
    let page = ask.backend.registry().members(&ask.by()?, filter).await?;
    Ok(Page::new("会員", view! { <Shown page/> }).crumbs([top()]))
}

#[component]
fn Shown(page: MemberList) -> impl IntoView {
    let MemberList { filter, rows, matching } = page;
    let (number, shown) = (filter.page, rows.len());
    let of_page = filter.clone();
    let to = move |page| OfficeRoute::Members(MemberFilter { page, ..of_page.clone() }).path();
    view! {
        <Filter filter/>
        <Listed
            matching
            page=number
            shown
            size=OFFICE_PAGE
            unit="名"
            empty="該当する会員はいません。言葉を短くするか、条件を変えてお試しください。"
            to
        >
            <Members rows/>
        </Listed>
        <p><a href=OfficeRoute::Import.path()>"データの取り込み(CSV)"</a></p>
    }
}

#[component]
fn Filter(filter: MemberFilter) -> impl IntoView {
    let all = OfficeRoute::Members(MemberFilter::default()).path();
    view! {
        <FilterForm action=all.clone() clear=Some(all) label="会員番号・氏名・ふりがな・メールアドレス" words=filter.words>
            <Choice
                name="profession"
                label="職種"
                options=Profession::ALL.iter().map(|one| (one.key(), one.label()))
                chosen=filter.profession.map_or("", Profession::key).to_owned()
            />
            <Choice
                name="membership"
                label="在籍"
                options=Membership::ALL.iter().map(|one| (one.key(), one.label()))
                chosen=filter.membership.map_or("", Membership::key).to_owned()
            />
        </FilterForm>
    }
}

#[component]
fn Members(rows: Vec<MemberRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row/> }.into_any()).collect_view();
    view! {
        <div class="card table-card">
            <table class="cards">
                <thead>
                    <tr>
                        <th>"会員番号"</th>
                        <th>"氏名"</th>
                        <th>"ふりがな"</th>
                        <th>"職種"</th>
                        <th>"所属"</th>
                        <th>"メールアドレス"</th>
                        <th>"在籍"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: MemberRow) -> impl IntoView {
    view! {
        <tr>
            <td data-label="会員番号">{row.member_no}</td>
            <td data-label="氏名"><a href=Route::OfficeMember(row.id).path()>{row.name}</a></td>
            <td data-label="ふりがな">{row.kana}</td>
            <td data-label="職種">{row.profession}</td>
            <td data-label="所属">{row.affiliation}</td>
            <td data-label="メールアドレス">{row.email}</td>
            <td data-label="在籍"><MembershipBadge membership=row.membership/></td>
        </tr>
    }
}

/// 在籍 or 退会.
#[component]
pub fn MembershipBadge(membership: Membership) -> impl IntoView {
    let tone = match membership {
        Membership::Present => Tone::Done,
        Membership::Left => Tone::None,
    };
    view! { <Badge tone text=membership.label()/> }
}
