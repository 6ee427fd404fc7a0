//! F6 on a real database, with a store in memory or in a folder.

mod receiving;
mod using;

use std::convert::Infallible;

use domain::{
    actor::Actor,
    documents::{DocumentProblem, DocumentView},
    ids::{DocumentId, FacilityId, OfficeUserId},
};
use futures::{Stream, StreamExt as _, stream};
use sqlx::PgPool;
use uuid::Uuid;

use super::Bytes;
use crate::{
    By, Error, Origin, Result,
    testing::{World, by_facility, world},
};

/// A world with one hospital in it.
async fn hospital(db: PgPool) -> (World, FacilityId) {
    let world = world(db);
    let facility = world.facility("F0001", "みどり野中央病院").await;
    (world, facility)
}

/// What a browser sends, in pieces.
fn sent(text: &str) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let pieces: Vec<_> = text.as_bytes().chunks(3).map(Bytes::copy_from_slice).map(Ok).collect();
    stream::iter(pieces)
}

async fn receive(world: &World, facility: FacilityId, text: &str) -> Result<DocumentView, DocumentProblem> {
    let by = by_facility(facility);
    world.backend.documents().receive(&by, "申請書.pdf", sent(text)).await.expect("an answer")
}

async fn open(world: &World, by: &By, id: DocumentId) -> Result<String> {
    let (_, content) = world.backend.documents().open(by, id).await?;
    let pieces: Vec<Bytes> = content.map(|piece| piece.expect("a piece")).collect().await;
    Ok(String::from_utf8(pieces.concat()).expect("text"))
}

fn by_office() -> By {
    By { actor: Actor::Office(OfficeUserId(Uuid::now_v7())), origin: Origin::default() }
}

/// Rows, and objects in the store.
async fn left(world: &World) -> (i64, usize) {
    let rows = sqlx::query_scalar("select count(*) from document").fetch_one(&world.backend.db).await;
    (rows.expect("rows"), world.backend.files.keys().await.len())
}

async fn audit_lines(world: &World, event: &str) -> i64 {
    sqlx::query_scalar("select count(*) from audit_line where event = $1")
        .bind(event)
        .fetch_one(&world.backend.db)
        .await
        .expect("lines")
}
