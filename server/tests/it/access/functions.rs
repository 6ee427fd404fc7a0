//! The server functions that show something, asked as a program would.

use domain::{
    actor::Audience,
    applications::StateName,
    refused::{CaseAction, LinkageAction},
};

use super::{
    Ask, Call, Sent,
    pages::{holds, judged, may_link, may_write, own},
    to,
    world::{SLOTS, Who, World, typed},
};

/// All of them.
pub fn calls<'w>(world: &'w World<'_>) -> Vec<Call<'w>> {
    let mut calls = Vec::new();
    doors(&mut calls);
    cases(&mut calls, world);
    approvals(&mut calls, world);
    facilities(&mut calls, world);
    office(&mut calls, world);
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

fn doors(calls: &mut Vec<Call<'_>>) {
    use Audience::{Everybody, Facilities, Members, Nobody, Office, Physicians};
    let unknown = [("token", "unknown")];
    calls.extend([
        function("/api/accounts/me", &[], to(Everybody)),
        function("/api/accounts/door", &[], to(Everybody)),
        function("/api/accounts/sign_up_page", &[], to(Everybody)),
        function("/api/accounts/link", &unknown, to(Everybody)),
        function("/api/accounts/address_link", &unknown, to(Everybody)),
        function("/api/applications/standings", &[], to(Everybody)),
        function("/api/registry/register", &[], to(Everybody)),
        function("/api/accounts/member_page", &[], to(Members)),
        function("/api/accounts/dashboard", &[], to(Physicians)),
        function("/api/accounts/account", &[], to(Facilities)),
        function("/api/accounts/facility_home", &[], to(Facilities)),
        function("/api/accounts/office_home", &[], to(Office)),
        function("/api/accounts/recovery_codes", &[], to(Office)),
        function("/api/accounts/factor", &[], |who| who.awaits.is_some() || who.is(Office)),
        function("/api/demo/clock", &[], to(Nobody)),
        function("/api/notices/dev_mails", &[], to(Nobody)),
    ]);
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
        calls.push(function("/api/cases/delete_page", &case, own(world, slot, CaseAction::Delete)));
        calls.push(function("/api/cases/history", &case, to(Physicians)));
        calls.push(function("/api/cases/print", &case, own(world, slot, CaseAction::Print)));
    }
    let slots = |slots: &str| format!(r#"{{"set":"specialist","slots":{slots},"words":"2000"}}"#);
    calls.extend([
        function("/api/cases/records", &[("words", "みどり")], to(Physicians)),
        function("/api/cases/records", &[("words", &world.ids.record)], to(Physicians)),
        // Slots that are not theirs: whoever asks is told that there is nothing to ask for.
        json("/api/cases/request_page", slots("[4]"), own(world, 4, CaseAction::Request)).shows("m4"),
        json("/api/cases/supervisors", slots("[4]"), own(world, 4, CaseAction::Request)),
        json("/api/cases/withdraw_page", slots("[3]"), own(world, 3, CaseAction::Withdraw)),
    ]);
}

fn approvals<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    let empty = r#"{"filter":{"state":null,"applicant":"","page":1}}"#;
    calls.push(json("/api/approvals/queue", empty, to(Audience::Physicians)));
    calls.push(function("/api/approvals/previous", &[], to(Audience::Physicians)));
    for asked in &world.requests {
        let id = asked.request.to_string();
        let report = format!("r{}v{}", asked.slot, asked.version);
        for (path, action) in
            [("/api/approvals/page", CaseAction::Read), ("/api/approvals/print", CaseAction::Print)]
        {
            calls.push(function(path, &[("request", &id)], judged(*asked, world, action)).shows(&report));
        }
    }
    for case in world.ids.cases.values() {
        for path in ["/api/approvals/paper", "/api/cases/for_office"] {
            calls.push(function(path, &[("case", case)], to(Audience::Office)));
        }
    }
}

fn facilities<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    use Audience::Facilities;
    let core = ("applying", "core");
    let writes = move |who: &Who<'_>| may_write(world, who);
    calls.push(function("/api/applications/home", &[core], to(Facilities)));
    let mut form = function("/api/applications/form", &[core, ("part", "form1")], writes);
    for hospital in &world.hospitals {
        if matches!(hospital.state, StateName::Draft | StateName::Returned) {
            form = form.shows_to(hospital.number, &format!("f{}", hospital.number));
        }
    }
    calls.push(form);
    let filled = ["F0011", "F0012", "F0013", "F0014"];
    calls.push(function("/api/applications/review", &[core], move |who| filled.contains(&who.name)));
    for (kind, key) in [("Core", "core"), ("Partner", "partner"), ("Training", "training")] {
        calls.push(function("/api/facilities/held", &[("kind", kind)], holds(key)));
        for returning in ["true", "false"] {
            let fields = [("kind", kind), ("returning", returning)];
            let details = function("/api/facilities/details", &fields, holds(key));
            calls.push(if key == "core" && returning == "false" {
                details.shows_to("F0017", "change")
            } else {
                details
            });
        }
    }
    calls.push(
        function("/api/network/page", &[], to(Facilities))
            .shows_to("F0002", "reason")
            .shows_to("F0003", "reason"),
    );
    calls.push(function("/api/network/training", &[], to(Facilities)));
    for (action, name) in [
        (LinkageAction::Refuse, "Refuse"),
        (LinkageAction::Withdraw, "Withdraw"),
        (LinkageAction::Dissolve, "Dissolve"),
    ] {
        let fields = [("linkage", world.linkages[0].as_str()), ("action", name)];
        calls.push(function("/api/network/question", &fields, move |who| may_link(world, action, who)));
    }
}

fn office<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    let office = || to(Audience::Office);
    let partner = world.parties.partner.to_string();
    let (member, import) = (world.applicant.to_string(), world.import.rsplit('/').next().unwrap_or_default());
    calls.extend([
        function("/api/applications/office", &[], office()),
        function(
            "/api/applications/question",
            &[("decision", "pass"), ("chosen", &world.applied.chosen)],
            office(),
        ),
        function("/api/applications/rounds", &[], office()),
        function("/api/applications/round_form", &[], office()),
        function("/api/applications/planned_round", &[("round", &world.ids.round)], office()),
        function("/api/audit/page", &[], office()),
        function("/api/facilities/changes", &[], office()),
        function("/api/facilities/change", &[("change", &world.change)], office()).shows("change"),
        function("/api/network/links", &[("facility", &partner)], office()).shows("reason"),
        function(
            "/api/network/office_question",
            &[("facility", &world.ids.stranger), ("linkage", &world.ids.linked)],
            office(),
        ),
        function("/api/notices/outbox", &[], office()),
        function("/api/registry/members", &[], office()),
        function("/api/registry/member", &[("id", &member)], office()),
        function("/api/registry/facilities", &[], office()),
        function("/api/registry/facility", &[("id", &partner)], office()),
        function("/api/registry/login_address", &[("id", &partner)], office()),
        function("/api/registry/import_templates", &[], office()),
        function("/api/registry/import_page", &[("id", import)], office()),
    ]);
    for hospital in &world.hospitals {
        let submitted = hospital.state != StateName::Draft;
        let id = &world.ids.applications[hospital.number];
        let call = function("/api/applications/judge", &[("id", id)], move |who| {
            submitted && who.is(Audience::Office)
        });
        calls.push(if submitted { call.shows(&format!("f{}", hospital.number)) } else { call });
    }
}
