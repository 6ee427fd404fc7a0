//! Everything that the society has, database and files, as one archive, and back again (docs/adr/0023).
//!
//! [`write()`] reads one snapshot of the database and then the files that this snapshot names; while it does, nothing is
//! swept away. [`restore`] looks at the whole archive before it touches anything, and puts it into an empty place only:
//! the database in one transaction, the files before its commit.

mod archive;
mod error;
mod manifest;
pub(crate) mod queries;
mod restoring;
#[cfg(test)]
mod tests;
mod writing;

pub use error::BackupError;
pub use restoring::restore;
pub use writing::write;

/// What an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub tables: usize,
    pub rows: u64,
    pub files: usize,
    /// Keys of documents that the database names and the store did not have, or not as they were sent.
    pub damaged: Vec<String>,
}
