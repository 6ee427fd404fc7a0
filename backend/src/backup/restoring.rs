//! Putting an archive into an empty place.

use std::{io::Read as _, path::Path};

use flate2::read::GzDecoder;
use sqlx::{Connection as _, PgConnection};

use super::{
    BackupError, Summary,
    archive::Archive,
    manifest::{Applied, Manifest, Table, hex},
    queries,
};
use crate::{MIGRATOR, db, documents::Files};

/// Restores the archive into this database and store, both empty; nothing is changed when anything of it is not right.
/// The tables are made as they were by the migrations that the archive names, and brought up to date at the end.
pub async fn restore(path: &Path, db: &mut PgConnection, files: &Files) -> Result<Summary, BackupError> {
    let mut archive = Archive::open(path)?;
    let newest = known(&archive.manifest)?;
    if let Some(table) = queries::anything(db).await? {
        return Err(BackupError::DatabaseNotEmpty(table));
    }
    if let Some(key) = files.any().await? {
        return Err(BackupError::FilesNotEmpty(key));
    }
    let mut tx = db.begin().await?;
    db::check_locale(&mut tx).await?;
    MIGRATOR.run_to(newest, &mut *tx).await.map_err(db::OpenError::from)?;
    fill(&mut archive, &mut tx).await?;
    let committed = match store(&mut archive, files).await {
        Ok(()) => tx.commit().await.map_err(BackupError::Refused),
        Err(error) => {
            // Without a connection there is nothing to roll back either.
            let _ = tx.rollback().await;
            Err(error)
        }
    };
    if let Err(error) = committed {
        take_back(&archive.manifest, files).await;
        return Err(error);
    }
    MIGRATOR.run(&mut *db).await.map_err(BackupError::Later)?;
    queries::analyze(db).await?;
    Ok(Summary::of(&archive.manifest))
}

/// The newest migration of the archive, when this program knows them all.
pub(super) fn known(manifest: &Manifest) -> Result<i64, BackupError> {
    let stranger = |applied: &&Applied| {
        !MIGRATOR
            .iter()
            .any(|known| known.version == applied.version && hex(&known.checksum) == applied.checksum)
    };
    if let Some(applied) = manifest.migrations.iter().find(stranger) {
        return Err(BackupError::Unknown(format!("マイグレーション {}", applied.version)));
    }
    let newest = manifest.migrations.last().map(|applied| applied.version);
    newest.ok_or_else(|| BackupError::Unknown("マイグレーションなし".into()))
}

async fn fill(archive: &mut Archive, tx: &mut PgConnection) -> Result<(), BackupError> {
    let here = queries::tables(tx).await?;
    let tables = std::mem::take(&mut archive.manifest.tables);
    let named =
        |table: &Table| here.iter().any(|here| here.name == table.name && here.columns == table.columns);
    if let Some(stranger) = tables.iter().find(|table| !named(table)) {
        return Err(BackupError::Unknown(format!("テーブル {}", stranger.name)));
    }
    queries::clear(tx, &here).await?;
    queries::defer(tx).await?;
    for table in &tables {
        let rows = copy(archive, tx, table).await?;
        if rows != table.rows {
            let said = format!("テーブル {} は{}行のはずですが、{rows}行でした", table.name, table.rows);
            return Err(BackupError::Damaged(said));
        }
    }
    archive.manifest.tables = tables;
    Ok(())
}

async fn copy(archive: &mut Archive, tx: &mut PgConnection, table: &Table) -> Result<u64, BackupError> {
    let statement = queries::copy_in(&table.name, &table.columns);
    let mut going = tx.copy_in_raw(&statement).await.map_err(BackupError::Refused)?;
    for part in &table.parts {
        let lines = archive.part(part).and_then(|bytes| {
            let mut lines = Vec::new();
            let read = GzDecoder::new(bytes.as_slice()).read_to_end(&mut lines);
            read.map_err(|error| BackupError::Damaged(format!("{}: {error}", part.name)))?;
            Ok(lines)
        });
        match lines {
            Ok(lines) => going.send(lines).await.map_err(BackupError::Refused)?,
            Err(error) => {
                // What it answers adds nothing: the transaction is over.
                let _ = going.abort("the archive cannot be read").await;
                return Err(error);
            }
        };
    }
    going.finish().await.map_err(BackupError::Refused)
}

async fn store(archive: &mut Archive, files: &Files) -> Result<(), BackupError> {
    let stored = std::mem::take(&mut archive.manifest.files);
    let mut done = Ok(());
    for file in &stored {
        done = match archive.part(&file.part) {
            Ok(bytes) => files.put(&file.key, bytes.into()).await.map_err(BackupError::Store),
            Err(error) => Err(error),
        };
        if done.is_err() {
            break;
        }
    }
    archive.manifest.files = stored;
    done
}

/// The place was empty and shall be so again.
async fn take_back(manifest: &Manifest, files: &Files) {
    for file in &manifest.files {
        if let Err(error) = files.delete(&file.key).await {
            tracing::warn!(%error, key = file.key, "a file of a restore that failed is left");
        }
    }
}
