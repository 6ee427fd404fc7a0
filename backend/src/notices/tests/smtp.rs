//! A mail server of one page, to see what its answers make of a mail.

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Barrier, mpsc},
};

use super::*;

/// Answers `RCPT TO` with `verdict`; hands out what it accepted.
async fn server(verdict: &'static str) -> (Transport, mpsc::UnboundedReceiver<String>) {
    slow_server(verdict, 1).await
}

/// The same, but confirms nothing before so many mails are there together.
async fn slow_server(verdict: &'static str, together: usize) -> (Transport, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = Transport::smtp(&format!("smtp://{}", listener.local_addr().unwrap())).unwrap();
    let (accepted, mails) = mpsc::unbounded_channel();
    let together = Arc::new(Barrier::new(together));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(talk(socket, verdict, accepted.clone(), together.clone()));
        }
    });
    (transport, mails)
}

async fn talk(
    socket: TcpStream,
    verdict: &str,
    accepted: mpsc::UnboundedSender<String>,
    together: Arc<Barrier>,
) {
    let (reading, mut writing) = socket.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 test\r\n").await.unwrap();
    let mut data: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match (&mut data, line.as_str()) {
            (Some(mail), ".") => {
                together.wait().await;
                accepted.send(std::mem::take(mail)).unwrap();
                data = None;
                "250 ok"
            }
            (Some(mail), line) => {
                mail.push_str(line);
                mail.push('\n');
                continue;
            }
            (None, "DATA") => {
                data = Some(String::new());
                "354 go on"
            }
            (None, line) if line.starts_with("RCPT") => verdict,
            _ => "250 ok",
        };
        writing.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_what_the_server_accepts_is_sent(pool: PgPool) {
    let post = Post::new(pool);
    let (transport, mut mails) = server("250 ok").await;
    post.enqueue("taro@example.jp", &decided(1)).await;
    post.deliver(&transport).await;
    assert_eq!(post.only().await.standing, MailStanding::Sent { at: post.now() });
    let mail = mails.recv().await.unwrap();
    assert!(mail.contains("To: taro@example.jp") && mail.contains("multipart/alternative"), "{mail}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_slow_server_is_given_several_mails_at_a_time(pool: PgPool) {
    let post = Post::new(pool);
    let (transport, mut mails) = slow_server("250 ok", 4).await;
    for slot in 1..=8 {
        post.enqueue("taro@example.jp", &decided(slot)).await;
    }
    assert_eq!(post.deliver(&transport).await, 8);
    let outbox = post.outbox().await;
    assert!(outbox.iter().all(|mail| mail.standing == MailStanding::Sent { at: post.now() }), "{outbox:?}");
    mails.close();
    let mut arrived = 0;
    while mails.recv().await.is_some() {
        arrived += 1;
    }
    assert_eq!(arrived, 8, "each once");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_only_an_answer_about_the_recipient_is_final(pool: PgPool) {
    let table = [
        ("550 5.1.1 no such user", true),
        ("551 user not local", true),
        ("553 mailbox name not allowed", true),
        ("556 domain does not accept mail", true),
        ("550 5.7.1 relaying denied", false),
        ("530 authentication required", false),
        ("552 mailbox full", false),
        ("554 try another server", false),
        ("450 mailbox busy", false),
        ("421 going down", false),
    ];
    let post = Post::new(pool);
    for (verdict, is_final) in table {
        sqlx::query("delete from mail_outbox").execute(&post.backend.db).await.unwrap();
        let (transport, _mails) = server(verdict).await;
        post.enqueue("taro@example.jp", &decided(1)).await;
        post.deliver(&transport).await;
        let mail = post.only().await;
        assert_eq!(mail.standing == MailStanding::Dead, is_final, "{verdict}: {mail:?}");
        let (_, words) = verdict.split_once(' ').unwrap();
        assert!(mail.last_error.as_ref().unwrap().contains(words), "{mail:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn e2_a_server_that_is_away_delays_the_mail(pool: PgPool) {
    let post = Post::new(pool);
    // A port that was free a moment ago and that nobody listens on.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    post.enqueue("taro@example.jp", &decided(1)).await;
    post.deliver(&Transport::smtp(&format!("smtp://{address}")).unwrap()).await;
    let mail = post.only().await;
    assert!(matches!(mail.standing, MailStanding::Waiting { .. }), "{mail:?}");
    assert!(mail.last_error.is_some());
}

#[test]
fn a_wrong_address_of_the_mail_server_is_refused_at_once() {
    for url in ["", "mail.example.jp", "http://mail.example.jp", "smtp://"] {
        assert!(Transport::smtp(url).is_err(), "{url}");
    }
}
