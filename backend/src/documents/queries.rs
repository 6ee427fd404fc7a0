//! All SQL of documents.

use domain::{
    documents::DocumentView,
    ids::{DocumentId, FacilityId},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::owner::Owner;
use crate::{Error, Result};

/// A file that is about to be stored.
pub(super) struct NewDocument {
    pub id: DocumentId,
    pub owner: Owner,
    pub name: String,
    pub size: u64,
    pub pages: u32,
    pub sha256: [u8; 32],
    pub object_key: String,
}

pub(super) async fn insert(db: &mut PgConnection, document: &NewDocument, now: Timestamp) -> Result<()> {
    let (facility, office) = match document.owner {
        Owner::Facility(facility) => (Some(facility.0), None),
        Owner::Office(office) => (None, Some(office.0)),
    };
    sqlx::query!(
        "insert into document (document_id, facility_id, name, size, pages, sha256, object_key, received_at,
                               office_user_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        document.id.0,
        facility,
        document.name,
        number::<_, i64>(document.size)?,
        number::<_, i32>(document.pages)?,
        document.sha256.as_slice(),
        document.object_key,
        now.to_sqlx() as _,
        office,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// No fault of its sender's when the row is gone: a clock that leapt forward a day while the file was being written, so that
/// the sweep took it for a forgotten one.
pub(super) async fn mark_stored(db: &mut PgConnection, id: DocumentId, now: Timestamp) -> Result<()> {
    let marked =
        sqlx::query!("update document set stored_at = $2 where document_id = $1", id.0, now.to_sqlx() as _,)
            .execute(db)
            .await?;
    if marked.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::inconsistent("document", "gone while its file was being stored"))
    }
}

pub(super) async fn delete(db: &mut PgConnection, id: DocumentId) -> Result<()> {
    sqlx::query!("delete from document where document_id = $1", id.0).execute(db).await?;
    Ok(())
}

struct Row {
    document_id: Uuid,
    name: String,
    size: i64,
    pages: i32,
    stored_at: jiff_sqlx::Timestamp,
    object_key: String,
}

/// A file that lies in the store, and where.
pub(super) struct Stored {
    pub view: DocumentView,
    pub object_key: String,
}

impl TryFrom<Row> for Stored {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let view = DocumentView {
            id: row.document_id.into(),
            name: row.name,
            size: number(row.size)?,
            pages: number(row.pages)?,
            stored_at: row.stored_at.to_jiff(),
        };
        Ok(Self { view, object_key: row.object_key })
    }
}

fn number<From, To: TryFrom<From>>(from: From) -> Result<To> {
    To::try_from(from).map_err(|_| Error::inconsistent("document", "a number out of range"))
}

/// The stored file with this id; with an owner, only when it is theirs.
pub(super) async fn stored(
    db: &mut PgConnection,
    id: DocumentId,
    owner: Option<FacilityId>,
) -> Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"select document_id, name, size, pages, stored_at as "stored_at!", object_key
           from document
           where document_id = $1 and stored_at is not null and ($2::uuid is null or facility_id = $2)"#,
        id.0,
        owner.map(|facility| facility.0),
    )
    .fetch_optional(db)
    .await?;
    row.map(Stored::try_from).transpose()
}

/// A stored scan of the office.
pub(super) async fn scan(db: &mut PgConnection, id: DocumentId) -> Result<Option<Stored>> {
    let row = sqlx::query_as!(
        Row,
        r#"select document_id, name, size, pages, stored_at as "stored_at!", object_key
           from document
           where document_id = $1 and stored_at is not null and office_user_id is not null"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(Stored::try_from).transpose()
}

pub(super) async fn attach_scan(
    db: &mut PgConnection,
    id: DocumentId,
    now: Timestamp,
) -> Result<Option<DocumentView>> {
    let row = sqlx::query_as!(
        Row,
        r#"update document set attached_at = coalesce(attached_at, $2)
           where document_id = $1 and office_user_id is not null and stored_at is not null
           returning document_id, name, size, pages, stored_at as "stored_at!", object_key"#,
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Stored::try_from).transpose()?.map(|stored| stored.view))
}

pub(super) async fn attach(
    db: &mut PgConnection,
    facility: FacilityId,
    id: DocumentId,
    now: Timestamp,
) -> Result<Option<DocumentView>> {
    let row = sqlx::query_as!(
        Row,
        r#"update document set attached_at = coalesce(attached_at, $3)
           where document_id = $1 and facility_id = $2 and stored_at is not null
           returning document_id, name, size, pages, stored_at as "stored_at!", object_key"#,
        id.0,
        facility.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Stored::try_from).transpose()?.map(|stored| stored.view))
}

pub(super) async fn detach(db: &mut PgConnection, facility: FacilityId, id: DocumentId) -> Result<()> {
    sqlx::query!(
        "update document set attached_at = null where document_id = $1 and facility_id = $2",
        id.0,
        facility.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Takes out one file that arrived before this moment and that no form uses; answers where it lies.
pub(super) async fn delete_unattached(
    db: &mut PgConnection,
    before: Timestamp,
) -> Result<Option<(DocumentId, String)>> {
    let row = sqlx::query!(
        "delete from document where document_id =
             (select document_id from document where attached_at is null and received_at < $1
              order by received_at limit 1 for update skip locked)
         returning document_id, object_key",
        before.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.document_id.into(), row.object_key)))
}
