//! Linkages as tables, for both sides and for the office.

use domain::{
    calendar,
    network::{Ender, LinkageView, Side, Standing},
};
use leptos::prelude::*;

use crate::ui::{Badge, Tone};

/// The state as a word with its colour.
#[component]
pub(super) fn State(standing: Standing) -> impl IntoView {
    let tone = match standing {
        Standing::Waiting => Tone::Wait,
        Standing::Linked { .. } => Tone::Done,
        Standing::Leaving { .. } => Tone::Back,
        Standing::Refused { .. } => Tone::Bad,
        Standing::Withdrawn | Standing::Dissolved { .. } | Standing::Lapsed { .. } => Tone::None,
    };
    view! { <Badge tone text=standing.label()/> }
}

/// What else is to be said of the state.
pub(super) fn remark(standing: &Standing) -> String {
    let from = |from: &jiff::civil::Date, by: &Ender, reason: &Option<String>| {
        let reason = reason.as_ref().map(|reason| format!(" 理由: {reason}")).unwrap_or_default();
        format!("{}から解除({}){reason}", calendar::slashed(*from), by.label())
    };
    match standing {
        Standing::Waiting | Standing::Withdrawn => String::new(),
        Standing::Linked { until } => format!("認定期間は{}まで", calendar::slashed(*until)),
        Standing::Leaving { from: day, by, reason } | Standing::Dissolved { from: day, by, reason } => {
            from(day, by, reason)
        }
        Standing::Refused { reason } => format!("理由: {reason}"),
        Standing::Lapsed { whose, last } => {
            let last = last.map(|last| format!("({}まで)", calendar::slashed(last))).unwrap_or_default();
            format!("{}の認定の終了による{last}", whose.kind().label())
        }
    }
}

/// 「みどり野中央病院(長野県 K0012)」 as two lines of a cell.
#[component]
pub(super) fn Party(link: LinkageView, side: Side) -> impl IntoView {
    let party = link.party(side).clone();
    let number = party.certificate_no.map(|number| format!(" {number}"));
    view! {
        <span class="party">{party.name}" "<small class="muted">{party.prefecture}{number}</small></span>
    }
}

/// A table of linkages, which shows the facilities of these sides. `dissolve`: the way to the question, where there is one.
#[component]
pub(super) fn Links(
    links: Vec<LinkageView>,
    sides: Vec<Side>,
    #[prop(into)] label: String,
    dissolve: Option<fn(&LinkageView) -> String>,
) -> impl IntoView {
    let heads: Vec<_> = sides.iter().map(|side| side.kind().label()).collect();
    let rows = links
        .into_iter()
        .map(|link| {
            let id = format!("link-{}", link.id);
            let cells = sides
                .iter()
                .enumerate()
                .map(|(n, side)| {
                    let id = (n == 0).then(|| id.clone());
                    view! { <td data-label=side.kind().label() id=id><Party link=link.clone() side=*side/></td> }
                })
                .collect_view();
            let end = dissolve
                .filter(|_| matches!(link.standing, Standing::Linked { .. }))
                .map(|to| view! { <a href=to(&link) aria-describedby=id.clone()>"解除"</a> });
            view! {
                <tr>
                    {cells}
                    <td data-label="連携開始日">{calendar::slashed(link.starts)}</td>
                    <td data-label="状態"><State standing=link.standing.clone()/></td>
                    <td data-label="備考" class="remark">{remark(&link.standing)}</td>
                    {dissolve.map(|_| view! { <td data-label="操作">{end}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="card table-card">
            <table class="cards links" aria-label=label>
                <thead>
                    <tr>
                        {heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}
                        <th scope="col">"連携開始日"</th>
                        <th scope="col">"状態"</th>
                        <th scope="col">"備考"</th>
                        {dissolve.map(|_| view! { <th scope="col">"操作"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
