//! What breaks, and who puts it right.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, WrapErr as _};
use serde::Serialize;

use super::smtp::MailServer;
use crate::{
    postgres::Cluster,
    server::{Program, Server, free_port},
};

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// `kill -9` of the server, and started again at once.
    Kill,
    /// `pg_ctl restart -m immediate`
    RestartPostgres,
    NoMail(Duration),
    /// A second server takes half of the people.
    SecondServer,
    /// `kill -9` of that one; whoever was there goes to the first.
    KillSecond,
    /// The first is stopped and started, then the second.
    RollingRestart,
}

#[derive(Clone, Debug, Serialize)]
pub struct Happened {
    pub what: String,
    /// Seconds until everything was there again.
    pub seconds: f64,
}

/// Starts and stops the servers.
pub struct Operator {
    program: Program,
    cluster: Arc<Cluster>,
    folder: PathBuf,
    url: String,
    mail: MailServer,
    servers: [Option<Server>; 2],
}

impl Operator {
    pub fn new(program: Program, cluster: Arc<Cluster>, url: String, mail: MailServer) -> Self {
        let folder = cluster.folder().to_owned();
        Self { program, cluster, folder, url, mail, servers: [None, None] }
    }

    pub async fn start(&mut self, port: u16) -> Result<()> {
        self.start_at(0, port).await
    }

    async fn start_at(&mut self, at: usize, port: u16) -> Result<()> {
        let smtp = format!("smtp://127.0.0.1:{}", self.mail.port);
        let mut server = self.program.spawn(&self.url, &self.folder, port, &[("SMTP_URL", &smtp)])?;
        server.ready(Duration::from_secs(60)).await?;
        self.servers[at] = Some(server);
        Ok(())
    }

    async fn kill(&mut self, at: usize) -> Result<()> {
        let Some(mut server) = self.servers[at].take() else { return Ok(()) };
        let port = server.port;
        server.kill()?;
        self.start_at(at, port).await
    }

    /// As a deployment does it: the server finishes what it has begun.
    async fn restart(&mut self, at: usize) -> Result<()> {
        let Some(server) = self.servers[at].take() else { return Ok(()) };
        let port = server.port;
        tokio::task::spawn_blocking(move || server.stop()).await??;
        self.start_at(at, port).await
    }

    pub fn stop(&mut self) -> Result<()> {
        self.servers.iter_mut().filter_map(Option::take).try_for_each(Server::stop)
    }

    async fn let_happen(&mut self, fault: Fault, ports: &[AtomicU16; 2]) -> Result<String> {
        Ok(match fault {
            Fault::Kill => {
                self.kill(0).await?;
                "kill -9 of the server, started again".to_owned()
            }
            Fault::RestartPostgres => {
                let cluster = self.cluster.clone();
                tokio::task::spawn_blocking(move || cluster.restart_immediately()).await??;
                if let Some(server) = &mut self.servers[0] {
                    server.ready(Duration::from_secs(60)).await?;
                }
                "pg_ctl restart -m immediate".to_owned()
            }
            Fault::NoMail(length) => {
                let mail = self.mail.clone();
                mail.away(true);
                tokio::spawn(async move {
                    tokio::time::sleep(length).await;
                    mail.away(false);
                });
                format!("no mail server for {:.0} s", length.as_secs_f64())
            }
            Fault::SecondServer => {
                let port = free_port()?;
                self.start_at(1, port).await?;
                ports[1].store(port, Ordering::Relaxed);
                "a second server beside the first".to_owned()
            }
            Fault::KillSecond => {
                self.kill(1).await?;
                "kill -9 of one of two servers, started again".to_owned()
            }
            Fault::RollingRestart => {
                self.restart(0).await?;
                self.restart(1).await?;
                "rolling restart of both servers".to_owned()
            }
        })
    }
}

/// Each fault at its share of the time.
pub async fn unfold(
    operator: &mut Operator,
    ports: &[AtomicU16; 2],
    planned: &[(f64, Fault)],
    length: Duration,
) -> Result<Vec<Happened>> {
    let begun = Instant::now();
    let mut happened = Vec::new();
    for (share, fault) in planned {
        tokio::time::sleep(length.mul_f64(*share).saturating_sub(begun.elapsed())).await;
        let at = Instant::now();
        let what = operator.let_happen(*fault, ports).await.wrap_err_with(|| format!("{fault:?}"))?;
        let seconds = at.elapsed().as_secs_f64();
        println!("rush: {what} ({seconds:.1} s)");
        happened.push(Happened { what, seconds });
    }
    Ok(happened)
}
