//! What the browser kept of pages that are gone: back into the inputs, or, where something else stands by now, to the server,
//! which sets it aside and shows both.

use std::rc::Rc;

use leptos::prelude::*;

use super::{
    Event, Failure, Inputs,
    entry::{Entry, Found, Page},
    form,
    local_copy::Left,
    session::Session,
};

/// Looks for it; the server is asked for nothing before the inputs have it.
pub async fn begin(session: Rc<Session>, version: i64, served: Inputs) {
    let left = session.copy.open().await;
    let page = Page { version, served: served.clone(), now: form::read(&session.form) };
    let (mut stored, mut others) = (Vec::new(), Vec::new());
    for (left, entry, found) in page.reconcile_all(left, |back| form::holds(&session.form, back)) {
        match found {
            Found::Stored => stored.push(left),
            Found::Covered => session.copy.take(left),
            Found::Restore(back) => {
                session.copy.take(left);
                form::write(&session.form, &back);
                say(&session, &format!("この端末に残っていた入力({})を元に戻しました。", stamp(entry.at)));
            }
            Found::Aside => others.push((left, entry)),
        }
    }
    session.on(Event::Ready);
    for left in stored {
        session.copy.remove(left).await;
    }
    hand_over(&session, others, version, &served).await;
}

/// Gives them to the server, the oldest first. What it does not take stays, until the page is opened the next time.
async fn hand_over(session: &Rc<Session>, mut others: Vec<(Left, Entry)>, version: i64, served: &Inputs) {
    let mut taken = false;
    while let Some((left, entry)) = others.pop() {
        let at = stamp(entry.at);
        let inputs = served.clone().with(&entry.changed);
        // Never as the newest draft, whatever its version says.
        match session.send(entry.version.min(version - 1), &inputs).await {
            Ok(_) => {
                taken |= session.copy.remove(left).await;
                say(
                    session,
                    &format!("この端末に残っていた入力({at})を、現在の下書きとは別に保管しました。"),
                );
            }
            Err(Failure::Refused(why)) => {
                say(session, &format!("この端末に、まだ送信できていない入力({at})があります。{why}"));
            }
            Err(_) => {
                say(session, &format!("この端末に、まだ送信できていない入力({at})があります。"));
                break;
            }
        }
    }
    if !taken {
        return;
    }
    if others.is_empty() && form::read(&session.form) == *served {
        let _ = window().location().assign(&session.place.here);
    } else {
        session.shown.look.set(true);
    }
}

fn say(session: &Session, words: &str) {
    session.shown.note.update(|note| note.push_str(words));
}

/// `2026/11/30 23:40` by the clock of Japan, as everywhere.
pub fn stamp(at: f64) -> String {
    const JAPAN: f64 = 9.0 * 3_600_000.0;
    let iso = String::from(js_sys::Date::new(&(at + JAPAN).into()).to_iso_string());
    iso.get(..16).unwrap_or_default().replace('-', "/").replace('T', " ")
}
