//! SQL of rounds in the office's hands.

use domain::{
    accounts::Applying,
    applications::{ClosingRound, Planned, Round, RoundDays, RoundRow, RoundUse},
    ids::RoundId,
};
use jiff::{ToSpan as _, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::super::rounds::round_of;
use crate::Result;

/// Rounds, those that open last first, and how many applications name each.
pub async fn rounds(db: &mut PgConnection, limit: u32, offset: u32) -> Result<Vec<RoundRow>> {
    let found = sqlx::query!(
        r#"select r.round_id, r.applies_as, r.opens_on, r.closes_on, r.starts_on,
                  a.submitted as "submitted!", a.passed as "passed!"
           from application_round r cross join lateral (
               select count(*) as submitted, count(*) filter (where state in ('passed', 'certified')) as passed
               from application where round_id = r.round_id
           ) a
           order by r.opens_on desc, r.applies_as, r.round_id limit $1 offset $2"#,
        i64::from(limit),
        i64::from(offset),
    )
    .fetch_all(db)
    .await?;
    found
        .into_iter()
        .map(|row| {
            let round = round_of(row.round_id, &row.applies_as, row.opens_on, row.closes_on, row.starts_on)?;
            Ok(RoundRow { round, used: used(row.submitted, row.passed) })
        })
        .collect()
}

/// One round, to read.
pub async fn planned(db: &mut PgConnection, id: RoundId) -> Result<Option<Planned>> {
    let found = sqlx::query!(
        r#"select r.round_id, r.applies_as, r.opens_on, r.closes_on, r.starts_on, r.version,
                  a.submitted as "submitted!", a.passed as "passed!"
           from application_round r cross join lateral (
               select count(*) as submitted, count(*) filter (where state in ('passed', 'certified')) as passed
               from application where round_id = r.round_id
           ) a
           where r.round_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    found
        .map(|row| {
            let round = round_of(row.round_id, &row.applies_as, row.opens_on, row.closes_on, row.starts_on)?;
            Ok(Planned { round, used: used(row.submitted, row.passed), version: row.version })
        })
        .transpose()
}

/// One round, locked until the transaction ends, and with it the applications that name it: nobody applies in it or decides
/// on one of them meanwhile.
pub async fn lock(db: &mut PgConnection, id: RoundId) -> Result<Option<Planned>> {
    let locked =
        sqlx::query_scalar!("select round_id from application_round where round_id = $1 for update", id.0)
            .fetch_optional(&mut *db)
            .await?;
    if locked.is_none() {
        return Ok(None);
    }
    sqlx::query!("select application_id from application where round_id = $1 for share", id.0)
        .fetch_all(&mut *db)
        .await?;
    // A statement of its own: it sees what was committed while the locks were waited for.
    planned(db, id).await
}

/// Is a round of the 種別 open on one of the days, beside this one?
pub async fn overlaps(
    db: &mut PgConnection,
    applying: Applying,
    days: &RoundDays,
    beside: Option<RoundId>,
) -> Result<bool> {
    let overlaps = sqlx::query_scalar!(
        r#"select exists (select from application_round
                          where applies_as = $1 and daterange(opens_on, closes_on, '[]') && daterange($2, $3, '[]')
                            and round_id is distinct from $4) as "overlaps!""#,
        applying.key(),
        days.window.start().to_sqlx() as _,
        days.window.end().to_sqlx() as _,
        beside.map(|round| round.0),
    )
    .fetch_one(db)
    .await?;
    Ok(overlaps)
}

/// A new round.
pub async fn insert(db: &mut PgConnection, round: &Round) -> Result<()> {
    sqlx::query!(
        "insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
         values ($1, $2, $3, $4, $5)",
        round.id.0,
        round.applying.key(),
        round.window.start().to_sqlx() as _,
        round.window.end().to_sqlx() as _,
        round.starts.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Other days for a locked round.
pub async fn update(db: &mut PgConnection, id: RoundId, days: &RoundDays) -> Result<()> {
    sqlx::query!(
        "update application_round set opens_on = $2, closes_on = $3, starts_on = $4, version = version + 1
         where round_id = $1",
        id.0,
        days.window.start().to_sqlx() as _,
        days.window.end().to_sqlx() as _,
        days.starts.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A locked round goes.
pub async fn delete(db: &mut PgConnection, id: RoundId) -> Result<()> {
    sqlx::query!("delete from application_round where round_id = $1", id.0).execute(db).await?;
    Ok(())
}

/// The rounds that are open on `today` and close within a few days, the first to close first, and how many drafts of their
/// 種別 there are.
pub async fn closing(db: &mut PgConnection, today: Date) -> Result<Vec<ClosingRound>> {
    let last = today.saturating_add(ClosingRound::DAYS.days());
    let found = sqlx::query!(
        r#"select r.round_id, r.applies_as, r.opens_on, r.closes_on, r.starts_on,
                  (select count(*) from application a where a.applies_as = r.applies_as and a.state = 'draft') as "drafts!"
           from application_round r
           where r.opens_on <= $1 and r.closes_on between $1 and $2
           order by r.closes_on, r.applies_as limit 10"#,
        today.to_sqlx() as _,
        last.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    found
        .into_iter()
        .map(|row| {
            let round = round_of(row.round_id, &row.applies_as, row.opens_on, row.closes_on, row.starts_on)?;
            Ok(ClosingRound { round, drafts: count(row.drafts) })
        })
        .collect()
}

fn used(submitted: i64, passed: i64) -> RoundUse {
    RoundUse { submitted: count(submitted), passed: count(passed) }
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
