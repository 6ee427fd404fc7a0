//! As what the program opens its data, whatever is said or forgotten at the start (X02).

use std::{path::Path, time::Duration};

use backend::{accounts::PasswordHasher, notices::Transport};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use server::{postgres::Embedded, worker};
use sqlx::PgPool;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    time::timeout,
};

use crate::{
    harness::TestApp,
    postgres::Folder,
    process::{answers, as_told, end, free_port, get, post, program, said},
};

const PASSWORD: &str = "mountain-lake-7";

/// How long it may take to end by itself: a server that should have been refused would answer for ever.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the program says to this, when it comes to an end by itself.
async fn told(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = timeout(PATIENCE, as_told(data, arguments).output()).await;
    said(&output.expect("it ends by itself").unwrap())
}

/// The program is refused its start in these words, with these words on the command line.
#[track_caller]
fn refused((well, text): (bool, String), words: &str) {
    assert!(!well && text.contains(words), "{text}");
}

/// The first line of an answer, and where it leads.
async fn led(port: u16, account: &str, password: &str) -> String {
    let fields = [("door", "office"), ("account", account), ("password", password), ("next", "")];
    let answer = post(port, "/api/accounts/sign_in", &fields).await.unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

async fn status(port: u16, path: &str) -> String {
    let answer = get(port, path).await.unwrap();
    answer.split(' ').nth(1).unwrap().to_owned()
}

/// A society's files, with addresses that somebody may have.
fn files_of_a_society() -> Folder {
    let folder = Folder::new("files-of-a-society");
    let members = "member_no,family_name,given_name,family_kana,given_kana,email,profession,joined_on,left_on,affiliation\n\
                   500001,実在,一郎,じつざい,いちろう,ichiro@hospital.or.jp,医師,2010-04-01,,みどり野中央病院\n";
    for (name, text) in [
        ("members.csv", members),
        ("qualifications.csv", "member_no,kind,certificate_no,start_on,end_on\n"),
        ("facilities.csv", "facility_no,name,kana,prefecture,login_email\n"),
        ("certifications.csv", "facility_no,kind,certificate_no,start_on,end_on,responsible_member_no\n"),
    ] {
        std::fs::write(folder.0.join(name), text).unwrap();
    }
    folder
}

/// Started on this data without a word, it is no demo: nobody reads mail, nobody sets the clock. Answers what it said.
async fn is_no_demo(data: &Path) -> String {
    let port = free_port();
    let mut server = as_told(data, &["--port", &port.to_string()]).spawn().unwrap();
    answers(&mut server, port).await;
    nothing_of_a_demo(port).await;
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");
    assert!(log.contains("本番として開きました") && !log.contains("demo-pass-2026"), "{log}");
    log
}

async fn nothing_of_a_demo(port: u16) {
    for path in ["/dev/mail", "/dev/clock"] {
        assert_eq!(status(port, path).await, "404", "{path}");
    }
    for door in ["/signin", "/office/signin"] {
        assert!(!get(port, door).await.unwrap().contains("demo-pass-2026"), "{door}");
    }
}

/// The fault: `--no-demo` is forgotten once.
#[tokio::test]
async fn x02_a_societys_data_is_no_demo_though_nobody_says_so() {
    let here = Folder::new("societys-own");
    let port = free_port();
    let mut server = program(&here.0, &["--port", &port.to_string()]).spawn().unwrap();
    answers(&mut server, port).await;
    let db = PgPool::connect(&Embedded::already_running(&here.0).unwrap()).await.unwrap();
    sqlx::query(
        "with person as (
             insert into office_user (office_user_id, email, name) values (gen_random_uuid(), 'jimu@hospital.or.jp', '事務局')
             returning office_user_id)
         insert into credential (realm, account_id, password_hash, changed_at)
         select 'office', office_user_id, $1, now() from person",
    )
    .bind(PasswordHasher::new().hash(PASSWORD).await.unwrap())
    .execute(&db)
    .await
    .unwrap();
    db.close().await;
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");

    let port = free_port();
    let mut server = as_told(&here.0, &["--port", &port.to_string()]).spawn().unwrap();
    answers(&mut server, port).await;
    nothing_of_a_demo(port).await;
    let to = led(port, "jimu@hospital.or.jp", PASSWORD).await;
    assert!(to.starts_with("/office/second-factor/setup"), "the office owes a second factor: {to}");
    let db = PgPool::connect(&Embedded::already_running(&here.0).unwrap()).await.unwrap();
    let waits = [("account", "jimu@hospital.or.jp"), ("door", "office")];
    post(port, "/api/accounts/forgot_password", &waits).await.unwrap();
    let set = [("date", "2090-01-01"), ("time", "00:00")];
    post(port, "/api/demo/set_clock", &set).await.unwrap();
    // A second start, so that the worker has certainly come round.
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");
    db.close().await;
    let port = free_port();
    let mut server = as_told(&here.0, &["--port", &port.to_string()]).spawn().unwrap();
    answers(&mut server, port).await;
    let db = PgPool::connect(&Embedded::already_running(&here.0).unwrap()).await.unwrap();
    let (waiting, shown, clock): (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from mail_outbox where state = 'waiting'), (select count(*) from dev_mail),
                (select count(*) from demo_clock)",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!((waiting, shown, clock), (1, 0, 0), "the link waits for a mail server");
    db.close().await;
    end(server).await;

    let port = free_port().to_string();
    refused(told(&here.0, &["--demo", "--port", &port]).await, "--demo では開けません");
}

#[tokio::test]
async fn x02_what_was_imported_or_restored_is_no_demo_afterwards() {
    let (here, there, archives) = (Folder::new("imported"), Folder::new("came-back"), Folder::new("kept"));
    let archive = archives.0.join("nintei.tar");
    let (archive, files) = (archive.to_str().unwrap(), files_of_a_society());
    let files = files.0.to_str().unwrap();
    refused(told(&here.0, &["--demo", "import", files]).await, "--demo を付けずに実行してください");
    let (imported, words) = told(&here.0, &["import", files]).await;
    assert!(imported && words.contains("本番のデータになりました"), "{words}");
    is_no_demo(&here.0).await;
    refused(told(&here.0, &["--demo", "import", files]).await, "--demo では開けません");
    let (written, words) = told(&here.0, &["backup", archive]).await;
    assert!(written, "{words}");
    let (restored, words) = told(&there.0, &["restore", archive]).await;
    assert!(restored && words.contains("本番のデータです"), "{words}");
    is_no_demo(&there.0).await;
    let port = free_port().to_string();
    refused(told(&there.0, &["--demo", "--port", &port]).await, "--demo では開けません");
}

#[tokio::test]
async fn x02_a_demo_stays_a_demo_when_it_is_killed_backed_up_and_restored() {
    let (here, there, archives) = (Folder::new("demo"), Folder::new("demo-again"), Folder::new("demo-kept"));
    let archive = archives.0.join("nintei.tar");
    let (archive, files) = (archive.to_str().unwrap(), files_of_a_society());
    let files = files.0.to_str().unwrap();
    let port = free_port();
    let port_text = port.to_string();

    let mut server = as_told(&here.0, &["--port", &port_text]).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    while !lines.next_line().await.unwrap().expect("it begins").contains("デモの学会を読み込んでいます")
    {
    }
    kill(Pid::from_raw(server.id().unwrap().try_into().unwrap()), Signal::SIGKILL).unwrap();
    server.wait().await.unwrap();
    refused(told(&here.0, &["--no-demo", "--port", &port_text]).await, "デモが作ったものです");
    let url = "https://nintei.example.jp";
    let abroad = told(&here.0, &["--public-url", url, "--port", &port_text]).await;
    refused(abroad, "PUBLIC_URL=https://nintei.example.jp はこの機械の外の住所ですが");

    let mut server = as_told(&here.0, &["--port", &port_text]).spawn().unwrap();
    answers(&mut server, port).await;
    assert_eq!(
        (status(port, "/dev/mail").await, status(port, "/dev/clock").await),
        ("200".into(), "200".into())
    );
    assert!(get(port, "/signin").await.unwrap().contains("demo-pass-2026"));
    assert_eq!(led(port, "office@example.jp", "demo-pass-2026").await, "/office");
    let answer = told(&here.0, &["import", files]).await;
    assert!(answer.1.contains("members.csv 2行目 email「ichiro@hospital.or.jp」"), "{}", answer.1);
    refused(answer, "make run DATA_DIR=.data-society");
    refused(told(&here.0, &["--no-demo", "import", files]).await, "デモが作ったものです");
    let (looked, words) = told(&here.0, &["--no-demo", "import", files, "--dry-run"]).await;
    assert!(looked && words.contains("検査だけを行いました"), "{words}");
    let (written, words) = told(&here.0, &["backup", archive]).await;
    assert!(written, "{words}");
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");

    let (restored, words) = told(&there.0, &["restore", archive]).await;
    assert!(restored && words.contains("デモのデータです"), "{words}");
    refused(told(&there.0, &["--no-demo", "--port", &port_text]).await, "デモが作ったものです");
    let mut server =
        as_told(&there.0, &["--demo", "--public-url", url, "--port", &port_text]).spawn().unwrap();
    answers(&mut server, port).await;
    assert_eq!(status(port, "/dev/mail").await, "200", "said outright");
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");
}

/// Where mails go follows from what the data is, not from what was said.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn x02_mails_wait_where_it_is_no_demo(db: PgPool) {
    let (demo, real) = (TestApp::new(db.clone()), TestApp::real(db));
    assert!(matches!(worker::transport(None, &demo.state.backend), Some(Transport::DevMailbox)));
    assert!(worker::transport(None, &real.state.backend).is_none());
}
