//! What stands in the database, so that a change is seen wherever it is.

use std::collections::BTreeMap;

use sqlx::PgPool;

/// A hash of each table. What a refused request may leave behind is left out: when the session was last seen, and what was
/// counted against guessing.
#[derive(Debug, PartialEq, Eq)]
pub struct Digest(BTreeMap<String, String>);

impl Digest {
    pub async fn of(db: &PgPool) -> Self {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select table_name::text,
                    md5(query_to_xml('select coalesce(string_agg(row, chr(10) order by row), '''') from (select '
                                     || case table_name when 'session'
                                            then '(to_jsonb(t) - ''last_seen_at'' - ''expires_at'')::text' else 't::text' end
                                     || ' as row from ' || quote_ident(table_name) || ' t) rows', false, false, '')::text)
             from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE'
               and table_name not in ('rate_counter', '_sqlx_migrations', 'wall')",
        )
        .fetch_all(db)
        .await
        .unwrap();
        assert!(rows.len() > 20, "{} tables", rows.len());
        Self(rows.into_iter().collect())
    }

    /// The tables that are not the same.
    pub fn differs(&self, other: &Self) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(table, hash)| other.0.get(*table) != Some(hash))
            .map(|(table, _)| table.as_str())
            .collect()
    }
}
