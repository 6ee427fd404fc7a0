//! `make bench` and `make rush`: what we say of this product, as numbers that anyone can get again. See `docs/benchmarks.md`.

#![expect(clippy::disallowed_methods, reason = "the only clock of a bench is the machine's")]

mod bare;
mod browser;
mod cost;
mod growth;
mod limit;
mod load;
mod pages;
mod postgres;
mod record;
mod report;
mod rush;
mod server;
mod society;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::{Args, Parser, Subcommand};
use color_eyre::eyre::{Result, bail};

use crate::{postgres::Cluster, server::Program, society::Shape};

#[derive(Parser)]
#[command(about = "Measures the release build; `make bench` and `make rush` call it.")]
struct Cli {
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand)]
enum Part {
    /// Everything, in at most 15 minutes; writes docs/benchmarks.md and docs/benchmarks.json
    All(Options),
    /// Loads a society into a migrated, empty database
    Data {
        #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
        database_url: String,
        /// 1, 10 or 100 times 12,000 members and 20,000 cases
        #[arg(long, default_value_t = 1)]
        scale: usize,
    },
    /// Our server against a bare handler with the same statements
    Limit(Options),
    /// The same pages in a small and in a large society, with the plans
    Growth(Options),
    /// Memory, processor, statements, start, sign-ins
    Cost(Options),
    /// Bytes as sent, Lighthouse, time until a typed character is kept
    Browser(Options),
    /// The last evening: `make rush`
    Rush(rush::Options),
    /// The bare handler itself
    #[command(hide = true)]
    Bare {
        #[arg(long)]
        database_url: String,
        #[arg(long)]
        port: u16,
        #[arg(long)]
        recordings: PathBuf,
    },
}

#[derive(Args, Clone)]
struct Options {
    /// Length of one run in seconds
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How large the larger society of the growth is; 100 takes some 30 GB and half an hour
    #[arg(long, default_value_t = 10)]
    large: usize,
    /// Where the tables are written
    #[arg(long, default_value = "docs")]
    docs: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Limit,
    Growth,
    Cost,
    Browser,
}

fn main() -> Result<()> {
    color_eyre::install()?;
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Whoever gives up leaves no Postgres behind.
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            done = run(cli.part) => done,
            _ = tokio::signal::ctrl_c() => bail!("given up"),
            _ = term.recv() => bail!("given up"),
        }
    })
}

async fn run(part: Part) -> Result<()> {
    match part {
        Part::Data { database_url, scale } => {
            let db = sqlx::PgPool::connect(&database_url).await?;
            println!("{:?}", society::load(&db, Shape::SOCIETY, scale).await?);
            Ok(())
        }
        Part::Bare { database_url, port, recordings } => bare::serve(recordings, &database_url, port).await,
        Part::Rush(options) => Box::pin(rush::run(&options)).await,
        Part::All(options) => Box::pin(measured(&options, Which::All)).await,
        Part::Limit(options) => Box::pin(measured(&options, Which::Limit)).await,
        Part::Growth(options) => Box::pin(measured(&options, Which::Growth)).await,
        Part::Cost(options) => Box::pin(measured(&options, Which::Cost)).await,
        Part::Browser(options) => Box::pin(measured(&options, Which::Browser)).await,
    }
}

/// Each part has its share of the 15 minutes and leaves out what does not fit in.
const LIMIT: Duration = Duration::from_mins(6);
const GROWTH: Duration = Duration::from_mins(3);
const COST: Duration = Duration::from_secs(90);
const BROWSER: Duration = Duration::from_mins(3);

/// One part prints its table; all of them together are written down.
async fn measured(options: &Options, which: Which) -> Result<()> {
    let begun = Instant::now();
    let wanted = |part: Which| which == Which::All || which == part;
    let length = Duration::from_secs_f64(options.seconds);
    let program = Program::from_environment()?;
    let cluster = Cluster::start()?;
    let machine = report::Machine::look(cluster.version().await?);
    let mut report = report::Report {
        machine,
        sizes: vec![filled(&cluster, &program, 1).await?],
        limit: Vec::new(),
        growth: Vec::new(),
        plans: Vec::new(),
        cost: None,
        browser: None,
        missing: Vec::new(),
        minutes: 0.0,
    };
    let small = database(1);
    let recordings = record::record(&cluster, &program, &small).await?;
    for recording in &recordings {
        println!("bench: {}: {} statements, {} bytes", recording.page, recording.counted(), recording.bytes);
    }
    if wanted(Which::Cost) {
        let until = Instant::now() + COST;
        let cost = cost::cost(&cluster, &program, &small, &recordings, length, until).await;
        report.cost = left_out(&mut report.missing, "cost", cost);
    }
    if wanted(Which::Browser) {
        let until = Instant::now() + BROWSER;
        let browser = Box::pin(browser::browser(&cluster, &program, &small, until)).await;
        report.browser = left_out(&mut report.missing, "browser", browser).flatten();
    }
    if wanted(Which::Limit) {
        let until = Instant::now() + LIMIT;
        let compared = limit::compare(&cluster, &program, &small, &recordings, length, until).await;
        report.limit = left_out(&mut report.missing, "limit", compared).unwrap_or_default();
    }
    if wanted(Which::Growth) {
        report.sizes.push(filled(&cluster, &program, options.large).await?);
        let large = database(options.large);
        let until = Instant::now() + GROWTH;
        let grown = growth::compare(&cluster, &program, [&small, &large], length * 3 / 4, until).await;
        report.growth = left_out(&mut report.missing, "growth", grown).unwrap_or_default();
        let plans = growth::plans(&cluster, &large, &recordings).await;
        report.plans = left_out(&mut report.missing, "plans", plans).unwrap_or_default();
    }
    report.minutes = begun.elapsed().as_secs_f64() / 60.0;
    let text = report.text();
    println!("\n{text}");
    if which == Which::All { report::write(&options.docs, "benchmarks", &report, &text) } else { Ok(()) }
}

/// A part that fails does not take the others with it, but the table says so.
fn left_out<T>(missing: &mut Vec<String>, part: &str, outcome: Result<T>) -> Option<T> {
    outcome
        .map_err(|error| {
            eprintln!("bench: {part}: {error:?}");
            missing.push(format!("{part}: {error:#}"));
        })
        .ok()
}

fn database(scale: usize) -> String {
    format!("society_{scale}")
}

/// A database `society_N`, migrated by our server and filled.
async fn filled(cluster: &Cluster, program: &Program, scale: usize) -> Result<society::Size> {
    let name = database(scale);
    cluster.create(&name).await?;
    program.start(&cluster.url(&name), cluster.folder(), &[]).await?.stop()?;
    let size = society::load(&cluster.pool(&name).await?, Shape::SOCIETY, scale).await?;
    println!("bench: {} members, {} cases loaded in {:.0} s", size.members, size.cases, size.seconds);
    Ok(size)
}
