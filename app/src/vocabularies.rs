//! The words of the forms. Tabs that are open while a new program comes post them as they are: none may ever be spelled
//! differently.

use crate::{autosave, cases, facilities, route::Door};

#[test]
fn words_that_forms_send_stay_what_they_are() {
    assert_eq!(Door::ALL.map(Door::key), ["member", "facility", "core", "partner", "office"]);
    assert_eq!(autosave::Intent::ALL.map(autosave::Intent::key), ["save", "register", "search", "enter"]);
    assert_eq!(cases::api::RequestIntent::ALL.map(cases::api::RequestIntent::key), ["search", "send"]);
    assert_eq!(facilities::api::Intent::ALL.map(facilities::api::Intent::key), ["check", "edit", "ask"]);
    assert_eq!(facilities::api::Decision::ALL.map(facilities::api::Decision::key), ["approve", "refuse"]);
}
