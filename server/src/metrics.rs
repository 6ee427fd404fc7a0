//! Figures for Prometheus, at an address of their own (`METRICS_BIND`), which the outside must not reach. Without that
//! setting nothing is counted. What each figure says and when to worry: `docs/operations.md`.

use std::{
    fs,
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use ::metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use backend::Backend;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::health::Pulse;

/// Upper bounds of the classes of latency, in seconds.
const CLASSES: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];
/// How long the database may think about the outbox before it counts as down.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long latencies are kept one by one.
const UPKEEP: Duration = Duration::from_secs(5);

const REQUESTS: &str = "nintei_requests_total";
const SECONDS: &str = "nintei_request_seconds";
const RUNNING: &str = "nintei_requests_running";
const JOBS: &str = "nintei_jobs_total";
const MAILS: &str = "nintei_mails_taken_total";
const CONNECTIONS: &str = "nintei_db_connections";
const DATABASE_UP: &str = "nintei_database_up";
const WAITING: &str = "nintei_mail_waiting";
const OLDEST: &str = "nintei_mail_oldest_waiting_seconds";
const DEAD: &str = "nintei_mail_dead";
const SILENCE: &str = "nintei_worker_silent_seconds";
const MEMORY: &str = "process_resident_memory_bytes";
const BUILD: &str = "nintei_build_info";

/// Counts from now on; once for the process. Nothing when something else counts already.
pub fn start() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let seconds = Matcher::Full(SECONDS.to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &CLASSES).ok()?;
        let handle = builder.install_recorder().ok()?;
        describe();
        Some(handle)
    };
    HANDLE.get_or_init(install).as_ref()
}

fn describe() {
    describe_counter!(REQUESTS, "Answers, by method, pattern of the route (- for none) and status");
    describe_histogram!(SECONDS, "Time until an answer begins, by method and pattern of the route");
    describe_gauge!(RUNNING, "Requests that are being answered");
    describe_counter!(JOBS, "Rounds of the worker, by what it did and how that ended");
    describe_counter!(MAILS, "Mails that were taken from the outbox, sent or not");
    describe_gauge!(CONNECTIONS, "Connections to the database, by state; max is the setting");
    describe_gauge!(DATABASE_UP, "1 when the database has answered just now");
    describe_gauge!(WAITING, "Mails that wait in the outbox");
    describe_gauge!(OLDEST, "Age of the oldest of them");
    describe_gauge!(DEAD, "Mails that were given up");
    describe_gauge!(SILENCE, "Since the worker of this process came round");
    describe_gauge!(MEMORY, "Resident memory of this process");
    describe_gauge!(BUILD, "1, with the version");
}

/// An answer has begun.
pub fn answered(method: String, route: String, status: u16, took: Duration) {
    histogram!(SECONDS, "method" => method.clone(), "route" => route.clone()).record(took);
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
}

/// What the worker did has ended.
pub fn worked<T, E>(job: &'static str, ended: &Result<T, E>) {
    let outcome = if ended.is_ok() { "ok" } else { "failed" };
    counter!(JOBS, "job" => job, "outcome" => outcome).increment(1);
}

/// So many mails were taken.
pub fn mailed(taken: usize) {
    counter!(MAILS).increment(taken as u64);
}

/// A request that is being answered, however it ends.
pub struct Running(());

impl Running {
    pub fn begin() -> Self {
        gauge!(RUNNING).increment(1);
        Self(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        gauge!(RUNNING).decrement(1);
    }
}

/// What is looked at when somebody asks.
#[derive(Clone)]
pub struct Watched {
    pub backend: Backend,
    pub pulse: Arc<Pulse>,
    pub handle: &'static PrometheusHandle,
}

/// `GET /metrics`, and nothing else.
pub fn router(watched: Watched) -> Router {
    Router::new().route("/metrics", get(page)).with_state(watched)
}

async fn page(State(watched): State<Watched>) -> impl IntoResponse {
    look(&watched).await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], watched.handle.render())
}

async fn look(Watched { backend, pulse, .. }: &Watched) {
    let db = &backend.db;
    let idle = u32::try_from(db.num_idle()).unwrap_or(u32::MAX);
    for (state, connections) in [
        ("used", db.size().saturating_sub(idle)),
        ("idle", idle),
        ("max", db.options().get_max_connections()),
    ] {
        gauge!(CONNECTIONS, "state" => state).set(connections);
    }
    let mail = tokio::time::timeout(PATIENCE, backend.notices().outbox_state()).await;
    let up = matches!(mail, Ok(Ok(_)));
    gauge!(DATABASE_UP).set(u32::from(up));
    if let Ok(Ok(mail)) = mail {
        gauge!(WAITING).set(mail.waiting);
        gauge!(DEAD).set(mail.dead);
        gauge!(OLDEST).set(mail.oldest_waiting.map_or(0.0, |age| age.as_secs_f64().max(0.0)));
    }
    if let Some(silence) = pulse.silence(backend.clock.machine()) {
        gauge!(SILENCE).set(i32::try_from(silence).unwrap_or(i32::MAX));
    }
    if let Some(bytes) = resident_memory() {
        gauge!(MEMORY).set(bytes);
    }
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
}

/// As the kernel counts it; nothing where there is no `/proc`.
fn resident_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(f64::from(kibibytes) * 1024.0)
}

/// The address for figures, taken before anything is started.
pub async fn bind(address: Option<SocketAddr>) -> Result<Option<TcpListener>, String> {
    let Some(address) = address else { return Ok(None) };
    let bound = TcpListener::bind(address).await;
    bound.map(Some).map_err(|error| format!("METRICS_BIND={address} で待ち受けられません: {error}"))
}

/// Answers until the end of the process.
pub fn serve(listener: TcpListener, watched: Watched, shutdown: CancellationToken) -> JoinHandle<()> {
    let handle = watched.handle;
    tokio::spawn(async move {
        let serving =
            axum::serve(listener, router(watched)).with_graceful_shutdown(shutdown.cancelled_owned());
        tokio::select! {
            served = async { serving.await } => if let Err(error) = served {
                tracing::error!(%error, "the address for figures is closed");
            },
            () = sum_up(handle) => {}
        }
    })
}

/// Latencies wait one by one for somebody who asks. When nobody does, they are put into their classes all the same.
async fn sum_up(handle: &PrometheusHandle) {
    loop {
        tokio::time::sleep(UPKEEP).await;
        handle.run_upkeep();
    }
}
