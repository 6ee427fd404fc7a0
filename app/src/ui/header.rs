//! The header with the menu; folded behind 「メニュー」 on a phone, by `<details>`, so that it needs no JavaScript.

use leptos::prelude::*;

use crate::{
    accounts::{MeResource, SignOutForm},
    route::Route,
};
use domain::{
    accounts::{Me, MeKind},
    cases::CaseSet,
};

/// Jumps over the menu.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip" href="#main">"本文へ移動"</a> }
}

/// Society, system, menu, who is signed in.
#[component]
pub fn Header() -> impl IntoView {
    let me = expect_context::<MeResource>();
    view! {
        <header class="site-header">
            <div class="site-header-inner">
                <a class="brand" href="/">
                    <small>"日本緩和医療学会"</small>
                    "認定システム"
                </a>
                <Transition>
                    {move || Suspend::new(async move {
                        me.0.await.ok().flatten().map(|me| view! { <Menu me/> })
                    })}
                </Transition>
            </div>
        </header>
    }
}

#[component]
fn Menu(me: Me) -> impl IntoView {
    let waiting = me.waiting;
    let physician = matches!(me.kind, MeKind::Physician(_));
    let items = physician.then(|| {
        view! {
            <li><a href=Route::Certification.path()>"マイページTOP"</a></li>
            <li><a href="/certification/instructor">"指導医"</a></li>
            <li><a href="/certification/specialist">"専門医"</a></li>
            <li><a href="/certification/certified">"認定医"</a></li>
            <li><a href=Route::Cases(CaseSet::Specialist).path()>"症例登録"</a></li>
            <li>
                <a href=Route::Approvals.path()>
                    "症例承認"
                    {(waiting > 0).then(|| view! { <b class="count" aria-hidden="true">{waiting}</b> })}
                </a>
            </li>
            <li><a href="/certification/credits">"単位確認"</a></li>
            <li><a href="https://www.jspm.ne.jp/" rel="external noopener">"学会Webサイト"</a></li>
        }
    });
    view! {
        <details class="menu">
            <summary>"メニュー"</summary>
            <nav aria-label="メニュー">
                <ul>{items}</ul>
            </nav>
        </details>
        <div class="who">
            <a href=Route::Member.path()>{me.name}</a>
            <SignOutForm/>
        </div>
    }
}
