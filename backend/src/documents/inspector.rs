//! Who looks into a file that somebody sent.

use std::fs::File;

use bytes::Bytes;
use domain::documents::DocumentProblem;
use futures::future::BoxFuture;

use crate::{Error, Result};

/// Reads a PDF that may have been made to do harm, where it can do none (docs/adr/0012).
pub trait Inspector: Send + Sync + 'static {
    /// How many pages the file has, or why it is no PDF to be used (F6). The file stands at its beginning; it may be read
    /// and is not written.
    fn inspect(&self, file: File) -> BoxFuture<'_, Result<Result<u32, DocumentProblem>>>;

    /// A page of such a file as a PNG picture, from 1; nothing when it cannot be drawn.
    fn draw(&self, _file: File, _page: u32) -> BoxFuture<'_, Result<Option<Bytes>>> {
        Box::pin(async { Ok(None) })
    }
}

/// Takes no file at all: what a [`crate::Backend`] has until somebody gives it an inspector.
pub(super) struct Nobody;

impl Inspector for Nobody {
    fn inspect(&self, _: File) -> BoxFuture<'_, Result<Result<u32, DocumentProblem>>> {
        Box::pin(async { Err(Error::Internal("nobody is there to look into files".into())) })
    }
}
