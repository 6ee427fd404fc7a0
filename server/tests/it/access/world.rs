//! One society in which every state of a record occurs, each with a mark of its own in every text of it, and everybody who
//! could ask for it.

use std::collections::BTreeMap;

use domain::{
    accounts::Awaits,
    actor::{Actor, Audience},
    applications::{ApplicationAction, ApplicationState, StateName},
    cases::{self, CaseAction, CaseState, Standing},
    facilities::{self, ChangeAction, ChangeState},
    ids::{ApplicationVersionId, CertificationId, FacilityId, MemberId, RequestId, VersionId},
    network::{LinkageAction, LinkageState, Parties},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    applications::open_rounds,
    decisions::{self, Applied},
    facilities as held,
    harness::{Client, TestApp},
    network::Group,
    office::half_open,
    pages, registry,
};

/// Somebody who asks.
pub struct Who<'a> {
    pub name: &'static str,
    pub client: Client<'a>,
    pub actor: Option<Actor>,
    pub awaits: Option<Awaits>,
}

impl Who<'_> {
    pub fn is(&self, audience: Audience) -> bool {
        audience.admits(self.actor.as_ref())
    }
}

/// A text that not everybody may read: its mark, and the rule that says who may.
pub struct Secret {
    pub mark: String,
    readers: Box<dyn Fn(&Actor) -> bool>,
}

impl Secret {
    pub fn may_be_read_by(&self, who: &Who<'_>) -> bool {
        who.actor.is_some_and(|actor| (self.readers)(&actor))
    }
}

/// A request for one version of a case, and what became of it.
#[derive(Clone, Copy)]
pub struct Asked {
    pub slot: u8,
    pub version: i32,
    pub request: RequestId,
    pub supervisor: MemberId,
    pub state: domain::approvals::RequestState,
}

impl Asked {
    /// How somebody stands to the case by this request alone, as its page is opened by it.
    pub fn standing(&self, actor: &Actor, owner: MemberId) -> Standing {
        use domain::approvals::RequestState as S;
        let me = actor.member() == Some(self.supervisor);
        Standing {
            owner,
            asked: (self.state == S::Waiting).then_some((self.supervisor, self.request)),
            was_asked: me && matches!(self.state, S::Approved | S::Rejected),
        }
    }

    pub fn case_state(&self) -> CaseState {
        use domain::approvals::RequestState as S;
        let (version, request) = (VersionId(Uuid::nil()), self.request);
        match self.state {
            S::Waiting => CaseState::Requested { version, request },
            S::Approved => CaseState::Approved { version, request },
            S::Rejected => CaseState::Rejected { version, request },
            S::Withdrawn => CaseState::Registered { version },
        }
    }
}

/// An application as 基幹施設 in each of its states, and whose it is.
pub struct Hospital {
    pub number: &'static str,
    pub id: FacilityId,
    pub state: StateName,
}

pub struct World<'a> {
    pub app: &'a TestApp,
    pub people: Vec<Who<'a>>,
    pub secrets: Vec<Secret>,
    pub applicant: MemberId,
    pub requests: Vec<Asked>,
    pub hospitals: Vec<Hospital>,
    pub applied: Applied<'a>,
    /// Of F0003 with F0001.
    pub parties: Parties,
    /// 承認待ち, and 否認 by F0002.
    pub linkages: [String; 2],
    pub change: String,
    /// The page of an import that was checked.
    pub import: String,
    pub ids: Ids,
}

/// What else is asked for by its id.
pub struct Ids {
    pub cases: BTreeMap<u8, String>,
    /// By the number of the facility.
    pub applications: BTreeMap<String, String>,
    pub record: String,
    pub round: String,
    /// A linkage that was approved.
    pub linked: String,
    /// F0018, whose it is.
    pub stranger: String,
    pub aside: String,
}

impl Ids {
    async fn of(app: &TestApp, record: String) -> Self {
        let cases: Vec<(i16, String)> = sqlx::query_as(
            "select slot, case_id::text from case_report join member using (member_id)
             where member_no = '100001' and set_key = 'specialist' and deleted_at is null",
        )
        .fetch_all(app.db())
        .await
        .unwrap();
        let applications: Vec<(String, String)> = sqlx::query_as(
            "select facility_no, application_id::text from application join facility using (facility_id)",
        )
        .fetch_all(app.db())
        .await
        .unwrap();
        let one = async |statement: &'static str| -> String {
            sqlx::query_scalar(statement).fetch_one(app.db()).await.unwrap()
        };
        Self {
            cases: cases.into_iter().map(|(slot, id)| (slot.try_into().unwrap(), id)).collect(),
            applications: applications.into_iter().collect(),
            record,
            round: one("select round_id::text from application_round where applies_as = 'partner'").await,
            linked: one("select linkage_id::text from linkage where state = 'linked'").await,
            stranger: facility(app, "F0018").await.to_string(),
            aside: one("select aside_id::text from case_aside limit 1").await,
        }
    }
}

/// The slots of 100001: 1 approved, 2 rejected and registered anew, 3 waiting, 4 withdrawn, 5 registered with a newer
/// draft and a text set aside, 7 rejected and asked of somebody else, 8 only a draft. 6 was deleted. Beside them one of another set, which is 完了.
pub const SLOTS: [u8; 7] = [1, 2, 3, 4, 5, 7, 8];
/// What the editor shows of the draft in a slot: those that can be asked for have none beside what is registered.
pub fn typed(slot: u8) -> String {
    match slot {
        2 => "r2v2".to_owned(),
        4 => "r4v1".to_owned(),
        slot => format!("d{slot}"),
    }
}

/// The hospitals that copy F0011's application, and how far it has come with them.
const STATES: [(&str, StateName); 5] = [
    ("F0012", StateName::Draft),
    ("F0013", StateName::Returned),
    ("F0014", StateName::Passed),
    ("F0015", StateName::Failed),
    ("F0016", StateName::Certified),
];

impl<'a> World<'a> {
    pub async fn build(app: &'a TestApp) -> Self {
        let record = app.hospital().await;
        let supervisors = [app.qualified("200001").await, app.qualified("200002").await];
        let applicant = app.physician("100001").await;
        let (client, judge) = (app.member("100001").await, app.member("200001").await);
        tell(app, &client, &judge, &record, supervisors).await;
        sql(app, MARKS).await;
        let requests = requests(app).await;

        open_rounds(app).await;
        let applied = decisions::apply(app, "F0011").await;
        let mut hospitals =
            vec![Hospital { number: "F0011", id: facility(app, "F0011").await, state: StateName::Submitted }];
        let mut people = members(app, client, judge).await;
        let office = office(app).await;
        for (number, state) in STATES {
            let client = app.facility(number).await;
            hospitals.push(Hospital { number, id: facility(app, number).await, state });
            people.push(Who {
                name: number,
                actor: Some(Actor::Facility(facility(app, number).await)),
                client,
                awaits: None,
            });
        }
        copies(app).await;

        let changer = held::certified(app, "F0017").await;
        let change = held::ask(app, &changer).await;
        let group = Group::new(app).await;
        let waiting = group.ask().await;
        let refused = refused_linkage(app).await;
        let parties = Parties { core: facility(app, "F0001").await, partner: facility(app, "F0003").await };
        let stranger = app.facility("F0018").await;
        let owner = Client { app, cookie: applied.facility.cookie.clone() };
        for (number, client) in [
            ("F0011", owner),
            ("F0017", changer),
            ("F0001", group.core),
            ("F0002", group.other),
            ("F0003", group.partner),
            ("F0018", stranger),
        ] {
            let actor = Some(Actor::Facility(facility(app, number).await));
            people.push(Who { name: number, client, actor, awaits: None });
        }
        sql(app, FACILITY_MARKS).await;

        let import = registry::imported(&registry::send(app, &office.client, &IMPORT).await);
        checked(app).await;
        people.push(office);
        for (name, key, awaits) in
            [("owes a code", "code", Awaits::Code), ("owes a factor", "set_up", Awaits::SetUp)]
        {
            let client = half_open(app, key).await;
            people.push(Who { name, client, actor: None, awaits: Some(awaits) });
        }
        let mut world = Self {
            app,
            people,
            secrets: Vec::new(),
            applicant,
            requests,
            hospitals,
            applied,
            parties,
            linkages: [waiting, refused],
            change,
            import,
            ids: Ids::of(app, record).await,
        };
        world.secrets = world.tell_secrets().await;
        world
    }

    pub fn who(&self, name: &str) -> &Who<'a> {
        self.people.iter().find(|who| who.name == name).expect("somebody of this name")
    }

    /// The state of the case in this slot of 100001.
    pub fn case_state(&self, slot: u8) -> CaseState {
        let last = self.requests.iter().rfind(|asked| asked.slot == slot);
        match (slot, last) {
            (8, _) => CaseState::Unregistered,
            (_, Some(asked)) => asked.case_state(),
            (_, None) => CaseState::Registered { version: VersionId(Uuid::nil()) },
        }
    }

    /// The state of the application of this facility as 基幹施設, as far as it goes on.
    pub fn application(&self, facility: FacilityId) -> ApplicationState {
        let found = self.hospitals.iter().find(|hospital| hospital.id == facility);
        found.map_or(ApplicationState::Draft, |hospital| state(hospital.state))
    }

    async fn tell_secrets(&self) -> Vec<Secret> {
        let mut secrets = Vec::new();
        let mut add =
            |mark: String, readers: Box<dyn Fn(&Actor) -> bool>| secrets.push(Secret { mark, readers });
        let owner = self.applicant;
        for slot in SLOTS {
            // C7, P10: draft, 備考 and what was set aside.
            for kind in ["d", "m"] {
                add(
                    mark(&format!("{kind}{slot}")),
                    Box::new(move |actor| cases::may_read_draft(actor, owner).is_ok()),
                );
            }
            let of: Vec<Asked> = self.requests.iter().filter(|asked| asked.slot == slot).copied().collect();
            for version in 1..=2 {
                // Whoever judges a later version is shown what changed since the decision before.
                let of: Vec<Asked> = of.iter().filter(|asked| asked.version >= version).copied().collect();
                add(mark(&format!("r{slot}v{version}")), Box::new(move |actor| reads(actor, owner, &of)));
            }
            for (at, asked) in of.iter().enumerate() {
                let from: Vec<Asked> = of[at..].to_vec();
                let one = vec![*asked];
                let key = format!("{slot}v{}", asked.version);
                add(mark(&format!("n{key}")), Box::new(move |actor| reads(actor, owner, &one)));
                add(mark(&format!("c{key}")), Box::new(move |actor| reads(actor, owner, &from)));
                // What is being written is the supervisor's own until it is said.
                let asked = *asked;
                add(
                    mark(&format!("e{key}")),
                    Box::new(move |actor| {
                        let standing = asked.standing(actor, owner);
                        cases::may(actor, CaseAction::Approve, &standing, &asked.case_state()).is_ok()
                    }),
                );
            }
        }
        add(mark("a5"), Box::new(move |actor| cases::may_read_draft(actor, owner).is_ok()));
        add(mark("o1"), Box::new(move |actor| cases::may_read_draft(actor, owner).is_ok()));
        let nurse = self.app.physician("300000").await;
        for kind in ["n", "o"] {
            // A2: not even their own, once they are physicians no longer.
            add(mark(&format!("nurse{kind}")), Box::new(move |actor| reads(actor, nurse, &[])));
        }
        for hospital in &self.hospitals {
            let (owner, state) = (hospital.id, state(hospital.state));
            for kind in ["f", "w"] {
                add(
                    mark(&format!("{kind}{}", hospital.number)),
                    Box::new(move |actor| {
                        domain::applications::may(actor, ApplicationAction::Read, owner, &state, true).is_ok()
                    }),
                );
            }
        }
        let changer = facility(self.app, "F0017").await;
        add(
            mark("change"),
            Box::new(move |actor| {
                facilities::may(actor, ChangeAction::Read, changer, &ChangeState::Waiting).is_ok()
            }),
        );
        let refused = Parties { core: facility(self.app, "F0002").await, ..self.parties };
        add(
            mark("reason"),
            Box::new(move |actor| {
                let state =
                    LinkageState::Refused { refused_at: Timestamp::UNIX_EPOCH, reason: String::new() };
                domain::network::may(actor, LinkageAction::Read, refused, &state).is_ok()
            }),
        );
        for who in &self.people {
            // A log-in address is read by whoever signs in with it, and by the office.
            if let Some(me @ (Actor::Member { .. } | Actor::Facility(_))) = who.actor {
                add(
                    format!("{}@example.jp", who.name),
                    Box::new(move |actor| *actor == me || Audience::Office.admits(Some(actor))),
                );
            }
        }
        secrets
    }
}

/// May this member read what these requests were made of?
fn reads(actor: &Actor, owner: MemberId, requests: &[Asked]) -> bool {
    let none = Standing { owner, asked: None, was_asked: false };
    let registered = CaseState::Registered { version: VersionId(Uuid::nil()) };
    cases::may(actor, CaseAction::Read, &none, &registered).is_ok()
        || requests.iter().any(|asked| {
            cases::may(actor, CaseAction::Read, &asked.standing(actor, owner), &asked.case_state()).is_ok()
        })
}

/// What a text of this name holds: nothing else in the society has these letters beside each other, and no random token
/// can.
pub fn mark(name: &str) -> String {
    format!("印{name}印")
}

fn state(name: StateName) -> ApplicationState {
    let version = ApplicationVersionId(Uuid::nil());
    match name {
        StateName::Draft => ApplicationState::Draft,
        StateName::Submitted => ApplicationState::Submitted { version },
        StateName::Returned => ApplicationState::Returned { version },
        StateName::Passed => ApplicationState::Passed { version },
        StateName::Failed => ApplicationState::Failed { version },
        StateName::Certified => {
            ApplicationState::Certified { version, certification: CertificationId(Uuid::nil()) }
        }
    }
}

const IMPORT: [(&str, Option<&str>, &[u8]); 1] = [(
    "members",
    Some("m.csv"),
    "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n\
     700001,髙木,太郎,たかぎ,たろう,takagi@example.jp,医師,2010-04-01,,みどり野中央病院\n"
        .as_bytes(),
)];

/// What 100001 and their supervisors do, through the router.
async fn tell(
    app: &TestApp,
    applicant: &Client<'_>,
    judge: &Client<'_>,
    record: &str,
    supervisors: [MemberId; 2],
) {
    let [first, second] = supervisors.map(|id| id.to_string());
    for number in [1, 2, 3, 4, 5, 6, 7] {
        pages::write(applicant, number, record, "register", 0).await;
    }
    pages::write(applicant, 8, record, "save", 0).await;
    pages::ask(applicant, "1,2,3,4,7", &first).await;
    let ids: Vec<(i16, String)> = sqlx::query_as("select slot, request_id::text from approval_request")
        .fetch_all(app.db())
        .await
        .unwrap();
    for (slot, verdict) in [(1, "approve"), (2, "reject"), (7, "reject")] {
        let (_, request) = ids.iter().find(|(of, _)| *of == slot).unwrap();
        pages::decide(judge, request, verdict).await;
    }
    for (path, fields) in [
        ("withdraw", [("set", "specialist"), ("slots", "4")]),
        ("delete", [("set", "specialist"), ("number", "6")]),
    ] {
        let answer = applicant.post(&format!("/api/cases/{path}"), "/cases/specialist", &fields).await;
        pages::settled(&answer);
    }
    for number in [2, 7] {
        pages::write(applicant, number, record, "register", 1).await;
    }
    pages::ask(applicant, "7", &second).await;
}

async fn members<'a>(app: &'a TestApp, applicant: Client<'a>, first: Client<'a>) -> Vec<Who<'a>> {
    let mut people = vec![Who { name: "visitor", client: app.visitor(), actor: None, awaits: None }];
    let (other, second) = (app.member("100002").await, app.member("200002").await);
    let nurse = app.nurse("300000").await;
    for (name, client) in
        [("100001", applicant), ("100002", other), ("200001", first), ("200002", second), ("300000", nurse)]
    {
        let (id, physician) = (app.physician(name).await, name != "300000");
        people.push(Who { name, client, actor: Some(Actor::Member { id, physician }), awaits: None });
    }
    sql(app, NURSE).await;
    people
}

async fn office(app: &TestApp) -> Who<'_> {
    let client = app.office().await;
    let id: Uuid = sqlx::query_scalar("select office_user_id from office_user order by 1 desc limit 1")
        .fetch_one(app.db())
        .await
        .unwrap();
    Who { name: "office", client, actor: Some(Actor::Office(id.into())), awaits: None }
}

async fn requests(app: &TestApp) -> Vec<Asked> {
    use domain::approvals::RequestState as S;
    let rows: Vec<(i16, i32, Uuid, Uuid, String)> = sqlx::query_as(
        "select slot, number, request_id, supervisor_id, state
         from approval_request join case_version using (version_id) order by requested_at, number",
    )
    .fetch_all(app.db())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(slot, version, request, supervisor, state)| Asked {
            slot: slot.try_into().unwrap(),
            version,
            request: request.into(),
            supervisor: supervisor.into(),
            state: match state.as_str() {
                "waiting" => S::Waiting,
                "approved" => S::Approved,
                "rejected" => S::Rejected,
                "withdrawn" => S::Withdrawn,
                other => panic!("{other}"),
            },
        })
        .collect()
}

/// An import is checked by the way.
async fn checked(app: &TestApp) {
    for _ in 0..200 {
        let state: String =
            sqlx::query_scalar("select state from registry_import").fetch_one(app.db()).await.unwrap();
        if state == "checked" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the import was not checked");
}

pub async fn facility(app: &TestApp, number: &str) -> FacilityId {
    let id: Uuid = sqlx::query_scalar("select facility_id from facility where facility_no = $1")
        .bind(number)
        .fetch_one(app.db())
        .await
        .unwrap();
    id.into()
}

/// F0011's application once more, for each other state.
async fn copies(app: &TestApp) {
    for (number, state) in STATES {
        sqlx::query(
            "with a as (
                 insert into application (application_id, facility_id, applies_as, state, round_id, version_id,
                                          submitted_at, asked_for, certification_id, search_key)
                 select gen_random_uuid(), f.facility_id, 'core', $2,
                        case when $2 <> 'draft' then o.round_id end, case when $2 <> 'draft' then gen_random_uuid() end,
                        case when $2 <> 'draft' then o.submitted_at end,
                        case when $2 = 'returned' then '印w' || $1 || '印' end,
                        case when $2 = 'certified' then (select certification_id from certification limit 1) end, ''
                 from facility f, application o join facility g on g.facility_id = o.facility_id and g.facility_no = 'F0011'
                 where f.facility_no = $1 returning *
             ), forms as (
                 insert into application_form (application_id, part, fields, draft_version, saved_at, registered)
                 select a.application_id, part, fields, draft_version, saved_at, registered
                 from a, application_form join application o using (application_id)
                 join facility g on g.facility_id = o.facility_id and g.facility_no = 'F0011'
             ), decisions as (
                 insert into application_decision (version_id, application_id, decision, words, decided_by, decided_at)
                 select version_id, application_id,
                        case $2 when 'returned' then 'return' when 'failed' then 'fail' else 'pass' end,
                        '印w' || $1 || '印', (select office_user_id from office_user limit 1), submitted_at
                 from a where $2 in ('returned', 'passed', 'failed', 'certified')
             )
             insert into application_version (version_id, application_id, number, form1, form2, submitted_at)
             select a.version_id, a.application_id, 1, v.form1, v.form2, a.submitted_at
             from a, application_version v join application o using (application_id)
             join facility g on g.facility_id = o.facility_id and g.facility_no = 'F0011' where $2 <> 'draft'",
        )
        .bind(number)
        .bind(state.key())
        .execute(app.db())
        .await
        .unwrap();
    }
}

async fn refused_linkage(app: &TestApp) -> String {
    sqlx::query_scalar(
        "insert into linkage (linkage_id, partner_id, core_id, starts_on, state, requested_at, answered_at, reason)
         select gen_random_uuid(), p.facility_id, c.facility_id, date '2026-09-01', 'refused', to_timestamp(0),
                to_timestamp(0), '印reason印'
         from facility p, facility c where p.facility_no = 'F0003' and c.facility_no = 'F0002'
         returning linkage_id::text",
    )
    .fetch_one(app.db())
    .await
    .unwrap()
}

async fn sql(app: &TestApp, script: &'static str) {
    sqlx::raw_sql(script).execute(app.db()).await.unwrap();
}

/// A mark in every text of a case. The second version carries its own in another field, so that what changed between the
/// two is no piece of a mark.
const MARKS: &str = "
insert into case_aside (aside_id, case_id, fields, memo, base_version, kept_at)
    select gen_random_uuid(), case_id, '{\"course\": \"印a5印\"}', '印m5印', 0, to_timestamp(0)
    from case_report where slot = 5 and deleted_at is null;
update case_version v set fields = jsonb_set(fields, array[case number when 1 then 'course' else 'outcome' end],
                                             to_jsonb('印r' || slot || 'v' || number || '印'))
    from case_report c where c.case_id = v.case_id and deleted_at is null;
update case_report set draft = jsonb_set(draft, '{history}', to_jsonb('印d' || slot || '印')), memo = '印m' || slot || '印'
    where deleted_at is null;
-- What can be asked for has no changes that are not registered.
update case_report c set draft = v.fields from case_version v where v.version_id = c.version_id and slot in (2, 4);
update approval_request r set message = '印n' || slot || 'v' || number || '印'
    from case_version v where v.version_id = r.version_id;
update approval_comment k set comment = '印c' || slot || 'v' || number || '印'
    from approval_request r join case_version v using (version_id) where r.request_id = k.request_id;
update approval_request r set comment_draft = jsonb_build_object('course', '印e' || slot || 'v' || number || '印'),
                              comment_version = 1
    from case_version v where v.version_id = r.version_id and r.state = 'waiting';
-- 完了: a set that needs no approval.
with one as (
    insert into case_report (case_id, member_id, set_key, slot, state, draft, memo, draft_version, draft_saved_at, version_id)
    select gen_random_uuid(), member_id, 'certified', 1, 'complete', jsonb_set(draft, '{history}', '\"印o1印\"'), '印o1印', 1,
           draft_saved_at, gen_random_uuid()
    from case_report where slot = 5 and deleted_at is null returning *)
insert into case_version (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)
select one.version_id, one.case_id, 1, jsonb_set(v.fields, '{course}', '\"印o1印\"'), v.category, v.certification_id,
       v.start_on, v.end_on, v.registered_at
from one, case_version v join case_report c on c.version_id = v.version_id and c.slot = 5;
";

/// A case that somebody wrote before they became 看護師 (A2).
const NURSE: &str = "
with one as (
    insert into case_report (case_id, member_id, set_key, slot, state, draft, memo, draft_version, draft_saved_at, version_id)
    select gen_random_uuid(), n.member_id, 'specialist', 1, 'registered',
           jsonb_set(draft, '{history}', '\"印nurseo印\"'), '印nurseo印', 1, draft_saved_at, gen_random_uuid()
    from case_report c, member n
    where c.slot = 5 and c.set_key = 'specialist' and c.deleted_at is null and n.member_no = '300000' returning *)
insert into case_version (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)
select one.version_id, one.case_id, 1, jsonb_set(v.fields, '{course}', '\"印nursen印\"'), v.category, v.certification_id,
       v.start_on, v.end_on, v.registered_at
from one, case_version v join case_report c on c.version_id = v.version_id and c.slot = 5 and c.set_key = 'specialist'
where c.member_id <> one.member_id;
";

/// The same for what facilities write. The file belongs to F0011 alone.
const FACILITY_MARKS: &str = "
update application_version v set form1 = jsonb_set(
        case facility_no when 'F0011' then form1 else form1 - 'document' end, '{head}', to_jsonb('印f' || facility_no || '印'))
    from application a join facility f using (facility_id) where a.application_id = v.application_id;
update application_form v set fields = jsonb_set(
        case facility_no when 'F0011' then fields else fields - 'document' end, '{head}', to_jsonb('印f' || facility_no || '印'))
    from application a join facility f using (facility_id) where a.application_id = v.application_id and part = 'form1';
insert into linkage (linkage_id, partner_id, core_id, starts_on, state, requested_at, answered_at)
    select gen_random_uuid(), p.facility_id, c.facility_id, date '2026-09-01', 'linked', to_timestamp(0), to_timestamp(0)
    from facility p, facility c where p.facility_no = 'F0018' and c.facility_no = 'F0001';
insert into certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)
    select gen_random_uuid(), facility_id, '連携施設', 'R0118', date '2024-04-01', date '2029-03-31'
    from facility where facility_no = 'F0018';
insert into document (document_id, facility_id, name, size, pages, sha256, object_key, received_at, stored_at, attached_at)
    select gen_random_uuid(), f.facility_id, d.name, size, pages, sha256, object_key || '2', received_at, stored_at, attached_at
    from document d, facility f where f.facility_no = 'F0012';
update application_form v set fields = fields || jsonb_build_object('document', document_id)
    from application a join document using (facility_id) join facility using (facility_id)
    where a.application_id = v.application_id and part = 'form1' and facility_no = 'F0012';
update facility_change set proposed = replace(proposed::text, '丘市<2-2>', '印change印')::jsonb;
";
