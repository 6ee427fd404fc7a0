//! A mail server that takes its time, counts what it gets, and can be away.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use color_eyre::eyre::Result;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// Shared between the listener and those who look at it.
#[derive(Clone)]
pub struct MailServer {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    away: AtomicBool,
    pause_ms: AtomicU64,
    /// Message-ID → how often.
    received: Mutex<BTreeMap<String, u64>>,
}

impl MailServer {
    /// `pause`: between a mail and the word that it is taken.
    pub async fn start(pause: Duration) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let pause_ms = u64::try_from(pause.as_millis())?;
        let state = Arc::new(State {
            away: AtomicBool::new(false),
            pause_ms: AtomicU64::new(pause_ms),
            received: Mutex::default(),
        });
        let server = Self { port: listener.local_addr()?.port(), state: state.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Hung up on at once, as by a machine that is restarting.
                if !state.away.load(Ordering::Relaxed) {
                    tokio::spawn(talk(stream, state.clone()));
                }
            }
        });
        Ok(server)
    }

    /// Away: connections that are open end at their next word, too.
    pub fn away(&self, away: bool) {
        self.state.away.store(away, Ordering::Relaxed);
    }

    pub fn hurry(&self) {
        self.state.pause_ms.store(0, Ordering::Relaxed);
    }

    pub fn received(&self) -> BTreeMap<String, u64> {
        self.state.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn talk(stream: TcpStream, state: Arc<State>) -> Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.example.jp\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        if state.away.load(Ordering::Relaxed) {
            return Ok(());
        }
        let word = line.to_ascii_uppercase();
        let said: &[u8] = if word.starts_with("EHLO") {
            b"250-mail.example.jp\r\n250 8BITMIME\r\n"
        } else if word.starts_with("DATA") {
            write.write_all(b"354 go on\r\n").await?;
            let mut id = String::new();
            while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                if let Some(value) = line.strip_prefix("Message-ID: ") {
                    value.trim().clone_into(&mut id);
                }
            }
            tokio::time::sleep(Duration::from_millis(state.pause_ms.load(Ordering::Relaxed))).await;
            if state.away.load(Ordering::Relaxed) {
                return Ok(());
            }
            *state.received.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default() += 1;
            b"250 taken\r\n"
        } else if word.starts_with("QUIT") {
            b"221 bye\r\n"
        } else {
            b"250 ok\r\n"
        };
        write.write_all(said).await?;
    }
    Ok(())
}
