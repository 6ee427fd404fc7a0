//! The Postgres that the server brings along.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use server::postgres::{Embedded, LaunchError};
use sqlx::{Connection as _, PgConnection};

/// A folder of this test alone, thrown away at its end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("nintei-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn start(folder: &Path) -> Result<Embedded, LaunchError> {
    Embedded::start(folder, env::var_os("PG_BIN_DIR").as_deref().map(Path::new)).await
}

async fn setting(postgres: &Embedded, name: &str) -> String {
    let mut db = PgConnection::connect(&postgres.url).await.unwrap();
    sqlx::query_scalar("select current_setting($1)").bind(name).fetch_one(&mut db).await.unwrap()
}

/// Kills Postgres the hard way.
fn kill_postgres(postgres: &Embedded) {
    let pid = fs::read_to_string(postgres.cluster().join("postmaster.pid")).unwrap();
    kill(Pid::from_raw(pid.lines().next().unwrap().parse().unwrap()), Signal::SIGKILL).unwrap();
}

#[tokio::test]
async fn one_that_dies_is_started_again_where_it_was() {
    let folder = Folder::new("watched");
    let postgres = start(&folder.0).await.unwrap();
    let mut db = PgConnection::connect(&postgres.url).await.unwrap();
    sqlx::query("create table kept as select 'acknowledged' as what").execute(&mut db).await.unwrap();
    kill_postgres(&postgres);
    let back = async {
        // Until the one that was killed is gone, it may still answer.
        while sqlx::query("select 1").execute(&mut db).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        loop {
            if let Ok(db) = PgConnection::connect(&postgres.url).await {
                return db;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let mut db = tokio::select! {
        db = back => db,
        never = postgres.watch() => match never {},
    };
    let kept: String = sqlx::query_scalar("select what from kept").fetch_one(&mut db).await.unwrap();
    assert_eq!(kept, "acknowledged");
    db.close().await.unwrap();
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn it_makes_starts_survives_a_kill_and_stops() {
    let folder = Folder::new("embedded");
    let postgres = start(&folder.0).await.unwrap();
    assert_eq!(setting(&postgres, "fsync").await, "on", "what was acknowledged must survive");
    assert_eq!(setting(&postgres, "listen_addresses").await, "127.0.0.1");
    assert_eq!(setting(&postgres, "password_encryption").await, "scram-sha-256");
    assert_eq!(setting(&postgres, "server_encoding").await, "UTF8");

    let mut db = PgConnection::connect(&postgres.url).await.unwrap();
    let sees: bool =
        sqlx::query_scalar("select datctype = 'C.UTF-8' from pg_database where datname = current_database()")
            .fetch_one(&mut db)
            .await
            .unwrap();
    assert!(sees, "pg_trgm must see Japanese");
    sqlx::query("create table kept as select 'acknowledged' as what").execute(&mut db).await.unwrap();

    // A second server on the same data is told so.
    let refused = start(&folder.0).await.unwrap_err();
    assert!(matches!(refused, LaunchError::InUse(..)), "{refused}");
    assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    assert_eq!(Embedded::already_running(&folder.0), Some(postgres.url.clone()), "an import joins it");

    kill_postgres(&postgres);
    drop(postgres);
    let postgres = start(&folder.0).await.unwrap();
    let mut db = PgConnection::connect(&postgres.url).await.unwrap();
    let kept: String = sqlx::query_scalar("select what from kept").fetch_one(&mut db).await.unwrap();
    assert_eq!(kept, "acknowledged");

    // The server was killed, Postgres was not: it is taken over.
    let (url, cluster) = (postgres.url.clone(), postgres.cluster().to_owned());
    drop(postgres);
    let postgres = start(&folder.0).await.unwrap();
    assert_eq!(postgres.url, url);

    postgres.stop().await.unwrap();
    assert!(!cluster.join("postmaster.pid").exists(), "stopped cleanly");
    assert_eq!(Embedded::already_running(&folder.0), None);

    // After a crash the number in the pid file may be somebody else's: here it is ours.
    let forged = format!("{}\n{}\n1\n5\n\n127.0.0.1\n\nready\n", std::process::id(), cluster.display());
    fs::write(cluster.join("postmaster.pid"), forged).unwrap();
    let postgres = start(&folder.0).await.unwrap();
    postgres.stop().await.unwrap();

    fs::remove_file(folder.0.join("password")).unwrap();
    assert!(matches!(start(&folder.0).await.unwrap_err(), LaunchError::NoPassword(_)));
}

#[tokio::test]
async fn half_a_cluster_is_never_taken_for_a_whole_one() {
    let folder = Folder::new("half");
    // What a kill in the middle of the first start leaves behind.
    fs::create_dir_all(folder.0.join("postgres.new/data/base")).unwrap();
    fs::write(folder.0.join("postgres.new/data/PG_VERSION"), "15\n").unwrap();
    let postgres = start(&folder.0).await.unwrap();
    assert!(!folder.0.join("postgres.new").exists());
    postgres.stop().await.unwrap();
}
