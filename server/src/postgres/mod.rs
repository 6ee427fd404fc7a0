//! The Postgres that the server brings along: made, started, recovered and stopped without a word from anybody.
//!
//! It is a real cluster in the data folder, reached by loopback and SCRAM only, with `fsync` on. It lives in a process group
//! of its own, so that Ctrl-C in the terminal ends the server first and Postgres after the last request. When the server
//! runs as root, Postgres runs as an ordinary user, as it insists (`owner.rs`).

mod binaries;
mod owner;
mod run;

use std::{
    convert::Infallible,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx::{Connection as _, PgConnection};

use self::{
    binaries::Binaries,
    owner::Owner,
    run::{Run, running},
};

/// Between two looks at a Postgres that is not there yet, or no longer.
const PAUSE: Duration = Duration::from_millis(250);
/// Between two looks at a Postgres that is running; twice as long after each try to start it again that failed.
const LOOK: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_mins(1);
/// How long a data folder in use is waited for: a server that was just killed may not be gone yet, and a program that
/// was just being started has its parent's files open for a moment.
const PATIENCE: Duration = Duration::from_secs(2);
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
        let lock = lock(&home).await?;
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
        let mut look = LOOK;
        loop {
            tokio::time::sleep(look).await;
            if running(&self.places).is_some() {
                look = LOOK;
                continue;
            }
            tracing::error!("Postgresが止まっていたため、もう一度起動します");
            if let Err(error) = self.run().start(Some(self.port)).await {
                tracing::error!(%error, "Postgresの起動");
                look = LONGEST_LOOK.min(look * 2);
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
        self.run().stop().await
    }

    fn run(&self) -> Run<'_> {
        Run { binaries: &self.binaries, owner: self.owner.as_ref(), places: &self.places }
    }
}

/// Says everything that a shell could say otherwise (`PGSSLMODE=verify-full` of somebody who works with another database).
fn url(password: &str, port: u16, database: &str) -> String {
    format!(
        "postgres://{USER}:{password}@127.0.0.1:{port}/{database}?application_name=nintei&sslmode=disable"
    )
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

fn make_home(data_dir: &Path) -> Result<PathBuf> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(data_dir)
        .and_then(|()| fs::canonicalize(data_dir))
        .map_err(|e| LaunchError::Io(data_dir.to_owned(), e))
}

/// Keeps a second server off the data; the kernel gives the lock back when this process ends, however it ends.
async fn lock(home: &Path) -> Result<File> {
    let path = home.join("lock");
    let failed = |e| LaunchError::Io(path.clone(), e);
    let mut file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .read(true)
        .open(&path)
        .map_err(failed)?;
    let asked = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if asked.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).unwrap_or_default();
                return Err(LaunchError::InUse(home.to_owned(), holder.trim().to_owned()));
            }
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_folder_that_is_free_in_a_moment_is_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let held = lock(home.path()).await.unwrap();
        // Asks first, and is refused; then the folder becomes free.
        let (next, ()) = tokio::join!(lock(home.path()), async { drop(held) });
        next.unwrap();
    }
}
