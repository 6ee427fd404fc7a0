//! The program itself, started as the office's machine starts it: what it answers, logs, backs up and restores.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::Arc,
    time::Duration,
};

use backend::{Backend, By, Origin, SystemClock, documents::Files};
use domain::{actor::Actor, ids::FacilityId};
use futures::stream;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use server::{inspector::ChildProcess, postgres::Embedded};
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgPool};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    process::{Child, Command},
};
use uuid::Uuid;

use crate::{harness::form, postgres::Folder};

/// The program with a society's data, with nothing of this test's environment but where Postgres is.
pub fn program(data: &Path, arguments: &[&str]) -> Command {
    as_told(data, &[arguments, &["--no-demo"]].concat())
}

/// The same, with not a word more than this.
pub fn as_told(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.env_clear().args(arguments).arg("--data-dir").arg(data);
    for name in ["PATH", "HOME", "TMPDIR", "PG_BIN_DIR"] {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn run(data: &Path, arguments: &[&str]) -> Output {
    program(data, arguments).output().await.unwrap()
}

/// Succeeded or not, and everything it said.
pub fn said(output: &Output) -> (bool, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

pub async fn get(port: u16, path: &str) -> Option<String> {
    ask(port, &format!("GET {path}"), "").await
}

/// What is answered to a form, as a browser without JavaScript posts it.
pub async fn post(port: u16, path: &str, fields: &[(&str, &str)]) -> Option<String> {
    let form = form(fields);
    let rest = format!(
        "Accept: text/html\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    ask(port, &format!("POST {path}"), &rest).await
}

/// The first line and the rest of the head below Host and Connection, then the body.
async fn ask(port: u16, what: &str, rest: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let end = if rest.is_empty() { "\r\n" } else { rest };
    let request = format!("{what} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{end}");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

/// Until it answers.
pub async fn answers(server: &mut Child, port: u16) {
    for _ in 0..600 {
        if get(port, "/readyz").await.is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return;
        }
        assert_eq!(server.try_wait().unwrap(), None, "the server has ended");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the server does not answer");
}

pub async fn end(server: Child) -> (bool, String) {
    kill(Pid::from_raw(server.id().unwrap().try_into().unwrap()), Signal::SIGTERM).unwrap();
    said(&server.wait_with_output().await.unwrap())
}

/// A hospital that has sent a paper.
async fn a_hospital_sends_a_paper(db: &PgPool, files: &Path) {
    let facility = FacilityId(Uuid::now_v7());
    sqlx::query(
        "insert into facility (facility_id, facility_no, name, kana, prefecture, search_key)
         values ($1, 'F0001', 'みどり野中央病院', 'みどりのちゅうおうびょういん', '長野県', '')",
    )
    .bind(facility.0)
    .execute(db)
    .await
    .unwrap();
    let files = Files::at(&files.to_str().unwrap().parse().unwrap()).await.unwrap();
    let inspector = ChildProcess::of(env!("CARGO_BIN_EXE_server").into());
    let backend = Backend::new(db.clone(), Arc::new(SystemClock), backend::Settings::default())
        .with_files(files.inspected_by(Arc::new(inspector)));
    let pdf = include_bytes!("../../../backend/src/demo/stamped.pdf");
    let sent = stream::iter([Ok::<_, std::convert::Infallible>(backend::documents::Bytes::from_static(pdf))]);
    let by = By { actor: Actor::Facility(facility), origin: Origin::default() };
    backend.documents().receive(&by, "申請書.pdf", sent).await.unwrap().unwrap();
}

/// Names of hospitals, keys of documents with their hashes, lines of the audit.
async fn what_is_there(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select name from facility
         union all select object_key || encode(sha256, 'hex') from document
         union all select event || at::text from audit_line where event like 'document.%' order by 1",
    )
    .fetch_all(db)
    .await
    .unwrap()
}

fn stored(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(stored(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test]
async fn a_running_server_is_backed_up_and_comes_back_elsewhere() {
    let (here, there, archives) = (Folder::new("running"), Folder::new("restored"), Folder::new("archives"));
    let archive = archives.0.join("nintei.tar");
    let archive = archive.to_str().unwrap();
    let (port, figures) = (free_port(), free_port());
    let (port_text, figures_text) = (port.to_string(), format!("127.0.0.1:{figures}"));
    let settings = ["--port", &port_text, "--metrics-bind", &figures_text, "--log-format", "json"];
    // By somebody who works with another database and in another script.
    let shell = [
        ("PGHOST", "nowhere.example"),
        ("PGPORT", "1"),
        ("PGUSER", "nobody"),
        ("PGDATABASE", "nothing"),
        ("PGSSLMODE", "verify-full"),
        ("PGSSLROOTCERT", "/nowhere.pem"),
        ("PGCLIENTENCODING", "EUC_JP"),
        ("LC_ALL", "ja_JP.eucJP"),
        ("TZ", "America/Caracas"),
    ];
    let mut server = program(&here.0, &settings).envs(shell).spawn().unwrap();
    answers(&mut server, port).await;

    let db = PgPool::connect(&Embedded::already_running(&here.0).unwrap()).await.unwrap();
    a_hospital_sends_a_paper(&db, &here.0.join("files")).await;
    let before = what_is_there(&db).await;
    assert!(before.len() > 2, "{before:?}");
    db.close().await;

    let (written, words) = said(&run(&here.0, &["backup", archive]).await);
    assert!(written && words.contains("書き出しました") && words.contains("ファイル1件"), "{words}");
    let (written, words) = said(&run(&here.0, &["backup", archive]).await);
    assert!(!written && words.contains("上書きはしません"), "{words}");
    let (restored, words) = said(&run(&here.0, &["restore", archive]).await);
    assert!(!restored && words.contains("サーバーが動いています"), "{words}");

    // While we are at it: the number of an answer, its line, and the figures.
    let answer = get(port, "/healthz").await.unwrap();
    let id = answer.split_once("x-request-id: ").unwrap().1.split_once("\r\n").unwrap().0.to_owned();
    let page = get(figures, "/metrics").await.unwrap();
    assert!(page.contains("nintei_jobs_total{job=\"certifications\",outcome=\"ok\"}"), "{page}");
    assert!(page.contains("route=\"/healthz\""), "{page}");
    assert!(get(port, "/metrics").await.unwrap().starts_with("HTTP/1.1 404"), "not where everybody may ask");
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");
    assert!(log.lines().any(|line| line.starts_with('{') && line.contains(&id)), "no {id} in {log}");

    let (restored, words) = said(&run(&here.0, &["restore", archive]).await);
    assert!(!restored && words.contains("データベースが空ではありません"), "{words}");
    let (restored, words) = said(&run(&there.0, &["restore", archive]).await);
    assert!(restored && words.contains("復元しました"), "{words}");
    let postgres =
        Embedded::start(&there.0, env::var_os("PG_BIN_DIR").as_deref().map(Path::new)).await.unwrap();
    let db = PgPool::connect(&postgres.url).await.unwrap();
    assert_eq!(what_is_there(&db).await, before);
    db.close().await;
    postgres.stop().await.unwrap();
    let paper = |folder: &Folder| -> Vec<Vec<u8>> {
        stored(&folder.0.join("files")).iter().map(|file| std::fs::read(file).unwrap()).collect()
    };
    assert_eq!(paper(&there), paper(&here));
    assert_eq!(paper(&there).len(), 1);
}

/// A Postgres that somebody else runs: where `DATABASE_URL` may make roles the server asks as roles that own nothing, also at
/// its second start; where it may not, as `DATABASE_URL` itself, and the log says so (docs/adr/0024).
#[tokio::test]
async fn a_database_of_ones_own_is_walled_where_its_owner_may_make_roles() {
    let (folder, data) = (Folder::new("own-database"), Folder::new("own-database-files"));
    let postgres =
        Embedded::start(&folder.0, env::var_os("PG_BIN_DIR").as_deref().map(Path::new)).await.unwrap();
    let superuser = PgPool::connect(&postgres.url).await.unwrap();
    for (owner, right) in [("may_make_roles", "createrole"), ("may_not", "nocreaterole")] {
        let role = format!("create role {owner} login {right} password 'secret'");
        let database = format!(
            "create database {owner} owner {owner} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
        );
        for statement in [role, database] {
            sqlx::query(AssertSqlSafe(statement)).execute(&superuser).await.unwrap();
        }
        let options = superuser.connect_options().as_ref().clone();
        let url = options.username(owner).password("secret").database(owner).to_url_lossy();
        for start in 1..=2 {
            let port = free_port();
            let mut server = program(&data.0, &["--port", &port.to_string()])
                .env("DATABASE_URL", url.as_str())
                .spawn()
                .unwrap();
            answers(&mut server, port).await;
            let asking: Vec<String> = sqlx::query_scalar(
                "select distinct usename::text from pg_stat_activity
                 where datname = $1 and backend_type = 'client backend' order by 1 desc",
            )
            .bind(owner)
            .fetch_all(&superuser)
            .await
            .unwrap();
            let (ended, log) = end(server).await;
            assert!(ended, "{log}");
            let walled = asking.len() == 2
                && asking[0].starts_with("nintei_worker_")
                && asking[1].starts_with("nintei_web_");
            assert_eq!(walled, right == "createrole", "start {start}: {asking:?} {log}");
            assert_eq!(log.contains("役割ごとに分けられない"), !walled, "{log}");
            assert!(walled || asking == [owner], "{asking:?}");
            assert!(!log.contains("secret"), "{log}");
        }
    }
    superuser.close().await;
    postgres.stop().await.unwrap();
}
