//! The server functions that show something, asked as a program would.

use domain::{actor::Audience, refused::CaseAction};

use super::{
    Ask, Call, Sent,
    pages::{judged, own},
    to,
    world::{SLOTS, Who, World, typed},
};

/// All of them.
pub fn calls<'w>(world: &'w World<'_>) -> Vec<Call<'w>> {
    let mut calls = Vec::new();
    calls.push(function("/api/accounts/me", &[], to(Audience::Everybody)));
    cases(&mut calls, world);
    approvals(&mut calls, world);
    calls
}

fn function<'w>(
    path: &'static str,
    fields: &[(&str, &str)],
    opens: impl Fn(&Who<'_>) -> bool + 'w,
) -> Call<'w> {
    Call::new(path, Ask::Function(path, Sent::form(fields)), opens)
}

fn json<'w>(path: &'static str, body: impl Into<String>, opens: impl Fn(&Who<'_>) -> bool + 'w) -> Call<'w> {
    Call::new(path, Ask::Function(path, Sent::Json(body.into())), opens)
}

fn cases<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    use Audience::Physicians;
    calls
        .push(function("/api/cases/list", &[("set", "specialist")], to(Physicians)).shows_to("100001", "m1"));
    for slot in SLOTS {
        let number = slot.to_string();
        let case = [("set", "specialist"), ("number", number.as_str())];
        let editor = function("/api/cases/editor", &case, to(Physicians));
        calls.push(editor.shows_to("100001", &typed(slot)).shows_to("100001", &format!("m{slot}")));
    }
    let slots = |slots: &str| format!(r#"{{"set":"specialist","slots":{slots},"words":"2000"}}"#);
    calls.extend([
        function("/api/cases/records", &[("words", "みどり")], to(Physicians)),
        function("/api/cases/records", &[("words", &world.ids.record)], to(Physicians)),
        // Slots that are not theirs: whoever asks is told that there is nothing to ask for.
        json("/api/cases/request_page", slots("[4]"), own(world, 4, CaseAction::Request)).shows("m4"),
        json("/api/cases/supervisors", slots("[4]"), own(world, 4, CaseAction::Request)),
    ]);
}

fn approvals<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    let empty = r#"{"filter":{"state":null,"applicant":"","page":1}}"#;
    calls.push(json("/api/approvals/queue", empty, to(Audience::Physicians)));
    for asked in &world.requests {
        let id = asked.request.to_string();
        let report = format!("r{}v{}", asked.slot, asked.version);
        let opens = judged(*asked, world, CaseAction::Read);
        calls.push(function("/api/approvals/page", &[("request", &id)], opens).shows(&report));
    }
}
