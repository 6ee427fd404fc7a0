//! What the browser kept the last time, when the editor is opened again (C11): back into the inputs, or offered.

use domain::{
    accounts::MeKind,
    calendar,
    cases::{CaseSet, Slot},
    ids::MemberId,
};
use jiff::Timestamp;
use leptos::{ev, html, prelude::*, task::spawn_local};

use super::{api, asides::SideBySide, autosave::Keeper, facility::choose, filling::Filling};
use crate::{
    accounts::MeResource,
    keep::{Event, Journal, Kept, Text, inputs, on_leaving, weigh},
};

/// A slot's journal.
fn journal_of(member: MemberId, set: CaseSet, slot: Slot) -> Journal {
    Journal::of(&format!("{member}:{}:{}", set.key(), slot.number()))
}

/// The server's draft as it came with the page.
pub struct Draft {
    pub text: Text,
    pub version: i64,
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
    draft: Draft,
) {
    let me = use_context::<MeResource>();
    let (set, slot) = (filling.form.with_value(|form| form.set), filling.slot);
    let draft = StoredValue::new(draft);
    Effect::new(move || {
        let (Some(form), Some(me)) = (form_ref.get(), me) else { return };
        let typed = move |form: &web_sys::HtmlFormElement| {
            let now = inputs::read(form);
            filling.text.set(now.clone());
            keeper.on(Event::Typed(now));
        };
        spawn_local(async move {
            let member = match me.0.await {
                Ok(Some(me)) => match me.kind {
                    MeKind::Physician(id) | MeKind::Member(id) => Some(id),
                    MeKind::Facility | MeKind::Office => None,
                },
                _ => None,
            };
            if filling.text.is_disposed() {
                return;
            }
            if let Some(member) = member {
                let journal = journal_of(member, set, slot);
                come_back(&journal, filling, &form, returned, draft);
                keeper.open(journal);
            }
            typed(&form);
        });
    });
    let online = window_event_listener(ev::online, move |_| keeper.on(Event::Online));
    let hidden = window_event_listener(ev::pagehide, move |_| keeper.on(Event::Left));
    let focus = window_event_listener(ev::focus, move |_| keeper.on(Event::Online));
    let leaving = on_leaving(move |event| keeper.on(event));
    on_cleanup(move || {
        online.remove();
        hidden.remove();
        focus.remove();
        leaving.remove();
    });
}

/// Weighs what the browser kept: back into the inputs, or offered.
fn come_back(
    journal: &Journal,
    filling: Filling,
    form: &web_sys::HtmlFormElement,
    returned: RwSignal<Option<Returned>>,
    draft: StoredValue<Draft>,
) {
    let time = |at: i64| Timestamp::from_millisecond(at).unwrap_or_default();
    let waiting = journal.waiting();
    if let Some(entry) = journal.read() {
        match draft.with_value(|draft| weigh(&entry, &draft.text, draft.version)) {
            Kept::Nothing => journal.clear(),
            Kept::Restore(_) => {
                // On top of what was typed since the page was opened.
                put_back(filling, form, inputs::read(form).with(&entry.changed));
                returned.set(Some(Returned::Restored { at: time(entry.at) }));
            }
            Kept::Offer(_) => {
                waiting.write(&entry);
                journal.clear();
            }
        }
    }
    if let Some(entry) = waiting.read() {
        match draft.with_value(|draft| weigh(&entry, &draft.text, draft.version)) {
            Kept::Nothing => waiting.clear(),
            Kept::Restore(text) | Kept::Offer(text) => {
                returned.set(Some(Returned::Offered { text, at: time(entry.at) }));
            }
        }
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
    } else if let Ok(id) = facility.parse() {
        spawn_local(async move {
            if let Ok(Some(record)) = api::load_record(id).await
                && !filling.text.is_disposed()
            {
                choose(filling, &record);
            }
        });
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
    let me = use_context::<MeResource>();
    let set = filling.form.with_value(|form| form.set);
    let drop_waiting = move || {
        returned.set(None);
        spawn_local(async move {
            let Some(me) = me else { return };
            if let Ok(Some(me)) = me.0.await
                && let MeKind::Physician(id) | MeKind::Member(id) = me.kind
            {
                journal_of(id, set, filling.slot).waiting().clear();
            }
        });
    };
    let take = move |text: Text| {
        if let Some(form) = form_ref.get_untracked() {
            put_back(filling, &form, text.clone());
            keeper.on(Event::Typed(text));
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
