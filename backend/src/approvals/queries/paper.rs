//! SQL of 書面による承認 (P9).

use domain::{
    approvals::RecordedPaper,
    ids::{DocumentId, MemberId, OfficeUserId, RequestId},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Error, Result, cases::LockedCase};

/// What was on paper, not yet written.
pub(in crate::approvals) struct NewPaper<'a> {
    pub request: RequestId,
    pub document: DocumentId,
    pub signed_on: Date,
    pub reason: &'a str,
    pub office: OfficeUserId,
    pub at: Timestamp,
}

pub(in crate::approvals) async fn insert_paper(db: &mut PgConnection, paper: &NewPaper<'_>) -> Result<()> {
    sqlx::query!(
        "insert into paper_approval (request_id, document_id, signed_on, reason, office_user_id, recorded_at)
         values ($1, $2, $3, $4, $5, $6)",
        paper.request.0,
        paper.document.0,
        paper.signed_on.to_sqlx() as _,
        paper.reason,
        paper.office.0,
        paper.at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes the request by which a case is 承認済み that nobody was asked for here: asked and approved at once.
pub(in crate::approvals) async fn insert_on_paper(
    db: &mut PgConnection,
    case: &LockedCase,
    request: RequestId,
    supervisor: MemberId,
    at: Timestamp,
    fiscal_year: i16,
) -> Result<()> {
    let version =
        case.state.version().ok_or_else(|| Error::inconsistent("case_report", "no version to approve"))?;
    sqlx::query!(
        "insert into approval_request (request_id, batch_id, case_id, version_id, applicant_id, supervisor_id, set_key,
                                       slot, category, state, requested_at, decided_at, fiscal_year)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'approved', $10, $10, $11)",
        request.0,
        Uuid::now_v7(),
        case.id.0,
        version.0,
        case.owner.0,
        supervisor.0,
        case.set.key(),
        i16::from(case.slot.number()),
        case.category,
        at.to_sqlx() as _,
        i32::from(fiscal_year),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whoever is asked by a request.
pub(in crate::approvals) async fn asked_of(
    db: &mut PgConnection,
    request: RequestId,
) -> Result<Option<MemberId>> {
    let asked =
        sqlx::query_scalar!("select supervisor_id from approval_request where request_id = $1", request.0)
            .fetch_optional(db)
            .await?;
    Ok(asked.map(MemberId))
}

/// The paper by which this request is approved, when it is by one.
pub(in crate::approvals) async fn recorded_paper(
    db: &mut PgConnection,
    request: RequestId,
) -> Result<Option<RecordedPaper>> {
    let row = sqlx::query!(
        r#"select p.document_id, p.signed_on, p.reason, p.recorded_at, u.name as by,
                  s.family_name || ' ' || s.given_name as "supervisor!"
           from paper_approval p
           join approval_request r using (request_id)
           join member s on s.member_id = r.supervisor_id
           join office_user u on u.office_user_id = p.office_user_id
           where p.request_id = $1"#,
        request.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| RecordedPaper {
        supervisor: row.supervisor,
        signed_on: row.signed_on.to_jiff(),
        reason: row.reason,
        document: row.document_id.into(),
        by: row.by,
        at: row.recorded_at.to_jiff(),
    }))
}
