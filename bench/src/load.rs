//! Clients: each connection asks, waits for the whole answer, and asks again. A bare hyper client, because it runs on the
//! same cores as what it measures.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use color_eyre::eyre::{Result, WrapErr as _};
use hdrhistogram::Histogram;
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// One request as a browser sends it.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub token: String,
    /// A form that the browser posts, or JSON that our program in the browser posts; nothing for a page.
    pub body: Option<Body>,
    /// The person's address, behind a proxy.
    pub client: Option<String>,
    /// As browsers ask: compressed.
    pub compressed: bool,
}

#[derive(Clone, Debug)]
pub enum Body {
    Form(String),
    /// A form that our program in the browser sends.
    Sent(String),
    /// A paper that our program in the browser sends.
    Paper(Bytes),
}

/// As a browser writes it into a form.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Between the parts of a form with a file; in no paper that we have.
const BOUNDARY: &str = "----nintei-bench";

impl Call {
    pub fn get(path: impl Into<String>, token: impl Into<String>) -> Self {
        let (path, token) = (path.into(), token.into());
        Self { method: Method::GET, path, token, body: None, client: None, compressed: false }
    }

    pub fn post(path: impl Into<String>, token: impl Into<String>, body: Body) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(path, token) }
    }

    fn request(self, port: u16) -> Result<Request<Full<Bytes>>> {
        let script = matches!(self.body, Some(Body::Sent(_) | Body::Paper(_)));
        let mut request = Request::builder()
            .method(self.method)
            .uri(&self.path)
            .header("host", format!("127.0.0.1:{port}"))
            .header("accept", if script { "application/json" } else { "text/html,application/xhtml+xml" })
            .header("sec-fetch-site", "same-origin");
        if !self.token.is_empty() {
            request = request.header("cookie", format!("session={}", self.token));
        }
        if let Some(client) = &self.client {
            request = request.header("x-forwarded-for", client);
        }
        if self.compressed {
            request = request.header("accept-encoding", "gzip, br");
        }
        let body = match self.body {
            None => Bytes::new(),
            Some(Body::Form(form) | Body::Sent(form)) => {
                request = request.header("content-type", "application/x-www-form-urlencoded");
                form.into()
            }
            Some(Body::Paper(paper)) => {
                request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
                let head = format!(
                    "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"document\"; filename=\"paper.pdf\"\r\n\
                     content-type: application/pdf\r\n\r\n"
                );
                [head.as_bytes(), &paper[..], format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat().into()
            }
        };
        Ok(request.body(Full::new(body))?)
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A kept-alive connection, opened when it is needed.
pub struct Connection {
    port: u16,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    pub fn to(port: u16) -> Self {
        Self { port, sender: None }
    }

    /// Asks; a connection that broke is opened anew at the next question, never behind this one's back: whoever asks must
    /// know that an answer did not come.
    pub async fn ask(&mut self, call: Call) -> Result<Answer> {
        let request = call.request(self.port)?;
        let answer = self.send(request).await;
        if answer.is_err() {
            self.sender = None;
        }
        answer
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let mut sender = match self.sender.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.open().await?,
        };
        sender.ready().await?;
        let response = sender.send_request(request).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        self.sender = Some(sender);
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    async fn open(&self) -> Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.wrap_err("no connection")?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }
}

/// One page, over a connection of its own.
pub async fn get(port: u16, path: &str, token: &str) -> Result<Answer> {
    Connection::to(port).ask(Call::get(path, token)).await
}

/// What somebody asks, and whether the answer is what it should be.
pub trait Work: Send + Sync + 'static {
    /// The next question of this connection; nothing when there is no more work.
    fn call(&self, connection: usize, connections: usize, turn: usize) -> Option<(Call, usize)>;
    /// Looks at the answer to what [`Work::call`] called `about`.
    fn is_right(&self, about: usize, answer: &Answer) -> bool;
}

/// What came of it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Figures {
    pub connections: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub answers: u64,
    pub wrong: u64,
    /// Mean of the answers' bodies.
    pub bytes: u64,
    /// CPU milliseconds for each answer, of the server and of Postgres; filled in by who knows the processes.
    pub server_cpu_ms: f64,
    pub postgres_cpu_ms: f64,
}

/// So many connections at once for so long, after a short warm-up.
pub async fn run(
    port: u16,
    work: Arc<dyn Work>,
    connections: usize,
    warm: Duration,
    length: Duration,
) -> Result<Figures> {
    let wrong = Arc::new(AtomicU64::new(0));
    let bytes = Arc::new(AtomicU64::new(0));
    let begin = Instant::now() + warm;
    let end = begin + length;
    let tasks: Vec<_> = (0..connections)
        .map(|at| {
            let (work, wrong, bytes) = (work.clone(), wrong.clone(), bytes.clone());
            tokio::spawn(async move {
                let mut times = histogram()?;
                let mut connection = Connection::to(port);
                for turn in 0.. {
                    let asked = Instant::now();
                    if asked >= end {
                        break;
                    }
                    let Some((call, about)) = work.call(at, connections, turn) else { break };
                    let answer = connection.ask(call).await;
                    let right = answer.as_ref().is_ok_and(|answer| work.is_right(about, answer));
                    if !right {
                        if wrong.fetch_add(1, Ordering::Relaxed) == 0 {
                            eprintln!("bench: a wrong answer: {}", shortened(&answer));
                        }
                        continue;
                    }
                    if asked >= begin {
                        let took = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
                        times.saturating_record(took);
                        let size = answer.map_or(0, |answer| answer.body.len() as u64);
                        bytes.fetch_add(size, Ordering::Relaxed);
                    }
                }
                Ok::<_, color_eyre::Report>((times, Instant::now()))
            })
        })
        .collect();
    let mut all = histogram()?;
    let mut ended = begin;
    for task in tasks {
        let (times, at) = task.await??;
        all.add(&times)?;
        ended = ended.max(at);
    }
    // Work may have run out before the time did.
    let seconds = ended.saturating_duration_since(begin).as_secs_f64().max(0.001);
    Ok(figures(&all, connections, seconds, wrong.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed)))
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub fn figures(times: &Histogram<u64>, connections: usize, seconds: f64, wrong: u64, bytes: u64) -> Figures {
    let at = |quantile: f64| times.value_at_quantile(quantile) as f64 / 1_000.0;
    Figures {
        connections,
        per_second: times.len() as f64 / seconds,
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        p99_ms: at(0.99),
        answers: times.len(),
        wrong,
        bytes: bytes / times.len().max(1),
        server_cpu_ms: 0.0,
        postgres_cpu_ms: 0.0,
    }
}

/// Microseconds up to a minute, three digits.
pub fn histogram() -> Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, 60_000_000, 3)?)
}

fn shortened(answer: &Result<Answer>) -> String {
    match answer {
        Ok(answer) => {
            let body: String = answer.text().chars().take(300).collect();
            format!("{} {} {body}", answer.status, answer.header("location"))
        }
        Err(error) => format!("{error:#}"),
    }
}
