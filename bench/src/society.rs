//! A society of any size, loaded by COPY into a migrated database: at 1× 12,000 members and 20,000 cases with texts of up to
//! 4,000 characters, and what belongs to them: versions, requests, decisions, audit lines, mails that were sent.
//!
//! Everything is the same at every run: numbers come from a small generator with a fixed seed. Ids are of the kind that the
//! program makes (UUID version 7), but of past moments, so that whatever the program makes later can be told apart.

mod copy;
mod doors;
mod text;

use std::time::Instant;

use color_eyre::eyre::{Result, eyre};
use domain::{
    calendar,
    cases::{CaseSet, Slot},
    text::search_key,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use copy::Rows;
use doors::doors;
use text::{Dice, fields};

/// How many people of which kind are in a society. It may come several times over, in blocks, so that a supervisor has as
/// much to do in a large one: first the applicants of a block, then its supervisors, then everybody else.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub members: usize,
    pub applicants: usize,
    pub supervisors: usize,
    pub hospitals: usize,
}

impl Shape {
    /// 1×
    pub const SOCIETY: Self = Self { members: 12_000, applicants: 2_000, supervisors: 400, hospitals: 200 };
    /// A tenth, for what has to be quick.
    pub const SMALL: Self = Self { members: 600, applicants: 200, supervisors: 20, hospitals: 20 };

    fn applies(self, member: usize) -> bool {
        member % self.members < self.applicants
    }

    fn supervises(self, member: usize) -> bool {
        (self.applicants..self.applicants + self.supervisors).contains(&(member % self.members))
    }
}

/// Of each applicant, in the slots from 1 on.
const CASES: [Kind; 10] = [
    Kind::Approved,
    Kind::Approved,
    Kind::Approved,
    Kind::Rejected,
    Kind::Waiting,
    Kind::Waiting,
    Kind::Registered,
    Kind::Registered,
    Kind::Draft,
    Kind::Draft,
];
/// The slot of the last of them, which was begun last.
const LAST: u8 = 10;
/// The password of every supervisor.
pub const PASSWORD: &str = "bench-pass-2026";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Approved,
    Rejected,
    Waiting,
    Registered,
    Draft,
}

/// How much was loaded.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Size {
    pub scale: usize,
    pub members: usize,
    pub cases: usize,
    pub database_bytes: i64,
    pub seconds: f64,
}

struct People {
    shape: Shape,
    now: Timestamp,
    members: Vec<Uuid>,
    /// 認定の記録 of the hospitals.
    records: Vec<Uuid>,
}

struct Case {
    id: Uuid,
    owner: usize,
    slot: Slot,
    kind: Kind,
    version: Uuid,
    request: Uuid,
    written: Timestamp,
    decided: Timestamp,
}

impl Case {
    fn state(&self) -> &'static str {
        match self.kind {
            Kind::Approved => "approved",
            Kind::Rejected => "rejected",
            Kind::Waiting => "requested",
            Kind::Registered => "registered",
            Kind::Draft => "unregistered",
        }
    }

    /// The state of its request; nothing when nobody was asked.
    fn verdict(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Approved => Some("approved"),
            Kind::Rejected => Some("rejected"),
            Kind::Waiting => Some("waiting"),
            Kind::Registered | Kind::Draft => None,
        }
    }

    /// Which member was asked.
    fn supervisor(&self, of: Shape) -> usize {
        let within = self.owner % of.members;
        self.owner - within + of.applicants + within % of.supervisors
    }
}

/// 会員番号
fn number(member: usize) -> String {
    format!("{:07}", 1_000_000 + member)
}

/// The cookie of a member's session.
pub fn token(member_no: &str) -> String {
    format!("bench-{member_no}")
}

/// The cookies of the office's session and of a hospital's.
pub const OFFICE: &str = "bench-office";
pub const FACILITY: &str = "bench-facility";

/// Loads a society into a migrated, empty database.
pub async fn load(pool: &PgPool, shape: Shape, scale: usize) -> Result<Size> {
    let begun = Instant::now();
    let mut db = pool.acquire().await?;
    // Every row is made to fit; checking each against the others would take longer than writing it.
    sqlx::query("set session_replication_role = replica").execute(&mut *db).await?;
    let mut dice = Dice(42);
    let people = people(&mut db, &mut dice, shape, scale).await?;
    let cases = cases(&mut dice, &people)?;
    reports(&mut db, &mut dice, &people, &cases).await?;
    requests(&mut db, &mut dice, &people, &cases).await?;
    traces(&mut db, &mut dice, &people, &cases).await?;
    doors(&mut db, shape).await?;
    sqlx::query("reset session_replication_role").execute(&mut *db).await?;
    sqlx::query("vacuum analyze").execute(&mut *db).await?;
    sqlx::query("checkpoint").execute(&mut *db).await?;
    let database_bytes =
        sqlx::query_scalar("select pg_database_size(current_database())").fetch_one(&mut *db).await?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Size { scale, members: people.members.len(), cases: cases.len(), database_bytes, seconds })
}

async fn people(db: &mut PgConnection, dice: &mut Dice, shape: Shape, scale: usize) -> Result<People> {
    const FAMILY: [&str; 12] = [
        "佐藤 サトウ",
        "鈴木 スズキ",
        "高橋 タカハシ",
        "田中 タナカ",
        "伊藤 イトウ",
        "渡邉 ワタナベ",
        "山本 ヤマモト",
        "中村 ナカムラ",
        "小林 コバヤシ",
        "加藤 カトウ",
        "吉田 ヨシダ",
        "林 ハヤシ",
    ];
    const GIVEN: [&str; 10] = [
        "太郎 タロウ",
        "花子 ハナコ",
        "健一 ケンイチ",
        "美咲 ミサキ",
        "直樹 ナオキ",
        "由美 ユミ",
        "誠 マコト",
        "恵 メグミ",
        "翔太 ショウタ",
        "陽子 ヨウコ",
    ];
    let now = Timestamp::now();
    let long_ago = days_before(now, 900);
    let members: Vec<Uuid> = (0..shape.members * scale).map(|_| dice.id(long_ago)).collect();
    let hospitals: Vec<Uuid> = (0..shape.hospitals * scale).map(|_| dice.id(long_ago)).collect();
    let records: Vec<Uuid> = (0..shape.hospitals * scale).map(|_| dice.id(long_ago)).collect();

    let mut rows = Rows::into(
        db,
        "member (member_id, member_no, family_name, given_name, family_kana, given_kana, email, profession, joined_on, \
         affiliation, search_key)",
    );
    for (at, id) in members.iter().enumerate() {
        let halves = |pair: &'static str| pair.split_once(' ').unwrap_or((pair, pair));
        let ((family, family_kana), (given, given_kana)) =
            (halves(dice.one(&FAMILY)), halves(dice.one(&GIVEN)));
        let no = number(at);
        let works = shape.applies(at) || shape.supervises(at);
        let profession = if works || dice.below(4) > 0 { "医師" } else { "看護師" };
        let key = search_key(&format!("{family}{given}{family_kana}{given_kana}{no}"));
        let hospital = dice.below(shape.hospitals * scale);
        rows.row(format_args!(
            "{id}\t{no}\t{family}\t{given}\t{family_kana}\t{given_kana}\tm{no}@example.jp\t{profession}\t2015-04-01\t第{hospital}病院\t{key}"
        ));
        rows.flush().await?;
    }
    rows.end().await?;

    let mut rows =
        Rows::into(db, "qualification (qualification_id, member_id, kind, certificate_no, start_on, end_on)");
    for (at, id) in members.iter().enumerate().filter(|(at, _)| shape.supervises(*at)) {
        let own = dice.id(long_ago);
        rows.row(format_args!("{own}\t{id}\t指導医\tS{at:07}\t2020-04-01\t2030-03-31"));
        rows.flush().await?;
    }
    rows.end().await?;

    let mut rows = Rows::into(db, "facility (facility_id, facility_no, name, kana, prefecture, search_key)");
    for (at, id) in hospitals.iter().enumerate() {
        let name = format!("第{at}みどり野病院");
        let key = search_key(&format!("{name}だい{at}みどりのびょういん"));
        rows.row(format_args!("{id}\tF{at:07}\t{name}\tだい{at}みどりのびょういん\t長野県\t{key}"));
    }
    rows.end().await?;
    let mut rows = Rows::into(
        db,
        "certification (certification_id, facility_id, kind, certificate_no, start_on, end_on)",
    );
    for (at, (record, hospital)) in records.iter().zip(&hospitals).enumerate() {
        rows.row(format_args!("{record}\t{hospital}\t基幹施設\tK{at:07}\t2021-04-01\t2030-03-31"));
    }
    rows.end().await?;
    Ok(People { shape, now, members, records })
}

fn days_before(now: Timestamp, days: i64) -> Timestamp {
    now - SignedDuration::from_hours(24 * days)
}

/// First every applicant's first case, then the second ones: as a society writes, so that one person's cases do not lie
/// side by side.
fn cases(dice: &mut Dice, people: &People) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (kind, number) in CASES.into_iter().zip(1..) {
        let slot = Slot::new(CaseSet::Specialist, number).ok_or_else(|| eyre!("no slot {number}"))?;
        for owner in (0..people.members.len()).filter(|at| people.shape.applies(*at)) {
            let minutes = i64::try_from(dice.below(60 * 24)).unwrap_or_default();
            let day = i64::from(LAST - number) * 3 + 2;
            let written = days_before(people.now, day) - SignedDuration::from_mins(minutes);
            let decided = written + SignedDuration::from_hours(20);
            let [id, version, request] = [dice.id(written), dice.id(written), dice.id(written)];
            cases.push(Case { id, owner, slot, kind, version, request, written, decided });
        }
    }
    Ok(cases)
}

async fn reports(db: &mut PgConnection, dice: &mut Dice, people: &People, cases: &[Case]) -> Result<()> {
    // Both tables hold the same texts, so they are made twice from the same number.
    let seeds: Vec<u64> = cases.iter().map(|_| dice.next()).collect();
    let text = |case: &Case, seed: &u64| {
        let mut dice = Dice(*seed);
        let record = people.records[dice.below(people.records.len())];
        (record, fields(&mut dice, case.slot, record))
    };
    let mut rows = Rows::into(
        db,
        "case_report (case_id, member_id, set_key, slot, state, draft, memo, draft_version, draft_saved_at, version_id, \
         request_id)",
    );
    for (case, seed) in cases.iter().zip(&seeds) {
        let (owner, slot, state) = (people.members[case.owner], case.slot.number(), case.state());
        let known = |there: bool, id: Uuid| if there { id.to_string() } else { "\\N".to_owned() };
        let version = known(case.kind != Kind::Draft, case.version);
        let request = known(case.verdict().is_some(), case.request);
        let (_, draft) = text(case, seed);
        rows.row(format_args!(
            "{}\t{owner}\tspecialist\t{slot}\t{state}\t{draft}\t外来の{slot}例目\t1\t{}\t{version}\t{request}",
            case.id, case.written
        ));
        rows.flush().await?;
    }
    rows.end().await?;

    let mut rows = Rows::into(
        db,
        "case_version (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)",
    );
    for (case, seed) in cases.iter().zip(&seeds).filter(|(case, _)| case.kind != Kind::Draft) {
        let (record, fields) = text(case, seed);
        let category = CaseSet::Specialist.category_or_default(case.slot, "痛み");
        rows.row(format_args!(
            "{}\t{}\t1\t{fields}\t{category}\t{record}\t2025-05-01\t2025-06-30\t{}",
            case.version, case.id, case.written
        ));
        rows.flush().await?;
    }
    rows.end().await
}

async fn requests(db: &mut PgConnection, dice: &mut Dice, people: &People, cases: &[Case]) -> Result<()> {
    let mut rows = Rows::into(
        db,
        "approval_request (request_id, batch_id, case_id, version_id, applicant_id, supervisor_id, set_key, slot, category, \
         message, state, requested_at, fiscal_year, decided_at, general_comment)",
    );
    for case in cases {
        let Some(state) = case.verdict() else { continue };
        let batch = dice.id(case.written);
        let [applicant, supervisor] =
            [people.members[case.owner], people.members[case.supervisor(people.shape)]];
        let category = CaseSet::Specialist.category_or_default(case.slot, "痛み");
        let year = calendar::fiscal_year(calendar::day(case.written));
        let (decided, said) = match state {
            "waiting" => ("\\N".to_owned(), ""),
            _ => (case.decided.to_string(), "よく書けています。"),
        };
        rows.row(format_args!(
            "{}\t{batch}\t{}\t{}\t{applicant}\t{supervisor}\tspecialist\t{}\t{category}\tご確認をお願いいたします。\t{state}\t{}\t{year}\t{decided}\t{said}",
            case.request, case.id, case.version, case.slot.number(), case.written,
        ));
        rows.flush().await?;
    }
    rows.end().await
}

/// What every write leaves behind: audit lines, and mails that were sent.
async fn traces(db: &mut PgConnection, dice: &mut Dice, people: &People, cases: &[Case]) -> Result<()> {
    let told = |case: &Case| {
        let (owner, judge) = (case.owner, case.supervisor(people.shape));
        let decided = matches!(case.kind, Kind::Approved | Kind::Rejected);
        [
            ("case.registered", owner, case.written, case.kind != Kind::Draft, ""),
            ("approval.requested", owner, case.written, case.verdict().is_some(), "approval_requested"),
            ("approval.approved", judge, case.decided, decided, "case_decided"),
        ]
    };
    let mut rows =
        Rows::into(db, "audit_line (audit_id, at, realm, actor_id, event, subject_id, detail, client)");
    for case in cases {
        for (event, who, at, happened, _) in told(case) {
            if happened {
                let (id, who, slot) = (dice.id(at), people.members[who], case.slot.number());
                rows.row(format_args!(
                    "{id}\t{at}\tmember\t{who}\t{event}\t{}\t{{\"set\": \"specialist\", \"slot\": {slot}}}\t192.0.2.7",
                    case.id
                ));
            }
        }
        rows.flush().await?;
    }
    rows.end().await?;
    let mut rows = Rows::into(
        db,
        "mail_outbox (mail_id, kind, to_address, subject, params, state, attempts, next_attempt_at, created_at, sent_at)",
    );
    for case in cases {
        for (_, _, at, happened, kind) in told(case) {
            if happened && !kind.is_empty() {
                let (id, to) = (dice.id(at), number(case.owner));
                rows.row(format_args!(
                    "{id}\t{kind}\tm{to}@example.jp\t症例報告書\t{{\"slot\": {}}}\tsent\t1\t{at}\t{at}\t{at}",
                    case.slot.number()
                ));
            }
        }
        rows.flush().await?;
    }
    rows.end().await
}
