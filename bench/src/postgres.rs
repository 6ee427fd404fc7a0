//! A Postgres of the bench's own, set as the server sets the one that it brings along (`server/src/postgres`): `fsync` on,
//! everything else as it comes. Beside that it can write every statement into a log that a program can read.

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use color_eyre::eyre::{Result, WrapErr as _, bail, eyre};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, PgPool, postgres::PgPoolOptions};

/// A cluster in a folder that goes away with it.
pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    /// Postgres refuses root.
    owner: Option<nix::unistd::User>,
    port: u16,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("nintei-bench-").tempdir()?;
        let owner = if nix::unistd::geteuid().is_root() {
            let named = |name| nix::unistd::User::from_name(name).ok().flatten();
            Some(named("postgres").or_else(|| named("nobody")).ok_or_else(|| eyre!("no user for Postgres"))?)
        } else {
            None
        };
        if let Some(owner) = &owner {
            std::os::unix::fs::chown(folder.path(), Some(owner.uid.as_raw()), Some(owner.gid.as_raw()))?;
        }
        let cluster = Self { folder, programs: programs()?, owner, port: crate::server::free_port()? };
        let data = cluster.data();
        cluster.run(
            "initdb",
            &[
                "-D",
                path(&data)?,
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "trust",
                "--no-sync",
            ],
        )?;
        cluster.up()?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder beside the data, which goes away too.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn up(&self) -> Result<()> {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c timezone=UTC \
             -c logging_collector=on -c log_destination=jsonlog -c log_directory=log -c log_filename=postgres \
             -c log_min_messages=warning",
            self.port
        );
        let (data, log) = (self.data(), self.folder.path().join("start.log"));
        self.run(
            "pg_ctl",
            &["start", "-w", "-t", "120", "-s", "-D", path(&data)?, "-l", path(&log)?, "-o", &options],
        )
    }

    /// What an operator does who has lost patience, or a machine that loses power: every connection ends, nothing is
    /// written down first.
    pub fn restart_immediately(&self) -> Result<()> {
        let data = self.data();
        self.run("pg_ctl", &["restart", "-w", "-t", "120", "-s", "-m", "immediate", "-D", path(&data)?])
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    pub async fn pool(&self, database: &str) -> Result<PgPool> {
        let options = PgPoolOptions::new().max_connections(4).acquire_timeout(Duration::from_secs(30));
        Ok(options.connect(&self.url(database)).await?)
    }

    /// An empty database; one that was there under this name is thrown away.
    pub async fn create(&self, database: &str) -> Result<()> {
        let mut db = PgConnection::connect(&self.url("postgres")).await?;
        for sql in [
            format!("drop database if exists {database} with (force)"),
            format!(
                "create database {database} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
            ),
        ] {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await?;
        }
        Ok(())
    }

    pub async fn say(&self, database: &str, sql: &str) -> Result<()> {
        let mut db = PgConnection::connect(&self.url(database)).await?;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut db).await?;
        Ok(())
    }

    pub async fn version(&self) -> Result<String> {
        let mut db = PgConnection::connect(&self.url("postgres")).await?;
        Ok(sqlx::query_scalar("show server_version").fetch_one(&mut db).await?)
    }

    /// The log of statements, one JSON object a line.
    pub fn log(&self) -> PathBuf {
        self.data().join("log/postgres.json")
    }

    /// Number of the first process; its children serve the connections.
    pub fn pid(&self) -> Result<i32> {
        let file = self.data().join("postmaster.pid");
        let text = fs::read_to_string(&file).wrap_err("postmaster.pid")?;
        text.lines().next().and_then(|line| line.trim().parse().ok()).ok_or_else(|| eyre!("postmaster.pid"))
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).current_dir(self.folder.path()).env("LC_ALL", "C").stdin(Stdio::null());
        if let Some(owner) = &self.owner {
            command.uid(owner.uid.as_raw()).gid(owner.gid.as_raw());
        }
        // Written to a file: a pipe would stay open as long as Postgres lives.
        let said = self.folder.path().join(format!("{program}.said"));
        command.stdout(fs::File::create(&said)?).stderr(fs::File::options().append(true).open(&said)?);
        let status = command.status().wrap_err_with(|| program.to_owned())?;
        if !status.success() {
            bail!("{program} {arguments:?}: {}", fs::read_to_string(&said).unwrap_or_default());
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let Ok(data) = path(&data) else { return };
        if let Err(error) = self.run("pg_ctl", &["stop", "-w", "-s", "-m", "immediate", "-D", data]) {
            eprintln!("bench: Postgres could not be stopped: {error}");
        }
    }
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| eyre!("a path that is no text: {}", path.display()))
}

/// The newest Postgres there is: `PG_BIN_DIR`, or Debian's place.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("PG_BIN_DIR") {
        return Ok(folder.into());
    }
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin).ok_or_else(|| eyre!("no Postgres found; name its folder in PG_BIN_DIR"))
}
