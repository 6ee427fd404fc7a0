//! The number of the request that is being answered, so that what Postgres logs leads to the line of the server's log.
//!
//! Every change is a transaction, and its `BEGIN` carries the number as a comment. A statement of its own could not: a
//! comment would make another prepared statement of it for each request.

use std::{fmt, sync::Arc};

use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};
use tracing::Instrument as _;

tokio::task_local! {
    static NUMBER: Number;
}

/// 8 to 64 letters, digits, `-` and `_`: safe in a comment, a header and a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(Arc<str>);

impl Number {
    /// The longest that a proxy may give.
    pub const LONGEST: usize = 64;

    /// A number that somebody else has given, if it is one.
    pub fn given(number: &str) -> Option<Self> {
        let plain = number.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        (plain && (8..=Self::LONGEST).contains(&number.len())).then(|| Self(number.into()))
    }

    pub fn fresh() -> Self {
        Self(format!("{:016x}", rand::random::<u64>()).into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of the request that this task is for; nothing where there is none.
    pub fn of_this_task() -> Option<Self> {
        NUMBER.try_with(Clone::clone).ok()
    }

    /// Whatever `work` changes is changed under this number. Tasks that it starts have to be given it anew.
    pub async fn scope<F: Future>(self, work: F) -> F::Output {
        NUMBER.scope(self, work).await
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A transaction that says whose it is. The only way to one: `clippy.toml` forbids the pool's own.
///
/// Its `BEGIN` is heard to the end even when nobody waits for it any more. A request is dropped when its browser goes away,
/// and one that is dropped while `BEGIN` is on its way gives its connection back in a transaction that nobody knows of
/// (sqlx 0.9.0, transact-rs/sqlx#4385). Whoever writes by that connection next, and begins nothing, writes into that
/// transaction: nobody else sees it, and the next rollback takes it away.
pub(crate) async fn begin(db: &PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    let (db, number) = (db.clone(), Number::of_this_task());
    let begun = async move {
        #[expect(clippy::disallowed_methods, reason = "the one place where transactions begin")]
        match number {
            Some(number) => db.begin_with(AssertSqlSafe(format!("BEGIN /* request {number} */"))).await,
            None => db.begin().await,
        }
    };
    // Dropped when nobody waits, a transaction that has begun is rolled back.
    tokio::spawn(begun.in_current_span()).await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

#[cfg(test)]
mod tests {
    use futures::poll;
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

    use super::*;

    /// What Postgres heard last from this program by a transaction that has done nothing yet.
    async fn heard(db: &PgPool) -> String {
        let tx = begin(db).await.unwrap();
        let heard = sqlx::query_scalar(
            "select query from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
        );
        let heard = heard.fetch_one(db).await.unwrap();
        tx.rollback().await.unwrap();
        heard
    }

    #[sqlx::test(migrations = false)]
    async fn a_transaction_says_which_request_it_is_for(db: PgPool) {
        assert_eq!(heard(&db).await, "BEGIN");
        let number = Number::given("7d9f2a31-proxy").unwrap();
        assert_eq!(number.scope(heard(&db)).await, "BEGIN /* request 7d9f2a31-proxy */");
    }

    /// A browser goes away while `BEGIN` is on its way; the next one has the same connection.
    #[sqlx::test(migrations = false)]
    async fn who_gives_up_at_the_beginning_leaves_no_transaction_to_the_next(db: PgPool) {
        sqlx::query("create table kept (what text)").execute(&db).await.unwrap();
        let one = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(PgConnectOptions::clone(&db.connect_options()));
        let one = one.await.unwrap();
        for what in ["first", "second", "third"] {
            let mut given_up = Box::pin(begin(&one));
            assert!(poll!(given_up.as_mut()).is_pending(), "nobody has answered yet");
            drop(given_up);
            // Acknowledged, without a transaction of its own.
            sqlx::query("insert into kept values ($1)").bind(what).execute(&one).await.unwrap();
            let seen: i64 = sqlx::query_scalar("select count(*) from kept where what = $1")
                .bind(what)
                .fetch_one(&db)
                .await
                .unwrap();
            assert_eq!(seen, 1, "the {what} row is seen by everybody");
        }
    }

    #[test]
    fn a_number_is_nothing_that_ends_a_comment() {
        for refused in ["short", "12345678*/drop", "with space", "quote\"quote", &"x".repeat(65)] {
            assert_eq!(Number::given(refused), None, "{refused}");
        }
        assert_eq!(Number::given(Number::fresh().as_str()).map(|n| n.as_str().len()), Some(16));
    }
}
