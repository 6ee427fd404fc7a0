//! Server-sent events: the queue and the menu's count renew themselves. Without JavaScript the next page load does it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventSource;

use crate::accounts::MeResource;

/// Runs `changed` in the browser whenever this member's requests change, until the page is left.
pub fn on_approvals(changed: impl Fn() + Send + Sync + 'static) {
    let me = use_context::<MeResource>();
    // Not `new_local`: the server drops it on whichever thread ends the page.
    let changed = StoredValue::new(changed);
    Effect::new(move |_| {
        let Ok(events) = EventSource::new("/events") else { return };
        let listener = Closure::<dyn Fn()>::new(move || {
            let _ = changed.try_with_value(|changed| changed());
            if let Some(me) = me {
                me.0.refetch();
            }
        });
        let _ = events.add_event_listener_with_callback("approvals", listener.as_ref().unchecked_ref());
        let open = StoredValue::new_local((events, listener));
        on_cleanup(move || open.with_value(|(events, _)| events.close()));
    });
}
