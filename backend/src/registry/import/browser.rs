//! The import in the browser: the files are kept, checked without changing anything, and imported when somebody of the
//! office has read what would happen. Each half runs in a task of its own, so that nobody's browser has to wait for it;
//! the row says where it stands, on every node (docs/adr/0020).

use std::{collections::BTreeMap, time::Duration};

use domain::{
    audit::EventName,
    documents::DocumentProblem,
    ids::ImportId,
    registry::{
        ImportColumn, ImportCounts, ImportFinding, ImportFindings, ImportOutcome, ImportPage, ImportRefused,
        ImportState, ImportTemplate,
    },
};
use futures::{Stream, TryStreamExt as _};
use jiff::SignedDuration;
use serde_json::json;
use tokio::{io::AsyncWriteExt as _, task::JoinHandle};
use tracing::Instrument as _;
use uuid::Uuid;

use super::{Counts, Findings, ImportError, ImportFile, ImportSource, Importer, Outcome};
use crate::{
    Backend, By, Error, Registry, Result,
    audit::{self, Event},
    backup,
    documents::{self, Arrived, Bytes},
    registry::queries::imports as queries,
};

/// Files and findings are kept this long.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// What has not moved for so long has been forgotten by a process that ended.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(30);
/// How long an answer waits for the end, which is nearly always enough.
const PATIENCE: Duration = Duration::from_secs(15);

impl Registry<'_> {
    /// What the four files look like.
    pub fn import_templates(&self, by: &By) -> Result<Vec<ImportTemplate>> {
        by.office()?;
        let column = |file: ImportFile| {
            move |column: &super::files::Column| ImportColumn {
                name: column.name.to_owned(),
                label: column.label(file).to_owned(),
                required: column.required,
                form: column.kind.form(),
            }
        };
        let template = |file: ImportFile| ImportTemplate {
            input: file.key().to_owned(),
            name: file.name().to_owned(),
            what: file.label().to_owned(),
            columns: file.columns().iter().map(column(file)).collect(),
        };
        Ok(ImportFile::ALL.into_iter().map(template).collect())
    }

    /// Takes one of the files as it arrives, without a name and never wholly in memory; for the office.
    pub async fn import_file_arrives<E>(
        &self,
        by: &By,
        bytes: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Result<Arrived, DocumentProblem>> {
        by.office()?;
        documents::arrive_anything(&self.0.files, bytes).await
    }

    /// Keeps the files and checks them as an import would, changing nothing. Answers when the check is done, or after a
    /// while all the same: the page says how far it is.
    pub async fn check_import(&self, by: &By, files: Vec<(ImportFile, Arrived)>) -> Result<ImportId> {
        let person = by.office()?;
        let id = ImportId(Uuid::now_v7());
        let keys: BTreeMap<String, String> = files
            .iter()
            .map(|(file, _)| (file.name().to_owned(), format!("imports/{id}/{}", file.name())))
            .collect();
        let now = self.0.clock.now();
        queries::insert(&mut *self.0.db.acquire().await?, id, person, &keys, now).await?;
        for (file, arrived) in files {
            self.0.files.write(&keys[file.name()], arrived).await?;
        }
        wait_a_while(begin(self.0.clone(), by.clone(), id, None)).await;
        Ok(id)
    }

    /// 「取り込む」: does what the check said, all or nothing.
    ///
    /// # Errors
    /// Refused when it is not, or no longer, waiting for this answer.
    pub async fn keep_import(&self, by: &By, id: ImportId) -> Result<()> {
        by.office()?;
        let now = self.0.clock.now();
        let outcome = queries::take_checked(&mut *self.0.db.acquire().await?, id, now).await?;
        let asked = outcome.ok_or(ImportRefused::ImportNotChecked)?;
        wait_a_while(begin(self.0.clone(), by.clone(), id, Some(asked))).await;
        Ok(())
    }

    /// Where an import stands; for the office. One statement.
    pub async fn import_page(&self, by: &By, id: ImportId) -> Result<ImportPage> {
        by.office()?;
        let page = queries::page(&mut *self.0.db.acquire().await?, id).await?.ok_or(Error::NotFound)?;
        let silent = self.0.clock.now().duration_since(page.changed_at);
        let forgotten = page.state.is_running() && silent > FORGOTTEN;
        Ok(ImportPage { state: if forgotten { ImportState::Failed } else { page.state }, ..page })
    }

    /// Removes imports of yesterday with their files and findings, which hold names and addresses; the worker calls it now
    /// and then. Answers how many.
    pub async fn sweep_imports(&self) -> Result<u64> {
        let before = self.0.clock.now() - KEPT;
        let mut tx = self.0.begin().await?;
        if !backup::queries::may_take_away(&mut tx).await? {
            return Ok(0);
        }
        let mut swept = 0;
        for (id, keys) in queries::older(&mut tx, before).await? {
            // The objects first: when this fails, the row still says what is left to do.
            for key in keys.values() {
                self.0.files.delete(key).await?;
            }
            queries::delete(&mut tx, id).await?;
            swept += 1;
        }
        tx.commit().await?;
        Ok(swept)
    }
}

/// The task goes on when nobody waits any more.
async fn wait_a_while(task: JoinHandle<()>) {
    let _ = tokio::time::timeout(PATIENCE, task).await;
}

/// Checks, or does what was `asked`, and writes down what became of it.
fn begin(backend: Backend, by: By, id: ImportId, asked: Option<ImportOutcome>) -> JoinHandle<()> {
    let importing = async move {
        let done = run(&backend, &by, id, asked.as_ref()).await;
        let (state, outcome) = match done {
            Ok((state, outcome)) => (state, Some(outcome)),
            Err(error) => {
                tracing::error!(%error, import = %id, "an import in the browser failed");
                (ImportState::Failed, None)
            }
        };
        let written = async {
            let mut db = backend.db.acquire().await?;
            queries::settle(&mut db, id, state, outcome.as_ref(), backend.clock.now()).await
        };
        if let Err(error) = written.await {
            tracing::error!(%error, import = %id, "what became of an import is not written down");
        }
    };
    tokio::spawn(importing.in_current_span())
}

async fn run(
    backend: &Backend,
    by: &By,
    id: ImportId,
    asked: Option<&ImportOutcome>,
) -> Result<(ImportState, ImportOutcome)> {
    let keys = queries::keys(&mut *backend.db.acquire().await?, id).await?;
    let spool = backend.files.spool().to_owned();
    let folder = tokio::task::spawn_blocking(move || tempfile::tempdir_in(spool))
        .await
        .map_err(|error| Error::Internal(error.to_string()))??;
    let given: Vec<ImportFile> =
        ImportFile::ALL.into_iter().filter(|file| keys.contains_key(file.name())).collect();
    for file in &given {
        let mut copy = tokio::fs::File::create(folder.path().join(file.name())).await?;
        let mut content = backend.files.read(&keys[file.name()]).await?;
        while let Some(piece) = content.try_next().await? {
            copy.write_all(&piece).await?;
        }
        copy.flush().await?;
    }
    let source = ImportSource::Some(folder.path().to_owned(), given.clone());
    let importer = Importer::Person(by.clone());
    let counts = asked.map(counts_of);
    let registry = backend.registry();
    let done =
        registry.import_as_asked(&importer, source, asked.is_none(), counts.as_ref(), &mut |_| {}).await;
    Ok(match done {
        Ok(outcome) if outcome.dry_run => {
            let event =
                Event::new(EventName::RegistryImportChecked, id.0).with(json!({ "files": given.len() }));
            audit::record(&mut *backend.db.acquire().await?, by, event, backend.clock.now()).await?;
            (ImportState::Checked, seen(&outcome, &given, false))
        }
        Ok(outcome) => (ImportState::Imported, seen(&outcome, &given, false)),
        Err(ImportError::Otherwise(outcome)) => (ImportState::Checked, seen(&outcome, &given, true)),
        Err(ImportError::Rows { problems, warnings }) => {
            let outcome = ImportOutcome {
                problems: listed(&problems),
                warnings: listed(&warnings),
                ..ImportOutcome::default()
            };
            (ImportState::Refused, outcome)
        }
        Err(ImportError::Failed(error)) => return Err(error),
    })
}

fn seen(outcome: &Outcome, given: &[ImportFile], asked_anew: bool) -> ImportOutcome {
    let counts =
        outcome.files.iter().filter(|counts| given.contains(&counts.file)).map(|counts| ImportCounts {
            what: counts.file.label().to_owned(),
            new: counts.new,
            changed: counts.changed,
            unchanged: counts.unchanged,
        });
    ImportOutcome {
        counts: counts.collect(),
        problems: ImportFindings::default(),
        warnings: listed(&outcome.warnings),
        asked_anew,
    }
}

fn listed(findings: &Findings) -> ImportFindings {
    let shown = findings.shown.iter().map(|finding| ImportFinding {
        file: finding.file.name().to_owned(),
        line: finding.line,
        column: finding.column.to_owned(),
        value: finding.value.clone(),
        reason: finding.reason.clone(),
    });
    ImportFindings { shown: shown.collect(), total: findings.total }
}

/// What the person read, as the import counts it; a file that was not given has no rows.
fn counts_of(outcome: &ImportOutcome) -> [Counts; 4] {
    ImportFile::ALL.map(|file| {
        let read = outcome.counts.iter().find(|counts| counts.what == file.label());
        Counts {
            file,
            new: read.map_or(0, |counts| counts.new),
            changed: read.map_or(0, |counts| counts.changed),
            unchanged: read.map_or(0, |counts| counts.unchanged),
        }
    })
}
