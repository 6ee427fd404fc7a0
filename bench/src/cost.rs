//! What the program needs: memory, processor, statements, time to start, and how fast people come in through the door.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, bail};
use serde::Serialize;

use crate::{
    limit::{Asked, Spread, measure, undo_decisions},
    load::{self, Answer, Body, Call, Figures, Work},
    pages::{Ours, Page},
    postgres::Cluster,
    record::Recording,
    server::{Program, free_port, memory},
    society,
};

const STARTS: usize = 5;

#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    /// Resident bytes of the server process.
    pub idle_memory: u64,
    /// While 128 connections ask for pages, and the most that it ever was.
    pub busy_memory: u64,
    pub highest_memory: u64,
    /// CPU seconds for 1,000 pages: plain, and compressed as browsers ask for them.
    pub pages: Vec<PageCost>,
    /// From the start of the process to the first whole page, with an existing database.
    pub start_ms: Spread,
    pub sign_ins: Figures,
}

#[derive(Clone, Debug, Serialize)]
pub struct PageCost {
    pub page: Page,
    pub statements: usize,
    /// `begin` and `commit` too.
    pub round_trips: usize,
    pub bytes: u64,
    pub bytes_compressed: Option<u64>,
    /// CPU seconds of the server and of Postgres for 1,000.
    pub server_cpu: f64,
    pub postgres_cpu: f64,
    pub server_cpu_compressed: Option<f64>,
}

/// Three pages in turn.
struct Mixed([Arc<Ours>; 4]);

impl Work for Mixed {
    fn call(&self, connection: usize, connections: usize, turn: usize) -> Option<(Call, usize)> {
        let (call, about) = self.0[turn % 4].call(connection, connections, turn)?;
        Some((call, about * 4 + turn % 4))
    }
    fn is_right(&self, about: usize, answer: &Answer) -> bool {
        self.0[about % 4].is_right(about / 4, answer)
    }
}

/// Supervisors with their passwords, each from an address of their own.
struct SignIns;

impl Work for SignIns {
    fn call(&self, connection: usize, connections: usize, turn: usize) -> Option<(Call, usize)> {
        let who = (connection + connections * turn) % 400;
        let form = format!("account={}&password={}", 1_002_000 + who, society::PASSWORD);
        let mut call = Call::post("/api/accounts/sign_in", "", Body::Form(form));
        call.client = Some(format!("198.51.{}.{}", who / 200, who % 200 + 1));
        Some((call, who))
    }
    fn is_right(&self, _: usize, answer: &Answer) -> bool {
        answer.status == 302 && answer.headers.contains_key("set-cookie")
    }
}

pub async fn cost(
    cluster: &Cluster,
    program: &Program,
    database: &str,
    recordings: &[Recording],
    length: Duration,
    until: Instant,
) -> Result<Cost> {
    let url = cluster.url(database);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(start(program, &url, cluster).await?);
    }
    let server = program.start(&url, cluster.folder(), &[]).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let (idle_memory, _) = memory(server.pid());
    let asked = Asked { port: server.port, pid: server.pid(), postgres: cluster.pid()? };
    let db = cluster.pool(database).await?;

    let mut pages = Vec::new();
    let mut reading = Vec::new();
    for (page, recording) in Page::ALL.into_iter().zip(recordings) {
        if Instant::now() > until {
            bail!("no time left for what pages cost");
        }
        let fixtures = Arc::new(page.fixtures(&db, 512).await?);
        let page_fixtures = fixtures.clone();
        let plain = measure(asked, Ours::new(page, fixtures.clone(), false), 16, length).await?;
        let compressed = if page.writes() {
            None
        } else {
            reading.push(Ours::new(page, fixtures.clone(), true));
            Some(measure(asked, Ours::new(page, fixtures, true), 16, length).await?)
        };
        if page == Page::Decide {
            undo_decisions(&db, &page_fixtures).await?;
        }
        pages.push(PageCost {
            page,
            statements: recording.counted(),
            round_trips: recording.statements.len(),
            bytes: plain.bytes,
            bytes_compressed: compressed.as_ref().map(|figures| figures.bytes),
            server_cpu: plain.server_cpu_ms,
            postgres_cpu: plain.postgres_cpu_ms,
            server_cpu_compressed: compressed.map(|figures| figures.server_cpu_ms),
        });
    }
    let Ok(reading) = <[Arc<Ours>; 4]>::try_from(reading) else { bail!("four pages are read") };
    let busy =
        tokio::spawn(load::run(server.port, Arc::new(Mixed(reading)), 128, Duration::ZERO, 3 * length));
    tokio::time::sleep(5 * length / 2).await;
    let (busy_memory, _) = memory(server.pid());
    busy.await??;
    let sign_ins = measure(asked, Arc::new(SignIns), 16, 2 * length).await?;
    let (_, highest_memory) = memory(server.pid());
    server.stop()?;
    Ok(Cost { idle_memory, busy_memory, highest_memory, pages, start_ms: Spread::of(starts), sign_ins })
}

/// Milliseconds from nothing to the first whole page.
async fn start(program: &Program, url: &str, cluster: &Cluster) -> Result<f64> {
    let begun = Instant::now();
    let server = program.spawn(url, cluster.folder(), free_port()?, &[])?;
    loop {
        if load::get(server.port, "/signin", "").await.is_ok_and(|answer| answer.status == 200) {
            break;
        }
        if begun.elapsed() > Duration::from_secs(30) {
            bail!("the server does not start");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed().as_secs_f64() * 1_000.0;
    server.stop()?;
    Ok(took)
}
