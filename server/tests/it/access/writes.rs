//! The server functions and forms that change something: whoever may not changes nothing, whatever they send; whoever may
//! does, by the same form.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use backend::wall::{Side, Wall};
use domain::{
    accounts::Awaits,
    actor::{Actor, Audience},
    cases::{self, CaseAction},
    network::LinkageAction,
};
use sqlx::PgPool;

use super::{
    Ask, Sent,
    digest::Digest,
    pages::{holds, judged, may_link, may_write},
    program_functions, to,
    world::{Who, World},
};
use crate::{documents::multipart, harness::TestApp, pdfs};

/// Doors at which everybody may knock, because what is sent says who they are or is for somebody who is nobody yet.
const DOORS: [&str; 7] = [
    "/api/accounts/sign_in",
    "/api/accounts/sign_out",
    "/api/accounts/forgot_password",
    "/api/accounts/sign_up",
    "/api/accounts/set_password",
    "/api/accounts/confirm_login_address",
    "/resume",
];

/// What changes something.
const WRITES: [&str; 46] = [
    "/api/accounts/ask_login_address",
    "/api/accounts/withdraw_login_address",
    "/api/accounts/mail_own_password_link",
    "/api/accounts/give_code",
    "/api/accounts/give_recovery_code",
    "/api/accounts/begin_factor",
    "/api/accounts/set_up_factor",
    "/api/accounts/new_recovery_codes",
    "/api/applications/submit_form",
    "/api/applications/save_draft",
    "/api/applications/take_aside",
    "/api/applications/drop_aside",
    "/api/applications/apply",
    "/api/applications/decide",
    "/api/applications/add_round",
    "/api/applications/change_round",
    "/api/applications/delete_round",
    "/api/approvals/keep_comments",
    "/api/approvals/decide",
    "/api/approvals/type_paper",
    "/api/approvals/record_paper",
    "/api/cases/submit",
    "/api/cases/autosave",
    "/api/cases/take_aside",
    "/api/cases/drop_aside",
    "/api/cases/delete",
    "/api/cases/request",
    "/api/cases/withdraw",
    "/api/demo/set_clock",
    "/api/facilities/save_contact",
    "/api/facilities/ask",
    "/api/facilities/withdraw",
    "/api/facilities/decide",
    "/api/network/approve",
    "/api/network/refuse",
    "/api/network/withdraw",
    "/api/network/dissolve",
    "/api/network/office_dissolve",
    "/api/network/name_core",
    "/api/notices/revive",
    "/api/registry/keep_import",
    "/api/registry/send_password_link",
    "/api/registry/give_login_address",
    "/facility/documents",
    "/facility/form1",
    "/office/import/files",
];
/// Beside them the form with a scan.
const PAPER: &str = "/office/paper-approval";

pub fn is_write(path: &str) -> bool {
    path == PAPER || DOORS.contains(&path) || WRITES.contains(&path)
}

/// The forms, one after another.
pub struct Forms<'w> {
    world: &'w World<'w>,
    /// Those who may not try it first.
    others: bool,
    /// What is typed wherever something is.
    text: &'static str,
    asked: BTreeSet<&'static str>,
    refused: usize,
    pub problems: Vec<String>,
}

impl<'w> Forms<'w> {
    /// All of them.
    pub async fn sent(world: &'w World<'w>, others: bool, text: &'static str) -> Self {
        let mut forms =
            Self { world, others, text, asked: BTreeSet::new(), refused: 0, problems: Vec::new() };
        cases(&mut forms).await;
        approvals(&mut forms).await;
        papers(&mut forms).await;
        facilities(&mut forms).await;
        applications(&mut forms).await;
        network(&mut forms).await;
        office(&mut forms).await;
        accounts(&mut forms).await;
        forms
    }
}

impl Forms<'_> {
    /// Everybody for whom it does not open sends it, as a program and as a browser; then whoever may, and it is done.
    async fn done(&mut self, path: &'static str, sent: Sent, opens: impl Fn(&Who<'_>) -> bool, by: &str) {
        self.refused_to_others(path, &sent, &opens).await;
        let who = self.world.who(by);
        assert!(opens(who), "{path}: {by} may");
        let before = Digest::of(self.world.app.db()).await;
        let answer = Ask::Function(path, sent).of(&who.client).await;
        if before == Digest::of(self.world.app.db()).await {
            self.problems.push(format!("{path} by {by}: changes nothing: {} {}", answer.status, answer.body));
        }
    }

    async fn refused_to_others(
        &mut self,
        path: &'static str,
        sent: &Sent,
        opens: &impl Fn(&Who<'_>) -> bool,
    ) {
        let mut ways = vec![Ask::Function(path, sent.clone())];
        if matches!(sent, Sent::Form(_)) {
            ways.push(Ask::Plain(path, sent.clone(), "/"));
        }
        self.refused(path, &ways, opens).await;
    }

    async fn refused(&mut self, path: &'static str, ways: &[Ask], opens: &impl Fn(&Who<'_>) -> bool) {
        self.asked.insert(path);
        if !self.others {
            return;
        }
        let world = self.world;
        for who in world.people.iter().filter(|who| !opens(who)) {
            for ask in ways {
                let before = Digest::of(world.app.db()).await;
                let answer = ask.of(&who.client).await;
                let after = Digest::of(world.app.db()).await;
                self.refused += 1;
                let mut wrong = before.differs(&after).into_iter().map(str::to_owned).collect::<Vec<_>>();
                if answer.status == StatusCode::INTERNAL_SERVER_ERROR {
                    wrong.push(answer.status.to_string());
                }
                let given = world.secrets.iter().filter(|secret| answer.body.contains(&secret.mark));
                wrong.extend(given.map(|secret| secret.mark.clone()));
                if !wrong.is_empty() {
                    self.problems
                        .push(format!("{path} as {}: {wrong:?}: {} {ask:?}", who.name, answer.status));
                }
            }
        }
    }

    /// A form with a file.
    async fn file(&mut self, path: &'static str, body: Vec<u8>, opens: impl Fn(&Who<'_>) -> bool, by: &str) {
        self.refused(path, &[Ask::File(path, body.clone())], &opens).await;
        let before = Digest::of(self.world.app.db()).await;
        let answer = Ask::File(path, body).of(&self.world.who(by).client).await;
        if before == Digest::of(self.world.app.db()).await {
            self.problems
                .push(format!("{path} by {by}: changes nothing: {} {:?}", answer.status, answer.headers));
        }
    }

    async fn one(&self, statement: &'static str) -> String {
        sqlx::query_scalar(statement)
            .fetch_one(self.world.app.db())
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"))
    }

    async fn sql(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(self.world.app.db()).await.unwrap();
    }
}

/// This one alone.
fn only(name: &'static str) -> impl Fn(&Who<'_>) -> bool {
    move |who| who.name == name
}

#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e3_who_can_change_what(db: PgPool) {
    // With the rights of the web: they are enough for everything that the product does (docs/adr/0024).
    let wall = Wall::raise(&db).await.unwrap();
    let app = TestApp::real(wall.pool(Side::Web, 10).await.unwrap());
    let world = World::build(&app).await;
    let forms = Forms::sent(&world, true, "理由").await;

    let program = program_functions();
    let decided: BTreeSet<&str> = forms.asked.iter().copied().chain(DOORS).collect();
    let writes: BTreeSet<&str> = program.iter().map(String::as_str).filter(|path| is_write(path)).collect();
    assert_eq!(decided, writes, "a form that nobody has tried");
    assert!(forms.problems.is_empty(), "{} problems:\n{}", forms.problems.len(), forms.problems.join("\n"));
    assert!(forms.refused > 800, "{} refused", forms.refused);
    app.db().close().await;
    wall.raze(&db).await.unwrap();
}

async fn cases(forms: &mut Forms<'_>) {
    use Audience::Physicians;
    let owner = only("100001");
    let number = |number: &'static str| [("set", "specialist"), ("number", number), ("version", "0")];
    let typed =
        [&number("11")[..], &[("intent", "save"), ("fields[course]", forms.text), ("memo", forms.text)]]
            .concat();
    // In slots of their own: whoever is a physician may.
    forms.done("/api/cases/submit", Sent::form(&typed), to(Physicians), "100001").await;
    let typed = [&number("12")[..], &[("fields[course]", forms.text), ("memo", forms.text)]].concat();
    forms.done("/api/cases/autosave", Sent::form(&typed), to(Physicians), "100001").await;
    // What was set aside in a case of 100001, named by another.
    let aside = forms.world.ids.aside.clone();
    let aside = [&number("5")[..2], &[("aside", aside.as_str())]].concat();
    forms.done("/api/cases/take_aside", Sent::form(&aside), &owner, "100001").await;
    let aside = forms.one("select aside_id::text from case_aside limit 1").await;
    let aside = [&number("5")[..2], &[("aside", aside.as_str())]].concat();
    forms.done("/api/cases/drop_aside", Sent::form(&aside), &owner, "100001").await;
    let slots = |slots: &'static str| [("set", "specialist"), ("slots", slots)];
    let supervisor = forms.one("select member_id::text from member where member_no = '200001'").await;
    let request =
        [&slots("2")[..], &[("intent", "send"), ("supervisor", &supervisor), ("message", forms.text)]]
            .concat();
    forms.done("/api/cases/request", Sent::form(&request), &owner, "100001").await;
    forms.done("/api/cases/withdraw", Sent::form(&slots("2")), &owner, "100001").await;
    forms.done("/api/cases/delete", Sent::form(&number("8")[..2]), &owner, "100001").await;
}

async fn approvals(forms: &mut Forms<'_>) {
    let asked = *forms.world.requests.iter().find(|asked| asked.slot == 3).unwrap();
    let request = asked.request.to_string();
    // Beside whoever may read the report, only the one who is asked may say something of it (P5).
    let owner = forms.world.applicant;
    let judges = |action| {
        let reads = judged(asked, forms.world, CaseAction::Read);
        move |who: &Who<'_>| {
            reads(who)
                && who.actor.is_some_and(|actor| {
                    cases::may(&actor, action, &asked.standing(&actor, owner), &asked.case_state()).is_ok()
                })
        }
    };
    let body = Sent::form(&[
        ("request", &request),
        ("general", forms.text),
        ("comments[course]", forms.text),
        ("version", "1"),
    ]);
    let (approves, rejects) = (judges(CaseAction::Approve), judges(CaseAction::Reject));
    forms.done("/api/approvals/keep_comments", body, approves, "200001").await;
    for verdict in ["approve", "reject"] {
        let decision = [
            ("request", request.as_str()),
            ("confirmed", verdict),
            ("version", "2"),
            ("comments[course]", forms.text),
            ("general", forms.text),
        ];
        if verdict == "approve" {
            forms.refused_to_others("/api/approvals/decide", &Sent::form(&decision), &rejects).await;
        } else {
            forms.done("/api/approvals/decide", Sent::form(&decision), &rejects, "200001").await;
        }
    }
}

/// P9: 200009 has left and signed a paper.
async fn papers(forms: &mut Forms<'_>) {
    let office = to(Audience::Office);
    forms.world.app.qualified("200009").await;
    forms.sql("update member set left_on = date '2026-09-30' where member_no = '200009'").await;
    let case = forms.world.ids.cases[&4].clone();
    let fields = [
        ("case", case.as_str()),
        ("supervisor_no", "200009"),
        ("signed_on", "2026-09-01"),
        ("reason", forms.text),
    ];
    let scan = pdfs::pages(1);
    let mut parts: Vec<_> = fields.iter().map(|(name, text)| (*name, None, text.as_bytes())).collect();
    parts.push(("document", Some("scan.pdf"), &scan));
    forms.file(PAPER, multipart(&parts), &office, "office").await;
    let document = forms.one("select document_id::text from document where office_user_id is not null").await;
    let paper = Sent::form(&[&fields[..], &[("document", document.as_str())]].concat());
    // It changes nothing but what the browser keeps.
    forms.refused_to_others("/api/approvals/type_paper", &paper, &office).await;
    forms.done("/api/approvals/record_paper", paper, &office, "office").await;
}

async fn facilities(forms: &mut Forms<'_>) {
    let contact = [
        ("kind", "Core"),
        ("version", "0"),
        ("fields[postal_code]", "399-0001"),
        ("fields[prefecture]", "長野県"),
        ("fields[phone]", "026-000-0001"),
        ("fields[head]", forms.text),
        ("fields[clerk]", forms.text),
        ("fields[clerk_email]", "clerk@hospital.example.jp"),
    ];
    forms.done("/api/facilities/save_contact", Sent::form(&contact), holds("core"), "F0017").await;
    let name = [
        ("kind", "Core"),
        ("about", "name"),
        ("fields[name]", forms.text),
        ("fields[kana]", "あたらしいびょういん"),
        ("fields[effective_on]", "2026-11-01"),
    ];
    forms.done("/api/facilities/ask", Sent::form(&name), holds("core"), "F0017").await;
    let mine = only("F0017");
    let change = forms.one("select change_id::text from facility_change where about = 'name'").await;
    let withdraw = [("kind", "Core"), ("about", "name"), ("change", change.as_str())];
    forms.done("/api/facilities/withdraw", Sent::form(&withdraw), mine, "F0017").await;
    let change = forms.world.change.clone();
    let office = to(Audience::Office);
    for decision in ["refuse", "approve"] {
        let decided =
            Sent::form(&[("change", change.as_str()), ("decision", decision), ("words", forms.text)]);
        if decision == "refuse" {
            forms.refused_to_others("/api/facilities/decide", &decided, &office).await;
        } else {
            forms.done("/api/facilities/decide", decided, &office, "office").await;
        }
    }
    let file = pdfs::pages(1);
    let parts = multipart(&[("form", None, b"/facility"), ("document", Some("a.pdf"), &file)]);
    forms.file("/facility/documents", parts, to(Audience::Facilities), "F0018").await;
}

async fn applications(forms: &mut Forms<'_>) {
    let world = forms.world;
    let writes = |who: &Who<'_>| may_write(world, who);
    forms
        .sql(
            "insert into application_aside (aside_id, application_id, part, fields, base_version, kept_at)
         select gen_random_uuid(), application_id, 'form2', fields || '{\"beds\": \"12\"}', 0, to_timestamp(n)
         from application_form join application using (application_id) join facility using (facility_id),
              generate_series(1, 2) n
         where facility_no = 'F0013' and part = 'form2'",
        )
        .await;
    let second = [("applying", "core"), ("part", "form2")];
    for path in ["/api/applications/take_aside", "/api/applications/drop_aside"] {
        let aside = forms.one("select aside_id::text from application_aside order by kept_at limit 1").await;
        let aside = [&second[..], &[("aside", aside.as_str())]].concat();
        forms.done(path, Sent::form(&aside), only("F0013"), "F0013").await;
    }
    let save = [
        &second[..],
        &[
            ("version", "0"),
            ("intent", "save"),
            ("fields[beds]", "300"),
            ("fields[team_members]", forms.text),
        ],
    ]
    .concat();
    // What a facility types is kept beside its form even when that is closed: it loses nothing, and changes nothing else.
    let keeps = || to(Audience::Facilities);
    forms.done("/api/applications/submit_form", Sent::form(&save), keeps(), "F0013").await;
    let draft =
        [("applying", "core"), ("part", "form2"), ("version", "9"), ("fields[team_members]", forms.text)];
    forms.done("/api/applications/save_draft", Sent::form(&draft), keeps(), "F0013").await;
    // 申請 by those who have nothing to apply with changes nothing either, but they may press the button.
    forms.done("/api/applications/apply", Sent::form(&[("applying", "core")]), writes, "F0012").await;
    let office = to(Audience::Office);
    let chosen = world.applied.chosen.clone();
    for decision in ["return", "fail", "pass"] {
        let decided =
            Sent::form(&[("decision", decision), ("chosen", chosen.as_str()), ("words", forms.text)]);
        if decision == "pass" {
            forms.done("/api/applications/decide", decided, &office, "office").await;
        } else {
            forms.refused_to_others("/api/applications/decide", &decided, &office).await;
        }
    }
    // The file of F0011, named in the form of another: it is not theirs to send.
    let crossed = [
        ("applying", "core"),
        ("part", "form1"),
        ("version", "1"),
        ("intent", "save"),
        ("fields[document]", world.applied.document.as_str()),
    ];
    let answer = Ask::Function("/api/applications/submit_form", Sent::form(&crossed))
        .of(&world.who("F0018").client)
        .await;
    assert!(!answer.status.is_server_error(), "{answer:?}");
    let named = forms
        .one(
            "select count(*)::text from application_form join application using (application_id)
             join facility using (facility_id)
             where facility_no = 'F0018' and fields ->> 'document' in (select document_id::text from document)",
        )
        .await;
    assert_eq!(named, "0", "a form names its own facility's files");
    let parts = multipart(&[
        ("applying", None, b"core"),
        ("part", None, b"form1"),
        ("version", None, b"9"),
        ("fields[name]", None, forms.text.as_bytes()),
        ("fields[head]", None, forms.text.as_bytes()),
        ("intent", None, b"save"),
    ]);
    forms.file("/facility/form1", parts, keeps(), "F0018").await;

    let days = [("opens_on", "2028-02-01"), ("closes_on", "2028-02-28"), ("starts_on", "2028-04-01")];
    let add = [&[("applying", "core")], &days[..]].concat();
    forms.done("/api/applications/add_round", Sent::form(&add), &office, "office").await;
    let round = forms.one("select round_id::text from application_round where opens_on = '2028-02-01'").await;
    let version =
        forms.one("select version::text from application_round where opens_on = '2028-02-01'").await;
    let this = [("round", round.as_str()), ("version", version.as_str())];
    let other = [("opens_on", "2028-02-02"), ("closes_on", "2028-02-28"), ("starts_on", "2028-04-01")];
    forms
        .done("/api/applications/change_round", Sent::form(&[&this[..], &other].concat()), &office, "office")
        .await;
    let version =
        forms.one("select version::text from application_round where opens_on = '2028-02-02'").await;
    let this = [("round", round.as_str()), ("version", version.as_str())];
    forms.done("/api/applications/delete_round", Sent::form(&this), &office, "office").await;
}

async fn network(forms: &mut Forms<'_>) {
    let world = forms.world;
    let core = world.parties.core.to_string();
    let name = [("core", core.as_str()), ("from", "2026-10-01"), ("words", "K0101")];
    let waiting = "select linkage_id::text from linkage where state = 'requested'";
    // As 連携施設, of which F0018 has a 基幹施設 already.
    let partners = |who: &Who<'_>| matches!(who.name, "F0003" | "F0018");
    for (path, action, by, more) in [
        ("/api/network/withdraw", LinkageAction::Withdraw, "F0003", None),
        ("/api/network/refuse", LinkageAction::Refuse, "F0001", Some(("reason", forms.text))),
        ("/api/network/approve", LinkageAction::Approve, "F0001", None),
    ] {
        let linkage = forms.one(waiting).await;
        let fields: Vec<_> = [("linkage", linkage.as_str())].into_iter().chain(more).collect();
        forms.done(path, Sent::form(&fields), |who| may_link(world, action, who), by).await;
        if action != LinkageAction::Approve {
            forms.done("/api/network/name_core", Sent::form(&name), partners, "F0003").await;
        }
    }
    let linkage = forms
        .one(
            "select linkage_id::text from linkage join facility on facility_id = partner_id
             where state = 'linked' and facility_no = 'F0003'",
        )
        .await;
    let dissolve = [("linkage", linkage.as_str()), ("from", "2026-11-01"), ("reason", "体制の変更")];
    let parties = |who: &Who<'_>| matches!(who.name, "F0001" | "F0003");
    // The office's own door is beside it, and this one opens for it too.
    let either = |who: &Who<'_>| parties(who) || who.is(Audience::Office);
    forms.done("/api/network/dissolve", Sent::form(&dissolve), either, "F0001").await;
    let (stranger, linked) = (world.ids.stranger.clone(), world.ids.linked.clone());
    let dissolve = [
        ("facility", stranger.as_str()),
        ("linkage", linked.as_str()),
        ("from", "2026-11-01"),
        ("reason", "体制の変更"),
    ];
    let either = |who: &Who<'_>| matches!(who.name, "F0001" | "F0018") || who.is(Audience::Office);
    forms.done("/api/network/office_dissolve", Sent::form(&dissolve), either, "office").await;
}

async fn office(forms: &mut Forms<'_>) {
    let office = to(Audience::Office);
    forms.sql("update mail_outbox set state = 'dead' where mail_id = (select min(mail_id::text)::uuid from mail_outbox)").await;
    let mail = forms.one("select mail_id::text from mail_outbox where state = 'dead'").await;
    forms.done("/api/notices/revive", Sent::form(&[("mail", &mail)]), &office, "office").await;
    let member = forms.world.applicant.to_string();
    let link = [("realm", "member"), ("account", member.as_str())];
    forms.done("/api/registry/send_password_link", Sent::form(&link), &office, "office").await;
    let facility = forms.world.ids.stranger.clone();
    let address = [("facility", facility.as_str()), ("address", "new@hospital.example.jp")];
    forms.done("/api/registry/give_login_address", Sent::form(&address), &office, "office").await;
    let members = "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n\
                   700002,林,花子,はやし,はなこ,hayashi@example.jp,看護師,2012-04-01,,\n";
    let parts = multipart(&[("members", Some("m.csv"), members.as_bytes())]);
    forms.file("/office/import/files", parts, &office, "office").await;
    let import = forms.world.import.rsplit('/').next().unwrap_or_default();
    forms.done("/api/registry/keep_import", Sent::form(&[("import", import)]), &office, "office").await;
    let clock = [("date", "2027-01-01"), ("time", "09:00")];
    forms.refused_to_others("/api/demo/set_clock", &Sent::form(&clock), &to(Audience::Nobody)).await;
}

async fn accounts(forms: &mut Forms<'_>) {
    let facilities = to(Audience::Facilities);
    let address = [("address", "another@hospital.example.jp")];
    forms.done("/api/accounts/ask_login_address", Sent::form(&address), &facilities, "F0017").await;
    let link = forms.one("select link_id::text from address_link where ended_at is null").await;
    forms
        .done("/api/accounts/withdraw_login_address", Sent::form(&[("link", &link)]), only("F0017"), "F0017")
        .await;
    forms.done("/api/accounts/mail_own_password_link", Sent::form(&[]), &facilities, "F0017").await;
    // What they bring about is tested where a clock makes codes (`office.rs`).
    let owes = |what| move |who: &Who<'_>| who.awaits == Some(what);
    let code = Sent::form(&[("code", "000000")]);
    forms.refused_to_others("/api/accounts/give_code", &code, &owes(Awaits::Code)).await;
    let recovery = Sent::form(&[("recovery", "AAAA-AAAA-AAAA-AAAA")]);
    forms.refused_to_others("/api/accounts/give_recovery_code", &recovery, &owes(Awaits::Code)).await;
    let sets_up = |who: &Who<'_>| owes(Awaits::SetUp)(who) || matches!(who.actor, Some(Actor::Office(_)));
    forms.refused_to_others("/api/accounts/set_up_factor", &code, &sets_up).await;
    forms.refused_to_others("/api/accounts/begin_factor", &Sent::form(&[]), &sets_up).await;
    forms.refused_to_others("/api/accounts/new_recovery_codes", &code, &to(Audience::Office)).await;
}
