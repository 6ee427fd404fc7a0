//! SQL of one application as the office sees it: its versions, and what happened to it.

use domain::{
    accounts::Applying,
    applications::{Core, Happened, HistoryLine, Round, Sheets, StateName},
    documents::DocumentView,
    fields::Fields,
    ids::{ApplicationId, ApplicationVersionId, DocumentId, FacilityId, RoundId},
};
use jiff::Timestamp;
use sqlx::{PgConnection, types::Json};

use super::super::rows;
use crate::{Error, Result, rows as shared};

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
            let applying = shared::word(rows::TABLE, &row.applies_as)?;
            let window = shared::period("application_round", row.opens_on, row.closes_on)?;
            head = Some(Head {
                owner: row.facility_id.into(),
                applying,
                state: shared::word(rows::TABLE, &row.state)?,
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
                    decision: shared::word("application_decision", &decision)?,
                    by: row.decided_by.unwrap_or_default(),
                    words: row.words.unwrap_or_default(),
                },
            };
            Ok(HistoryLine { at: row.at.to_jiff(), what })
        })
        .collect()
}
