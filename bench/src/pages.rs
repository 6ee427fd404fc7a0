//! What is measured: six things that people do most, for whom, and how their answers look when they are right.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use color_eyre::eyre::{Result, bail};
use serde::Serialize;
use sqlx::{PgPool, Row as _, postgres::PgRow};

use crate::{
    load::{Answer, Body, Call, Work, encode},
    society,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Page {
    List,
    Editor,
    Queue,
    Report,
    Draft,
    Decide,
}

impl Page {
    pub const ALL: [Self; 6] =
        [Self::List, Self::Editor, Self::Queue, Self::Report, Self::Draft, Self::Decide];

    pub fn key(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Editor => "editor",
            Self::Queue => "queue",
            Self::Report => "report",
            Self::Draft => "draft",
            Self::Decide => "decide",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::List => "case list",
            Self::Editor => "editor",
            Self::Queue => "queue",
            Self::Report => "one report",
            Self::Draft => "saving a draft",
            Self::Decide => "deciding",
        }
    }

    /// The share of the limit that we want to reach.
    pub fn aim(self) -> f64 {
        if self.writes() { 0.8 } else { 0.5 }
    }

    pub fn writes(self) -> bool {
        matches!(self, Self::Draft | Self::Decide)
    }

    /// For whom it can be asked: at most so many, at every scale the same number, spread over the whole society.
    pub async fn fixtures(self, db: &PgPool, most: i64) -> Result<Vec<Fixture>> {
        let of_cases = |slot: u8| {
            format!(
                "select m.member_no, c.slot, c.draft_version, c.case_id::text, c.member_id::text, c.draft::text as draft
                 from case_report c join member m using (member_id)
                 where c.slot = {slot} order by hashtext(m.member_no) limit $1"
            )
        };
        let of_requests =
            "select m.member_no, r.request_id::text, r.case_id::text, r.version_id::text, r.supervisor_id::text,
                    r.applicant_id::text, r.batch_id::text, v.certification_id::text, a.email
             from approval_request r join member m on m.member_id = r.supervisor_id
             join member a on a.member_id = r.applicant_id join case_version v on v.version_id = r.version_id
             where r.state = 'waiting' order by hashtext(r.request_id::text) limit $1"
                .to_owned();
        let sql = match self {
            Self::List => "select m.member_no, m.member_id::text from member m
                 where exists (select from case_report c where c.member_id = m.member_id)
                 order by hashtext(m.member_no) limit $1"
                .to_owned(),
            Self::Editor => of_cases(9),
            Self::Queue => {
                "select m.member_no, m.member_id::text from member m join qualification q using (member_id)
                 order by hashtext(m.member_no) limit $1"
                    .to_owned()
            }
            Self::Report | Self::Decide => of_requests,
            Self::Draft => of_cases(10),
        };
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(most).fetch_all(db).await?;
        if rows.is_empty() {
            bail!("nobody to ask {} for", self.label());
        }
        rows.iter().map(Fixture::read).collect()
    }

    fn call(self, fixture: &Fixture, round: usize, version: i64) -> Call {
        let id = |name: &str| fixture.values.get(name).cloned().unwrap_or_default();
        match self {
            Self::List => Call::get("/cases/specialist", &fixture.token),
            Self::Editor => Call::get(format!("/cases/specialist/{}", fixture.slot), &fixture.token),
            Self::Queue => Call::get("/approvals", &fixture.token),
            Self::Report => Call::get(format!("/approvals/{}", id("request_id")), &fixture.token),
            Self::Draft => {
                let mut fields = fixture.draft.clone();
                // As if one word more was typed each time.
                fields["discussion"] =
                    format!("{round}回目の推敲。{}", fields["discussion"].as_str().unwrap_or_default())
                        .into();
                let mut form = format!(
                    "set=specialist&number={}&version={version}&memo={}",
                    fixture.slot,
                    encode("外来の10例目")
                );
                for (name, value) in fields.as_object().into_iter().flatten() {
                    let value = encode(value.as_str().unwrap_or_default());
                    let _ = write!(form, "&fields%5B{name}%5D={value}");
                }
                Call::post("/api/cases/autosave", &fixture.token, Body::Sent(form))
            }
            Self::Decide => {
                let form = format!(
                    "request={}&confirmed=approve&general=%E3%82%88%E3%81%8F%E6%9B%B8%E3%81%91%E3%81%A6%E3%81%84%E3%81%BE%E3%81%99%E3%80%82\
                     &comments%5Bcourse%5D=%E7%B5%8C%E9%81%8E%E3%81%8C%E6%98%8E%E7%9E%AD%E3%81%A7%E3%81%99%E3%80%82",
                    id("request_id")
                );
                Call::post("/api/approvals/decide", &fixture.token, Body::Form(form))
            }
        }
    }

    fn is_right(self, answer: &Answer) -> bool {
        match self {
            Self::Draft => answer.status == 200 && answer.body.starts_with(b"{\"version\""),
            Self::Decide => answer.status == 302 && !answer.header("location").contains("Failed"),
            _ => answer.status == 200,
        }
    }
}

/// Somebody for whom a page is asked. What it says under `values` differs from one to the next, and stands in the statements
/// that the page needs.
#[derive(Clone, Debug, Serialize)]
pub struct Fixture {
    pub token: String,
    pub slot: i16,
    pub draft_version: i64,
    #[serde(skip)]
    pub draft: serde_json::Value,
    pub values: BTreeMap<String, String>,
}

impl Fixture {
    fn read(row: &PgRow) -> Result<Self> {
        use sqlx::Column as _;
        let number: String = row.try_get("member_no")?;
        let token = society::token(&number);
        let mut values = BTreeMap::new();
        for column in
            row.columns().iter().filter(|column| column.name().ends_with("_id") || column.name() == "email")
        {
            values.insert(column.name().to_owned(), row.try_get(column.ordinal())?);
        }
        values.insert("token_hash".to_owned(), token_hash(&token));
        let draft: String = row.try_get("draft").unwrap_or_default();
        Ok(Self {
            token,
            slot: row.try_get("slot").unwrap_or_default(),
            draft_version: row.try_get("draft_version").unwrap_or_default(),
            draft: serde_json::from_str(&draft).unwrap_or_default(),
            values,
        })
    }
}

/// As Postgres writes it.
fn token_hash(token: &str) -> String {
    use sha2::Digest as _;
    use std::fmt::Write as _;
    sha2::Sha256::digest(token.as_bytes()).iter().fold("\\x".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Asks our server for one page, for one fixture after the other.
pub struct Ours {
    page: Page,
    fixtures: Arc<Vec<Fixture>>,
    compressed: bool,
    /// A decision is made once.
    next: AtomicUsize,
    /// Each draft's version, as the server last said.
    versions: Vec<AtomicI64>,
}

impl Ours {
    pub fn new(page: Page, fixtures: Arc<Vec<Fixture>>, compressed: bool) -> Arc<Self> {
        let versions = fixtures.iter().map(|fixture| AtomicI64::new(fixture.draft_version)).collect();
        Arc::new(Self { page, fixtures, compressed, next: AtomicUsize::new(0), versions })
    }
}

impl Work for Ours {
    fn call(&self, connection: usize, connections: usize, turn: usize) -> Option<(Call, usize)> {
        let about = turn_of(self.page, &self.next, self.fixtures.len(), connection, connections, turn)?;
        let version = self.versions[about].load(Ordering::Relaxed);
        let mut call = self.page.call(&self.fixtures[about], turn, version);
        call.compressed = self.compressed;
        Some((call, about))
    }

    fn is_right(&self, about: usize, answer: &Answer) -> bool {
        let right = self.page.is_right(answer);
        if right && self.page == Page::Draft {
            // What is kept already gets no new version.
            let said: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let version = said.pointer("/version").and_then(serde_json::Value::as_i64);
            return version.map(|version| self.versions[about].store(version, Ordering::Relaxed)).is_some();
        }
        right
    }
}

/// Asks the bare handler the same.
pub struct Bare {
    page: Page,
    next: AtomicUsize,
    calls: Vec<Call>,
}

impl Bare {
    pub fn new(page: Page, fixtures: &Arc<Vec<Fixture>>) -> Arc<Self> {
        // The body that we send is as long as the one that our server gets.
        let to =
            |(about, fixture)| Call { path: format!("/{}/{about}", page.key()), ..page.call(fixture, 1, 1) };
        let calls = fixtures.iter().enumerate().map(to).collect();
        Arc::new(Self { page, next: AtomicUsize::new(0), calls })
    }
}

impl Work for Bare {
    fn call(&self, connection: usize, connections: usize, turn: usize) -> Option<(Call, usize)> {
        let about = turn_of(self.page, &self.next, self.calls.len(), connection, connections, turn)?;
        Some((self.calls[about].clone(), about))
    }

    fn is_right(&self, _: usize, answer: &Answer) -> bool {
        answer.status == 200
    }
}

/// Whose turn it is: decisions are taken from one heap, everything else is dealt out, so that no two connections write the
/// same draft.
fn turn_of(
    page: Page,
    next: &AtomicUsize,
    fixtures: usize,
    connection: usize,
    connections: usize,
    turn: usize,
) -> Option<usize> {
    if page == Page::Decide {
        return Some(next.fetch_add(1, Ordering::Relaxed)).filter(|about| *about < fixtures);
    }
    let share = (fixtures / connections).max(1);
    Some((connection + connections * (turn % share)) % fixtures)
}
