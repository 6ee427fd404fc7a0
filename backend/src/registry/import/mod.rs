//! Import of the society's register from four CSV files: all or nothing, every bad row named, any size in bounded memory.
//!
//! Each file is read, decoded and checked row by row on a blocking thread ([`check`]), flows by COPY into a staging table,
//! and everything that needs more than one row is asked of the database ([`queries`]). Rows with known keys update, others
//! are inserted, nothing is deleted. Keys: 会員番号; 施設番号; 認定番号 of a facility's certification; 認定番号 and first day
//! of a qualification.

mod browser;
mod check;
mod files;
mod queries;
mod read;
mod report;
#[cfg(test)]
mod tests;

use domain::{actor::Actor, audit::EventName, cases::CaseRefused};
use serde_json::json;
use sqlx::PgConnection;
use tokio::sync::mpsc;

use crate::{
    By, Error, Origin, Registry, audit,
    demo::{self, DataKind},
};

use check::{FileRead, RealPeople};
pub use files::{ImportFile, ImportSource};
pub use report::{Counts, Finding, Findings, ImportError, Outcome, Progress};

/// Who imports: a person of the office, or the system itself (the command line, the demo society).
#[derive(Clone, Debug)]
pub enum Importer {
    Person(By),
    System(Origin),
}

impl Registry<'_> {
    /// Imports the four files of `source` in one transaction, or says of every row that is not right why. A dry run does
    /// all of it and keeps nothing. A second import waits until the first is through.
    ///
    /// What comes into an empty database makes it a society's. Into a demo, whose passwords everybody knows, comes nobody
    /// who may exist (docs/adr/0026).
    ///
    /// # Errors
    /// [`ImportError::Rows`] when rows are not right: nothing was changed.
    pub async fn import(
        &self,
        by: &Importer,
        source: ImportSource,
        dry_run: bool,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Outcome, ImportError> {
        self.import_as_asked(by, source, dry_run, None, progress).await
    }

    /// The same; nothing is kept either when what it would do is not what somebody was `asked` about.
    ///
    /// # Errors
    /// [`ImportError::Otherwise`] when the register has changed since they were asked.
    async fn import_as_asked(
        &self,
        by: &Importer,
        source: ImportSource,
        dry_run: bool,
        asked: Option<&[Counts; 4]>,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Outcome, ImportError> {
        may_import(by)?;
        let now = self.0.clock.now();
        let mut tx = self.0.begin().await?;
        let judged = judge_real_people(&mut tx, by, dry_run).await?;
        queries::clear_staging(&mut tx).await?;

        let (mut problems, mut warnings) = (Findings::default(), Findings::default());
        let mut unknown = Vec::new();
        for file in ImportFile::ALL.into_iter().filter(|file| source.holds(*file)) {
            let read = stage(&mut tx, &source, file, progress).await?;
            problems.merge(read.problems);
            warnings.merge(read.warnings);
            match (read.real_people.map(RealPeople::finding), judged) {
                (Some(finding), Judged::Refused) => problems.merge(finding),
                (Some(finding), Judged::Warned) => warnings.merge(finding),
                (_, Judged::Welcome) | (None, _) => {}
            }
            if read.keys_unknown {
                unknown.push(file);
            }
        }
        progress(Progress::Checking);
        queries::analyze_staging(&mut tx).await?;
        problems.merge(queries::check(&mut tx, &unknown).await?);
        if !problems.is_empty() {
            return Err(ImportError::Rows { problems, warnings });
        }

        let mut files = queries::counts(&mut tx).await?;
        if asked.is_some_and(|asked| *asked != files) {
            return Err(ImportError::Otherwise(Outcome { dry_run: true, files, warnings }));
        }
        for counts in &mut files {
            progress(Progress::Writing { file: counts.file });
            queries::write(&mut tx, counts.file, now).await?;
        }
        queries::check_constraints(&mut tx).await?;
        queries::clear_staging(&mut tx).await?;
        queries::analyze_register(&mut tx).await?;
        let outcome = Outcome { dry_run, files, warnings };
        if dry_run {
            tx.rollback().await?;
        } else {
            record(&mut tx, by, &outcome, now).await?;
            tx.commit().await?;
        }
        Ok(outcome)
    }
}

/// Only the office changes the register (E3).
fn may_import(by: &Importer) -> Result<(), Error> {
    match by {
        Importer::System(_) | Importer::Person(By { actor: Actor::Office(_), .. }) => Ok(()),
        Importer::Person(_) => Err(CaseRefused::NotYours.into()),
    }
}

/// How people who may exist are met by the database that they come into.
#[derive(Clone, Copy)]
enum Judged {
    Welcome,
    /// A demo, into which nothing is kept anyway.
    Warned,
    Refused,
}

/// A demo takes nobody who may exist. Everywhere else an import that the system itself keeps has the database remember that
/// it is no demo; what somebody of the office imports meets a database that was opened and has decided.
async fn judge_real_people(db: &mut PgConnection, by: &Importer, dry_run: bool) -> Result<Judged, Error> {
    let kind = match by {
        Importer::System(_) if !dry_run => Some(demo::decide(db, DataKind::Real).await?),
        Importer::System(_) | Importer::Person(_) => demo::marked(db).await?,
    };
    Ok(match (kind, by) {
        (None | Some(DataKind::Real), _) => Judged::Welcome,
        // Whoever looks at the society's files from the command line may do so beside a demo.
        (Some(DataKind::Demo), Importer::System(_)) if dry_run => Judged::Warned,
        (Some(DataKind::Demo), _) => Judged::Refused,
    })
}

/// Reads a file on a blocking thread while its rows flow into the staging table, so that neither waits long for the other
/// and no more than a few pieces are in memory.
async fn stage(
    db: &mut PgConnection,
    source: &ImportSource,
    file: ImportFile,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<FileRead, Error> {
    let (send, mut pieces) = mpsc::channel::<(String, u64)>(4);
    let source = source.clone();
    let reading = tokio::task::spawn_blocking(move || {
        check::read(&source, file, |lines, rows| send.blocking_send((lines, rows)).is_ok())
    });
    let mut copy = queries::copy_into_staging(db, file).await?;
    while let Some((lines, rows)) = pieces.recv().await {
        copy.send(lines.into_bytes()).await?;
        progress(Progress::Reading { file, rows });
    }
    copy.finish().await?;
    reading.await.map_err(|e| Error::Internal(format!("reading {}: {e}", file.name())))
}

async fn record(
    db: &mut PgConnection,
    by: &Importer,
    outcome: &Outcome,
    now: jiff::Timestamp,
) -> Result<(), Error> {
    let rows = |c: &Counts| {
        (c.file.name().to_owned(), json!({ "new": c.new, "changed": c.changed, "unchanged": c.unchanged }))
    };
    let mut detail: serde_json::Map<_, _> = outcome.files.iter().map(rows).collect();
    detail.insert("warnings".to_owned(), outcome.warnings.total.into());
    let event = audit::Event { name: EventName::RegistryImported, subject: None, detail: detail.into() };
    match by {
        Importer::Person(by) => audit::record(db, by, event, now).await,
        Importer::System(origin) => audit::record_system(db, origin, event, now).await,
    }
}
