//! Whether one may apply today, and when next (F2), as every door says it.

use domain::{
    accounts::Applying,
    applications::{Round, Standing},
    calendar,
};
use leptos::prelude::*;

use crate::route::Route;

/// The hours of the current rounds. A page that says them is there without them, too.
#[component]
pub fn Hours(
    /// What holds for each 種別 today; nothing where it could not be loaded.
    standings: Option<Vec<(Applying, Standing)>>,
) -> impl IntoView {
    match standings {
        Some(standings) => {
            let lines = standings.into_iter().map(|(applying, standing)| view! { <Line applying standing/> });
            view! { <dl class="facts">{lines.collect_view()}</dl> }.into_any()
        }
        None => {
            view! { <p>"現在、申請期間を表示できません。しばらくしてから開き直してください。"</p> }.into_any()
        }
    }
}

/// One 種別; the way in is there while its round is open (F2).
#[component]
fn Line(applying: Applying, standing: Standing) -> impl IntoView {
    let door = standing.open().map(|_| {
        view! { " " <a href=Route::FacilityApply.path()>{applying.label()}</a> }
    });
    view! {
        <dt>{applying.kind().label()}</dt>
        <dd>{standing.sentence()} {door}</dd>
    }
}

/// For members, whose hospital may want to apply: the rounds that are open, and until when; nothing outside a round.
#[component]
pub fn OpenRounds(rounds: Vec<Round>) -> impl IntoView {
    (!rounds.is_empty()).then(|| {
        let lines = rounds.into_iter().map(|round| {
            let (kind, last) = (round.applying.kind().label(), calendar::long(round.window.end()));
            view! { <li>{format!("{kind}: {last} 23:59まで")}</li> }
        });
        view! {
            <section class="note" aria-labelledby="rounds-title">
                <h2 id="rounds-title">"施設認定の申請期間中です"</h2>
                <ul>{lines.collect_view()}</ul>
                <p>"申請は、施設のアカウントで行います。 "<a href=Route::FacilityApply.path()>"ログイン選択画面"</a></p>
            </section>
        }
    })
}
