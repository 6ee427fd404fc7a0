//! j, k, a, r on a desktop: next, previous, approve, reject. Not while something is being typed.

use domain::ids::RequestId;
use leptos::{ev, html::Dialog, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::route::Route;

/// Listens while the page is shown.
pub fn listen(
    next: Option<RequestId>,
    previous: Option<RequestId>,
    approve: NodeRef<Dialog>,
    reject: NodeRef<Dialog>,
) {
    let navigate = use_navigate();
    let handle = window_event_listener(ev::keydown, move |ev| {
        let typing = ev.target().and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
                || element.closest("dialog").is_ok_and(|found| found.is_some())
        });
        if typing || ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        let open = |dialog: NodeRef<Dialog>| {
            if let Some(dialog) = dialog.get_untracked() {
                ev.prevent_default();
                let _ = dialog.show_modal();
            }
        };
        match ev.key().as_str() {
            "j" => {
                navigate(&next.map_or(Route::Approvals, Route::Approval).path(), NavigateOptions::default());
            }
            "k" => navigate(
                &previous.map_or(Route::Approvals, Route::Approval).path(),
                NavigateOptions::default(),
            ),
            "a" => open(approve),
            "r" => open(reject),
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());
}
