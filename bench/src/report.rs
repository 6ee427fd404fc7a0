//! From figures to `docs/benchmarks.json` and the tables in `docs/benchmarks.md`. Of the latter only what stands between two
//! marks is written; what people say of the figures stands around it and stays.

use std::{fmt::Write as _, fs, path::Path};

use color_eyre::eyre::{Result, WrapErr as _, eyre};
use serde::Serialize;
use serde_json::Value;

use crate::{
    cost::Cost,
    growth::{self, Growth, Plan},
    limit::{Comparison, Spread},
    load::Figures,
    society::Size,
};

/// Everything of one run.
#[derive(Serialize)]
pub struct Report {
    pub machine: Machine,
    pub sizes: Vec<Size>,
    pub limit: Vec<Comparison>,
    pub growth: Vec<Growth>,
    pub plans: Vec<Plan>,
    pub cost: Option<Cost>,
    pub browser: Option<Value>,
    /// What was left out, and why.
    pub missing: Vec<String>,
    pub minutes: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub measured: String,
    pub processor: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub kernel: String,
    pub postgres: String,
    pub rustc: String,
    pub commit: String,
    /// Load of the machine when the run began: what else it did.
    pub load_before: String,
}

impl Machine {
    pub fn look(postgres: String) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let named = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_once(':').map_or("", |(_, value)| value).trim().to_owned()
        };
        let memory = named(&read("/proc/meminfo"), "MemTotal");
        let kib: u64 = memory.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or_default();
        let said = |name: &str| std::env::var(name).unwrap_or_else(|_| "unknown".to_owned());
        Self {
            measured: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string(),
            processor: named(&read("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_gib: kib / 1024 / 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            postgres,
            rustc: said("BENCH_RUSTC"),
            commit: said("BENCH_COMMIT"),
            load_before: read("/proc/loadavg").split_whitespace().take(3).collect::<Vec<_>>().join(" "),
        }
    }

    pub fn line(&self) -> String {
        format!(
            "Measured {}, commit {}: {} × {}, {} GiB, Linux {}, Postgres {}, {}; load before the run {}.\n",
            self.measured,
            self.commit,
            self.cores,
            self.processor,
            self.memory_gib,
            self.kernel,
            self.postgres,
            self.rustc,
            self.load_before
        )
    }
}

/// Writes the JSON, and the text between the marks `<!-- NAME -->` and `<!-- /NAME -->`.
pub fn write(docs: &Path, name: &str, json: &impl Serialize, text: &str) -> Result<()> {
    fs::write(docs.join(format!("{name}.json")), serde_json::to_string_pretty(json)? + "\n")?;
    let file = docs.join("benchmarks.md");
    let old = fs::read_to_string(&file).wrap_err_with(|| file.display().to_string())?;
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let parts = old.split_once(&open).and_then(|(before, rest)| Some((before, rest.split_once(&close)?.1)));
    let (before, after) = parts.ok_or_else(|| eyre!("{} has no {open} … {close}", file.display()))?;
    fs::write(&file, format!("{before}{open}\n{}\n{close}{after}", text.trim()))?;
    println!("bench: written to {} and {name}.json", file.display());
    Ok(())
}

impl Report {
    pub fn text(&self) -> String {
        let mut out = self.machine.line();
        let _ = writeln!(out, "The whole run took {:.1} minutes.\n", self.minutes);
        self.sizes_table(&mut out);
        self.limit_table(&mut out);
        self.growth_table(&mut out);
        if let Some(cost) = &self.cost {
            cost_tables(&mut out, cost);
        }
        match &self.browser {
            Some(browser) => browser_tables(&mut out, browser),
            None => out.push_str("### Browser\nNot measured: no Chromium, or no lighthouse.\n"),
        }
        for missing in &self.missing {
            let _ = writeln!(out, "\n**Left out:** {missing}");
        }
        out
    }

    fn sizes_table(&self, out: &mut String) {
        out.push_str("### Data\n| size | members | cases | database | loaded in |\n|---|--:|--:|--:|--:|\n");
        for size in &self.sizes {
            let _ = writeln!(
                out,
                "| {}× | {} | {} | {} MiB | {:.0} s |",
                size.scale,
                size.members,
                size.cases,
                size.database_bytes >> 20,
                size.seconds
            );
        }
    }

    fn limit_table(&self, out: &mut String) {
        if self.limit.is_empty() {
            return;
        }
        out.push_str(
            "\n### Limit\nOurs against a bare axum + sqlx handler with the same statements and as many bytes; the middle of three pairs \
             in turns, the ratio with its smallest and largest.\n\n\
             | page | connections | ours /s | limit /s | ratio (min to max) | aim | ours p50 · p95 · p99 ms | limit p50 · p95 · p99 ms | server CPU ms ours · limit | Postgres CPU ms ours · limit |\n\
             |---|--:|--:|--:|---|---|---|---|---|---|\n",
        );
        for row in &self.limit {
            let met = if row.ratio.median >= row.page.aim() {
                "met".to_owned()
            } else {
                format!("**{:.2} below {}**", row.page.aim() - row.ratio.median, row.page.aim())
            };
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {:.0} | {:.2} ({:.2} to {:.2}) | {met} | {} | {} | {:.2} · {:.2} | {:.2} · {:.2} |",
                row.page.label(),
                row.connections,
                middle(&row.ours, |f| f.per_second),
                middle(&row.limit, |f| f.per_second),
                row.ratio.median,
                row.ratio.min,
                row.ratio.max,
                latencies(&row.ours),
                latencies(&row.limit),
                middle(&row.ours, |f| f.server_cpu_ms),
                middle(&row.limit, |f| f.server_cpu_ms),
                middle(&row.ours, |f| f.postgres_cpu_ms),
                middle(&row.limit, |f| f.postgres_cpu_ms),
            );
        }
        let wrong: u64 =
            self.limit.iter().flat_map(|row| row.ours.iter().chain(&row.limit)).map(|f| f.wrong).sum();
        let _ = writeln!(out, "\nAnswers that were not what they should be: {wrong}.");
    }

    fn growth_table(&self, out: &mut String) {
        if self.growth.is_empty() {
            return;
        }
        let [Some(small), Some(large)] = [self.sizes.first(), self.sizes.last()] else { return };
        let _ = writeln!(
            out,
            "\n### Growth from {}× to {}×\nAim: at most 1.3 times.\n\n\
             | page | connections | p50 {}× · {}× ms | times (min to max) | p95 {}× · {}× ms | times (min to max) | aim |\n\
             |---|--:|---|---|---|---|---|",
            small.scale, large.scale, small.scale, large.scale, small.scale, large.scale
        );
        for row in &self.growth {
            let met = if row.p50.median <= 1.3 {
                "met".to_owned()
            } else {
                format!("**× {:.2}**", row.p50.median)
            };
            let _ = writeln!(
                out,
                "| {} | {} | {:.2} · {:.2} | {:.2} ({:.2} to {:.2}) | {:.2} · {:.2} | {:.2} ({:.2} to {:.2}) | {met} |",
                row.page.label(),
                row.connections,
                middle(&row.small, |f| f.p50_ms),
                middle(&row.large, |f| f.p50_ms),
                row.p50.median,
                row.p50.min,
                row.p50.max,
                middle(&row.small, |f| f.p95_ms),
                middle(&row.large, |f| f.p95_ms),
                row.p95.median,
                row.p95.min,
                row.p95.max,
            );
        }
        let whole = growth::read_whole(&self.plans);
        let whole = if whole.is_empty() { "none".to_owned() } else { whole.join(", ") };
        let _ = writeln!(
            out,
            "\nThe plans of all statements in the larger society stand in `benchmarks.json`. Tables that a page reads from beginning to \
             end there: {whole}."
        );
    }
}

fn cost_tables(out: &mut String, cost: &Cost) {
    let mib = |bytes: u64| bytes >> 20;
    let _ = writeln!(
        out,
        "\n### Cost\n| what | measured | aim |\n|---|---|---|\n\
         | resident memory, idle | {} MiB | |\n\
         | resident memory, 128 connections asking for pages | {} MiB | {} |\n\
         | the most that it ever was, sign-ins included | {} MiB | |\n\
         | start to first whole page, existing database | {:.0} ms ({:.0} to {:.0}) | {} |\n\
         | sign-ins, 16 connections | {:.1} /s, p95 {:.0} ms, {:.0} ms CPU each | |",
        mib(cost.idle_memory),
        mib(cost.busy_memory),
        met(cost.busy_memory <= 120 << 20, "≤ 120 MiB"),
        mib(cost.highest_memory),
        cost.start_ms.median,
        cost.start_ms.min,
        cost.start_ms.max,
        met(cost.start_ms.median <= 2_000.0, "≤ 2 s"),
        cost.sign_ins.per_second,
        cost.sign_ins.p95_ms,
        cost.sign_ins.server_cpu_ms,
    );
    out.push_str(
        "\n| page | statements | with begin and commit | bytes | compressed | server CPU s for 1,000 | compressed | Postgres CPU s for 1,000 |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in &cost.pages {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {:.2} | {} | {:.2} |",
            row.page.label(),
            row.statements,
            row.round_trips,
            row.bytes,
            row.bytes_compressed.map_or_else(String::new, |bytes| bytes.to_string()),
            row.server_cpu,
            row.server_cpu_compressed.map_or_else(String::new, |cpu| format!("{cpu:.2}")),
            row.postgres_cpu,
        );
    }
}

fn met(is: bool, aim: &str) -> String {
    if is { format!("{aim}: met") } else { format!("**{aim}: not met**") }
}

fn browser_tables(out: &mut String, browser: &Value) {
    let _ = writeln!(
        out,
        "\n### Browser\n{}, a first visit with an empty cache; bytes as they come over the wire, headers included. Lighthouse: its \
         default telephone (CPU 4 times slower, slow 4G).\n\n\
         | page | HTML | CSS | JS | WASM | WASM ≤ 200 kB | performance ≥ 95 | accessibility 100 | best practices 100 | below 90 |\n\
         |---|--:|--:|--:|--:|---|--:|--:|--:|---|",
        browser["chromium"].as_str().unwrap_or("Chromium")
    );
    for page in browser["pages"].as_array().into_iter().flatten() {
        let size = |kind: &str| page["bytes"]["sizes"][kind].as_f64().unwrap_or_default() / 1_000.0;
        let score =
            |name: &str| page["lighthouse"][name].as_u64().map_or("–".to_owned(), |n| n.to_string());
        let below = page["lighthouse"]["below"].as_array().map_or_else(
            || page["lighthouse"]["missing"].as_str().unwrap_or_default().to_owned(),
            |names| names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        );
        let _ = writeln!(
            out,
            "| {} | {:.1} kB | {:.1} kB | {:.1} kB | {:.1} kB | {} | {} | {} | {} | {below} |",
            page["name"].as_str().unwrap_or_default(),
            size("html"),
            size("css"),
            size("js"),
            size("wasm"),
            if size("wasm") <= 200.0 {
                "met".to_owned()
            } else {
                format!("**{:.0} kB over**", size("wasm") - 200.0)
            },
            score("performance"),
            score("accessibility"),
            score("bestPractices"),
        );
    }
    let typing = &browser["typing"];
    if let (Some(typed), Some(kept)) = (typing["typedMs"].as_u64(), typing["keptMs"].as_u64()) {
        let _ = writeln!(
            out,
            "\nFrom the navigation to the editor until a character is typed: {typed} ms; until the server says that it is kept: {kept} ms \
             (CPU 4 times slower, slow 4G, empty cache)."
        );
    } else {
        let why = typing["missing"].as_str().unwrap_or("no answer");
        let _ = writeln!(out, "\nTime until a typed character is kept: not measured ({why}).");
    }
}

fn middle(of: &[Figures], what: fn(&Figures) -> f64) -> f64 {
    Spread::of(of.iter().map(what)).median
}

fn latencies(of: &[Figures]) -> String {
    format!(
        "{:.1} · {:.1} · {:.1}",
        middle(of, |f| f.p50_ms),
        middle(of, |f| f.p95_ms),
        middle(of, |f| f.p99_ms)
    )
}
