//! What a page says to the database, as Postgres itself wrote it down: nobody copies SQL by hand, so the comparison stays
//! true when a page changes. What differs from one asker to the next is found by its value.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read as _, Seek as _, SeekFrom},
    path::PathBuf,
    time::Duration,
};

use color_eyre::eyre::{Result, WrapErr as _, bail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    load::{Answer, Connection},
    pages::{Fixture, Ours, Page},
    postgres::Cluster,
    server::Program,
};

/// One statement with what stood in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub sql: String,
    /// Sent as plain text: `BEGIN` and the like.
    pub plain: bool,
    pub values: Vec<Value>,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    Nothing,
    /// The same for everybody.
    Fixed(String),
    /// One of [`Fixture::values`].
    Own(String),
    /// An id that the program made up for this request; the same number is the same id.
    Fresh(usize),
}

/// One page as it was asked for once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    pub page: String,
    pub statements: Vec<Statement>,
    pub bytes: usize,
    pub content_type: String,
}

impl Recording {
    /// Those that ask or change something, as `docs/architecture.md` counts them.
    pub fn counted(&self) -> usize {
        self.statements.iter().filter(|statement| !is_bracket(&statement.sql)).count()
    }
}

pub fn is_bracket(sql: &str) -> bool {
    // With the number of the request behind it.
    let word = sql.split_whitespace().next().unwrap_or_default().to_uppercase();
    matches!(word.as_str(), "BEGIN" | "COMMIT" | "ROLLBACK")
}

/// A line of `log_destination=jsonlog`.
#[derive(Deserialize)]
struct Line {
    pid: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    detail: String,
}

/// The log of statements, read piece by piece.
struct Listener {
    log: PathBuf,
    read: u64,
    db: PgConnection,
    pid: i64,
    marks: usize,
}

impl Listener {
    async fn at(cluster: &Cluster, database: &str) -> Result<Self> {
        let mut db = PgConnection::connect(&cluster.url(database)).await?;
        let pid: i32 = sqlx::query_scalar("select pg_backend_pid()").fetch_one(&mut db).await?;
        let mut listener = Self { log: cluster.log(), read: 0, db, pid: pid.into(), marks: 0 };
        listener.heard().await?;
        Ok(listener)
    }

    /// Every statement of others since the last time.
    async fn heard(&mut self) -> Result<Vec<(String, bool, String)>> {
        self.marks += 1;
        let mark = format!("select 'mark {}'", self.marks);
        sqlx::raw_sql(AssertSqlSafe(mark.clone())).execute(&mut self.db).await?;
        let mut bytes = Vec::new();
        for _ in 0..200 {
            let mut file = fs::File::open(&self.log).wrap_err_with(|| self.log.display().to_string())?;
            file.seek(SeekFrom::Start(self.read))?;
            bytes.clear();
            file.read_to_end(&mut bytes)?;
            if bytes.ends_with(b"\n") && String::from_utf8_lossy(&bytes).contains(&mark) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let text = String::from_utf8_lossy(&bytes);
        if !text.contains(&mark) {
            bail!("the log of statements does not come: {}", self.log.display());
        }
        self.read += bytes.len() as u64;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        Ok(lines.filter(|line| line.pid != self.pid).filter_map(|line| said(&line)).collect())
    }
}

/// The statement in a line, whether it was sent as plain text, and its parameters.
fn said(line: &Line) -> Option<(String, bool, String)> {
    if let Some(sql) = line.message.strip_prefix("statement: ") {
        return Some((sql.to_owned(), true, String::new()));
    }
    let (_, sql) = line.message.strip_prefix("execute ")?.split_once(": ")?;
    Some((sql.to_owned(), false, line.detail.clone()))
}

/// Asks for every page once, at a server that has done nothing else, and notes what it said to Postgres.
pub async fn record(cluster: &Cluster, program: &Program, database: &str) -> Result<Vec<Recording>> {
    cluster.say(database, &format!("alter database {database} set log_statement = 'all'")).await?;
    let pool = cluster.pool(database).await?;
    let mut fixtures = BTreeMap::new();
    for page in Page::ALL {
        fixtures.insert(page, page.fixtures(&pool, 2).await?);
    }
    let mut listener = Listener::at(cluster, database).await?;
    let server = program.start(&cluster.url(database), cluster.folder(), &[]).await?;
    // What it says by itself, of which a part comes again whenever the worker is woken.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let background: BTreeSet<String> =
        listener.heard().await?.into_iter().filter(|(_, plain, _)| !plain).map(|(sql, ..)| sql).collect();
    let mut recordings = Vec::new();
    for (page, fixtures) in &fixtures {
        let fixture = &fixtures[0];
        let work = Ours::new(*page, vec![fixture.clone()].into(), false);
        let begun = Timestamp::now().as_millisecond();
        let (answer, statements) = ask(&mut listener, server.port, &work, &background).await?;
        let mut fresh = Vec::new();
        let statements = statements
            .iter()
            .map(|(sql, plain, detail)| {
                let values = parameters(detail);
                let values =
                    values.into_iter().map(|value| meaning(value, fixture, begun, &mut fresh)).collect();
                Statement { sql: sql.clone(), plain: *plain, values }
            })
            .collect();
        recordings.push(Recording {
            page: page.key().to_owned(),
            statements,
            bytes: answer.body.len(),
            content_type: answer.header("content-type").to_owned(),
        });
    }
    server.stop()?;
    cluster.say(database, &format!("alter database {database} reset log_statement")).await?;
    Ok(recordings)
}

type Said = Vec<(String, bool, String)>;

async fn ask(
    listener: &mut Listener,
    port: u16,
    work: &Ours,
    background: &BTreeSet<String>,
) -> Result<(Answer, Said)> {
    use crate::load::Work as _;
    let Some((call, about)) = work.call(0, 1, 0) else { bail!("nothing to ask") };
    listener.heard().await?;
    let answer = Connection::to(port).ask(call).await?;
    if !work.is_right(about, &answer) {
        bail!("a wrong answer: {} {}", answer.status, answer.text());
    }
    let mut statements = listener.heard().await?;
    statements.retain(|(sql, ..)| !background.contains(sql));
    // A transaction of the worker has lost what stood in it.
    let mut at = 0;
    while at + 1 < statements.len() {
        if is_begin(&statements[at].0) && statements[at + 1].0.eq_ignore_ascii_case("commit") {
            statements.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
    Ok((answer, statements))
}

fn is_begin(sql: &str) -> bool {
    sql.eq_ignore_ascii_case("begin")
}

/// What a parameter is for whoever asks next.
fn meaning(value: Option<String>, fixture: &Fixture, begun: i64, fresh: &mut Vec<String>) -> Value {
    let Some(value) = value else { return Value::Nothing };
    if let Some((name, _)) = fixture.values.iter().find(|(_, own)| **own == value) {
        return Value::Own(name.clone());
    }
    if made_at(&value).is_none_or(|at| at < begun) {
        return Value::Fixed(value);
    }
    let known = fresh.iter().position(|id| *id == value);
    Value::Fresh(known.unwrap_or_else(|| {
        fresh.push(value);
        fresh.len() - 1
    }))
}

/// The moment in a UUID of version 7, in milliseconds since 1970.
fn made_at(text: &str) -> Option<i64> {
    let id = uuid::Uuid::parse_str(text).ok().filter(|id| id.get_version_num() == 7)?;
    i64::try_from(id.as_u128() >> 80).ok()
}

/// `Parameters: $1 = 'a', $2 = NULL`, as Postgres writes them.
fn parameters(detail: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = detail.split_once(": ").map_or("", |(_, rest)| rest);
    while let Some((_, after)) = rest.split_once(" = ") {
        let Some(quoted) = after.strip_prefix('\'') else {
            values.push(None);
            rest = after;
            continue;
        };
        let (mut value, mut end) = (String::new(), quoted.len());
        let mut letters = quoted.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter != '\'' {
                value.push(letter);
            } else if letters.next_if(|(_, next)| *next == '\'').is_some() {
                value.push('\'');
            } else {
                end = at + 1;
                break;
            }
        }
        values.push(Some(value));
        rest = &quoted[end..];
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_postgres_writes_them() {
        let read = parameters("Parameters: $1 = 'it''s = ''x'', $2', $2 = NULL, $3 = '', $4 = '\\x00'");
        let expected = [Some("it's = 'x', $2"), None, Some(""), Some("\\x00")];
        assert_eq!(read, expected.map(|value| value.map(str::to_owned)));
        assert!(parameters("").is_empty());
    }

    #[test]
    fn only_ids_of_the_program_tell_their_moment() {
        assert_eq!(made_at("01890a5d-ac96-774b-bcce-b302099a8057"), Some(1_688_096_058_518));
        assert_eq!(made_at("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), None);
        assert_eq!(made_at("no id"), None);
    }
}
