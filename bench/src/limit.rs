//! Our server against the least that anybody could do: the same statements, as many bytes, no work of its own. In turns, so
//! that whatever else the machine does meets both.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, bail};
use serde::Serialize;
use sqlx::PgPool;

use crate::{
    bare::Told,
    load::{self, Figures, Work},
    pages::{Bare, Fixture, Ours, Page},
    postgres::Cluster,
    record::Recording,
    server::{Program, cpu_seconds, free_port},
};

/// How many connections at once.
pub const CONNECTIONS: [usize; 3] = [1, 16, 128];
const PAIRS: usize = 3;
const WARM: Duration = Duration::from_millis(300);
/// Everybody who asks for a page; for decisions, every request that waits at 1×.
const FIXTURES: i64 = 512;
const REQUESTS: i64 = 4_000;

/// Smallest, middle and largest of several.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    pub min: f64,
    pub median: f64,
    pub max: f64,
}

impl Spread {
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        Self { min: at(0), median: at(values.len() / 2), max: at(values.len().saturating_sub(1)) }
    }
}

/// One page at one number of connections.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    pub page: Page,
    pub connections: usize,
    /// Bodies compressed, as browsers ask for them.
    pub compressed: bool,
    pub ours: Vec<Figures>,
    pub limit: Vec<Figures>,
    /// Our requests per second divided by the limit's, pair by pair.
    pub ratio: Spread,
}

/// What a run needs to know of the process that it asks.
#[derive(Clone, Copy)]
pub struct Asked {
    pub port: u16,
    pub pid: i32,
    pub postgres: i32,
}

/// The bare handler as a process.
struct BareServer(Child);

impl Drop for BareServer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Compares every page at every number of connections; stops asking for more when the time is up.
pub async fn compare(
    cluster: &Cluster,
    program: &Program,
    database: &str,
    recordings: &[Recording],
    length: Duration,
    until: Instant,
) -> Result<Vec<Comparison>> {
    let db = cluster.pool(database).await?;
    let url = cluster.url(database);
    let server = program.start(&url, cluster.folder(), &[]).await?;
    let ours = Asked { port: server.port, pid: server.pid(), postgres: cluster.pid()? };
    let mut told = Vec::new();
    let mut people = Vec::new();
    for (page, recording) in Page::ALL.into_iter().zip(recordings) {
        let most = if page == Page::Decide { REQUESTS } else { FIXTURES };
        let fixtures = Arc::new(page.fixtures(&db, most).await?);
        told.push(Told::of(recording, &fixtures));
        people.push((page, fixtures));
    }
    let (bare, _process) = start_bare(cluster.folder(), &url, &told, ours.postgres).await?;
    let mut comparisons = Vec::new();
    for (page, fixtures) in &people {
        for connections in CONNECTIONS {
            if Instant::now() > until {
                eprintln!("bench: no time left for {} at {connections} connections", page.label());
                continue;
            }
            let compared = pairs(&db, *page, fixtures, [ours, bare], connections, length).await?;
            println!("bench: {}", in_short(&compared));
            comparisons.push(compared);
        }
    }
    server.stop()?;
    Ok(comparisons)
}

async fn start_bare(folder: &Path, url: &str, told: &[Told], postgres: i32) -> Result<(Asked, BareServer)> {
    let file = folder.join("recordings.json");
    fs::write(&file, serde_json::to_vec(told)?)?;
    let port = free_port()?;
    let child = Command::new(std::env::current_exe()?)
        .args(["bare", "--database-url", url, "--port", &port.to_string(), "--recordings"])
        .arg(&file)
        .stdin(Stdio::null())
        .spawn()?;
    let pid = i32::try_from(child.id())?;
    let process = BareServer(child);
    for _ in 0..500 {
        if load::get(port, "/", "").await.is_ok() {
            return Ok((Asked { port, pid, postgres }, process));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("the bare handler does not answer")
}

async fn pairs(
    db: &PgPool,
    page: Page,
    fixtures: &Arc<Vec<Fixture>>,
    [ours, bare]: [Asked; 2],
    connections: usize,
    length: Duration,
) -> Result<Comparison> {
    let (mut of_ours, mut of_bare) = (Vec::new(), Vec::new());
    for pair in 0..PAIRS {
        for turn in 0..2 {
            if (pair + turn) % 2 == 0 {
                let work = Ours::new(page, as_they_are(db, page, fixtures).await?, false);
                of_ours.push(measure(ours, work, connections, length).await?);
            } else {
                of_bare.push(measure(bare, Bare::new(page, fixtures), connections, length).await?);
            }
            if page == Page::Decide {
                undo_decisions(db, fixtures).await?;
            }
        }
    }
    let ratio = Spread::of(of_ours.iter().zip(&of_bare).map(|(o, b)| o.per_second / b.per_second));
    Ok(Comparison { page, connections, compressed: false, ours: of_ours, limit: of_bare, ratio })
}

/// The fixtures with their drafts' versions of now; the texts stay those of the beginning.
pub async fn as_they_are(db: &PgPool, page: Page, fixtures: &Arc<Vec<Fixture>>) -> Result<Arc<Vec<Fixture>>> {
    if page != Page::Draft {
        return Ok(fixtures.clone());
    }
    let most = i64::try_from(fixtures.len())?;
    let now = page.fixtures(db, most).await?;
    let keep = |(now, then): (Fixture, &Fixture)| Fixture { draft: then.draft.clone(), ..now };
    Ok(Arc::new(now.into_iter().zip(fixtures.iter()).map(keep).collect()))
}

/// Everything waits again.
pub async fn undo_decisions(db: &PgPool, fixtures: &[Fixture]) -> Result<()> {
    let ids = |name: &str| -> Vec<uuid::Uuid> {
        fixtures.iter().filter_map(|f| f.values.get(name)?.parse().ok()).collect()
    };
    let (requests, cases) = (ids("request_id"), ids("case_id"));
    let mut tx = db.begin().await?;
    sqlx::query("delete from approval_comment where request_id = any($1)")
        .bind(&requests)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "update approval_request set state = 'waiting', decided_at = null, general_comment = ''
         where request_id = any($1) and state <> 'waiting'",
    )
    .bind(&requests)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update case_report set state = 'requested', result_unread = false
         where case_id = any($1) and state <> 'requested'",
    )
    .bind(&cases)
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from mail_outbox where state = 'waiting'").execute(&mut *tx).await?;
    tx.commit().await?;
    // One by one: several in one message would be a transaction.
    for table in ["vacuum approval_request", "vacuum case_report", "vacuum mail_outbox"] {
        sqlx::query(table).execute(db).await?;
    }
    Ok(())
}

/// One run, with what it cost the processes.
pub async fn measure(
    asked: Asked,
    work: Arc<dyn Work>,
    connections: usize,
    length: Duration,
) -> Result<Figures> {
    let before = (cpu_seconds(asked.pid), cpu_seconds(asked.postgres));
    let begun = Instant::now();
    let mut figures = load::run(asked.port, work, connections, WARM, length).await?;
    let elapsed = begun.elapsed().as_secs_f64();
    let after = (cpu_seconds(asked.pid), cpu_seconds(asked.postgres));
    // The warm-up has cost something too.
    let whole = elapsed * figures.per_second;
    figures.server_cpu_ms = (after.0 - before.0) * 1_000.0 / whole;
    figures.postgres_cpu_ms = (after.1 - before.1) * 1_000.0 / whole;
    Ok(figures)
}

fn in_short(compared: &Comparison) -> String {
    let middle = |of: &[Figures]| Spread::of(of.iter().map(|figures| figures.per_second)).median;
    format!(
        "{} at {:>3} connections: {:.0}/s of {:.0}/s, ratio {:.2} ({:.2} to {:.2})",
        compared.page.label(),
        compared.connections,
        middle(&compared.ours),
        middle(&compared.limit),
        compared.ratio.median,
        compared.ratio.min,
        compared.ratio.max
    )
}
