//! The multipart form around a file, read to its end whatever is in it: a browser that cannot send everything shows an
//! error of its own instead of our answer.

use axum::extract::{Multipart, multipart::Field};
use backend::{By, Documents, documents::Arrived};
use domain::documents::DocumentProblem;

use super::Outcome;
use app::error::AppError;

/// Longest path of a page, in bytes.
const LONGEST_PATH: usize = 2048;

/// What the form said.
pub(super) struct Sent {
    /// The path of the page that the form was on, as it was sent.
    pub form: Option<String>,
    /// The file's name and the file, or why there is none to keep.
    pub file: Result<(String, Arrived), Outcome>,
}

/// Reads the whole form. A file of somebody who is not signed in is not even written down.
pub(super) async fn read(documents: &Documents<'_>, by: Option<&By>, mut multipart: Multipart) -> Sent {
    let mut sent = Sent { form: None, file: Err(Outcome::Problem(DocumentProblem::Missing)) };
    loop {
        match multipart.next_field().await {
            Ok(None) => return sent,
            Ok(Some(field)) if field.name() == Some("form") => sent.form = short_text(field).await,
            Ok(Some(field)) if field.name() == Some("document") => sent.add(documents, by, field).await,
            // The next one is found by reading over this one.
            Ok(Some(_)) => {}
            Err(_) => {
                sent.break_off();
                return sent;
            }
        }
    }
}

impl Sent {
    async fn add(&mut self, documents: &Documents<'_>, by: Option<&By>, field: Field<'_>) {
        let Some(by) = by else {
            self.file = Err(Outcome::Failed(AppError::SignedOut));
            return;
        };
        let name = field.file_name().unwrap_or_default().to_owned();
        let arrived = match documents.arrive(by, field).await {
            // A form without a choice sends a file of no name and no length.
            Ok(Err(DocumentProblem::Empty)) if name.is_empty() => return,
            Ok(Ok(arrived)) => Ok((name, arrived)),
            Ok(Err(problem)) => Err(Outcome::Problem(problem)),
            Err(error) => Err(Outcome::Failed(error.into())),
        };
        let first = matches!(self.file, Err(Outcome::Problem(DocumentProblem::Missing)));
        self.file = if first { arrived } else { Err(Outcome::Problem(DocumentProblem::Several)) };
    }

    /// The form has no end: what came of it is not to be trusted. A reason that is known already stays.
    fn break_off(&mut self) {
        if matches!(self.file, Ok(_) | Err(Outcome::Problem(DocumentProblem::Missing))) {
            self.file = Err(Outcome::Problem(DocumentProblem::Interrupted));
        }
    }
}

async fn short_text(mut field: Field<'_>) -> Option<String> {
    let mut text = Vec::new();
    while let Some(piece) = field.chunk().await.ok()? {
        if text.len() + piece.len() > LONGEST_PATH {
            return None;
        }
        text.extend_from_slice(&piece);
    }
    String::from_utf8(text).ok()
}
