//! SQL of what was registered, and what was asked and decided about it. No statement here reads 備考 (C7).

use std::collections::BTreeMap;

use domain::{
    cases::{Fields, Registrable, Report},
    ids::{CaseId, VersionId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};

use crate::{
    Error, Result,
    cases::rows::{AskedRow, ReportRow},
};

/// The number and the fields of the version registered last.
pub(in crate::cases) async fn last_version(
    db: &mut PgConnection,
    case: CaseId,
) -> Result<Option<(i32, Fields)>> {
    let row = sqlx::query!(
        r#"select number, fields as "fields: Json<Fields>" from case_version
           where case_id = $1 order by number desc limit 1"#,
        case.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.number, row.fields.0)))
}

/// Keeps a registered version.
pub(in crate::cases) async fn insert_version(
    db: &mut PgConnection,
    case: CaseId,
    version: VersionId,
    number: i32,
    report: &Registrable,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into case_version
             (version_id, case_id, number, fields, category, certification_id, start_on, end_on, registered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        version.0,
        case.0,
        number,
        Json(&report.fields) as _,
        report.category,
        report.certification.0,
        report.period.start().to_sqlx() as _,
        report.period.end().to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Number, id and moment of every registered version, ascending.
pub(in crate::cases) async fn versions(
    db: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<(i32, VersionId, Timestamp)>> {
    let rows = sqlx::query!(
        "select version_id, number, registered_at from case_version where case_id = $1 order by number",
        case.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, VersionId(row.version_id), row.registered_at.to_jiff()))
        .collect())
}

/// Every request of a case with its decision and comments, in the order of asking.
pub(in crate::cases) async fn asked(db: &mut PgConnection, case: CaseId) -> Result<Vec<AskedRow>> {
    let rows = sqlx::query_as!(
        AskedRow,
        r#"select s.family_name, s.given_name, q.message, q.state, q.requested_at, q.decided_at, q.general_comment,
                  (select jsonb_object_agg(a.field_key, a.comment) from approval_comment a
                   where a.request_id = q.request_id) as "fields: Json<BTreeMap<String, String>>",
                  p.signed_on as "signed_on?"
           from approval_request q
           join member s on s.member_id = q.supervisor_id
           left join paper_approval p on p.request_id = q.request_id
           where q.case_id = $1
           order by q.requested_at, q.request_id"#,
        case.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// A registered version as people read it on `today`, without 備考 (C7), also of a deleted case. One statement.
pub(crate) async fn report(db: &mut PgConnection, version: VersionId, today: Date) -> Result<Report> {
    sqlx::query_as!(
        ReportRow,
        r#"select c.set_key, c.slot, m.family_name, m.given_name, m.affiliation, m.member_no,
                  v.version_id, v.number, v.registered_at, v.fields as "fields: Json<Fields>",
                  r.certification_id, r.facility_id, f.name, f.prefecture, r.kind, r.certificate_no, r.start_on, r.end_on
           from case_version v
           join case_report c on c.case_id = v.case_id
           join member m on m.member_id = c.member_id
           join certification r on r.certification_id = v.certification_id
           join facility f on f.facility_id = r.facility_id
           where v.version_id = $1"#,
        version.0,
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::NotFound)?
    .report(today)
}

/// The versions with these numbers as people read them, ascending.
pub(in crate::cases) async fn reports(
    db: &mut PgConnection,
    case: CaseId,
    numbers: &[i32],
    today: Date,
) -> Result<Vec<Report>> {
    sqlx::query_as!(
        ReportRow,
        r#"select c.set_key, c.slot, m.family_name, m.given_name, m.affiliation, m.member_no,
                  v.version_id, v.number, v.registered_at, v.fields as "fields: Json<Fields>",
                  r.certification_id, r.facility_id, f.name, f.prefecture, r.kind, r.certificate_no, r.start_on, r.end_on
           from case_version v
           join case_report c on c.case_id = v.case_id
           join member m on m.member_id = c.member_id
           join certification r on r.certification_id = v.certification_id
           join facility f on f.facility_id = r.facility_id
           where v.case_id = $1 and v.number = any($2)
           order by v.number"#,
        case.0,
        numbers,
    )
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| row.report(today))
    .collect()
}
