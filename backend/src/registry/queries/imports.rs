//! SQL of imports in the browser.

use std::collections::BTreeMap;

use domain::{
    ids::{ImportId, OfficeUserId},
    registry::{ImportOutcome, ImportPage, ImportState},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};

use crate::{Error, Result, rows};

type Keys = BTreeMap<String, String>;

pub async fn insert(
    db: &mut PgConnection,
    id: ImportId,
    person: OfficeUserId,
    keys: &Keys,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into registry_import (import_id, office_user_id, state, object_keys, begun_at, changed_at)
         values ($1, $2, 'checking', $3, $4, $4)",
        id.0,
        person.0,
        Json(keys) as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Where the files lie, by their names.
pub async fn keys(db: &mut PgConnection, id: ImportId) -> Result<Keys> {
    let keys = sqlx::query_scalar!(
        r#"select object_keys as "keys: Json<Keys>" from registry_import where import_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(keys.ok_or(Error::NotFound)?.0)
}

/// Begins an import that was checked; nothing when it stands elsewhere, so that two presses are one.
pub async fn take_checked(
    db: &mut PgConnection,
    id: ImportId,
    now: Timestamp,
) -> Result<Option<ImportOutcome>> {
    let outcome = sqlx::query_scalar!(
        r#"update registry_import set state = 'importing', changed_at = $2
           where import_id = $1 and state = 'checked'
           returning outcome as "outcome!: Json<ImportOutcome>""#,
        id.0,
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(outcome.map(|outcome| outcome.0))
}

/// Writes down what became of it; without an outcome the one that is there stays.
pub async fn settle(
    db: &mut PgConnection,
    id: ImportId,
    state: ImportState,
    outcome: Option<&ImportOutcome>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update registry_import set state = $2, outcome = coalesce($3, outcome), changed_at = $4 where import_id = $1",
        id.0,
        state.key(),
        outcome.map(Json) as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn page(db: &mut PgConnection, id: ImportId) -> Result<Option<ImportPage>> {
    let row = sqlx::query!(
        r#"select state, object_keys as "keys: Json<Keys>", outcome as "outcome: Json<ImportOutcome>", changed_at
           from registry_import where import_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(ImportPage {
            id,
            state: rows::word("registry_import", &row.state)?,
            files: row.keys.0.into_keys().collect(),
            outcome: row.outcome.map(|outcome| outcome.0).unwrap_or_default(),
            changed_at: row.changed_at.to_jiff(),
        })
    })
    .transpose()
}

/// Imports that began before this moment.
pub async fn older(db: &mut PgConnection, before: Timestamp) -> Result<Vec<(ImportId, Keys)>> {
    let rows = sqlx::query!(
        r#"select import_id, object_keys as "keys: Json<Keys>" from registry_import where begun_at < $1 limit 100"#,
        before.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.import_id.into(), row.keys.0)).collect())
}

pub async fn delete(db: &mut PgConnection, id: ImportId) -> Result<()> {
    sqlx::query!("delete from registry_import where import_id = $1", id.0).execute(db).await?;
    Ok(())
}
