//! Looks into files that somebody sent: in a child process of this program that may do next to nothing, so that a file made
//! to do harm ends that child and not the server (docs/adr/0012).

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::Duration,
};

use backend::{
    Error,
    documents::{Bytes, Inspector},
};
use domain::documents::{DocumentProblem, SIZE_LIMIT};
use futures::future::BoxFuture;
use nix::sys::resource::{Resource, setrlimit};
use tokio::{
    io::AsyncReadExt as _,
    process::{Child, Command},
};

/// The subcommands that make this program the child: one says what a file is, one draws a page of it.
pub const CHECK_PDF: &str = "check-pdf";
pub const DRAW_PDF: &str = "draw-pdf";
/// A child that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest answer of a child about a file, in bytes; a good one has a tenth of it.
const ANSWER: u64 = 1024;
/// Largest picture, in bytes.
const PICTURE: u64 = 16 * 1024 * 1024;

type Verdict = Result<u32, DocumentProblem>;

/// Asks a child process per file.
pub struct ChildProcess {
    program: PathBuf,
}

impl ChildProcess {
    /// A child of the program that runs now, even when its file has been replaced since.
    pub fn of_this_program() -> io::Result<Self> {
        let running = Path::new("/proc/self/exe");
        let program = if running.exists() { running.to_owned() } else { std::env::current_exe()? };
        Ok(Self::of(program))
    }

    /// A child of this program, which must be this one.
    pub fn of(program: PathBuf) -> Self {
        Self { program }
    }

    async fn ask(&self, file: File) -> Result<Verdict, Error> {
        let said = self.child(&[CHECK_PDF], file, ANSWER).await?;
        let verdict = said.and_then(|answer| serde_json::from_slice(&answer).ok());
        Ok(verdict.unwrap_or(Err(DocumentProblem::Unreadable)))
    }

    async fn drawn(&self, file: File, page: u32) -> Result<Option<Bytes>, Error> {
        let said = self.child(&[DRAW_PDF, &page.to_string()], file, PICTURE).await?;
        // A picture that was cut short, or none.
        Ok(said
            .filter(|picture| picture.starts_with(b"\x89PNG") && picture.ends_with(b"IEND\xae\x42\x60\x82"))
            .map(Bytes::from))
    }

    /// What a child says of the file; nothing when it came to harm.
    async fn child(&self, args: &[&str], file: File, longest: u64) -> Result<Option<Vec<u8>>, Error> {
        let mut child = Command::new(&self.program)
            .args(args)
            // Whatever gets hold of the child finds no password in it.
            .env_clear()
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let said = tokio::time::timeout(PATIENCE, answer_of(&mut child, longest)).await;
        let said = said.ok().and_then(Result::ok).filter(|answer| !answer.is_empty());
        if said.is_none() {
            tracing::warn!("a file could not be looked into: crash, limit or timeout");
        }
        Ok(said)
    }
}

async fn answer_of(child: &mut Child, longest: u64) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    if let Some(said) = child.stdout.take() {
        said.take(longest).read_to_end(&mut answer).await?;
    }
    child.wait().await?;
    Ok(answer)
}

impl Inspector for ChildProcess {
    fn inspect(&self, file: File) -> BoxFuture<'_, Result<Verdict, Error>> {
        Box::pin(self.ask(file))
    }

    fn draw(&self, file: File, page: u32) -> BoxFuture<'_, Result<Option<Bytes>, Error>> {
        Box::pin(self.drawn(file, page))
    }
}

/// The child's whole life: takes its own liberties away, reads a file from its input, says what it is.
pub fn check_pdf() -> ExitCode {
    confined(|file| Ok(serde_json::to_vec(&pdf::inspect(file))?))
}

/// The same, and draws a page of it.
pub fn draw_pdf(page: u32) -> ExitCode {
    confined(|file| pdf::picture(file, page).ok_or_else(|| io::Error::other("not to be drawn")))
}

fn confined(answer: impl FnOnce(Vec<u8>) -> io::Result<Vec<u8>>) -> ExitCode {
    match confine().map_err(io::Error::from).and_then(|()| look(answer)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Address space in bytes, seconds of computing, nothing written, no core left behind, no file opened. An allocator that
/// takes address space ahead of need is none for this program: with mimalloc one drawing in fifteen ended here.
fn confine() -> nix::Result<()> {
    for (resource, limit) in [
        (Resource::RLIMIT_AS, 512 * 1024 * 1024),
        (Resource::RLIMIT_CPU, 10),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NOFILE, 0),
    ] {
        setrlimit(resource, limit, limit)?;
    }
    Ok(())
}

fn look(answer: impl FnOnce(Vec<u8>) -> io::Result<Vec<u8>>) -> io::Result<()> {
    let mut file = Vec::new();
    io::stdin().take(SIZE_LIMIT + 1).read_to_end(&mut file)?;
    io::stdout().write_all(&answer(file)?)
}
