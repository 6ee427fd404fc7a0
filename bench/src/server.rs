//! Our release server as a child process, and what the kernel says of a process.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use color_eyre::eyre::{Result, WrapErr as _, bail, eyre};

use crate::load;

/// What is measured: a release build of the server and its site.
#[derive(Clone, Debug)]
pub struct Program {
    pub server: PathBuf,
    pub site: PathBuf,
}

/// A running server.
pub struct Server {
    pub child: Child,
    pub port: u16,
    pub log: PathBuf,
}

impl Program {
    /// `SERVER_BIN` and `SITE_ROOT`, as the browser tests name them too.
    pub fn from_environment() -> Result<Self> {
        let named = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .ok_or_else(|| eyre!("{name} is not set: run `make bench` or `make rush`"))
        };
        let program = Self { server: fs::canonicalize(named("SERVER_BIN")?)?, site: named("SITE_ROOT")? };
        Ok(Self { site: fs::canonicalize(&program.site).wrap_err("SITE_ROOT")?, ..program })
    }

    /// Starts it on a database and waits until it is ready.
    pub async fn start(&self, database_url: &str, folder: &Path, more: &[(&str, &str)]) -> Result<Server> {
        let mut server = self.spawn(database_url, folder, free_port()?, more)?;
        server.ready(Duration::from_mins(1)).await?;
        Ok(server)
    }

    /// Starts it and waits for nothing.
    pub fn spawn(
        &self,
        database_url: &str,
        folder: &Path,
        port: u16,
        more: &[(&str, &str)],
    ) -> Result<Server> {
        let data = folder.join(format!("server-{port}"));
        fs::create_dir_all(&data)?;
        let log = data.join("log");
        let file = fs::File::options().create(true).append(true).open(&log)?;
        let child = Command::new(&self.server)
            .current_dir(&data)
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| matches!(name.as_str(), "PATH" | "HOME" | "TMPDIR")))
            .env("DATABASE_URL", database_url)
            .env("DATA_DIR", &data)
            .env("SITE_ROOT", &self.site)
            .env("PORT", port.to_string())
            // As in production: one line per request.
            .env("LOG", "info,sqlx=warn")
            .env("TRUSTED_PROXIES", "1")
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .wrap_err_with(|| self.server.display().to_string())?;
        Ok(Server { child, port, log })
    }
}

impl Server {
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap_or_default()
    }

    pub async fn ready(&mut self, patience: Duration) -> Result<()> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "the server ended with {status}:\n{}",
                    fs::read_to_string(&self.log).unwrap_or_default()
                );
            }
            if load::get(self.port, "/readyz", "").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if begun.elapsed() > patience {
                bail!("the server is not ready:\n{}", fs::read_to_string(&self.log).unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// As the operator stops it.
    pub fn stop(mut self) -> Result<()> {
        self.signal(nix::sys::signal::Signal::SIGTERM);
        self.child.wait()?;
        Ok(())
    }

    /// As the kernel stops it.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    fn signal(&self, signal: nix::sys::signal::Signal) {
        let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(self.pid()), signal);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// CPU seconds that a process and its living children have used.
pub fn cpu_seconds(pid: i32) -> f64 {
    let own = ticks(pid);
    let children: u64 = children(pid).into_iter().map(ticks).sum();
    // USER_HZ is 100 on every Linux that we know.
    #[expect(clippy::cast_precision_loss, reason = "seconds with two digits")]
    let seconds = (own + children) as f64 / 100.0;
    seconds
}

/// User and system time of one process, and of those of its children that have ended.
fn ticks(pid: i32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces.
    let Some((_, rest)) = stat.rsplit_once(')') else { return 0 };
    rest.split_whitespace().skip(11).take(4).filter_map(|n| n.parse::<u64>().ok()).sum()
}

fn children(pid: i32) -> Vec<i32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let listed = fs::read_to_string(path).unwrap_or_default();
    listed.split_whitespace().filter_map(|n| n.parse().ok()).collect()
}

/// Resident memory of one process in bytes: now, and the most there ever was.
pub fn memory(pid: i32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    (kib("VmRSS:") * 1024, kib("VmHWM:") * 1024)
}
