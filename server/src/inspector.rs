//! Looks into files that somebody sent: in a child process, so that a file made to do harm ends that child and not the
//! server (docs/adr/0012).

use std::{fs::File, io, path::PathBuf, process::ExitCode};

use backend::{
    Error,
    documents::{Bytes, Inspector},
};
use domain::documents::{DocumentProblem, SIZE_LIMIT};
use futures::future::BoxFuture;

use crate::confined::{self, Bounds, Input, Program};

/// The subcommands that make this program the child: one says what a file is, one draws a page of it.
pub const CHECK_PDF: &str = "check-pdf";
pub const DRAW_PDF: &str = "draw-pdf";
/// What looking into a file may take. One that is longer than allowed is seen to be so.
const BOUNDS: Bounds = Bounds { memory: 512 * 1024 * 1024, seconds: 10, input: SIZE_LIMIT + 1 };
/// Longest answer of a child about a file, in bytes; a good one has a tenth of it.
const ANSWER: u64 = 1024;
/// Largest picture, in bytes.
const PICTURE: u64 = 16 * 1024 * 1024;

type Verdict = Result<u32, DocumentProblem>;

/// Asks a child process per file.
pub struct ChildProcess(Program);

impl ChildProcess {
    /// A child of the program that runs now.
    pub fn of_this_program() -> io::Result<Self> {
        Program::this().map(Self)
    }

    /// A child of this program, which must be this one.
    pub fn of(program: PathBuf) -> Self {
        Self(Program::of(program))
    }

    async fn ask(&self, file: File) -> Result<Verdict, Error> {
        let said = self.0.ask(&[CHECK_PDF], Input::File(file), ANSWER).await?;
        let verdict = said.and_then(|answer| serde_json::from_slice(&answer).ok());
        Ok(verdict.unwrap_or(Err(DocumentProblem::Unreadable)))
    }

    async fn drawn(&self, file: File, page: u32) -> Result<Option<Bytes>, Error> {
        let said = self.0.ask(&[DRAW_PDF, &page.to_string()], Input::File(file), PICTURE).await?;
        // A picture that was cut short, or none.
        Ok(said
            .filter(|picture| picture.starts_with(b"\x89PNG") && picture.ends_with(b"IEND\xae\x42\x60\x82"))
            .map(Bytes::from))
    }
}

impl Inspector for ChildProcess {
    fn inspect(&self, file: File) -> BoxFuture<'_, Result<Verdict, Error>> {
        Box::pin(self.ask(file))
    }

    fn draw(&self, file: File, page: u32) -> BoxFuture<'_, Result<Option<Bytes>, Error>> {
        Box::pin(self.drawn(file, page))
    }
}

/// The child's whole life: says what the file is.
pub fn check_pdf() -> ExitCode {
    confined::live(&BOUNDS, |file| Ok(serde_json::to_vec(&pdf::inspect(file))?))
}

/// The same, and draws a page of it.
pub fn draw_pdf(page: u32) -> ExitCode {
    confined::live(&BOUNDS, |file| {
        pdf::picture(file, page).ok_or_else(|| io::Error::other("not to be drawn"))
    })
}
