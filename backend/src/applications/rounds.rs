//! Rounds as the database has them (F1, F2).

use domain::{
    accounts::Applying,
    applications::{self, Round, Standing, default_rounds},
    audit::EventName,
    ids::RoundId,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Applications, Origin, Result,
    audit::{self, Event},
    rows,
};

impl Applications<'_> {
    /// Whether each 種別 can be applied for today, and when next (F2).
    pub async fn standings(&self) -> Result<[(Applying, Standing); 2]> {
        standings(&mut *self.0.db.acquire().await?, self.0.today()).await
    }

    /// The rounds of both 種別 that are open or to come.
    pub async fn rounds_ahead(&self) -> Result<Vec<Round>> {
        not_over(&mut *self.0.db.acquire().await?, self.0.today()).await
    }

    /// Puts the rounds of the coming year into the calendar where the office has not planned any: February for April 1,
    /// August for October 1 (F1); each once, so that what the office then moves or deletes stays as it wants it. The worker
    /// calls it now and then; twice is as good as once. Answers how many.
    pub async fn plan_rounds(&self) -> Result<u64> {
        let (now, today) = (self.0.clock.now(), self.0.today());
        let mut tx = self.0.begin().await?;
        let mut planned = 0;
        for applying in Applying::ALL {
            for (window, starts) in default_rounds(today) {
                let round = Round { id: RoundId(Uuid::now_v7()), applying, window, starts };
                if insert_if_free(&mut tx, &round).await? {
                    let detail = json!({ "applies_as": applying.key(), "starts_on": starts.to_string() });
                    let event = Event::new(EventName::RoundPlanned, round.id.0).with(detail);
                    audit::record_system(&mut tx, &Origin::default(), event, now).await?;
                    planned += 1;
                }
            }
        }
        tx.commit().await?;
        Ok(planned)
    }
}

/// What holds for each 種別 on `today`.
pub(super) async fn standings(db: &mut PgConnection, today: Date) -> Result<[(Applying, Standing); 2]> {
    let rounds = not_over(db, today).await?;
    Ok(Applying::ALL.map(|applying| (applying, applications::standing(&rounds, applying, today))))
}

/// What holds for a 種別 on `today`.
pub(super) async fn standing(db: &mut PgConnection, applying: Applying, today: Date) -> Result<Standing> {
    Ok(applications::standing(&not_over(db, today).await?, applying, today))
}

/// The rounds that are open or to come, of both 種別.
async fn not_over(db: &mut PgConnection, today: Date) -> Result<Vec<Round>> {
    let found = sqlx::query!(
        "select round_id, applies_as, opens_on, closes_on, starts_on from application_round
         where closes_on >= $1 order by opens_on limit 40",
        today.to_sqlx() as _,
    )
    .fetch_all(db)
    .await?;
    found
        .into_iter()
        .map(|row| round_of(row.round_id, &row.applies_as, row.opens_on, row.closes_on, row.starts_on))
        .collect()
}

/// A round, from its columns.
pub(super) fn round_of(
    id: Uuid,
    applies_as: &str,
    opens_on: jiff_sqlx::Date,
    closes_on: jiff_sqlx::Date,
    starts_on: jiff_sqlx::Date,
) -> Result<Round> {
    Ok(Round {
        id: RoundId(id),
        applying: rows::word("application_round", applies_as)?,
        window: rows::period("application_round", opens_on, closes_on)?,
        starts: starts_on.to_jiff(),
    })
}

/// Does nothing where the round was planned before, or where another one of the 種別 has the same start day or would be open
/// on one of the same days.
async fn insert_if_free(db: &mut PgConnection, round: &Round) -> Result<bool> {
    let inserted = sqlx::query!(
        "with planned as (
             insert into application_round_planned (applies_as, starts_on) values ($2, $5)
             on conflict do nothing
             returning applies_as
         )
         insert into application_round (round_id, applies_as, opens_on, closes_on, starts_on)
         select $1, $2, $3, $4, $5 from planned
         where not exists (select from application_round where applies_as = $2 and starts_on = $5)
         on conflict do nothing",
        round.id.0,
        round.applying.key(),
        round.window.start().to_sqlx() as _,
        round.window.end().to_sqlx() as _,
        round.starts.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(inserted.rows_affected() == 1)
}
