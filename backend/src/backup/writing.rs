//! Writing an archive.

use std::{io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};
use futures::TryStreamExt as _;
use jiff::Timestamp;
use sqlx::PgConnection;

use super::{
    BackupError, Summary,
    archive::Writer,
    manifest::{FORMAT, Manifest, StoredFile, Table, sha256},
    queries::{self, Found},
};
use crate::documents::Files;

/// Bytes of a table in one part, before they are compressed: that much is in memory.
const PIECE: usize = 8 * 1024 * 1024;

/// Writes the archive beside whoever works on the database and in the store. It is there when it is complete. The
/// connection is of no use afterwards: close it.
pub async fn write(
    path: &Path,
    db: &mut PgConnection,
    files: &Files,
    now: Timestamp,
) -> Result<Summary, BackupError> {
    let mut archive = Writer::create(path)?;
    // The lock before the snapshot: whatever was swept until now is in neither, whatever comes later stays.
    if !queries::lock(db).await? {
        return Err(BackupError::Busy);
    }
    let tables = queries::tables(db).await?;
    if tables.is_empty() {
        return Err(BackupError::NoTables);
    }
    queries::begin_snapshot(db).await?;
    queries::hold(db, &tables).await?;
    let migrations = queries::migrations(db).await?;
    let newest = crate::MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default();
    if let Some(newer) = migrations.iter().find(|migration| migration.version > newest) {
        return Err(BackupError::NewerDatabase(newer.version));
    }
    let mut manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        made_at: now.to_string(),
        migrations,
        tables: Vec::new(),
        files: Vec::new(),
        damaged: Vec::new(),
    };
    // Asked again: what was looked at before the locks could have changed.
    for table in queries::in_order(queries::tables(db).await?)? {
        manifest.tables.push(copy(&mut archive, db, table).await?);
    }
    for document in queries::documents(db).await? {
        let found = files.whole(&document.key).await?;
        let intact = found.as_ref().is_some_and(|bytes| sha256(bytes) == document.sha256);
        if !intact {
            manifest.damaged.push(document.key.clone());
        }
        if let Some(bytes) = found {
            manifest.files.push(keep(&mut archive, document.key, &bytes)?);
        }
    }
    for key in queries::import_files(db).await? {
        // One that broke off before its file was there has none.
        if let Some(bytes) = files.whole(&key).await? {
            manifest.files.push(keep(&mut archive, key, &bytes)?);
        }
    }
    archive.finish(&manifest)?;
    Ok(Summary::of(&manifest))
}

async fn copy(archive: &mut Writer, db: &mut PgConnection, table: Found) -> Result<Table, BackupError> {
    let mut parts = Vec::new();
    let mut rows = 0;
    let mut piece = Piece::new();
    let mut coming = db.copy_out_raw(&queries::copy_out(&table)).await?;
    while let Some(lines) = coming.try_next().await? {
        // Each row is one line: `COPY` writes an end of line inside a text as `\n`.
        rows += lines.split(|byte| *byte == b'\n').count() as u64 - 1;
        piece.add(&lines);
        if piece.size >= PIECE {
            let full = std::mem::replace(&mut piece, Piece::new());
            parts.push(archive.part(part_name(&table, parts.len()), &full.compressed())?);
        }
    }
    if piece.size > 0 {
        parts.push(archive.part(part_name(&table, parts.len()), &piece.compressed())?);
    }
    Ok(Table { name: table.name, columns: table.columns, rows, parts })
}

fn part_name(table: &Found, before: usize) -> String {
    format!("tables/{}/{:05}.gz", table.name, before + 1)
}

fn keep(archive: &mut Writer, key: String, bytes: &[u8]) -> Result<StoredFile, BackupError> {
    let part = archive.part(format!("files/{key}"), bytes)?;
    Ok(StoredFile { key, part })
}

/// Rows on their way into one part.
struct Piece {
    gzip: GzEncoder<Vec<u8>>,
    size: usize,
}

impl Piece {
    fn new() -> Self {
        Self { gzip: GzEncoder::new(Vec::new(), Compression::fast()), size: 0 }
    }

    fn add(&mut self, lines: &[u8]) {
        self.size += lines.len();
        // Into memory, which does not fail.
        let _ = self.gzip.write_all(lines);
    }

    fn compressed(self) -> Vec<u8> {
        self.gzip.finish().unwrap_or_default()
    }
}

impl Summary {
    pub(super) fn of(manifest: &Manifest) -> Self {
        Self {
            tables: manifest.tables.len(),
            rows: manifest.tables.iter().map(|table| table.rows).sum(),
            files: manifest.files.len(),
            damaged: manifest.damaged.clone(),
        }
    }
}
