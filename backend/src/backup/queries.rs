//! SQL of backups. It asks the catalogue what there is, so that no table can be forgotten: most of it is made at run time.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, PgConnection, types::Json};

use super::{
    BackupError,
    manifest::{Applied, hex},
};

/// Held by a backup alone, and shared by whoever takes files away (`sqlx` takes its own for migrations).
const LOCK: i64 = 0x6E69_6E74_6569; // "nintei"

/// A table of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub name: String,
    pub columns: Vec<String>,
    /// Tables that must be filled before.
    pub refers_to: Vec<String>,
}

/// Holds off everybody who takes files away, until the connection ends. False: another backup is at work.
pub(super) async fn lock(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(LOCK).fetch_one(db).await
}

/// May files be taken away in this transaction? While a backup is at work, no: it copies what its snapshot names.
pub(crate) async fn may_take_away(tx: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select pg_try_advisory_xact_lock_shared($1)").bind(LOCK).fetch_one(tx).await
}

/// Every statement from here on sees the same moment. With row security a table would be copied in part: that is an error.
pub(super) async fn begin_snapshot(db: &mut PgConnection) -> sqlx::Result<()> {
    for statement in [
        "set row_security = off",
        "set timezone = 'UTC'",
        "set extra_float_digits = 3",
        "set idle_in_transaction_session_timeout = 0",
        "set statement_timeout = 0",
        "begin isolation level repeatable read read only",
    ] {
        sqlx::query(statement).execute(&mut *db).await?;
    }
    Ok(())
}

/// Keeps a newer program from changing the tables meanwhile.
pub(super) async fn hold(db: &mut PgConnection, tables: &[Found]) -> sqlx::Result<()> {
    let names: Vec<_> = tables.iter().map(|table| quoted(&table.name)).collect();
    let statement = format!("lock table {} in access share mode", names.join(", "));
    sqlx::query(AssertSqlSafe(statement)).execute(db).await.map(drop)
}

/// Every table of our schema but the list of migrations and the passwords of roles, which are of a cluster and made up anew
/// (docs/adr/0024); what belongs to an extension is made by it.
pub(super) async fn tables(db: &mut PgConnection) -> sqlx::Result<Vec<Found>> {
    let rows: Vec<(String, Vec<String>, Vec<String>)> = sqlx::query_as(
        "select t.relname::text,
                array(select a.attname::text from pg_attribute a
                      where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                      order by a.attnum),
                array(select distinct f.relname::text from pg_constraint c join pg_class f on f.oid = c.confrelid
                      where c.conrelid = t.oid and c.contype = 'f' and not c.condeferrable and c.confrelid <> t.oid)
         from pg_class t
         where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
           and t.relname not in ('_sqlx_migrations', 'wall')
           and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')
         order by t.relname",
    )
    .fetch_all(db)
    .await?;
    let found = |(name, columns, refers_to)| Found { name, columns, refers_to };
    Ok(rows.into_iter().map(found).collect())
}

/// Something that is already there; nothing in an empty database.
pub(super) async fn anything(db: &mut PgConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "select t.relname::text from pg_class t
         where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
           and not exists (select 1 from pg_depend d where d.objid = t.oid and d.deptype = 'e')
         order by t.relname limit 1",
    )
    .fetch_optional(db)
    .await
}

/// What has been applied, oldest first.
pub(super) async fn migrations(db: &mut PgConnection) -> sqlx::Result<Vec<Applied>> {
    let rows: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("select version, checksum from _sqlx_migrations where success order by version")
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(version, checksum)| Applied { version, checksum: hex(&checksum) }).collect())
}

/// A document that must lie in the store, and as what.
pub(super) struct NamedDocument {
    pub key: String,
    pub sha256: String,
}

pub(super) async fn documents(db: &mut PgConnection) -> sqlx::Result<Vec<NamedDocument>> {
    let rows: Vec<(String, Vec<u8>)> = sqlx::query_as(
        "select object_key, sha256 from document where stored_at is not null order by object_key",
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(key, sha256)| NamedDocument { key, sha256: hex(&sha256) }).collect())
}

/// Files of imports that wait for an answer or are a day's leftovers.
pub(super) async fn import_files(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    let rows: Vec<Json<BTreeMap<String, String>>> =
        sqlx::query_scalar("select object_keys from registry_import order by import_id")
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().flat_map(|keys| keys.0.into_values()).collect())
}

/// Takes out what migrations put in, of tables that the archive fills.
pub(super) async fn clear(db: &mut PgConnection, tables: &[Found]) -> sqlx::Result<()> {
    let names: Vec<_> = tables.iter().map(|table| quoted(&table.name)).collect();
    sqlx::query(AssertSqlSafe(format!("truncate {}", names.join(", ")))).execute(db).await.map(drop)
}

/// Constraints that may wait are looked at when everything is there.
pub(super) async fn defer(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("set constraints all deferred").execute(db).await.map(drop)
}

/// For the planner, which knows nothing of rows that have just come.
pub(super) async fn analyze(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("analyze").execute(db).await.map(drop)
}

pub(super) fn copy_out(table: &Found) -> String {
    format!("copy {} ({}) to stdout", quoted(&table.name), columns(&table.columns))
}

pub(super) fn copy_in(name: &str, of: &[String]) -> String {
    format!("copy {} ({}) from stdin", quoted(name), columns(of))
}

fn columns(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables in an order in which each comes after those that it refers to.
pub(super) fn in_order(mut waiting: Vec<Found>) -> Result<Vec<Found>, BackupError> {
    let mut done: Vec<Found> = Vec::new();
    while !waiting.is_empty() {
        let ready =
            |table: &Found| table.refers_to.iter().all(|name| done.iter().any(|before| before.name == *name));
        let (now, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(ready);
        if now.is_empty() {
            return Err(BackupError::Circle(later[0].name.clone()));
        }
        done.extend(now);
        waiting = later;
    }
    Ok(done)
}
