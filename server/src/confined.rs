//! Work on what somebody sent or typed that could do harm: done in a child process of this program that may do next to
//! nothing, so that whatever goes wrong ends that child and not the server. Files are looked into so (docs/adr/0012), and
//! documents typeset (docs/adr/0011).

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{ExitCode, Stdio},
    time::Duration,
};

use nix::sys::resource::{Resource, setrlimit};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
};

/// A child that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a child may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Address space, in bytes; the program itself takes some of it.
    pub memory: u64,
    /// Computing, in seconds.
    pub seconds: u64,
    /// Longest input that it reads, in bytes; the rest stays unread.
    pub input: u64,
}

/// The program whose children do the work.
#[derive(Clone, Debug)]
pub struct Program(PathBuf);

/// What a child works on.
pub enum Input {
    File(File),
    Bytes(Vec<u8>),
}

impl Program {
    /// The program that runs now, even when its file has been replaced since.
    pub fn this() -> io::Result<Self> {
        let running = Path::new("/proc/self/exe");
        let program = if running.exists() { running.to_owned() } else { std::env::current_exe()? };
        Ok(Self(program))
    }

    /// This program, which must be this one.
    pub fn of(program: PathBuf) -> Self {
        Self(program)
    }

    /// What a child with these arguments says of the input, at most so many bytes of it; nothing when it came to harm.
    ///
    /// # Errors
    /// Only when no child can be started.
    pub async fn ask(&self, args: &[&str], input: Input, longest: u64) -> io::Result<Option<Vec<u8>>> {
        let (stdin, bytes) = match input {
            Input::File(file) => (Stdio::from(file), Vec::new()),
            Input::Bytes(bytes) => (Stdio::piped(), bytes),
        };
        let mut child = Command::new(&self.0)
            .args(args)
            // Whatever gets hold of the child finds no password in it.
            .env_clear()
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let said = tokio::time::timeout(PATIENCE, exchange(&mut child, &bytes, longest)).await;
        let said = said.ok().and_then(Result::ok).filter(|answer| !answer.is_empty());
        if said.is_none() {
            tracing::warn!(work = args.first(), "a child process gave no answer: crash, limit or timeout");
        }
        Ok(said)
    }
}

async fn exchange(child: &mut Child, bytes: &[u8], longest: u64) -> io::Result<Vec<u8>> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let give = async {
        if let Some(mut stdin) = stdin {
            // A child that is gone hears nothing; what it has said by then counts.
            let _ = stdin.write_all(bytes).await;
        }
    };
    let hear = async {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(longest).read_to_end(&mut answer).await?;
        }
        Ok::<_, io::Error>(answer)
    };
    let ((), answer) = tokio::join!(give, hear);
    child.wait().await?;
    answer
}

/// The child's whole life: takes its own liberties away, reads its input, gives an answer.
pub fn live(bounds: &Bounds, answer: impl FnOnce(Vec<u8>) -> io::Result<Vec<u8>>) -> ExitCode {
    match confine(bounds).map_err(io::Error::from).and_then(|()| work(bounds, answer)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Address space, computing, nothing written, no core left behind, no file opened; and where memory runs out all the same,
/// it is the first to go. An allocator that takes address space ahead of need is none for this program: with mimalloc one
/// drawing in fifteen ended here.
fn confine(bounds: &Bounds) -> nix::Result<()> {
    // Only Linux knows it, and nothing depends on it.
    let _ = fs::write("/proc/self/oom_score_adj", "1000");
    for (resource, limit) in [
        (Resource::RLIMIT_AS, bounds.memory),
        (Resource::RLIMIT_CPU, bounds.seconds),
        (Resource::RLIMIT_FSIZE, 0),
        (Resource::RLIMIT_CORE, 0),
        (Resource::RLIMIT_NOFILE, 0),
    ] {
        setrlimit(resource, limit, limit)?;
    }
    Ok(())
}

fn work(bounds: &Bounds, answer: impl FnOnce(Vec<u8>) -> io::Result<Vec<u8>>) -> io::Result<()> {
    let mut input = Vec::new();
    io::stdin().take(bounds.input).read_to_end(&mut input)?;
    io::stdout().write_all(&answer(input)?)
}
