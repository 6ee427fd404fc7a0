use super::*;

fn text(history: &str) -> Inputs {
    [("fields[history]", history)].into_iter().collect()
}

fn at(version: i64) -> String {
    format!("下書き保存済み {version}")
}

fn stored(version: i64) -> Event {
    Event::Answer(Ok(Saved::Stored { version, words: at(version) }))
}

fn send(version: i64, history: &str) -> Command {
    Command::Send { version, inputs: text(history) }
}

fn keep(version: i64, history: &str) -> Command {
    Command::Keep { version, changed: [("fields[history]".into(), history.into())].into() }
}

fn failed(failure: Failure) -> Event {
    Event::Answer(Err(failure))
}

/// A page whose browser has not said yet what it kept of earlier ones.
fn loading() -> Autosave {
    Autosave::new(3, text("発症"), Some(at(3)))
}

fn opened() -> Autosave {
    let mut form = loading();
    assert_eq!(form.on(Event::Ready), []);
    form
}

/// A page on which `a` was typed, and the server answered so.
fn answered(answer: Result<Saved, Failure>) -> Autosave {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    form.on(Event::Answer(answer));
    form
}

#[test]
fn c11_every_key_is_kept_at_once_and_on_the_server_after_one_pause() {
    let mut form = opened();
    assert_eq!(form.on(Event::Typed(text("発症は"))), [keep(3, "発症は"), Command::Wait(PAUSE)]);
    assert_eq!(form.status(), &Status::Saving);
    assert_eq!(form.on(Event::Typed(text("発症は春"))), [keep(3, "発症は春")], "the timer runs already");
    assert_eq!(form.on(Event::Pause), [send(3, "発症は春")]);
    assert_eq!(form.on(stored(4)), [Command::Forget]);
    assert_eq!(form.status(), &Status::Stored(at(4)));
}

#[test]
fn c11_the_pause_leaves_time_within_two_seconds() {
    const { assert!(PAUSE <= 1_500) };
}

#[test]
fn c11_one_request_at_a_time_and_the_next_names_the_version_of_the_answer() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    assert_eq!(form.on(Event::Left), [send(3, "a")]);
    assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab")]);
    assert_eq!(form.on(Event::Left), []);
    assert_eq!(form.on(Event::Pause), [], "the first timer runs out while the request is under way");
    assert_eq!(form.on(stored(4)), [keep(4, "ab"), Command::Wait(PAUSE)]);
    assert_eq!(form.on(Event::Pause), [send(4, "ab")]);
    assert_eq!(form.on(stored(5)), [Command::Forget]);
}

#[test]
fn c11_without_connection_it_tries_again_with_growing_pauses_and_the_browser_keeps_the_text() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    for pause in RETRIES.into_iter().chain([30_000]) {
        assert_eq!(form.on(Event::Pause), [send(3, "a")]);
        assert_eq!(form.on(Event::Answer(Err(Failure::Unreachable))), [Command::Wait(pause)]);
        assert_eq!(form.status(), &Status::Offline);
    }
    assert_eq!(form.on(Event::Online), [send(3, "a")], "the browser's word is enough to try at once");
    assert_eq!(form.on(stored(4)), [Command::Forget]);
    assert_eq!(form.status(), &Status::Stored(at(4)));
}

#[test]
fn c11_a_save_without_an_answer_does_not_meet_itself_as_a_newer_draft() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    form.on(Event::Answer(Err(Failure::Unreachable)));
    form.on(Event::Typed(text("ab")));
    assert_eq!(form.on(Event::Press), [send(3, "a")], "first what may be there already");
    assert_eq!(form.on(stored(4)), [keep(4, "ab"), send(4, "ab")]);
    assert_eq!(form.on(stored(5)), [Command::Forget, Command::Post { version: 5 }]);
}

#[test]
fn c11_an_expired_session_keeps_the_text_and_the_next_key_tries_again() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    assert_eq!(form.on(Event::Answer(Err(Failure::SignedOut))), []);
    assert_eq!(form.status(), &Status::SignedOut);
    assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab"), Command::Wait(PAUSE)]);
    assert_eq!(form.status(), &Status::SignedOut, "it is not said to be saving before it is");
    assert_eq!(form.on(Event::Pause), [send(3, "ab")]);
}

#[test]
fn c11_a_conflict_stops_saving_and_later_keys_stay_in_the_browser() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    assert_eq!(form.on(Event::Answer(Ok(Saved::SetAside))), [Command::Forget]);
    assert_eq!(form.status(), &Status::Conflict);
    assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab")]);
    assert_eq!(form.on(Event::Left), []);
}

#[test]
fn c9_a_refusal_stops_saving_and_says_why() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    assert_eq!(form.on(Event::Answer(Err(Failure::Refused("承認依頼中です。".into())))), []);
    assert_eq!(form.status(), &Status::Stopped("承認依頼中です。".into()));
    assert_eq!(form.on(Event::Online), []);
    assert_eq!(
        form.on(Event::Press),
        [Command::Post { version: 3 }],
        "every word comes back with the reason"
    );
}

#[test]
fn c3_a_button_waits_until_the_newest_text_is_stored() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Left);
    form.on(Event::Typed(text("ab")));
    assert_eq!(form.on(Event::Press), []);
    assert_eq!(form.on(stored(4)), [keep(4, "ab"), send(4, "ab")]);
    assert_eq!(form.on(stored(5)), [Command::Forget, Command::Post { version: 5 }]);
    assert_eq!(form.on(Event::Typed(text("abc"))), [keep(5, "abc")], "the timer runs already");
    assert_eq!(form.on(Event::Pause), [], "the form is on its way");
    assert_eq!(form.on(Event::GiveUp), []);
    assert_eq!(form.on(Event::Left), [send(5, "abc")]);
}

#[test]
fn c3_a_button_asks_the_server_first_also_when_everything_is_stored() {
    let mut form = opened();
    assert_eq!(form.on(Event::Press), [send(3, "発症")]);
    let todo = form.on(Event::Answer(Err(Failure::Unreachable)));
    assert_eq!(
        todo,
        [Command::Wait(RETRIES[0]), Command::NotDone],
        "no page is left for one that does not come"
    );
    form.on(Event::Press);
    form.on(Event::GiveUp);
    assert_eq!(form.on(stored(4)), [Command::Forget]);
}

#[test]
fn c11_what_is_stored_while_the_page_is_left_stays_in_the_browser_for_the_next_one() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    form.on(Event::Pause);
    assert_eq!(form.on(Event::Leaving), []);
    assert_eq!(form.on(stored(4)), [], "the next page may have been made before");
    assert_eq!(form.status(), &Status::Stored(at(4)));
    assert_eq!(form.on(Event::Stayed), [Command::Forget], "it was a file that was fetched");

    form.on(Event::Typed(text("ab")));
    form.on(Event::Leaving);
    assert_eq!(form.on(Event::Typed(text("a"))), [Command::Forget], "what is taken back does not return");
}

#[test]
fn c11_typed_and_taken_back_is_no_save() {
    let mut form = opened();
    form.on(Event::Typed(text("a")));
    assert_eq!(form.on(Event::Typed(text("発症"))), [Command::Forget]);
    assert_eq!(form.on(Event::Pause), []);
    assert_eq!(form.status(), &Status::Stored(at(3)));
}

#[test]
fn c18_nothing_is_sent_before_the_browser_has_said_what_it_kept() {
    for event in [Event::Pause, Event::Left, Event::Online, Event::Press] {
        let mut form = loading();
        assert_eq!(
            form.on(Event::Typed(text("a"))),
            [keep(3, "a"), Command::Wait(PAUSE)],
            "kept at once all the same"
        );
        assert_eq!(form.on(event.clone()), [], "{event:?}");
        // What comes back from the browser is typed text like any other.
        assert_eq!(form.on(Event::Typed(text("ab")))[0], keep(3, "ab"));
        assert_eq!(form.on(Event::Ready), [send(3, "ab")], "{event:?}");
    }
    let mut untouched = loading();
    untouched.on(Event::Left);
    assert_eq!(untouched.on(Event::Ready), []);
}

#[test]
fn c18_a_page_that_is_gone_waits_for_nothing_and_sends_all_of_its_text() {
    let mut form = loading();
    form.on(Event::Typed(text("a")));
    assert_eq!(form.on(Event::Gone), [send(3, "a")]);

    let mut form = answered(Err(Failure::Unreachable));
    form.on(Event::Typed(text("ab")));
    assert_eq!(form.on(Event::Gone), [send(3, "ab")], "half of it would meet the next page as a newer draft");
    assert_eq!(opened().on(Event::Gone), []);
}

#[test]
fn c18_text_is_on_the_device_when_the_browser_says_so_and_not_before() {
    let mut form = opened();
    assert_eq!(form.device(), Device::Unneeded);
    form.on(Event::Typed(text("a")));
    assert_eq!(form.device(), Device::Writing);
    form.on(Event::Kept);
    assert_eq!(form.device(), Device::Kept);
    form.on(Event::Typed(text("ab")));
    assert_eq!(form.device(), Device::Writing, "the newest key is not");
    form.on(Event::Kept);
    form.on(Event::Typed(text("発症")));
    assert_eq!(form.device(), Device::Unneeded, "typed and taken back");
}

#[test]
fn c18_a_browser_that_could_not_keep_is_not_believed_before_it_has() {
    let mut form = opened();
    assert_eq!(form.on(Event::NotKept), [], "there is nothing to keep yet, and nothing to say");
    assert_eq!(form.device(), Device::Unneeded);
    form.on(Event::Typed(text("a")));
    assert_eq!(form.device(), Device::Unable);
    form.on(Event::Typed(text("ab")));
    assert_eq!(form.device(), Device::Unable, "it is tried with every key");
    form.on(Event::Kept);
    assert_eq!(form.device(), Device::Kept, "there is room again");
}

#[test]
fn c18_leaving_asks_for_what_neither_server_nor_device_has() {
    // What the browser says, what the server says, and whether text may be lost.
    let cases = [
        (None, None, true),
        (Some(Event::Kept), None, false),
        (Some(Event::NotKept), None, true),
        (None, Some(stored(4)), false),
        (Some(Event::NotKept), Some(stored(4)), false),
        (Some(Event::NotKept), Some(Event::Answer(Ok(Saved::SetAside))), false),
        (Some(Event::Kept), Some(failed(Failure::Unreachable)), false),
        (Some(Event::NotKept), Some(failed(Failure::Unreachable)), true),
        (None, Some(failed(Failure::SignedOut)), true),
        (Some(Event::NotKept), Some(failed(Failure::SignedOut)), true),
        (Some(Event::NotKept), Some(failed(Failure::AnotherAccount)), true),
        (Some(Event::NotKept), Some(failed(Failure::Refused("編集できません。".into()))), true),
    ];
    for (browser, server, asks) in cases {
        let mut form = opened();
        form.on(Event::Typed(text("a")));
        form.on(Event::Pause);
        for event in browser.iter().chain(&server) {
            form.on(event.clone());
        }
        assert_eq!(form.device().is_at_risk(), asks, "{browser:?} {server:?}");
        assert_eq!(
            form.status().words(form.device()).contains("この画面を閉じないでください"),
            asks && browser.is_some()
        );
    }
}

#[test]
fn c18_a_form_that_goes_takes_the_text_along_and_nothing_is_asked() {
    let mut form = answered(Err(Failure::SignedOut));
    form.on(Event::NotKept);
    form.on(Event::Press);
    assert!(form.device().is_at_risk());
    assert_eq!(form.on(failed(Failure::SignedOut)), [Command::Post { version: 3 }]);
    assert!(!form.device().is_at_risk());
    form.on(Event::GiveUp);
    assert!(form.device().is_at_risk(), "no page came");
}

#[test]
fn c18_what_is_typed_after_a_conflict_is_the_devices_alone() {
    let mut form = answered(Ok(Saved::SetAside));
    form.on(Event::Kept);
    assert_eq!(form.device(), Device::Unneeded, "the server has set it aside");
    form.on(Event::Typed(text("ab")));
    form.on(Event::NotKept);
    assert!(form.device().is_at_risk());
}

#[test]
fn c19_somebody_else_has_signed_in_the_text_stays_and_the_next_key_tries_again() {
    let mut form = answered(Err(Failure::AnotherAccount));
    form.on(Event::Kept);
    assert_eq!((form.status(), form.device()), (&Status::AnotherAccount, Device::Kept));
    assert!(!form.stopped());
    assert_eq!(form.on(Event::Typed(text("ab"))), [keep(3, "ab"), Command::Wait(PAUSE)]);
    assert_eq!(form.status(), &Status::AnotherAccount, "it is not said to be saving before it is");
    assert_eq!(form.on(Event::Pause), [send(3, "ab")]);
    form.on(failed(Failure::AnotherAccount));
    assert_eq!(form.on(Event::Online), [send(3, "ab")], "on coming back to the page, too");
    assert_eq!(form.on(stored(4)), [Command::Forget], "the author has signed in again");
    assert_eq!(form.status(), &Status::Stored(at(4)));
}

#[test]
fn c19_a_button_posts_the_form_and_the_page_that_comes_holds_every_word() {
    let mut form = answered(Err(Failure::AnotherAccount));
    assert_eq!(form.on(Event::Press), [send(3, "a")], "the author may have signed in again");
    assert_eq!(form.on(failed(Failure::AnotherAccount)), [Command::Post { version: 3 }]);
}
