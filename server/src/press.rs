//! Typesets documents (docs/adr/0011): each in a child process with limits of time and memory, so that a text which cannot be
//! set ends that child, and neither the server nor the next document.

use std::{io, path::PathBuf, process::ExitCode};

use backend::Error;
use pdf::Document;
use rayon::ThreadPoolBuilder;
use tokio::sync::Semaphore;

use crate::confined::{self, Bounds, Input, Program};

/// The subcommand that makes this program the child.
pub const TYPESET: &str = "typeset";
/// What one document may take; whatever can be registered takes less than a third of both (docs/adr/0011).
const BOUNDS: Bounds = Bounds { memory: 512 * 1024 * 1024, seconds: 10, input: 16 * 1024 * 1024 };
/// Largest document, in bytes.
const LARGEST: u64 = 32 * 1024 * 1024;
/// Documents that are set at the same time: one that takes long does not hold up the next, and pages stay quick.
const AT_ONCE: usize = 2;
/// Begins the answer of a child that met a fault of a template.
const FAULT: &[u8] = b"fault: ";

/// Where documents are typeset.
pub struct Press {
    program: Program,
    places: Semaphore,
}

/// Why there is no document.
#[derive(Debug)]
pub enum NotSet {
    /// Its texts took more than a child may have: crash, limit or time. The same document will fare no better.
    TooMuch,
    /// A fault of ours.
    Fault(Error),
}

impl Press {
    /// Children of the program that runs now.
    pub fn of_this_program() -> io::Result<Self> {
        Program::this().map(Self::with)
    }

    /// Children of this program, which must be this one.
    pub fn of(program: PathBuf) -> Self {
        Self::with(Program::of(program))
    }

    fn with(program: Program) -> Self {
        Self { program, places: Semaphore::new(AT_ONCE) }
    }

    /// The document as PDF. When nobody waits for it any more, the child is ended and its place free.
    ///
    /// # Errors
    /// See [`NotSet`].
    pub async fn set(&self, document: &Document) -> Result<Vec<u8>, NotSet> {
        let input = serde_json::to_vec(document).map_err(fault)?;
        let _place = self.places.acquire().await.map_err(fault)?;
        let said = self.program.ask(&[TYPESET], Input::Bytes(input), LARGEST).await.map_err(fault)?;
        match said {
            Some(pdf) if pdf.starts_with(b"%PDF-") && pdf.trim_ascii_end().ends_with(b"%%EOF") => Ok(pdf),
            Some(said) => match said.strip_prefix(FAULT) {
                Some(why) => Err(fault(String::from_utf8_lossy(why))),
                // Cut short.
                None => Err(NotSet::TooMuch),
            },
            None => Err(NotSet::TooMuch),
        }
    }
}

fn fault(why: impl std::fmt::Display) -> NotSet {
    NotSet::Fault(Error::Internal(why.to_string()))
}

/// The child's whole life: sets one document.
pub fn typeset() -> ExitCode {
    confined::live(&BOUNDS, |input| {
        // typst shares its work among as many threads as there are cores, each with address space of its own: here among none.
        ThreadPoolBuilder::new()
            .num_threads(1)
            .use_current_thread()
            .build_global()
            .map_err(io::Error::other)?;
        let document: Document = serde_json::from_slice(&input)?;
        Ok(document.typeset().unwrap_or_else(|error| [FAULT, error.to_string().as_bytes()].concat()))
    })
}
