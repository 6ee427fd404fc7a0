//! The plan that Postgres may keep for a statement.

use sqlx::{AssertSqlSafe, PgConnection};

/// The plan that Postgres may keep after the fifth execution of the statement that reads from this table, for whatever is
/// asked. `db` is the connection that has sent the statement; what is in the tables is left out of the choice.
pub async fn generic_plan(db: &mut PgConnection, table: &str) -> String {
    let (name, parameters): (String, i32) = sqlx::query_as(
        "select name, cardinality(parameter_types) from pg_prepared_statements
         where statement ~ ('from ' || $1 || '\\M') and statement not like '%pg_prepared_statements%'",
    )
    .bind(table)
    .fetch_one(&mut *db)
    .await
    .expect("one statement");
    for setting in ["plan_cache_mode = force_generic_plan", "enable_seqscan = off", "enable_sort = off"] {
        sqlx::query(AssertSqlSafe(format!("set {setting}"))).execute(&mut *db).await.expect("a setting");
    }
    let nothing = vec!["null"; usize::try_from(parameters).expect("a number")].join(", ");
    let lines: Vec<String> =
        sqlx::query_scalar(AssertSqlSafe(format!("explain execute \"{name}\" ({nothing})")))
            .fetch_all(db)
            .await
            .expect("a plan");
    lines.join("\n")
}
