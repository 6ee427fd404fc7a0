//! Does a page take longer when the society is larger? Two servers, one on each database, asked in turns; and the plans that
//! Postgres made for the statements of a page in each.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use color_eyre::eyre::Result;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::{
    limit::{Asked, Spread, as_they_are, measure, undo_decisions},
    load::Figures,
    pages::{Fixture, Ours, Page},
    postgres::Cluster,
    record::{Recording, Value, is_bracket},
    server::Program,
};

const CONNECTIONS: [usize; 2] = [1, 16];
const ROUNDS: usize = 3;
const FIXTURES: i64 = 512;
/// Enough for the decisions of one run.
const REQUESTS: i64 = 2_000;

/// One page at one number of connections, small and large.
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    pub page: Page,
    pub connections: usize,
    pub small: Vec<Figures>,
    pub large: Vec<Figures>,
    /// The median latency in the large society divided by that in the small one, round by round.
    pub p50: Spread,
    pub p95: Spread,
}

/// What Postgres did for one statement.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    pub page: String,
    pub sql: String,
    pub lines: Vec<String>,
}

/// Compares two societies that are loaded already.
pub async fn compare(
    cluster: &Cluster,
    program: &Program,
    [small, large]: [&str; 2],
    length: Duration,
    until: Instant,
) -> Result<Vec<Growth>> {
    let postgres = cluster.pid()?;
    let mut sides = Vec::new();
    for database in [small, large] {
        let server = program.start(&cluster.url(database), cluster.folder(), &[]).await?;
        let asked = Asked { port: server.port, pid: server.pid(), postgres };
        sides.push((asked, server, cluster.pool(database).await?));
    }
    let mut found = Vec::new();
    for page in Page::ALL {
        let mut people: Vec<Arc<Vec<Fixture>>> = Vec::new();
        for (.., db) in &sides {
            let most = if page == Page::Decide { REQUESTS } else { FIXTURES };
            people.push(Arc::new(page.fixtures(db, most).await?));
        }
        for connections in CONNECTIONS {
            if Instant::now() > until {
                eprintln!(
                    "bench: no time left for the growth of {} at {connections} connections",
                    page.label()
                );
                continue;
            }
            let mut figures = [Vec::new(), Vec::new()];
            for round in 0..ROUNDS {
                for turn in 0..2 {
                    let side = (round + turn) % 2;
                    let (asked, _, db) = &sides[side];
                    let work = Ours::new(page, as_they_are(db, page, &people[side]).await?, false);
                    figures[side].push(measure(*asked, work, connections, length).await?);
                    if page == Page::Decide {
                        undo_decisions(db, &people[side]).await?;
                    }
                }
            }
            let [small, large] = figures;
            let ratio = |of: fn(&Figures) -> f64| {
                Spread::of(large.iter().zip(&small).map(|(large, small)| of(large) / of(small)))
            };
            let growth = Growth {
                page,
                connections,
                p50: ratio(|f| f.p50_ms),
                p95: ratio(|f| f.p95_ms),
                small,
                large,
            };
            println!(
                "bench: growth of {} at {connections}: p50 × {:.2}, p95 × {:.2}",
                page.label(),
                growth.p50.median,
                growth.p95.median
            );
            found.push(growth);
        }
    }
    Ok(found)
}

/// The plan of every statement of every page, run once and taken back.
pub async fn plans(cluster: &Cluster, database: &str, recordings: &[Recording]) -> Result<Vec<Plan>> {
    let pool = cluster.pool(database).await?;
    let mut db = PgConnection::connect(&cluster.url(database)).await?;
    let mut plans = Vec::new();
    for (page, recording) in Page::ALL.into_iter().zip(recordings) {
        let Some(fixture) = page.fixtures(&pool, 1).await?.pop() else { continue };
        sqlx::raw_sql("begin").execute(&mut db).await?;
        for statement in recording.statements.iter().filter(|s| !s.plain && !is_bracket(&s.sql)) {
            let values: Vec<String> = statement.values.iter().map(|value| literal(value, &fixture)).collect();
            // As a prepared statement, so that the types are those of the parameters.
            let arguments =
                if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
            let script = format!("deallocate all; prepare measured as {}", statement.sql);
            sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut db).await?;
            let explain = format!(
                "explain (analyze, buffers, costs off, timing off, summary off) execute measured{arguments}"
            );
            let lines: Vec<String> = sqlx::raw_sql(AssertSqlSafe(explain))
                .fetch_all(&mut db)
                .await?
                .iter()
                .map(|row| sqlx::Row::try_get(row, 0))
                .collect::<sqlx::Result<_>>()?;
            plans.push(Plan { page: recording.page.clone(), sql: statement.sql.clone(), lines });
        }
        sqlx::raw_sql("rollback").execute(&mut db).await?;
    }
    Ok(plans)
}

fn literal(value: &Value, fixture: &Fixture) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match value {
        Value::Nothing => "null".to_owned(),
        Value::Fixed(text) => quoted(text),
        Value::Own(name) => quoted(fixture.values.get(name).map_or("", String::as_str)),
        Value::Fresh(number) => quoted(&format!("be4c0000-0000-4000-8000-{number:012}")),
    }
}

/// Tables that a plan read from beginning to end, with the rows that there were.
pub fn read_whole(plans: &[Plan]) -> Vec<String> {
    let mut found: Vec<String> = plans
        .iter()
        .flat_map(|plan| {
            plan.lines.iter().filter_map(|line| line.split_once("Seq Scan on ")).map(|(_, rest)| {
                let table = rest.split_whitespace().next().unwrap_or_default();
                format!("{}: {table}", plan.page)
            })
        })
        .collect();
    found.sort();
    found.dedup();
    found
}
