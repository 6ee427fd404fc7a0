//! The last page of an archive: what is in it, with the hash of each part.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The form of archives that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// RFC 3339.
    pub made_at: String,
    /// What had been applied to the database, oldest first.
    pub migrations: Vec<Applied>,
    /// In an order in which no row comes before one that it refers to.
    pub tables: Vec<Table>,
    pub files: Vec<StoredFile>,
    /// Documents that were missing in the store, or not as they were sent, already when the archive was written.
    pub damaged: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Applied {
    pub version: i64,
    pub checksum: String,
}

/// The rows of a table as `COPY` writes them, in pieces.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    pub parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredFile {
    /// Where it lies in the store.
    pub key: String,
    pub part: Part,
}

/// An entry of the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    pub name: String,
    pub size: u64,
    pub sha256: String,
}

impl Manifest {
    /// Every entry but the manifest itself.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let tables = self.tables.iter().flat_map(|table| &table.parts);
        tables.chain(self.files.iter().map(|file| &file.part))
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
