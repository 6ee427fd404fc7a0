//! A file on its way in: never wholly in memory, and on disk only without a name, so that it is gone with its handle.

use std::{fs::File, path::Path, pin::pin};

use bytes::Bytes;
use domain::documents::{DocumentProblem, SIZE_LIMIT};
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::{Error, Result};

/// How much of a file that is too large is read and thrown away, in bytes: a browser shows the answer only when it could
/// send everything. Whoever sends more than this gets none.
pub const DISCARD_LIMIT: u64 = 10 * SIZE_LIMIT;
/// Bytes of one file that wait for the disk.
const WAITING: usize = 64 * 1024;

/// A whole file that is not empty and not too large; what it is, nobody has looked at yet.
#[derive(Debug)]
pub struct Arrived {
    pub(super) file: File,
    /// In bytes.
    pub(super) size: u64,
    pub(super) sha256: [u8; 32],
}

/// Writes what comes into a nameless file in this folder. A stream that fails is a connection that broke off.
pub(super) async fn arrive<E>(
    folder: &Path,
    bytes: impl Stream<Item = Result<Bytes, E>>,
) -> Result<Result<Arrived, DocumentProblem>> {
    let mut bytes = pin!(bytes);
    let mut file = nameless(folder).await?;
    let (mut size, mut hash) = (0, Sha256::new());
    while let Some(piece) = bytes.next().await {
        let Ok(piece) = piece else { return Ok(Err(broken_off(size))) };
        size += piece.len() as u64;
        if size > DISCARD_LIMIT {
            break;
        }
        if size <= SIZE_LIMIT {
            hash.update(&piece);
            file.write_all(&piece).await?;
        }
    }
    match size {
        0 => return Ok(Err(DocumentProblem::Empty)),
        size if size > SIZE_LIMIT => return Ok(Err(DocumentProblem::TooLarge { size })),
        _ => file.flush().await?,
    }
    Ok(Ok(Arrived { file: file.into_std().await, size, sha256: hash.finalize().into() }))
}

/// What was too large before it broke off would be so again.
fn broken_off(size: u64) -> DocumentProblem {
    if size > SIZE_LIMIT { DocumentProblem::TooLarge { size } } else { DocumentProblem::Interrupted }
}

/// A file on disk that is gone with its handle.
pub(super) async fn nameless(folder: &Path) -> Result<tokio::fs::File> {
    let folder = folder.to_owned();
    let made = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await;
    let mut file = tokio::fs::File::from_std(made.map_err(|error| Error::Internal(error.to_string()))??);
    file.set_max_buf_size(WAITING);
    Ok(file)
}
