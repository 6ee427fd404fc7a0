//! What breaks, and who puts it right.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, WrapErr as _, eyre};
use serde::Serialize;

use super::{disk::Disk, smtp::MailServer};
use crate::{
    postgres::Cluster,
    server::{Program, Server, free_port},
};

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// `kill -9` of the server, and started again at once.
    Kill,
    /// No room for a hospital's paper.
    FullDisk,
    /// `pg_ctl restart -m immediate`
    RestartPostgres,
    NoMail,
    /// A second server, which takes half of the people.
    SecondServer,
    /// The clock of the second server is an hour ahead of everybody's, from one moment to the next.
    ClockForward,
    /// `kill -9` of the second server; whoever was there goes to the first.
    KillSecond,
    /// The clock of the second server goes back by that hour.
    ClockBack,
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
    /// Where the two servers listen.
    pub ports: [u16; 2],
    program: Program,
    cluster: Arc<Cluster>,
    url: String,
    mail: MailServer,
    no_mail: Duration,
    disk: Disk,
    clock: Clock,
    servers: [Option<Server>; 2],
}

/// The clock of the second server, which libfaketime turns. A clock that is stepped does not make time run faster, so the
/// monotonic one stays.
struct Clock {
    library: String,
    file: String,
}

impl Clock {
    fn new(folder: &Path) -> Result<Self> {
        let machines = fs::read_dir("/usr/lib")?.filter_map(|entry| Some(entry.ok()?.path()));
        let library = machines
            .map(|machine| machine.join("faketime/libfaketimeMT.so.1"))
            .find(|library| library.exists())
            .ok_or_else(|| eyre!("no libfaketime: tools/setup bench installs it"))?;
        let text =
            |path: PathBuf| path.into_os_string().into_string().map_err(|_| eyre!("a path that is no text"));
        let clock = Self { library: text(library)?, file: text(folder.join("clock"))? };
        clock.is("+0")?;
        Ok(clock)
    }

    fn is(&self, offset: &str) -> Result<()> {
        Ok(fs::write(&self.file, offset)?)
    }

    fn environment(&self) -> [(&str, &str); 4] {
        [
            ("LD_PRELOAD", &self.library),
            ("FAKETIME_TIMESTAMP_FILE", &self.file),
            ("FAKETIME_CACHE_DURATION", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ]
    }
}

impl Operator {
    pub fn new(
        program: Program,
        cluster: Arc<Cluster>,
        url: String,
        mail: MailServer,
        no_mail: Duration,
    ) -> Result<Self> {
        let (disk, clock) = (Disk::in_folder(cluster.folder())?, Clock::new(cluster.folder())?);
        let ports = [free_port()?, free_port()?];
        Ok(Self { ports, program, cluster, url, mail, no_mail, disk, clock, servers: [None, None] })
    }

    pub async fn start(&mut self) -> Result<()> {
        self.start_at(0).await
    }

    async fn start_at(&mut self, at: usize) -> Result<()> {
        let smtp = format!("smtp://127.0.0.1:{}", self.mail.port);
        let files = self.disk.folder.to_string_lossy();
        let mut settings = vec![("SMTP_URL", smtp.as_str()), ("FILES", files.as_ref())];
        if at == 1 {
            settings.extend(self.clock.environment());
        }
        let mut server = self.program.spawn(&self.url, self.cluster.folder(), self.ports[at], &settings)?;
        server.ready(Duration::from_mins(1)).await?;
        self.servers[at] = Some(server);
        Ok(())
    }

    async fn kill(&mut self, at: usize) -> Result<()> {
        if let Some(mut server) = self.servers[at].take() {
            server.kill()?;
        }
        self.start_at(at).await
    }

    /// As a deployment does it: the server finishes what it has begun.
    async fn restart(&mut self, at: usize) -> Result<()> {
        if let Some(server) = self.servers[at].take() {
            tokio::task::spawn_blocking(move || server.stop()).await??;
        }
        self.start_at(at).await
    }

    pub fn stop(&mut self) -> Result<()> {
        self.servers.iter_mut().filter_map(Option::take).try_for_each(Server::stop)
    }

    async fn let_happen(&mut self, fault: Fault) -> Result<String> {
        Ok(match fault {
            Fault::Kill => {
                self.kill(0).await?;
                "kill -9 of the server, started again".to_owned()
            }
            Fault::RestartPostgres => {
                let cluster = self.cluster.clone();
                tokio::task::spawn_blocking(move || cluster.restart_immediately()).await??;
                if let Some(server) = &mut self.servers[0] {
                    server.ready(Duration::from_mins(1)).await?;
                }
                "pg_ctl restart -m immediate".to_owned()
            }
            Fault::FullDisk => self.disk.full(self.ports[0], &self.url).await?,
            Fault::NoMail => {
                let (mail, length) = (self.mail.clone(), self.no_mail);
                mail.away(true);
                tokio::spawn(async move {
                    tokio::time::sleep(length).await;
                    mail.away(false);
                });
                format!("no mail server for {:.0} s", length.as_secs_f64())
            }
            Fault::SecondServer => {
                self.start_at(1).await?;
                "a second server beside the first".to_owned()
            }
            Fault::ClockForward => {
                self.clock.is("+3600")?;
                "the clock of the second server steps an hour ahead".to_owned()
            }
            Fault::ClockBack => {
                self.clock.is("+0")?;
                "and back".to_owned()
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
    planned: &[(f64, Fault)],
    length: Duration,
) -> Result<Vec<Happened>> {
    let begun = Instant::now();
    let mut happened = Vec::new();
    for (share, fault) in planned {
        tokio::time::sleep(length.mul_f64(*share).saturating_sub(begun.elapsed())).await;
        let at = Instant::now();
        let what = operator.let_happen(*fault).await.wrap_err_with(|| format!("{fault:?}"))?;
        let seconds = at.elapsed().as_secs_f64();
        println!("rush: {what} ({seconds:.1} s)");
        happened.push(Happened { what, seconds });
    }
    Ok(happened)
}
