//! Looks into files that somebody sent: in a child process of this program that may do next to nothing, so that a file made
//! to do harm ends that child and not the server (docs/adr/0012).

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::Duration,
};

use backend::{Error, documents::Inspector};
use domain::documents::{DocumentProblem, SIZE_LIMIT};
use futures::future::BoxFuture;
use nix::sys::resource::{Resource, setrlimit};
use tokio::{
    io::AsyncReadExt as _,
    process::{Child, Command},
};

/// The subcommand that makes this program the child.
pub const CHECK_PDF: &str = "check-pdf";
/// A child that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest answer of a child, in bytes; a good one has a tenth of it.
const ANSWER: u64 = 1024;

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
        let mut child = Command::new(&self.program)
            .arg(CHECK_PDF)
            // Whatever gets hold of the child finds no password in it.
            .env_clear()
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let said = tokio::time::timeout(PATIENCE, answer_of(&mut child)).await;
        let verdict = said.ok().and_then(|answer| serde_json::from_slice(&answer.ok()?).ok());
        Ok(verdict.unwrap_or_else(|| {
            tracing::warn!("a file could not be looked into: crash, limit or timeout");
            Err(DocumentProblem::Unreadable)
        }))
    }
}

async fn answer_of(child: &mut Child) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    if let Some(said) = child.stdout.take() {
        said.take(ANSWER).read_to_end(&mut answer).await?;
    }
    child.wait().await?;
    Ok(answer)
}

impl Inspector for ChildProcess {
    fn inspect(&self, file: File) -> BoxFuture<'_, Result<Verdict, Error>> {
        Box::pin(self.ask(file))
    }
}

/// The child's whole life: takes its own liberties away, reads a file from its input, says what it is.
pub fn check_pdf() -> ExitCode {
    match confine().map_err(io::Error::from).and_then(|()| look()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Address space in bytes, seconds of computing, nothing written, no core left behind, no file opened.
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

fn look() -> io::Result<()> {
    let mut file = Vec::new();
    io::stdin().take(SIZE_LIMIT + 1).read_to_end(&mut file)?;
    let verdict = serde_json::to_vec(&pdf::inspect(file))?;
    io::stdout().write_all(&verdict)
}
