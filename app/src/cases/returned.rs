//! What the browser kept the last time, when the editor is opened again (C11): back into the inputs, or offered.

use domain::{
    calendar,
    cases::{CaseSet, Slot},
    ids::{CertificationId, MemberId},
};
use jiff::Timestamp;
use leptos::{html, prelude::*, task::spawn_local};

use super::{
    asides::SideBySide,
    facility::{choose, look_up},
    filling::Filling,
};
use crate::{
    accounts::MeResource,
    keep::{Event, Found, Journal, Keeper, Text, inputs},
};

/// A slot's journal.
fn journal_of(member: MemberId, set: CaseSet, slot: Slot) -> Journal {
    Journal::of(&format!("{member}:{}:{}", set.key(), slot.number()))
}

/// What the browser kept and the person decides about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// It is back in the inputs already.
    Restored { at: Timestamp },
    /// It was typed on another draft.
    Offered { text: Text, at: Timestamp },
}

/// After the page has come alive: what was typed before that, and what the browser kept the last time.
pub fn keep_in_browser(
    filling: Filling,
    keeper: Keeper,
    form_ref: NodeRef<html::Form>,
    returned: RwSignal<Option<Returned>>,
) {
    let me = use_context::<MeResource>();
    let (set, slot) = (filling.form.with_value(|form| form.set), filling.slot);
    Effect::new(move || {
        let (Some(form), Some(me)) = (form_ref.get(), me) else { return };
        let typed = move |form: &web_sys::HtmlFormElement| {
            let now = inputs::read(form);
            filling.text.set(now.clone());
            keeper.say(Event::Typed(now));
        };
        spawn_local(async move {
            let member = me.member().await;
            if filling.text.is_disposed() {
                return;
            }
            if let Some(found) = member.and_then(|member| keeper.open(journal_of(member, set, slot))) {
                come_back(found, filling, &form, returned);
            }
            typed(&form);
        });
    });
    keeper.listen();
}

/// What the browser kept: back into the inputs, or offered.
fn come_back(
    found: Found,
    filling: Filling,
    form: &web_sys::HtmlFormElement,
    returned: RwSignal<Option<Returned>>,
) {
    let time = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default();
    if let Some(entry) = found.restored {
        // On top of what was typed since the page was opened.
        put_back(filling, form, inputs::read(form).with(&entry.changed));
        returned.set(Some(Returned::Restored { at: time(entry.at) }));
    }
    if let Some((entry, text)) = found.other {
        returned.set(Some(Returned::Offered { text, at: time(entry.at) }));
    }
}

/// Writes a text into the inputs; a chosen record that is not known here is looked up.
fn put_back(filling: Filling, form: &web_sys::HtmlFormElement, text: Text) {
    let facility = text.get("facility").to_owned();
    inputs::write(form, &text);
    filling.text.set(text);
    let known = filling.known.with_untracked(|k| k.iter().find(|r| r.id.to_string() == facility).cloned());
    if let Some(record) = known {
        choose(filling, &record);
    } else if facility.parse::<CertificationId>().is_ok() {
        look_up(filling, facility, choose);
    }
}

/// What the browser kept, with its time.
#[component]
pub fn ReturnedPanel(
    returned: RwSignal<Option<Returned>>,
    filling: Filling,
    keeper: Keeper,
    form_ref: NodeRef<html::Form>,
) -> impl IntoView {
    let drop_waiting = move || {
        returned.set(None);
        keeper.forget_waiting();
    };
    let take = move |text: Text| {
        if let Some(form) = form_ref.get_untracked() {
            put_back(filling, &form, text.clone());
            keeper.say(Event::Typed(text));
            drop_waiting();
        }
    };
    move || {
        returned.get().map(|kept| match kept {
            Returned::Restored { at } => view! {
                <p class="note" role="status">
                    {format!("この端末に残っていた入力({})を元に戻しました。", calendar::clock(at))}
                </p>
            }
            .into_any(),
            Returned::Offered { text, at } => {
                let other = text.clone();
                view! {
                    <section class="note note-wait" aria-labelledby="returned-title">
                        <h2 id="returned-title">
                            {format!("この端末に保存されていない入力があります({})", calendar::clock(at))}
                        </h2>
                        <SideBySide
                            form=filling.form.get_value()
                            present=filling.text.get_untracked()
                            other
                            other_name="この端末の入力"
                            known=filling.known.get_untracked()
                        />
                        <div class="question-actions">
                            <button type="button" class="button quiet" on:click=move |_| drop_waiting()>
                                "破棄する"
                            </button>
                            <button type="button" class="button" on:click=move |_| take(text.clone())>
                                "入力を戻す"
                            </button>
                        </div>
                    </section>
                }
                .into_any()
            }
        })
    }
}
