//! The header with the menu; folded behind 「メニュー」 on a phone, by `<details>`, so that it needs no JavaScript.

use leptos::prelude::*;

use super::owned;
use crate::{request::society, route::Route};
use domain::{
    accounts::{Me, MeKind},
    cases::CaseSet,
    registry::FacilityKind,
};

/// Jumps over the menu.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip" href="#main">"本文へ移動"</a> }
}

/// Society, system, menu, who is signed in.
#[component]
pub fn HeaderOf(me: Option<Me>, path: String) -> impl IntoView {
    view! { <Bar>{me.map(|me| view! { <Menu me path/> })}</Bar> }
}

#[component]
fn Bar(children: Children) -> impl IntoView {
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/">
                    <small>{society()}</small>
                    "認定システム"
                </a>
                {children()}
            </div>
        </header>
    }
}

/// Is the page at `path` the section's first, or, where the `whole` section counts, any of it?
fn stands_in(path: &str, section: &str, whole: bool) -> bool {
    path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || (whole && rest.starts_with('/')))
}

/// The office's menu: the section, whether all of it counts as the place, and its name.
const OFFICE: [(&str, bool, &str); 8] = [
    ("/office", false, "事務局TOP"),
    ("/office/facility-applications", true, "施設認定申請"),
    ("/office/changes", true, "変更・返上"),
    ("/office/members", true, "会員"),
    ("/office/facilities", true, "施設"),
    ("/office/rounds", true, "申請期間"),
    ("/office/mail", true, "送信メール"),
    ("/office/audit", true, "監査ログ"),
];

/// A facility's menu by what it holds today.
const FACILITY: [(FacilityKind, &str); 3] = [
    (FacilityKind::Training, "/facility/training"),
    (FacilityKind::Core, "/facility/core"),
    (FacilityKind::Partner, "/facility/partner"),
];

#[component]
fn Menu(me: Me, path: String) -> impl IntoView {
    let waiting = me.waiting;
    let physician = matches!(me.kind, MeKind::Physician(_));
    let facility = me.kind == MeKind::Facility;
    let office = me.kind == MeKind::Office;
    let own = match me.kind {
        MeKind::Physician(_) | MeKind::Member(_) => Route::Member,
        MeKind::Facility => Route::Facility,
        MeKind::Office => Route::Office,
    };
    let current = |section: &str, whole: bool| stands_in(&path, section, whole).then_some("page");
    let items = physician.then(|| {
        view! {
            <li><a href=Route::Certification.path() aria-current=current("/certification", false)>"マイページTOP"</a></li>
            <li><a href="/certification/instructor" aria-current=current("/certification/instructor", true)>"指導医"</a></li>
            <li><a href="/certification/specialist" aria-current=current("/certification/specialist", true)>"専門医"</a></li>
            <li><a href="/certification/certified" aria-current=current("/certification/certified", true)>"認定医"</a></li>
            <li><a href=Route::Cases(CaseSet::Specialist).path() aria-current=current("/cases", true)>"症例登録"</a></li>
            <li>
                <a href=Route::Approvals.path() aria-current=current("/approvals", true)>
                    "症例承認"
                    {(waiting > 0).then(|| view! { <b class="count" aria-hidden="true">{waiting}</b> })}
                </a>
            </li>
            <li><a href="/certification/credits" aria-current=current("/certification/credits", true)>"単位確認"</a></li>
            <li><a href="https://www.jspm.ne.jp/" rel="noopener">"学会Webサイト"</a></li>
        }
    });
    let grouped = me.held.iter().any(|kind| matches!(kind, FacilityKind::Core | FacilityKind::Partner));
    let held = FACILITY
        .into_iter()
        .filter(|(kind, _)| me.held.contains(kind))
        .map(|(kind, section)| view! { <li><a href=section aria-current=current(section, true)>{kind.label()}</a></li> })
        .collect_view();
    let facility_items = facility.then(|| {
        view! {
            <li><a href=Route::Facility.path() aria-current=current("/facility", false)>"マイページTOP"</a></li>
            {held}
            {grouped.then(|| view! {
                <li><a href=Route::FacilityNetwork.path() aria-current=current("/facility/network", true)>"(基幹)研修施設群"</a></li>
            })}
            <li><a href="https://www.jspm.ne.jp/" rel="noopener">"学会Webサイト"</a></li>
        }
    });
    let office_items = office.then(|| {
        OFFICE
            .iter()
            .map(|&(section, whole, label)| view! { <li><a href=section aria-current=current(section, whole)>{label}</a></li> })
            .collect_view()
    });
    view! {
        <details class="menu">
            <summary>"メニュー"</summary>
            <nav aria-label="メニュー">
                <ul>{items} {facility_items} {office_items}</ul>
            </nav>
        </details>
        <div class="who">
            <a href=own.path()>{me.name}</a>
            <SignOutForm/>
        </div>
    }
}

/// ログアウト, as a form: signing out is a write.
#[component]
fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action=owned("/api/accounts/sign_out")>
            <button class="link">"ログアウト"</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::stands_in;

    #[test]
    fn the_menu_marks_the_section_of_the_page() {
        for (path, section, whole, expected) in [
            ("/cases/specialist/3", "/cases", true, true),
            ("/certification", "/certification", false, true),
            ("/certification/credits", "/certification", false, false),
            ("/certification/credits", "/certification/credits", true, true),
            ("/casesx", "/cases", true, false),
            ("/approvals", "/cases", true, false),
        ] {
            assert_eq!(stands_in(path, section, whole), expected, "{path} in {section}");
        }
    }
}
