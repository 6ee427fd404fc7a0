//! SQL of the office's side: the list, one application with its versions, decisions (docs/plans/applications.md).

use domain::{
    accounts::Applying,
    applications::{
        ApplicationState, Chosen, Core, Decision, Failed, Happened, HistoryLine, OfficeFilter, OfficeRow,
        Round, Sheets, StateName,
    },
    documents::DocumentView,
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, DocumentId, FacilityId, OfficeUserId, RoundId},
    registry::PREFECTURES,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::super::rows;
use crate::{Error, Result, registry::Word, rows as shared};

/// An application that is decided about.
pub(in crate::applications) struct Judged {
    pub row: OfficeRow,
    pub owner: FacilityId,
    pub state: ApplicationState,
    /// What the facility signs in with; nothing when its account is closed.
    pub address: Option<String>,
}

struct ListRow {
    application_id: Uuid,
    version_id: Uuid,
    applies_as: String,
    state: String,
    name: String,
    kana: String,
    prefecture: String,
    responsible: String,
    number: i32,
    submitted_at: jiff_sqlx::Timestamp,
    starts_on: jiff_sqlx::Date,
}

impl TryFrom<ListRow> for OfficeRow {
    type Error = Error;

    fn try_from(row: ListRow) -> Result<Self> {
        Ok(Self {
            chosen: Chosen {
                application: row.application_id.into(),
                version: ApplicationVersionId(row.version_id),
            },
            applying: rows::applying(rows::TABLE, &row.applies_as)?,
            state: state(&row.state)?,
            name: row.name,
            kana: row.kana,
            prefecture: row.prefecture,
            responsible: row.responsible,
            number: row.number,
            submitted_at: row.submitted_at.to_jiff(),
            starts: row.starts_on.to_jiff(),
        })
    }
}

fn state(key: &str) -> Result<StateName> {
    StateName::parse(key).ok_or_else(|| Error::inconsistent(rows::TABLE, format!("unknown state {key}")))
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
    let rows = rows
        .into_iter()
        .map(|row| {
            OfficeRow::try_from(ListRow {
                application_id: row.application_id,
                version_id: row.version_id,
                applies_as: row.applies_as,
                state: row.state,
                name: row.name,
                kana: row.kana,
                prefecture: row.prefecture,
                responsible: row.responsible,
                number: row.number,
                submitted_at: row.submitted_at,
                starts_on: row.starts_on,
            })
        })
        .collect::<Result<_>>()?;
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
            row: OfficeRow::try_from(ListRow {
                application_id: row.application_id,
                version_id: row.version_id,
                applies_as: row.applies_as,
                state: row.state,
                name: row.name,
                kana: row.kana,
                prefecture: row.prefecture,
                responsible: row.responsible,
                number: row.number,
                submitted_at: row.submitted_at,
                starts_on: row.starts_on,
            })?,
        })
    })
    .collect()
}

/// An application as far as all its versions share it.
pub(in crate::applications) struct Head {
    pub owner: FacilityId,
    pub applying: Applying,
    pub state: StateName,
    pub round: Round,
    /// The version submitted last.
    pub version: ApplicationVersionId,
}

/// A submitted version, with what the ids in it stand for.
pub(in crate::applications) struct Version {
    pub number: i32,
    pub submitted_at: Timestamp,
    pub sheets: Sheets,
    /// Without its periods.
    pub core: Option<Core>,
    pub document: Option<DocumentView>,
}

/// The version submitted last, and the earlier one with number `with`, or the one before; nothing when nothing was
/// submitted.
pub(in crate::applications) async fn versions(
    db: &mut PgConnection,
    id: ApplicationId,
    with: Option<i32>,
) -> Result<Option<(Head, Version, Option<Version>)>> {
    let rows = sqlx::query!(
        r#"select a.facility_id, a.applies_as, a.state, v.version_id, v.number, v.submitted_at,
                  r.round_id, r.opens_on, r.closes_on, r.starts_on,
                  v.form1 as "form1: Json<Fields>", v.form2 as "form2: Json<Fields>",
                  c.facility_id as "core_id?", c.name as "core_name?", c.prefecture as "core_prefecture?",
                  d.document_id as "document_id?", d.name as "document_name?", d.size as "document_size?",
                  d.pages as "document_pages?", d.stored_at as document_stored_at
           from application a
           join application_round r on r.round_id = a.round_id
           join application_version last on last.version_id = a.version_id
           join application_version v on v.application_id = a.application_id
               and (v.number = last.number or v.number = least(coalesce($2, last.number - 1), last.number))
           left join facility c on c.facility_id =
               case when v.form2 ->> 'core' ~ '^[0-9a-f-]{36}$' then (v.form2 ->> 'core')::uuid end
           left join document d on d.stored_at is not null and d.document_id =
               case when v.form1 ->> 'document' ~ '^[0-9a-f-]{36}$' then (v.form1 ->> 'document')::uuid end
           where a.application_id = $1
           order by v.number desc"#,
        id.0,
        with,
    )
    .fetch_all(db)
    .await?;
    let mut head = None;
    let mut versions = Vec::new();
    for row in rows {
        if head.is_none() {
            let applying = rows::applying(rows::TABLE, &row.applies_as)?;
            let window = shared::period("application_round", row.opens_on, row.closes_on)?;
            head = Some(Head {
                owner: row.facility_id.into(),
                applying,
                state: state(&row.state)?,
                round: Round { id: RoundId(row.round_id), applying, window, starts: row.starts_on.to_jiff() },
                version: ApplicationVersionId(row.version_id),
            });
        }
        let core = row.core_id.zip(row.core_name).zip(row.core_prefecture);
        let file = row.document_id.zip(row.document_name).zip(row.document_stored_at);
        let unlike = |_| Error::inconsistent("document", "no such size");
        versions.push(Version {
            number: row.number,
            submitted_at: row.submitted_at.to_jiff(),
            sheets: Sheets { form1: row.form1.0, form2: row.form2.0 },
            core: core.map(|((id, name), prefecture)| Core {
                id: id.into(),
                name,
                prefecture,
                periods: Vec::new(),
            }),
            document: match file {
                Some(((id, name), stored_at)) => Some(DocumentView {
                    id: DocumentId(id),
                    name,
                    size: u64::try_from(row.document_size.unwrap_or_default()).map_err(unlike)?,
                    pages: u32::try_from(row.document_pages.unwrap_or_default()).map_err(unlike)?,
                    stored_at: stored_at.to_jiff(),
                }),
                None => None,
            },
        });
    }
    let mut versions = versions.into_iter();
    Ok(head.zip(versions.next()).map(|(head, shown)| (head, shown, versions.next())))
}

/// What happened to an application, the newest first.
pub(in crate::applications) async fn history(
    db: &mut PgConnection,
    id: ApplicationId,
) -> Result<Vec<HistoryLine>> {
    let rows = sqlx::query!(
        r#"select submitted_at as "at!", number as "number!", null as decision, null as decided_by, null as words
           from application_version where application_id = $1
           union all
           select decided_at, 0, decision, u.name, words
           from application_decision join office_user u on u.office_user_id = decided_by
           where application_id = $1
           order by 1 desc, 2"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let what = match row.decision {
                None => Happened::Submitted { number: row.number },
                Some(decision) => Happened::Decided {
                    decision: decision
                        .parse()
                        .map_err(|()| Error::inconsistent("application_decision", decision.clone()))?,
                    by: row.decided_by.unwrap_or_default(),
                    words: row.words.unwrap_or_default(),
                },
            };
            Ok(HistoryLine { at: row.at.to_jiff(), what })
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
