//! Search as you type: what the button of the form finds without a program, found while somebody types.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use web_sys::{Element, HtmlInputElement};

use crate::autosave::{
    Failure, call,
    form::{self, by_id},
    session::listen,
};

/// From the last key to the search.
const PAUSE: Duration = Duration::from_millis(250);

/// What was found, in words; the choices are the server's and go into the element `into`.
#[island]
pub fn LiveSearch(
    /// Id of the search box; the form around it goes along.
    input: String,
    /// The server function that searches.
    url: String,
    /// Id of the element that holds the choices.
    into: String,
    /// What is said of what the page came with.
    said: String,
) -> impl IntoView {
    let said = RwSignal::new(said);
    Effect::new(move |_| {
        let Some(input) = by_id::<HtmlInputElement>(&input) else { return };
        let latest = StoredValue::new(0u32);
        let (url, into, from) = (url.clone(), into.clone(), input.clone());
        let search = move |()| {
            latest.update_value(|n| *n = n.wrapping_add(1));
            let mine = latest.get_value();
            let (url, into, from) = (url.clone(), into.clone(), from.clone());
            spawn_local(async move {
                let Some(form) = from.form() else { return };
                let (context, inputs, words) = (form::context(&form), form::read(&form), from.value());
                let pairs = context.iter().map(|(name, text)| (name.as_str(), text.as_str()));
                let body = call::encoded(pairs.chain(inputs.iter()).chain([("words", words.as_str())]));
                let answer = call::post(&url, &body).await;
                // A later search may have been faster.
                if latest.get_value() != mine {
                    return;
                }
                match answer {
                    Ok(answer) => {
                        said.set(answer.words);
                        if let Some(choices) = by_id::<Element>(&into) {
                            choices.set_inner_html(&answer.html);
                        }
                    }
                    Err(Failure::Refused(why)) => said.set(why),
                    Err(Failure::SignedOut) => {
                        said.set("ログインの有効期限が切れました。もう一度ログインしてください。".into());
                    }
                    Err(Failure::AnotherAccount) => {
                        said.set("このブラウザで別の方がログインしました。元のアカウントでもう一度ログインしてください。".into());
                    }
                    Err(Failure::Unreachable) => {
                        said.set("通信が切れています。接続を確認して、もう一度お試しください。".into());
                    }
                }
            });
        };
        let mut search_soon = debounce(PAUSE, search);
        listen(&input, "input", move |_| search_soon(()));
    });
    view! { <p class="hint" id="found" aria-live="polite">{move || said.get()}</p> }
}
