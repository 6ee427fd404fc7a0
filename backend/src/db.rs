//! Opening the database, and refusing one on which Japanese cannot be searched.

mod request;

use std::{borrow::Cow, sync::LazyLock, time::Duration};

use sqlx::{Connection as _, PgConnection, PgPool, migrate::Migrator, postgres::PgPoolOptions};

pub use request::Number as RequestNumber;
pub(crate) use request::begin;

/// The migrations of the database, embedded.
pub static MIGRATOR: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("../migrations").iter().cloned().collect::<Vec<_>>();
    for migration in &mut migrations {
        if let Some((_, known_as)) = REWRITTEN.iter().find(|(version, _)| *version == migration.version) {
            migration.checksum = Cow::Borrowed(known_as);
        }
    }
    Migrator::with_migrations(migrations)
});

/// Migrations that had to be written anew because a later Postgres refuses them as they were, with the SHA-384 of the first
/// text: databases and archives on which that was applied are as good as new ones, and go on. What the new text changes, a
/// migration of its own does for them (0030 for 0014).
const REWRITTEN: [(i64, &[u8]); 1] = [(
    14,
    &[
        0x57, 0xc0, 0x5c, 0x92, 0x07, 0xb8, 0xce, 0xb5, 0x44, 0x70, 0x4a, 0xfe, 0x61, 0x30, 0x16, 0x61, 0x32,
        0x7f, 0x88, 0x45, 0xfc, 0x2d, 0x7f, 0x4c, 0x05, 0xf4, 0x8a, 0x2e, 0xb8, 0xb6, 0x43, 0xd9, 0x10, 0xc5,
        0xcd, 0x90, 0x5e, 0xc7, 0x7a, 0xc9, 0xca, 0xe5, 0x1a, 0xb1, 0x7e, 0x3f, 0xe2, 0x8d,
    ],
)];

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("データベースに接続できません: {0}")]
    Unreachable(#[from] sqlx::Error),
    #[error("マイグレーションを適用できません: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// With `LC_CTYPE=C` `pg_trgm` sees no letters in Japanese text, and every search would read the whole table.
    #[error(
        "このデータベースの文字種の設定(LC_CTYPE={lc_ctype})では、日本語の検索(pg_trgm)が働きません。\n\
         次のように作り直したデータベースを DATABASE_URL に指定してください:\n\
         create database nintei template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8';"
    )]
    Blind { lc_ctype: String },
}

/// A connection that has rested so long is asked whether it still lives before somebody gets it. One that was just used is
/// not: the question would cost every page as much as its smallest statement, and whoever meets the moment at which
/// Postgres goes away is told to come again, and the browser does so by itself.
const RESTED: Duration = Duration::from_secs(1);

/// How connections are handed out.
pub(crate) fn options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// Connects, migrates, and checks that the database can search Japanese.
pub async fn open(url: &str, connections: u32) -> Result<PgPool, OpenError> {
    let pool = options(connections).connect(url).await?;
    check_locale(&mut *pool.acquire().await?).await?;
    tolerant().run(&pool).await?;
    Ok(pool)
}

/// Our migrations, applied beside those of a newer program: while that is rolled out, this one may have to start again
/// (docs/operations.md).
fn tolerant() -> Migrator {
    let mut migrator = Migrator::with_migrations(crate::MIGRATOR.iter().cloned().collect());
    migrator.set_ignore_missing(true);
    migrator
}

/// Refuses a database on which Japanese cannot be searched.
pub(crate) async fn check_locale(db: &mut PgConnection) -> Result<(), OpenError> {
    sqlx::query("create extension if not exists pg_trgm").execute(&mut *db).await?;
    let sees: bool = sqlx::query_scalar("select show_trgm('あ') <> '{}'").fetch_one(&mut *db).await?;
    if sees {
        return Ok(());
    }
    let lc_ctype: String =
        sqlx::query_scalar("select datctype from pg_database where datname = current_database()")
            .fetch_one(db)
            .await?;
    Err(OpenError::Blind { lc_ctype })
}

/// Has every migration of this program been applied? An error means that the database does not answer.
pub async fn is_migrated(pool: &PgPool) -> sqlx::Result<bool> {
    let newest: Option<i64> =
        sqlx::query_scalar("select max(version) from _sqlx_migrations where success").fetch_one(pool).await?;
    Ok(newest >= crate::MIGRATOR.iter().map(|m| m.version).max())
}

#[cfg(test)]
mod tests;
