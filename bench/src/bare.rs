//! The limit: axum and sqlx and nothing else. It sends the statements of a recording one after the other on one connection, and
//! answers with as many bytes as our page has. A process of its own, like the server that it is compared with.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use color_eyre::eyre::{Result, eyre};
use serde::{Deserialize, Serialize};
use sqlx::{
    Arguments as _, AssertSqlSafe, Encode, Executor as _, PgConnection, PgPool, Postgres, SqlSafeStr as _,
    Statement as _, Type, TypeInfo as _,
    encode::IsNull,
    postgres::{PgArgumentBuffer, PgArguments, PgPoolOptions, PgTypeInfo, types::Oid},
};

use crate::{
    pages::Fixture,
    record::{Recording, Value},
};

/// What the handler is told in a file.
#[derive(Serialize, Deserialize)]
pub struct Told {
    pub recording: Recording,
    /// [`Fixture::values`] of everybody who asks.
    pub values: Vec<std::collections::BTreeMap<String, String>>,
}

impl Told {
    pub fn of(recording: &Recording, fixtures: &[Fixture]) -> Self {
        Self { recording: recording.clone(), values: fixtures.iter().map(|f| f.values.clone()).collect() }
    }
}

/// A statement ready to be sent.
struct Ready {
    sql: &'static str,
    plain: bool,
    parameters: Vec<Parameter>,
}

struct Parameter {
    oid: Oid,
    value: Filled,
}

enum Filled {
    /// For everybody, or one for each fixture.
    Bytes(Vec<Option<Bytes>>),
    Fresh(usize),
}

struct Handler {
    db: PgPool,
    statements: Vec<Ready>,
    body: Bytes,
    content_type: String,
}

/// A value in the form in which Postgres reads it from the wire.
struct Wire {
    oid: Oid,
    bytes: Option<Bytes>,
}

impl Type<Postgres> for Wire {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("text")
    }
    fn compatible(_: &PgTypeInfo) -> bool {
        true
    }
}

impl Encode<'_, Postgres> for Wire {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, sqlx::error::BoxDynError> {
        match &self.bytes {
            Some(bytes) => {
                buffer.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }
    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(self.oid))
    }
}

/// Serves until it is killed.
pub async fn serve(told: PathBuf, database_url: &str, port: u16) -> Result<()> {
    let told: Vec<Told> = serde_json::from_slice(&std::fs::read(told)?)?;
    // As `backend/src/db.rs` opens it.
    let options = PgPoolOptions::new().max_connections(20).acquire_timeout(Duration::from_secs(10));
    let db = options.connect(database_url).await?;
    let mut router = Router::new();
    for told in told {
        let path = format!("/{}/{{fixture}}", told.recording.page);
        router = router.route(&path, any(answer).with_state(Arc::new(Handler::new(&db, &told).await?)));
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    Ok(axum::serve(listener, router).await?)
}

impl Handler {
    async fn new(db: &PgPool, told: &Told) -> Result<Self> {
        let mut connection = db.acquire().await?;
        let mut statements = Vec::new();
        for statement in &told.recording.statements {
            // Kept as long as the process lives.
            let sql: &'static str = String::leak(statement.sql.clone());
            let mut parameters = Vec::new();
            if !statement.plain {
                let prepared = (&mut *connection).prepare(AssertSqlSafe(sql).into_sql_str()).await?;
                let types = prepared.parameters().and_then(sqlx::Either::left).unwrap_or_default().to_vec();
                for (kind, value) in types.iter().zip(&statement.values) {
                    let oid = kind.oid().ok_or_else(|| eyre!("a type without a number: {}", kind.name()))?;
                    let value = fill(&mut connection, oid, value, &told.values).await?;
                    parameters.push(Parameter { oid, value });
                }
            }
            statements.push(Ready { sql, plain: statement.plain, parameters });
        }
        let body = vec![b'x'; told.recording.bytes].into();
        Ok(Self { db: db.clone(), statements, body, content_type: told.recording.content_type.clone() })
    }

    async fn run(&self, fixture: usize) -> sqlx::Result<()> {
        let mut connection = self.db.acquire().await?;
        let mut fresh: Vec<Bytes> = Vec::new();
        for statement in &self.statements {
            if statement.plain {
                (&mut *connection).execute(sqlx::raw_sql(AssertSqlSafe(statement.sql))).await?;
                continue;
            }
            let mut arguments = PgArguments::default();
            for parameter in &statement.parameters {
                let bytes = match &parameter.value {
                    Filled::Bytes(each) => each[fixture % each.len()].clone(),
                    Filled::Fresh(number) => {
                        while fresh.len() <= *number {
                            fresh.push(made_up());
                        }
                        Some(fresh[*number].clone())
                    }
                };
                arguments.add(Wire { oid: parameter.oid, bytes }).map_err(sqlx::Error::Encode)?;
            }
            (&mut *connection).fetch_all(sqlx::query_with(AssertSqlSafe(statement.sql), arguments)).await?;
        }
        Ok(())
    }
}

/// As our server makes ids, so that they fall into the same places of an index.
fn made_up() -> Bytes {
    let now = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(now, &rand::random()).into_uuid();
    Bytes::copy_from_slice(id.as_bytes())
}

async fn answer(State(handler): State<Arc<Handler>>, Path(fixture): Path<usize>, posted: Bytes) -> Response {
    drop(posted);
    match handler.run(fixture).await {
        Ok(()) => {
            ([(header::CONTENT_TYPE, handler.content_type.clone())], handler.body.clone()).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// The value as Postgres writes it to the wire: it is asked once, for each fixture.
async fn fill(
    db: &mut PgConnection,
    oid: Oid,
    value: &Value,
    fixtures: &[std::collections::BTreeMap<String, String>],
) -> Result<Filled> {
    let texts: Vec<Option<&str>> = match value {
        Value::Fresh(number) => return Ok(Filled::Fresh(*number)),
        Value::Nothing => vec![None],
        Value::Fixed(text) => vec![Some(text)],
        Value::Own(name) => fixtures.iter().map(|values| values.get(name).map(String::as_str)).collect(),
    };
    let (send, kind): (String, String) =
        sqlx::query_as("select typsend::text, format_type(oid, null) from pg_type where oid = $1")
            .bind(oid)
            .fetch_one(&mut *db)
            .await?;
    let sql = format!("select {send}(x::{kind}) from unnest($1::text[]) with ordinality u(x, n) order by n");
    let wire: Vec<Option<Vec<u8>>> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(texts).fetch_all(&mut *db).await?;
    Ok(Filled::Bytes(wire.into_iter().map(|bytes| bytes.map(Bytes::from)).collect()))
}
