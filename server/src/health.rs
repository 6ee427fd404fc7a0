//! `/healthz`: the process lives. `/readyz`: it can serve (database, migrations, worker). And the client for both.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use crate::state::AppState;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A worker that has not been heard of for so long is thought to hang, in seconds.
const WORKER_SILENCE: i64 = 180;

/// A database that takes longer cannot serve now.
const PATIENCE: Duration = Duration::from_secs(3);

/// When the worker last came round.
#[derive(Debug, Default)]
pub struct Pulse(AtomicI64);

impl Pulse {
    pub fn beat(&self, now: Timestamp) {
        self.0.store(now.as_second(), Ordering::Relaxed);
    }

    /// Seconds since the last beat; nothing before the first.
    pub fn silence(&self, now: Timestamp) -> Option<i64> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            at => Some(now.as_second() - at),
        }
    }
}

/// `GET /healthz`
pub async fn alive() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "name": "nintei", "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /readyz`
pub async fn ready(State(state): State<AppState>) -> Response {
    let now = state.backend.clock.machine();
    let silence = state.pulse.silence(now);
    let worker = silence.is_some_and(|s| s <= WORKER_SILENCE);
    let asked = async {
        let migrated = backend::db::is_migrated(&state.backend.db).await?;
        Ok::<_, backend::Error>((migrated, state.backend.notices().outbox_state().await?))
    };
    let answer = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::error!(%error, "readiness");
            None
        }
        Err(late) => {
            tracing::error!(%late, "readiness");
            None
        }
    };
    let database = answer.is_some();
    let (migrations, mail) = answer.map_or((false, None), |(migrated, mail)| (migrated, Some(mail)));
    let mail = mail.map(|mail| {
        let oldest = mail.oldest_waiting.map(|age| age.as_secs());
        json!({ "waiting": mail.waiting, "dead": mail.dead, "oldest_waiting_seconds": oldest })
    });
    let ready = database && migrations && worker;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": if ready { "ok" } else { "unready" },
        "database": database,
        "migrations": migrations,
        "worker": { "ok": worker, "silent_seconds": silence },
        "mail": mail,
    });
    (status, Json(body)).into_response()
}

/// `server healthcheck`: asks the server that runs with these settings.
pub async fn ask(address: SocketAddr) -> color_eyre::Result<()> {
    let ip = if address.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address.ip() };
    let mut stream = TcpStream::connect((ip, address.port())).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    println!("{body}");
    if head.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        Err(color_eyre::eyre::eyre!("{}", head.lines().next().unwrap_or("no answer")))
    }
}
