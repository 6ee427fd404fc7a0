//! Every page, file and stream, and for whom it opens.

use domain::{
    accounts::Awaits,
    actor::{Actor, Audience},
    applications::{ApplicationAction, ApplicationState, StateName},
    cases::{self, CaseAction, Standing},
    network::LinkageAction,
};

use super::{
    Ask, Call, to,
    world::{Asked, SLOTS, Who, World, typed},
};

/// All of them.
pub fn calls<'w>(world: &'w World<'_>) -> Vec<Call<'w>> {
    let mut calls = Vec::new();
    doors(&mut calls);
    members(&mut calls);
    own_cases(&mut calls, world);
    approvals(&mut calls, world);
    facilities(&mut calls, world);
    network(&mut calls, world);
    office(&mut calls, world);
    office_records(&mut calls, world);
    calls
}

fn page<'w>(door: &'static str, path: impl Into<String>, opens: impl Fn(&Who<'_>) -> bool + 'w) -> Call<'w> {
    Call::new(door, Ask::Get(path.into()), opens)
}

/// Pages whose address has no names of records in it.
fn simple<'w>(door: &'static str, opens: impl Fn(&Who<'_>) -> bool + 'w) -> Call<'w> {
    page(door, door, opens)
}

fn doors(calls: &mut Vec<Call<'_>>) {
    use Audience::{Everybody, Nobody};
    calls.extend(
        [
            "/",
            "/signin",
            "/facility/signin",
            "/facility/apply",
            "/facility/signup",
            "/office/signin",
            "/password/forgot",
            "/register",
            "/register.csv",
            "/healthz",
        ]
        .map(|door| simple(door, to(Everybody))),
    );
    calls.extend([
        page("/facility/apply/:kind/signin", "/facility/apply/core/signin", to(Everybody)),
        // A link that was never sent: the page says so, whoever opens it.
        page("/password/set/:token", "/password/set/unknown", to(Everybody)),
        page("/facility/address/:token", "/facility/address/unknown", to(Everybody)),
        // The worker does not run here; the file is none of this build.
        simple("/readyz", to(Nobody)),
        page("/pkg/:*file", "/pkg/..%2f..%2fCargo.toml", to(Nobody)),
        simple("/style.css", to(Nobody)),
        simple("/resume", to(Nobody)),
        // Of the demo, which this is not.
        simple("/dev/mail", to(Nobody)),
        simple("/dev/clock", to(Nobody)),
    ]);
}

fn members(calls: &mut Vec<Call<'_>>) {
    use Audience::{Members, Physicians};
    calls.extend([
        simple("/member", to(Members)),
        Call::new("/events", Ask::Stream("/events".into()), to(Members)),
        simple("/certification", to(Physicians)),
        page("/certification/:section", "/certification/specialist", to(Members)),
        simple("/approvals", to(Physicians)),
        simple("/approvals/previous", to(Physicians)),
    ]);
}

/// May somebody do this with the case in this slot of theirs? Others come to slots of their own by the same address.
pub fn own(world: &World<'_>, slot: u8, action: CaseAction) -> impl Fn(&Who<'_>) -> bool + use<> {
    let (owner, state) = (world.applicant, world.case_state(slot));
    let standing = Standing { owner, asked: None, was_asked: false };
    move |who| {
        who.actor.is_some_and(|actor| {
            actor.member() == Some(owner) && cases::may(&actor, action, &standing, &state).is_ok()
        })
    }
}

/// The address names a slot, and whoever asks finds their own in it.
fn own_cases<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    let me = to(Audience::Physicians);
    let owner = |who: &Who<'_>| who.name == "100001";
    calls.push(page("/cases/:set", "/cases/specialist", me).shows_to("100001", "m1"));
    calls.push(page("/cases/:set", "/cases/certified", to(Audience::Physicians)).shows_to("100001", "o1"));
    for slot in SLOTS {
        let path = format!("/cases/specialist/{slot}");
        let call = page("/cases/:set/:number", &path, to(Audience::Physicians));
        calls.push(call.shows_to("100001", &typed(slot)).shows_to("100001", &format!("m{slot}")));
        let delete = format!("{path}/delete");
        calls.push(page("/cases/:set/:number/delete", delete, own(world, slot, CaseAction::Delete)));
        let print =
            page("/cases/:set/:number/print", format!("{path}/print"), own(world, slot, CaseAction::Print));
        calls.push(if slot == 8 { print } else { print.shows(&format!("r{slot}v{}", last(slot))) });
        calls.push(page("/cases/:set/:number/history", format!("{path}/history"), to(Audience::Physicians)));
    }
    let history = "/cases/specialist/7/history?from=1&to=2";
    calls.extend([
        page("/cases/:set/:number/history", history, to(Audience::Physicians))
            .shows_to("100001", "r7v1")
            .shows_to("100001", "c7v1"),
        page("/cases/:set/:number/print.pdf", "/cases/specialist/2/print.pdf", owner).shows("r2v2"),
        page("/cases/:set/:number/print.pdf", "/cases/specialist/8/print.pdf", to(Audience::Nobody)),
        page("/cases/:set/:number/print", "/cases/certified/1/print", owner).shows("o1"),
        // Words only, and nobody's data.
        page("/cases/:set/applied", "/cases/specialist/applied", to(Audience::Members)),
        page("/cases/:set/request", "/cases/specialist/request?n=4", own(world, 4, CaseAction::Request))
            .shows("m4"),
        page("/cases/:set/withdraw", "/cases/specialist/withdraw?n=3", own(world, 3, CaseAction::Withdraw)),
    ]);
}

/// The version that is registered.
fn last(slot: u8) -> i32 {
    if matches!(slot, 2 | 7) { 2 } else { 1 }
}

/// Through the supervisor's door: whoever was asked. The applicant has screens of their own, the office others.
pub fn judged(asked: Asked, world: &World<'_>, action: CaseAction) -> impl Fn(&Who<'_>) -> bool + use<> {
    let owner = world.applicant;
    move |who| {
        who.actor.is_some_and(|actor| {
            let standing = asked.standing(&actor, owner);
            actor.member() != Some(owner)
                && cases::may(&actor, action, &standing, &asked.case_state()).is_ok()
        })
    }
}

fn approvals(calls: &mut Vec<Call<'_>>, world: &World<'_>) {
    for (at, asked) in world.requests.iter().enumerate() {
        let path = format!("/approvals/{}", asked.request);
        let report = format!("r{}v{}", asked.slot, asked.version);
        // The pages are for members.
        let opens = |action| {
            let judged = judged(*asked, world, action);
            move |who: &Who<'_>| who.is(Audience::Members) && judged(who)
        };
        calls.push(page("/approvals/:request", &path, opens(CaseAction::Read)).shows(&report));
        let ask = format!("{path}?ask=approve");
        calls.push(page("/approvals/:request", ask, opens(CaseAction::Read)).shows(&report));
        calls.push(
            page("/approvals/:request/print", format!("{path}/print"), opens(CaseAction::Print))
                .shows(&report),
        );
        // Typesetting is slow: one of each kind.
        if at < 2 {
            let pdf = format!("{path}/print.pdf");
            calls.push(page("/approvals/:request/print.pdf", pdf, opens(CaseAction::Print)).shows(&report));
        }
    }
}

/// May this facility write in the forms of its application as 基幹施設?
pub fn may_write(world: &World<'_>, who: &Who<'_>) -> bool {
    let Some(actor @ Actor::Facility(me)) = who.actor else { return false };
    let state = match world.application(me) {
        // Over: the next one may begin (F9).
        ApplicationState::Failed { .. } | ApplicationState::Certified { .. } => ApplicationState::Draft,
        state => state,
    };
    domain::applications::may(&actor, ApplicationAction::Edit, me, &state, true).is_ok()
}

/// 種別 that a facility holds or held, as its pages are called.
pub fn holds(kind: &str) -> impl Fn(&Who<'_>) -> bool + use<> {
    let holders: &[&str] = match kind {
        "core" => &["F0001", "F0002", "F0017"],
        "partner" => &["F0003", "F0018"],
        _ => &[],
    };
    move |who| holders.contains(&who.name)
}

fn facilities<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    use Audience::Facilities;
    calls.push(simple("/facility", to(Facilities)));
    calls.push(page("/facility/apply/:kind/template.pdf", "/facility/apply/core/template.pdf", |who| {
        who.is(Facilities) || who.is(Audience::Office)
    }));
    let mut home = page("/facility/apply/:kind", "/facility/apply/core", to(Facilities));
    let mut form1 =
        page("/facility/apply/:kind/form1", "/facility/apply/core/form1", move |who: &Who<'_>| {
            may_write(world, who)
        });
    for hospital in &world.hospitals {
        if matches!(hospital.state, StateName::Returned | StateName::Failed) {
            home = home.shows_to(hospital.number, &format!("w{}", hospital.number));
        }
        if matches!(hospital.state, StateName::Draft | StateName::Returned) {
            form1 = form1.shows_to(hospital.number, &format!("f{}", hospital.number));
        }
    }
    calls.extend([home, form1]);
    calls.push(page("/facility/apply/:kind/form2", "/facility/apply/core/form2", move |who| {
        may_write(world, who)
    }));
    // Both forms are there.
    let filled = ["F0011", "F0012", "F0013", "F0014"];
    let mut review = page("/facility/apply/:kind/review", "/facility/apply/core/review", move |who| {
        filled.contains(&who.name)
    });
    for number in filled {
        review = review.shows_to(number, &format!("f{number}"));
    }
    calls.push(review);
    for (door, kind) in
        [("/facility/core", "core"), ("/facility/partner", "partner"), ("/facility/training", "training")]
    {
        calls.push(simple(door, holds(kind)));
        let details = page("/facility/:kind/details", format!("{door}/details"), holds(kind));
        calls.push(if kind == "core" { details.shows_to("F0017", "change") } else { details });
        calls.push(page("/facility/:kind/return", format!("{door}/return"), holds(kind)));
    }
    calls.push(simple("/facility/account", to(Facilities)));
    for document in [world.applied.document.as_str(), "..%2f..%2f..%2fetc%2fpasswd", "1"] {
        let known = document == world.applied.document;
        let path = format!("/facility/documents/{document}");
        calls.push(page("/facility/documents/:document", path, move |who| known && who.name == "F0011"));
        let path = format!("/office/documents/{document}");
        calls.push(page("/office/documents/:document", path, move |who| known && who.is(Audience::Office)));
        let path = format!("/office/documents/{document}/pages/1");
        calls.push(page("/office/documents/:document/pages/:page", path, move |who| {
            known && who.is(Audience::Office)
        }));
    }
}

/// May somebody do this with the linkage that waits?
pub fn may_link(world: &World<'_>, action: LinkageAction, who: &Who<'_>) -> bool {
    let state = domain::network::LinkageState::Requested;
    let answer = |actor: &Actor| domain::network::may(actor, action, world.parties, &state);
    who.actor.is_some_and(|actor| answer(&actor).is_ok())
}

fn network<'w>(calls: &mut Vec<Call<'w>>, world: &'w World<'_>) {
    let mut page_of = simple("/facility/network", to(Audience::Facilities));
    for number in ["F0002", "F0003"] {
        page_of = page_of.shows_to(number, "reason");
    }
    calls.push(page_of);
    for action in [LinkageAction::Refuse, LinkageAction::Withdraw, LinkageAction::Dissolve] {
        let path = format!("/facility/network/{}/{}", world.linkages[0], action.key());
        // The page is for facilities; the office has one of its own.
        calls.push(page("/facility/network/:linkage/:action", path, move |who| {
            who.is(Audience::Facilities) && may_link(world, action, who)
        }));
    }
}

fn office(calls: &mut Vec<Call<'_>>, world: &World<'_>) {
    let here = to(Audience::Office);
    calls.extend(
        [
            "/office",
            "/office/facility-applications.csv",
            "/office/facility-applications.xlsx",
            "/office/mail",
            "/office/audit",
            "/office/audit/export.csv",
            "/office/rounds",
            "/office/rounds/new",
            "/office/changes",
            "/office/members",
            "/office/facilities",
            "/office/import",
            "/office/second-factor/recovery-codes",
            "/office/facility-applications",
        ]
        .map(|door| simple(door, to(Audience::Office))),
    );
    let decide = format!("/office/facility-applications/decide?decision=pass&n={}", world.applied.chosen);
    calls.push(page("/office/facility-applications/decide", decide, here));
    // Half of a session opens the half of the second factor that it owes.
    calls.push(simple("/office/second-factor", |who| who.awaits == Some(Awaits::Code)));
    calls.push(simple("/office/second-factor/setup", |who| {
        who.awaits == Some(Awaits::SetUp) || who.is(Audience::Office)
    }));
}

fn office_records(calls: &mut Vec<Call<'_>>, world: &World<'_>) {
    for hospital in &world.hospitals {
        let path = format!("/office/facility-applications/{}", world.ids.applications[hospital.number]);
        let submitted = hospital.state != StateName::Draft;
        let call =
            page("/office/facility-applications/:id", path, move |who| submitted && who.is(Audience::Office));
        calls.push(if submitted { call.shows(&format!("f{}", hospital.number)) } else { call });
    }
    let (ids, office) = (&world.ids, || to(Audience::Office));
    for door in ["/office/rounds/:round", "/office/rounds/:round/delete"] {
        calls.push(page(door, door.replace(":round", &ids.round), office()));
    }
    calls.push(
        page("/office/changes/:change", format!("/office/changes/{}", world.change), office())
            .shows("change"),
    );
    for door in ["/office/members/:id", "/office/members/:id/password"] {
        calls.push(page(door, door.replace(":id", &world.applicant.to_string()), office()));
    }
    for door in
        ["/office/facilities/:id", "/office/facilities/:id/password", "/office/facilities/:id/login-address"]
    {
        calls.push(page(door, door.replace(":id", &world.parties.partner.to_string()), office()));
    }
    let linkage = format!("/office/facilities/{}/linkages/{}", ids.stranger, ids.linked);
    calls.push(page("/office/facilities/:facility/linkages/:linkage", linkage, office()));
    calls.push(page("/office/import/:id", &world.import, office()));
    for slot in SLOTS {
        let path = format!("/office/cases/{}/paper-approval", ids.cases[&slot]);
        calls.push(page("/office/cases/:id/paper-approval", path, office()));
        let call = page("/office/cases/:id", format!("/office/cases/{}", ids.cases[&slot]), office());
        calls.push(if slot == 8 { call } else { call.shows(&format!("r{slot}v{}", last(slot))) });
    }
}
