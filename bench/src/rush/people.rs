//! Who is there on the last evening, and what each of them does next. A person waits for an answer before doing anything else,
//! and does the same again when none came, as the program in the browser does.

use std::{fmt::Write as _, sync::Arc};

use color_eyre::eyre::{Result, bail};
use serde_json::Value;
use sqlx::{PgPool, Row as _};
use uuid::Uuid;

use super::ledger::Ledger;
use crate::{
    load::{Answer, Body, Call, Connection, encode},
    society,
};

/// What is done, for the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    Read,
    Autosave,
    Register,
    Request,
    Queue,
    Decide,
    Office,
    /// A page of the office that is a file, as long as the evening was so far.
    Export,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it should.
    Right,
    /// 503 with Retry-After, in seconds.
    Shed(u64),
    /// The connection broke, or an error in words: to be done again.
    Broken,
    /// An answer that nobody should get: a blank, a stack, a refusal that no rule explains.
    Wrong,
}

pub enum Person {
    Applicant(Box<Applicant>),
    Supervisor(Box<Supervisor>),
    Office(Office),
}

impl Person {
    pub async fn act(&mut self, at: &mut Connection, ledger: &Ledger) -> (Act, Outcome) {
        match self {
            Self::Applicant(applicant) => applicant.act(at, ledger).await,
            Self::Supervisor(supervisor) => supervisor.act(at, ledger).await,
            Self::Office(office) => office.act(at).await,
        }
    }
}

/// Somebody with slots that are still to be written, and a supervisor to ask.
pub struct Applicant {
    token: String,
    supervisor: String,
    /// A whole report; the texts that are typed are put into it.
    report: Arc<Value>,
    slots: Vec<Slot>,
    turn: usize,
}

struct Slot {
    case: super::ledger::Slot,
    step: Step,
    /// As the server said last.
    version: i64,
    /// The last try was not answered: it may have been done.
    unsure: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The text is kept, for the first, second, … time.
    Write(usize),
    Register,
    Ask,
}

/// How often a report is kept before somebody registers it: nobody runs out of reports on an evening of any machine.
const KEEPS: usize = 40;
/// Sentences that stand there at a time; the first ones go again.
const SENTENCES: usize = 12;
/// Every so many acts somebody looks at the list.
const LOOKS: usize = 6;

impl Applicant {
    async fn act(&mut self, at: &mut Connection, ledger: &Ledger) -> (Act, Outcome) {
        self.turn += 1;
        if self.turn.is_multiple_of(LOOKS) || self.slots.is_empty() {
            let answer = at.ask(Call::get("/cases/specialist", &self.token)).await;
            return (Act::Read, page(&answer));
        }
        match self.slots[0].step {
            Step::Write(time) => (Act::Autosave, self.write(at, ledger, time).await),
            Step::Register => (Act::Register, self.register(at, ledger).await),
            Step::Ask => (Act::Request, self.ask(at, ledger).await),
        }
    }

    /// The form of a case with this text in it, as the page has it.
    fn form(&self, text: &str) -> String {
        let slot = &self.slots[0];
        let mut form = format!("set=specialist&number={}&version={}&memo=", slot.case.number, slot.version);
        for (name, value) in self.report.as_object().into_iter().flatten() {
            let value = if name == "discussion" { text } else { value.as_str().unwrap_or_default() };
            let _ = write!(form, "&fields%5B{name}%5D={}", encode(value));
        }
        form
    }

    async fn write(&mut self, at: &mut Connection, ledger: &Ledger, time: usize) -> Outcome {
        let text = text(&self.slots[0].case, time);
        let form = self.form(&text);
        let slot = &mut self.slots[0];
        ledger.typed(&slot.case, &text);
        let answer = at.ask(Call::post("/api/cases/autosave", &self.token, Body::Sent(form))).await;
        if let Some(outcome) = trouble(&answer) {
            slot.unsure = true;
            return outcome;
        }
        let Some(version) = json_of(&answer).and_then(|said| said["version"].as_i64()) else {
            return wrong("autosave", &answer);
        };
        ledger.kept(&slot.case, &text, version);
        slot.version = version;
        slot.unsure = false;
        slot.step = if time < KEEPS { Step::Write(time + 1) } else { Step::Register };
        Outcome::Right
    }

    async fn register(&mut self, at: &mut Connection, ledger: &Ledger) -> Outcome {
        let text = text(&self.slots[0].case, KEEPS);
        let form = self.form(&text) + "&intent=register";
        let slot = &mut self.slots[0];
        ledger.tried_to_register(&slot.case);
        let answer = at.ask(Call::post("/api/cases/submit", &self.token, Body::Form(form))).await;
        if let Some(outcome) = trouble(&answer) {
            slot.unsure = true;
            return outcome;
        }
        if !is_done(&answer)
            || !answer.as_ref().is_ok_and(|answer| answer.header("location").contains("Registered"))
        {
            return wrong("register", &answer);
        }
        ledger.registered(&slot.case, &text);
        slot.unsure = false;
        slot.step = Step::Ask;
        Outcome::Right
    }

    async fn ask(&mut self, at: &mut Connection, ledger: &Ledger) -> Outcome {
        let slot = &mut self.slots[0];
        if slot.unsure {
            // The person looks at the page before pressing again.
            let path = format!("/cases/specialist/{}", slot.case.number);
            let answer = at.ask(Call::get(path, &self.token)).await;
            if let Some(outcome) = trouble(&answer) {
                return outcome;
            }
            let Some(page) = page_of(&answer) else { return wrong("editor", &answer) };
            slot.unsure = false;
            let state = page.split("class=\"case-links\"").nth(1).and_then(|rest| rest.split("</p>").next());
            if !state.is_some_and(|state| state.contains("未承認")) {
                self.slots.remove(0);
                return Outcome::Right;
            }
        }
        let form = format!(
            "set=specialist&slots={}&intent=send&words=&supervisor={}&message={}",
            slot.case.number,
            self.supervisor,
            encode("ご確認をお願いいたします。")
        );
        ledger.tried_to_ask(&slot.case);
        let answer = at.ask(Call::post("/api/cases/request", &self.token, Body::Form(form))).await;
        if let Some(outcome) = trouble(&answer) {
            slot.unsure = true;
            return outcome;
        }
        if !is_done(&answer) {
            return wrong("request", &answer);
        }
        ledger.asked(&slot.case);
        self.slots.remove(0);
        Outcome::Right
    }
}

/// Different at every step, and telling whose it is.
fn text(slot: &super::ledger::Slot, time: usize) -> String {
    let mut text = String::new();
    for n in time.saturating_sub(SENTENCES) + 1..=time {
        let _ =
            write!(text, "{}番の{n}文目。早期からの介入が症状の安定に寄与したと考えられる。", slot.number);
    }
    text + &slot.member.to_string()
}

pub struct Supervisor {
    token: String,
    waiting: Vec<String>,
    turn: usize,
}

impl Supervisor {
    async fn act(&mut self, at: &mut Connection, ledger: &Ledger) -> (Act, Outcome) {
        self.turn += 1;
        let Some(request) = self.waiting.last().cloned() else { return (Act::Queue, self.look(at).await) };
        // Every other time the report is read first.
        if self.turn.is_multiple_of(2) {
            let answer = at.ask(Call::get(format!("/approvals/{request}"), &self.token)).await;
            return (Act::Read, page(&answer));
        }
        let form = format!("request={request}&confirmed=approve&general={}", encode("よく書けています。"));
        ledger.tried_to_decide(&request);
        let answer = at.ask(Call::post("/api/approvals/decide", &self.token, Body::Form(form))).await;
        if let Some(outcome) = trouble(&answer) {
            // The queue tells whether it was done.
            self.waiting.clear();
            return (Act::Decide, outcome);
        }
        self.waiting.pop();
        if !is_done(&answer) {
            return (Act::Decide, wrong("decide", &answer));
        }
        ledger.decided(&request);
        (Act::Decide, Outcome::Right)
    }

    async fn look(&mut self, at: &mut Connection) -> Outcome {
        let answer = at.ask(Call::get("/approvals?state=waiting", &self.token)).await;
        if let Some(outcome) = trouble(&answer) {
            return outcome;
        }
        let Some(page) = page_of(&answer) else { return wrong("queue", &answer) };
        let links = page.split("href=\"/approvals/").skip(1).filter_map(|rest| rest.split('"').next());
        // The way to a report, and not to its print.
        self.waiting = links.filter(|id| id.len() == 36).map(str::to_owned).collect();
        Outcome::Right
    }
}

pub struct Office {
    turn: usize,
}

impl Office {
    async fn act(&mut self, at: &mut Connection) -> (Act, Outcome) {
        const PAGES: [(Act, &str); 6] = [
            (Act::Office, "/office"),
            (Act::Office, "/office/members?q=%E4%BD%90%E8%97%A4"),
            (Act::Office, "/office/audit?doer=member&event=approval."),
            (Act::Office, "/office/mail?state=waiting"),
            (Act::Office, "/office/facility-applications?state=submitted"),
            (Act::Export, "/office/audit/export.csv?event=approval.approved"),
        ];
        self.turn += 1;
        let (act, path) = PAGES[self.turn % PAGES.len()];
        (act, page(&at.ask(Call::get(path, society::OFFICE)).await))
    }
}

/// A page is right when it is there and not blank.
fn page(answer: &Result<Answer>) -> Outcome {
    match trouble(answer) {
        Some(outcome) => outcome,
        None if answer.as_ref().is_ok_and(|answer| answer.status == 200) => Outcome::Right,
        None => wrong("page", answer),
    }
}

/// What every answer may be instead of the one that was asked for.
fn trouble(answer: &Result<Answer>) -> Option<Outcome> {
    let Ok(answer) = answer else { return Some(Outcome::Broken) };
    let told = |answer: &Answer| !answer.body.is_empty() && !contains(&answer.body, b"panicked at");
    match answer.status {
        503 if !told(answer) => Some(wrong_answer("503", answer)),
        503 => Some(match answer.header("retry-after").parse() {
            Ok(seconds) => Outcome::Shed(seconds),
            Err(_) => Outcome::Broken,
        }),
        500..=599 if told(answer) => Some(Outcome::Broken),
        500..=599 => Some(wrong_answer("an error without words", answer)),
        200 if answer.body.is_empty() => Some(wrong_answer("a blank", answer)),
        // A form that failed is sent back with the reason in the address.
        301..=399 if answer.header("location").contains("Internal") => Some(Outcome::Broken),
        _ => None,
    }
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

fn is_done(answer: &Result<Answer>) -> bool {
    answer.as_ref().is_ok_and(|answer| {
        let to = answer.header("location");
        answer.status == 302 && !["Failed", "Refused", "__err", "signin"].iter().any(|bad| to.contains(bad))
    })
}

fn page_of(answer: &Result<Answer>) -> Option<String> {
    answer.as_ref().ok().filter(|answer| answer.status == 200).map(Answer::text)
}

fn json_of(answer: &Result<Answer>) -> Option<Value> {
    let answer = answer.as_ref().ok().filter(|answer| answer.status == 200)?;
    serde_json::from_slice(&answer.body).ok()
}

fn wrong(what: &str, answer: &Result<Answer>) -> Outcome {
    match answer {
        Ok(answer) => wrong_answer(what, answer),
        Err(_) => Outcome::Broken,
    }
}

fn wrong_answer(what: &str, answer: &Answer) -> Outcome {
    let body: String = answer.text().chars().take(300).collect();
    eprintln!("rush: {what}: {} {} {body}", answer.status, answer.header("location"));
    Outcome::Wrong
}

/// Everybody: applicants with the slots that are not asked for yet, supervisors, a few of the office.
pub async fn everybody(db: &PgPool, office: usize) -> Result<Vec<Person>> {
    let rows = sqlx::query(
        "select m.member_no, m.member_id, c.draft::text as draft,
                (select r.supervisor_id::text from approval_request r where r.applicant_id = m.member_id limit 1) as supervisor
         from member m join case_report c on c.member_id = m.member_id and c.slot = 9 order by m.member_no",
    )
    .fetch_all(db)
    .await?;
    let mut people = Vec::new();
    for row in rows {
        let (number, member): (String, Uuid) = (row.try_get("member_no")?, row.try_get("member_id")?);
        let draft: String = row.try_get("draft")?;
        // Slots 9 and 10 have a draft already, the others are empty.
        let slots = (9..=20)
            .map(|number| Slot {
                case: super::ledger::Slot { member, number },
                // Everybody is somewhere else in their first report.
                step: Step::Write(if number == 9 { 1 + people.len() % KEEPS } else { 1 }),
                version: i64::from(number <= 10),
                unsure: false,
            })
            .collect();
        people.push(Person::Applicant(Box::new(Applicant {
            token: society::token(&number),
            supervisor: row.try_get("supervisor")?,
            report: Arc::new(serde_json::from_str(&draft)?),
            slots,
            turn: people.len(),
        })));
    }
    let supervisors: Vec<String> = sqlx::query_scalar(
        "select distinct m.member_no from approval_request r join member m on m.member_id = r.supervisor_id order by 1",
    )
    .fetch_all(db)
    .await?;
    if people.is_empty() || supervisors.is_empty() {
        bail!("nobody is there");
    }
    for number in supervisors {
        let token = society::token(&number);
        people.push(Person::Supervisor(Box::new(Supervisor { token, waiting: Vec::new(), turn: 0 })));
    }
    people.extend((0..office).map(|turn| Person::Office(Office { turn })));
    Ok(people)
}
