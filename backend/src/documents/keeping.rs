//! From a file that has arrived to one that is kept.

use domain::{
    audit::EventName,
    documents::{DocumentProblem, DocumentView, fitting_pages, tidy_name},
    ids::DocumentId,
};
use serde_json::json;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{Arrived, owner::Owner, queries};
use crate::{
    Backend, By, Error, Result,
    audit::{self, Event},
};

/// In a task of its own: a browser that gives up now must not leave half a file behind.
pub(super) async fn keep(
    backend: Backend,
    by: By,
    owner: Owner,
    name: &str,
    arrived: Arrived,
) -> Result<Result<DocumentView, DocumentProblem>> {
    let name = tidy_name(name);
    let keeping = async move { check_and_store(&backend, &by, owner, name, arrived).await };
    let kept = tokio::spawn(keeping.in_current_span());
    kept.await.map_err(|error| Error::Internal(error.to_string()))?
}

async fn check_and_store(
    backend: &Backend,
    by: &By,
    owner: Owner,
    name: String,
    mut arrived: Arrived,
) -> Result<Result<DocumentView, DocumentProblem>> {
    let _at_the_door = backend.files.door().await?;
    let pages = match backend.files.inspect(&mut arrived).await?.and_then(fitting_pages) {
        Ok(pages) => pages,
        Err(problem) => return Ok(Err(problem)),
    };
    let id = DocumentId(Uuid::now_v7());
    let document = queries::NewDocument {
        id,
        owner,
        name,
        size: arrived.size,
        pages,
        sha256: arrived.sha256,
        object_key: match owner {
            Owner::Facility(facility) => format!("documents/{facility}/{id}.pdf"),
            Owner::Office(_) => format!("documents/office/{id}.pdf"),
        },
    };
    queries::insert(&mut *backend.db.acquire().await?, &document, backend.clock.now()).await?;
    let stored = store(backend, by, &document, arrived).await;
    if stored.is_err() {
        forget(backend, &document).await;
    }
    stored.map(Ok)
}

async fn store(
    backend: &Backend,
    by: &By,
    document: &queries::NewDocument,
    arrived: Arrived,
) -> Result<DocumentView> {
    backend.files.write(&document.object_key, arrived).await?;
    let now = backend.clock.now();
    let mut tx = backend.begin().await?;
    queries::mark_stored(&mut tx, document.id, now).await?;
    let detail = json!({ "size": document.size, "pages": document.pages });
    audit::record(&mut tx, by, Event::new(EventName::DocumentReceived, document.id.0).with(detail), now)
        .await?;
    tx.commit().await?;
    Ok(DocumentView {
        id: document.id,
        name: document.name.clone(),
        size: document.size,
        pages: document.pages,
        stored_at: now,
    })
}

/// Takes back what was begun; what does not succeed here is left to the sweep.
async fn forget(backend: &Backend, document: &queries::NewDocument) {
    let forgotten = async {
        backend.files.delete(&document.object_key).await?;
        queries::delete(&mut *backend.db.acquire().await?, document.id).await
    };
    if let Err(error) = forgotten.await {
        tracing::warn!(%error, document = %document.id, "a document is left to the sweep");
    }
}
