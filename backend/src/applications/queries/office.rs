//! SQL of the office's side: the list, and decisions (docs/plans/applications.md).

use domain::{
    accounts::Applying,
    applications::{ApplicationState, Chosen, Decision, Failed, OfficeFilter, OfficeRow, StateName},
    ids::{ApplicationId, ApplicationVersionId, FacilityId, OfficeUserId},
    registry::PREFECTURES,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::rows;
use crate::{Result, registry::Word, rows as shared};

/// An application that is decided about.
pub(in crate::applications) struct Judged {
    pub row: OfficeRow,
    pub owner: FacilityId,
    pub state: ApplicationState,
    /// What the facility signs in with; nothing when its account is closed.
    pub address: Option<String>,
}

/// The line of the list that a record of its columns stands for.
macro_rules! line {
    ($row:ident) => {
        OfficeRow {
            chosen: Chosen {
                application: $row.application_id.into(),
                version: ApplicationVersionId($row.version_id),
            },
            applying: shared::word(rows::TABLE, &$row.applies_as)?,
            state: shared::word(rows::TABLE, &$row.state)?,
            name: $row.name,
            kana: $row.kana,
            prefecture: $row.prefecture,
            responsible: $row.responsible,
            number: $row.number,
            submitted_at: $row.submitted_at.to_jiff(),
            starts: $row.starts_on.to_jiff(),
        }
    };
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// Those that match, in the filter's order, from row `first` on, at most `most`; and how many match.
pub(in crate::applications) async fn list(
    db: &mut PgConnection,
    filter: &OfficeFilter,
    words: &[Word],
    most: usize,
    first: usize,
) -> Result<(Vec<OfficeRow>, u32)> {
    let parts: Vec<String> = words.iter().map(|word| word.part.clone()).collect();
    let prefectures: Vec<String> = PREFECTURES.iter().map(ToString::to_string).collect();
    let rows = sqlx::query!(
        r#"select a.application_id, v.version_id, a.applies_as, a.state, v.number, v.submitted_at, r.starts_on,
                  coalesce(v.form1 ->> 'name', '') as "name!", coalesce(v.form1 ->> 'kana', '') as "kana!",
                  coalesce(v.form1 ->> 'prefecture', '') as "prefecture!",
                  concat_ws(' ', v.form1 ->> 'responsible_no', v.form1 ->> 'responsible_name') as "responsible!",
                  count(*) over () as "matching!"
           from application a
           join application_version v on v.version_id = a.version_id
           join application_round r on r.round_id = a.round_id
           where ($1::text is null or a.state = $1)
             and ($2::text is null or a.applies_as = $2)
             and ($3::date is null or r.starts_on = $3)
             and not exists (select from unnest($4::text[]) as word (part)
                             where a.search_key not like '%' || word.part || '%')
           order by case $5 when 'oldest' then extract(epoch from v.submitted_at)
                            when 'newest' then -extract(epoch from v.submitted_at)
                            when 'prefecture' then array_position($6::text[], v.form1 ->> 'prefecture') end,
                    case $5 when 'name' then v.form1 ->> 'kana' end,
                    v.submitted_at, a.application_id
           limit $7 offset $8"#,
        filter.state.map(StateName::key),
        filter.applying.map(Applying::key),
        filter.starts.map(ToSqlx::to_sqlx) as _,
        &parts,
        filter.order.key(),
        &prefectures,
        i64::try_from(most).unwrap_or(i64::MAX),
        i64::try_from(first).unwrap_or(i64::MAX),
    )
    .fetch_all(db)
    .await?;
    let matching = rows.first().map_or(0, |row| count(row.matching));
    let rows = rows.into_iter().map(|row| Ok(line!(row))).collect::<Result<_>>()?;
    Ok((rows, matching))
}

/// How many wait for the office, and the start days of rounds in which something was submitted, the latest first.
pub(in crate::applications) async fn overview(db: &mut PgConnection) -> Result<(u32, Vec<Date>)> {
    let row = sqlx::query!(
        r#"select (select count(*) from application where state = 'submitted') as "waiting!",
                  array(select distinct starts_on from application_round r
                        where exists (select from application a where a.round_id = r.round_id)
                        order by starts_on desc) as "starts!: Vec<jiff_sqlx::Date>""#
    )
    .fetch_one(db)
    .await?;
    Ok((count(row.waiting), row.starts.into_iter().map(jiff_sqlx::Date::to_jiff).collect()))
}

/// Locks them, in an order that everybody keeps to.
pub(in crate::applications) async fn hold(db: &mut PgConnection, ids: &[ApplicationId]) -> Result<()> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "select application_id from application where application_id = any($1) order by application_id for update",
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// These applications as far as they were ever submitted, in the order of their submission.
pub(in crate::applications) async fn judged(
    db: &mut PgConnection,
    ids: &[ApplicationId],
) -> Result<Vec<Judged>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        r#"select a.application_id, v.version_id, a.applies_as, a.state, a.certification_id, a.facility_id,
                  v.number, v.submitted_at, r.starts_on, f.login_email,
                  coalesce(v.form1 ->> 'name', '') as "name!", coalesce(v.form1 ->> 'kana', '') as "kana!",
                  coalesce(v.form1 ->> 'prefecture', '') as "prefecture!",
                  concat_ws(' ', v.form1 ->> 'responsible_no', v.form1 ->> 'responsible_name') as "responsible!"
           from application a
           join application_version v on v.version_id = a.version_id
           join application_round r on r.round_id = a.round_id
           join facility f on f.facility_id = a.facility_id
           where a.application_id = any($1)
           order by v.submitted_at, a.application_id"#,
        &ids,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| {
        Ok(Judged {
            owner: row.facility_id.into(),
            state: rows::state(&row.state, Some(row.version_id), row.certification_id)?,
            address: row.login_email,
            row: line!(row),
        })
    })
    .collect()
}

/// Keeps a decision about a locked application and its state after it.
pub(in crate::applications) async fn save_decision(
    db: &mut PgConnection,
    chosen: Chosen,
    state: &ApplicationState,
    decision: Decision,
    words: &str,
    by: OfficeUserId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into application_decision (version_id, application_id, decision, words, decided_by, decided_at)
         values ($1, $2, $3, $4, $5, $6)",
        chosen.version.0,
        chosen.application.0,
        decision.key(),
        words,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update application set state = $2, asked_for = $3 where application_id = $1",
        chosen.application.0,
        state.name().key(),
        (decision == Decision::Return).then_some(words),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The last 不合格 of a facility for a 種別.
pub(in crate::applications) async fn last_failed(
    db: &mut PgConnection,
    owner: FacilityId,
    applying: Applying,
) -> Result<Option<Failed>> {
    let row = sqlx::query!(
        "select decided_at, words
         from application a join application_decision d on d.version_id = a.version_id
         where a.facility_id = $1 and a.applies_as = $2 and a.state = 'failed'
         order by decided_at desc limit 1",
        owner.0,
        applying.key(),
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Failed { at: row.decided_at.to_jiff(), words: row.words }))
}
