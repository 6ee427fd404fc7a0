//! What a facility has asked for, with what became of it.

use domain::{
    calendar,
    facilities::{ChangeName, ChangeView, label},
    fields::Fields,
    registry::FacilityKind,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api;
use crate::{
    shell::owned,
    ui::{Badge, Tone},
};

/// The colour of a state.
pub(super) fn tone(state: ChangeName) -> Tone {
    match state {
        ChangeName::Waiting => Tone::Wait,
        ChangeName::Approved => Tone::Ready,
        ChangeName::Effective => Tone::Done,
        ChangeName::Refused => Tone::Back,
        ChangeName::Withdrawn => Tone::None,
    }
}

/// `みどり野病院 / みどりのびょういん`
pub(super) fn in_words(change: &ChangeView, of: &Fields) -> String {
    let inputs = change.about.inputs().iter();
    inputs.map(|input| of.get(input)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ")
}

/// All of them, the newest first; what waits can be taken back.
#[component]
pub(super) fn Changes(changes: Vec<ChangeView>, page: FacilityKind) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let items = changes.into_iter().map(|change| view! { <Item change page/> }).collect_view();
        view! {
            <section class="card">
                <h2>"申請の状況"</h2>
                <ul class="plain-list">{items}</ul>
            </section>
        }
    })
}

#[component]
fn Item(change: ChangeView, page: FacilityKind) -> impl IntoView {
    let state = change.state.name();
    let described = format!("change-{}", change.id);
    let proposed = in_words(&change, &change.proposed);
    let words = change.state.words().map(|words| {
        view! { <p class="note note-bad typed">"差し戻しの理由: " {words.to_owned()}</p> }
    });
    let withdraw = (state == ChangeName::Waiting).then(|| {
        view! {
            <form method="post" action=owned(api::Withdraw::url())>
                <input type="hidden" name="kind" value=page.key()/>
                <input type="hidden" name="about" value=change.about.key()/>
                <input type="hidden" name="change" value=change.id.to_string()/>
                <button class="link" aria-describedby=described.clone()>"取り下げ"</button>
            </form>
        }
    });
    view! {
        <li>
            <p id=described.clone()>
                <strong>{change.about.label()}</strong> " "
                <Badge tone=tone(state) text=state.label()/>
            </p>
            <p class="typed">{proposed}</p>
            <p class="muted">{format!(
                "申請 {} ・ {} {}",
                calendar::stamp(change.asked_at),
                label("effective_on"),
                calendar::slashed(change.effective_on)
            )}</p>
            {words}
            {withdraw}
        </li>
    }
}
