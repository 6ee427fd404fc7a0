//! The second wall (docs/adr/0024): the program asks the database as roles that own nothing. They cannot change the shape of
//! a table, nor a line of 監査ログ that was written; the worker reads no case and no password. What the program is tricked
//! into sending is refused there once more.

use domain::vocabulary;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, PgPool, postgres::PgConnectOptions,
};

use crate::{accounts::token, db};

vocabulary! {
    /// As whom a part of the program asks.
    pub enum Side {
        /// Everything that somebody waits for.
        Web = "web",
        /// The part that nobody waits for.
        Worker = "worker",
    }
}

/// Tables that grow and are never changed: who did what.
const WRITTEN_ONCE: &str = "audit_line";
/// What the owner alone decides: whose data this is (docs/adr/0026).
const DECIDED_BY_THE_OWNER: &str = "data_kind";
/// What the owner alone needs to know.
const OWNERS: &str = "wall, _sqlx_migrations";
/// What an import empties before it begins.
const STAGING: &str = "import_member, import_qualification, import_facility, import_certification";
/// Nothing that the worker does needs a case, a judgement or a second factor.
const NOT_FOR_THE_WORKER: &str =
    "case_report, case_version, case_aside, approval_request, approval_comment, paper_approval,
    application_aside, second_factor, recovery_code, credential";

/// Why there is only one wall.
#[derive(Debug, thiserror::Error)]
pub enum NoWall {
    #[error("DATABASE_URL の利用者に、ロールを作って権限を与える権限(CREATEROLE)がありません: {0}")]
    Forbidden(sqlx::Error),
    #[error("作ったロールでは接続できません: {0}")]
    Unreachable(sqlx::Error),
    #[error(transparent)]
    Failed(#[from] sqlx::Error),
}

impl NoWall {
    fn of(error: sqlx::Error) -> Self {
        let forbidden = error.as_database_error().is_some_and(|e| e.code().as_deref() == Some("42501"));
        if forbidden { Self::Forbidden(error) } else { Self::Failed(error) }
    }

    /// Of trying to connect as a role. Only where the role itself was turned away (`pg_hba.conf`, or a pooler that does not
    /// know it) there is one wall; a database that was away for a moment is no reason to do without the second.
    fn at_the_door(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        let turned_away = code.is_some_and(|code| code.starts_with("28") || code == "08P01");
        if turned_away { Self::Unreachable(error) } else { Self::Failed(error) }
    }
}

/// The roles of one database, ready to be asked as.
pub struct Wall {
    database: PgConnectOptions,
    roles: [(Side, String, String); 2],
}

impl Wall {
    /// Makes the roles if there are none yet, and grants them what every table of this version of the program needs. Every
    /// migration has been applied.
    ///
    /// # Errors
    /// When the owner may not make roles, or nobody can connect as them.
    pub async fn raise(owner: &PgPool) -> Result<Self, NoWall> {
        let mut tx = db::begin(owner).await?;
        // Servers that start at the same time do it one after another.
        sqlx::query("select pg_advisory_xact_lock(hashtext('wall'))").execute(&mut *tx).await?;
        let database: String = sqlx::query_scalar("select current_database()").fetch_one(&mut *tx).await?;
        let mut roles = Vec::new();
        for side in Side::ALL {
            let role = role(side, &database);
            let password = password(&mut tx, side).await?;
            make(&mut tx, &role, &password).await.map_err(NoWall::of)?;
            grant(&mut tx, side, &role, &database).await.map_err(NoWall::of)?;
            roles.push((side, role, password));
        }
        tx.commit().await?;
        let database = PgConnectOptions::clone(&owner.connect_options());
        let Ok(roles) = roles.try_into() else { unreachable!("one role for each side") };
        let wall = Self { database, roles };
        for side in Side::ALL {
            let tried = wall.options(side).connect().await.map_err(NoWall::at_the_door)?;
            tried.close().await?;
        }
        Ok(wall)
    }

    fn options(&self, side: Side) -> PgConnectOptions {
        let (_, role, password) = self.roles.iter().find(|(of, ..)| *of == side).unwrap_or(&self.roles[0]);
        self.database.clone().username(role).password(password)
    }

    /// Connections as this side.
    pub async fn pool(&self, side: Side, connections: u32) -> sqlx::Result<PgPool> {
        db::options(connections).connect_with(self.options(side)).await
    }

    /// Takes the roles away, with whatever they were granted in this database.
    pub async fn raze(self, owner: &PgPool) -> sqlx::Result<()> {
        for (_, role, _) in &self.roles {
            let gone = format!("drop owned by {role}; drop role {role}");
            sqlx::raw_sql(AssertSqlSafe(gone)).execute(owner).await?;
        }
        Ok(())
    }
}

/// One name for each database of a cluster: letters, digits and underscores, short enough for Postgres.
fn role(side: Side, database: &str) -> String {
    let hash =
        token::digest(database).iter().take(6).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    format!("nintei_{}_{hash:012x}", side.key())
}

/// The first server makes it up; every other of this database finds it.
async fn password(db: &mut PgConnection, side: Side) -> sqlx::Result<String> {
    sqlx::query("insert into wall (side, password) values ($1, $2) on conflict do nothing")
        .bind(side.key())
        .bind(token::fresh())
        .execute(&mut *db)
        .await?;
    sqlx::query_scalar("select password from wall where side = $1").bind(side.key()).fetch_one(db).await
}

/// The role, as it was meant. Its password goes as a parameter, which no log of statements shows.
async fn make(db: &mut PgConnection, role: &str, password: &str) -> sqlx::Result<()> {
    sqlx::query("select set_config('wall.role', $1, true), set_config('wall.password', $2, true)")
        .bind(role)
        .bind(password)
        .execute(&mut *db)
        .await?;
    sqlx::raw_sql(
        "do $$
         declare
             name text := current_setting('wall.role');
             verb text := case when exists (select from pg_roles where rolname = name) then 'alter' else 'create' end;
         begin
             execute format('%s role %I login nocreaterole noinherit password %L', verb, name, current_setting('wall.password'));
         end $$",
    )
    .execute(db)
    .await
    .map(drop)
}

/// The tables of the program. Beside them an extension may have its own, which nobody but its owner can grant.
async fn tables(db: &mut PgConnection) -> sqlx::Result<String> {
    sqlx::query_scalar(
        "select string_agg(quote_ident(t.relname), ', ' order by t.relname) from pg_class t
         where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and pg_has_role(t.relowner, 'USAGE')
           and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')",
    )
    .fetch_one(db)
    .await
}

async fn grant(db: &mut PgConnection, side: Side, role: &str, database: &str) -> sqlx::Result<()> {
    let (tables, database) = (tables(db).await?, database.replace('"', "\"\""));
    let common = format!(
        "revoke temporary on database \"{database}\" from public;
         revoke create on schema public from public;
         grant connect on database \"{database}\" to {role};
         grant usage on schema public to {role};
         grant select, insert, update, delete on {tables} to {role};
         revoke update, delete on {WRITTEN_ONCE} from {role};
         revoke insert, update, delete on {DECIDED_BY_THE_OWNER} from {role};
         revoke all on {OWNERS} from {role};
         grant select on _sqlx_migrations to {role};"
    );
    let own = match side {
        Side::Web => format!(
            "grant truncate on {STAGING} to {role};
             grant execute on function analyze_staging(), analyze_register() to {role};"
        ),
        // Whose account has a password is asked, and an account's end takes it along; what it is made of is not read.
        Side::Worker => format!(
            "revoke all on {NOT_FOR_THE_WORKER} from {role};
             grant select (realm, account_id), delete on credential to {role};"
        ),
    };
    sqlx::raw_sql(AssertSqlSafe(common + &own)).execute(db).await.map(drop)
}
