//! The Postgres that the server brings along: made, started, recovered and stopped without a word from anybody.
//!
//! It is a real cluster in the data folder, reached by loopback and SCRAM only, with `fsync` on. It lives in a process group
//! of its own, so that Ctrl-C in the terminal ends the server first and Postgres after the last request. When the server
//! runs as root, Postgres runs as an ordinary user, as it insists (`owner.rs`).

mod binaries;
mod owner;

use std::{
    convert::Infallible,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    net::TcpListener,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    process::Output,
    time::Duration,
};

use sqlx::{Connection as _, PgConnection};
use tokio::{net::TcpStream, process::Command};

use self::{binaries::Binaries, owner::Owner};

/// Between two looks at a Postgres that is not there yet, or no longer.
const PAUSE: Duration = Duration::from_millis(250);
/// Between two looks at a Postgres that is running.
const LOOK: Duration = Duration::from_secs(1);
/// Name of the superuser and of the database.
const USER: &str = "postgres";
const DATABASE: &str = "nintei";
/// `cannot_connect_now`
const STARTING_UP: &str = "57P03";

/// Why there is no Postgres.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    #[error(
        "Postgresのプログラム(initdb、pg_ctl、postgres)が見つかりません。Debian・Ubuntuでは apt-get install postgresql で\n\
         入ります。別の場所にあるときは PG_BIN_DIR に、動いているPostgresを使うときは DATABASE_URL に指定してください。"
    )]
    NoBinaries,
    #[error(
        "データフォルダー {0} は、動いている別のserver(プロセス{1})が使っています。先にそちらを止めるか、DATA_DIR を変えてください。"
    )]
    InUse(PathBuf, String),
    #[error(
        "データ {dir} はPostgres {data}のものですが、見つかったのはPostgres {found}です。\n\
         Postgres {data}のプログラムの場所を PG_BIN_DIR に指定してください(版が違うデータは開けません)。"
    )]
    Version { dir: PathBuf, data: String, found: String },
    #[error(
        "Postgresのパスワードのファイル {0} がないため、データを開けません。控えから戻すか、make reset でデータを作り直してください。"
    )]
    NoPassword(PathBuf),
    #[error(
        "Postgresを実行する利用者(postgres または nobody)がこの機械に見つかりません。root以外で実行してください。"
    )]
    NoOwner,
    #[error("データ {0} は別の利用者のものです。その利用者かrootで実行するか、DATA_DIR を変えてください。")]
    NotOurs(PathBuf),
    #[error("{doing}に失敗しました({program}):\n{said}")]
    Failed { doing: &'static str, program: String, said: String },
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    #[error("起動したPostgresに接続できません: {0}")]
    Connect(#[from] sqlx::Error),
}

type Result<T, E = LaunchError> = std::result::Result<T, E>;

/// A running Postgres of our own, and the lock that keeps a second server off its data.
#[derive(Debug)]
pub struct Embedded {
    /// `postgres://…`, with the password: not for the log.
    pub url: String,
    places: Places,
    port: u16,
    binaries: Binaries,
    owner: Option<Owner>,
    _lock: File,
}

/// The folders and files of one data folder.
#[derive(Debug)]
struct Places {
    /// `DATA_DIR` itself: password, lock.
    home: PathBuf,
    /// The cluster: `DATA_DIR/postgres`, or elsewhere when Postgres' user cannot come there.
    cluster: PathBuf,
}

impl Places {
    fn password(&self) -> PathBuf {
        self.home.join("password")
    }
    fn pid_file(&self) -> PathBuf {
        self.cluster.join("postmaster.pid")
    }
}

impl Embedded {
    /// Starts Postgres on this data folder, making it first if there is none. Finds its way back after a crash of
    /// everything; a Postgres that outlived its server is taken over.
    pub async fn start(data_dir: &Path, bin_dir: Option<&Path>) -> Result<Self> {
        let home = make_home(data_dir)?;
        let lock = lock(&home)?;
        let candidates = binaries::find(bin_dir)?;
        let (cluster, owner) = owner::place(&home, &candidates)?;
        let places = Places { home, cluster };
        let binaries = binaries::fitting(candidates, &places.cluster)?;
        let password = password(&places)?;
        let run = Run { binaries: &binaries, owner: owner.as_ref(), places: &places };

        if !places.cluster.exists() {
            run.initdb(&password).await?;
        }
        let port = match run.take_over().await {
            Some(port) => {
                tracing::warn!("前回のPostgresが動き続けていたため、引き継ぎます");
                port
            }
            None => run.start(None).await?,
        };
        let ours = url(&password, port, DATABASE);
        ensure_database(&ours, &url(&password, port, USER)).await?;
        Ok(Self { url: ours, places, port, binaries, owner, _lock: lock })
    }

    /// Where the data lies.
    pub fn cluster(&self) -> &Path {
        &self.places.cluster
    }

    /// Starts Postgres again where it was whenever it is gone (killed when memory was short, say), for as long as this is
    /// polled. What was acknowledged is in its log.
    pub async fn watch(&self) -> Infallible {
        let run = Run { binaries: &self.binaries, owner: self.owner.as_ref(), places: &self.places };
        loop {
            tokio::time::sleep(LOOK).await;
            if running(&self.places).is_some() {
                continue;
            }
            tracing::error!("Postgresが止まっていたため、もう一度起動します");
            if let Err(error) = run.start(Some(self.port)).await {
                tracing::error!(%error, "Postgresの起動");
            }
        }
    }

    /// Where the Postgres of a server that is running on this data folder is reached; nothing when there is none.
    pub fn already_running(data_dir: &Path) -> Option<String> {
        let home = fs::canonicalize(data_dir).ok()?;
        let cluster = owner::recorded(&home);
        let places = Places { home, cluster };
        let port = running(&places)?;
        let password = fs::read_to_string(places.password()).ok()?;
        Some(url(password.trim(), port, DATABASE))
    }

    /// Ends every connection and writes everything down.
    pub async fn stop(self) -> Result<()> {
        let cluster = self.cluster();
        let mut command = command(&self.binaries.pg_ctl(), self.owner.as_ref(), cluster);
        command.args(["stop", "-m", "fast", "-w", "-t", "60", "-s", "-D"]).arg(cluster);
        output(command, "Postgresの停止").await.map(drop)
    }
}

struct Run<'a> {
    binaries: &'a Binaries,
    owner: Option<&'a Owner>,
    places: &'a Places,
}

impl Run<'_> {
    /// Makes the cluster beside its place and moves it there when it is complete, so that a crash leaves no half of one.
    async fn initdb(&self, password: &str) -> Result<()> {
        let parent = self.places.cluster.parent().unwrap_or(&self.places.home).to_owned();
        let growing = parent.join("postgres.new");
        let password_file = growing.join("password");
        let data = growing.join("data");
        if growing.exists() {
            fs::remove_dir_all(&growing).map_err(|e| LaunchError::Io(growing.clone(), e))?;
        }
        make_private(&growing)?;
        write_private(&password_file, password)?;
        if let Some(owner) = self.owner {
            owner.give(&password_file)?;
            owner.give(&growing)?;
        }
        let mut command = command(&self.binaries.initdb(), self.owner, &growing);
        command
            .args(["-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256"])
            .arg(format!("--pwfile={}", password_file.display()))
            .arg("-D")
            .arg(&data);
        output(command, "データベースの作成").await?;
        fs::rename(&data, &self.places.cluster).map_err(|e| LaunchError::Io(data.clone(), e))?;
        fs::remove_dir_all(&growing).map_err(|e| LaunchError::Io(growing, e))
    }

    /// The port of a Postgres that outlived its server. One that is just dying is waited for.
    async fn take_over(&self) -> Option<u16> {
        for _ in 0..40 {
            let port = running(self.places)?;
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(port);
            }
            tokio::time::sleep(PAUSE).await;
        }
        None
    }

    /// Starts on this port, or on a free one; a neighbour may take that in between, so a few are tried.
    async fn start(&self, port: Option<u16>) -> Result<u16> {
        self.forget_the_dead()?;
        let log = self.places.cluster.join("server.log");
        let mut tries = 0;
        loop {
            tries += 1;
            let port = match port {
                Some(port) => port,
                None => free_port().map_err(|e| LaunchError::Io("127.0.0.1:0".into(), e))?,
            };
            let options = format!(
                "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
                 -c timezone=UTC -c logging_collector=off -c log_min_messages=warning"
            );
            let _ = fs::remove_file(&log);
            let mut command = command(&self.binaries.pg_ctl(), self.owner, &self.places.cluster);
            command.args(["start", "-w", "-t", "120", "-s", "-o", &options, "-l"]).arg(&log);
            command.arg("-D").arg(&self.places.cluster);
            match output(command, "Postgresの起動").await {
                Ok(_) => return Ok(port),
                // Backends of a killed Postgres may need a moment to notice; a port may just have been taken.
                Err(LaunchError::Failed { .. }) if tries < 8 => {
                    tokio::time::sleep(2 * PAUSE).await;
                }
                Err(LaunchError::Failed { doing, program, said }) => {
                    let log = fs::read_to_string(&log).unwrap_or_default();
                    return Err(LaunchError::Failed { doing, program, said: format!("{said}\n{log}") });
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// After a crash the pid file is still there, and its number may by now be somebody else's (in a container it usually
    /// is): Postgres would refuse to start.
    fn forget_the_dead(&self) -> Result<()> {
        let file = self.places.pid_file();
        match pid(&file) {
            Some(pid) if !is_postgres(pid, &self.places.cluster) => {
                fs::remove_file(&file).map_err(|e| LaunchError::Io(file, e))
            }
            _ => Ok(()),
        }
    }
}

fn url(password: &str, port: u16, database: &str) -> String {
    format!("postgres://{USER}:{password}@127.0.0.1:{port}/{database}?application_name=nintei")
}

/// Our database inside the cluster.
async fn ensure_database(ours: &str, maintenance: &str) -> Result<()> {
    let mut db = connect_patiently(maintenance).await?;
    if let Ok(db) = PgConnection::connect(ours).await {
        return Ok(db.close().await?);
    }
    sqlx::query(
        "create database nintei template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
    )
    .execute(&mut db)
    .await?;
    Ok(db.close().await?)
}

/// Waits while a Postgres that was taken over is still reading its log after a crash.
async fn connect_patiently(url: &str) -> sqlx::Result<PgConnection> {
    for _ in 0..240 {
        match PgConnection::connect(url).await {
            Err(sqlx::Error::Database(e)) if e.code().as_deref() == Some(STARTING_UP) => {
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
    PgConnection::connect(url).await
}

/// The port of the Postgres that runs on this cluster right now.
fn running(places: &Places) -> Option<u16> {
    let file = places.pid_file();
    let pid = pid(&file)?;
    let text = fs::read_to_string(&file).ok()?;
    // Lines: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
    let port = text.lines().nth(3)?.trim().parse().ok()?;
    is_postgres(pid, &places.cluster).then_some(port)
}

fn pid(file: &Path) -> Option<i32> {
    fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()
}

/// Is the process of this number a Postgres at work on this cluster?
fn is_postgres(pid: i32, cluster: &Path) -> bool {
    if !Path::new("/proc/self").exists() {
        return nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok();
    }
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    let here = match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => cwd == cluster,
        // Another user's process does not tell where it works; then its name must do. A dead one works nowhere.
        Err(e) => e.kind() == io::ErrorKind::PermissionDenied,
    };
    name.trim_end() == "postgres" && here
}

fn make_home(data_dir: &Path) -> Result<PathBuf> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(data_dir)
        .and_then(|()| fs::canonicalize(data_dir))
        .map_err(|e| LaunchError::Io(data_dir.to_owned(), e))
}

/// Keeps a second server off the data; the kernel gives the lock back when this process ends, however it ends.
fn lock(home: &Path) -> Result<File> {
    let path = home.join("lock");
    let failed = |e| LaunchError::Io(path.clone(), e);
    let mut file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .read(true)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(&path).unwrap_or_default();
            return Err(LaunchError::InUse(home.to_owned(), holder.trim().to_owned()));
        }
        Err(TryLockError::Error(e)) => return Err(failed(e)),
    }
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed)?;
    Ok(file)
}

/// The superuser's password, made up at the first start and known to nobody else.
fn password(places: &Places) -> Result<String> {
    let file = places.password();
    match fs::read_to_string(&file) {
        Ok(password) if !password.trim().is_empty() => Ok(password.trim().to_owned()),
        _ if places.cluster.exists() => Err(LaunchError::NoPassword(file)),
        _ => {
            let password = format!("{:032x}", rand::random::<u128>());
            write_private(&file, &password)?;
            Ok(password)
        }
    }
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    fs::OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| writeln!(file, "{text}").and_then(|()| file.sync_all()))
        .map_err(|e| LaunchError::Io(path.to_owned(), e))
}

fn make_private(path: &Path) -> Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|e| LaunchError::Io(path.to_owned(), e))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A program of Postgres, run as its owner, away from the terminal's signals.
fn command(program: &Path, owner: Option<&Owner>, workdir: &Path) -> Command {
    let mut command = std::process::Command::new(program);
    command.current_dir(workdir).env("HOME", workdir).env("LC_ALL", "C");
    owner::as_owner(&mut command, owner);
    let mut command = Command::from(command);
    command.stdin(std::process::Stdio::null());
    command
}

async fn output(mut command: Command, doing: &'static str) -> Result<Output> {
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let output = command.output().await.map_err(|e| LaunchError::Io(program.clone().into(), e))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(LaunchError::Failed { doing, program, said })
}
