//! All SQL of linkages.

use domain::{
    applications::fits_measure,
    ids::{ApplicationId, FacilityId, LinkageId},
    network::{LinkageState, PartnerRecord, TrainingFacts},
    registry::{FacilityKind, Qualification},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{Columns, Grounds, Held, LinkageRow};
use crate::{Result, rows};

/// Linkages that a page shows at most, the last first.
const MOST: i64 = 300;

/// Locks a linkage; a statement of its own, so that the next one sees what was committed meanwhile.
pub(super) async fn lock(db: &mut PgConnection, id: LinkageId) -> Result<()> {
    sqlx::query!("select linkage_id from linkage where linkage_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// Locks a facility: whoever names a 基幹施設 for it does so alone.
pub(super) async fn lock_facility(db: &mut PgConnection, id: FacilityId) -> Result<()> {
    sqlx::query!("select facility_id from facility where facility_id = $1 for update", id.0)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// One linkage. Two statements.
pub(super) async fn linkage(db: &mut PgConnection, id: LinkageId) -> Result<Option<Held>> {
    let row = sqlx::query_as!(
        LinkageRow,
        "select l.linkage_id, l.application_id, l.starts_on, l.state, l.requested_at, l.answered_at, l.reason,
                l.dissolved_on, l.dissolved_by, l.dissolved_reason,
                l.core_id, c.name as core_name, c.prefecture as core_prefecture, c.login_email as core_email,
                l.partner_id, p.name as partner_name, p.prefecture as partner_prefecture, p.login_email as partner_email
         from linkage l
         join facility c on c.facility_id = l.core_id
         join facility p on p.facility_id = l.partner_id
         where l.linkage_id = $1",
        id.0,
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let grounds = grounds(db, &[FacilityId(row.core_id), FacilityId(row.partner_id)]).await?;
    row.held(&grounds).map(Some)
}

/// The linkages of a facility on either side, the last first, and the certifications of all that are in them and of
/// `also`. Two statements.
pub(super) async fn linkages(
    db: &mut PgConnection,
    facility: FacilityId,
    also: &[FacilityId],
) -> Result<(Vec<Held>, Grounds)> {
    let found = sqlx::query_as!(
        LinkageRow,
        "select l.linkage_id, l.application_id, l.starts_on, l.state, l.requested_at, l.answered_at, l.reason,
                l.dissolved_on, l.dissolved_by, l.dissolved_reason,
                l.core_id, c.name as core_name, c.prefecture as core_prefecture, c.login_email as core_email,
                l.partner_id, p.name as partner_name, p.prefecture as partner_prefecture, p.login_email as partner_email
         from linkage l
         join facility c on c.facility_id = l.core_id
         join facility p on p.facility_id = l.partner_id
         where l.core_id = $1 or l.partner_id = $1
         order by l.starts_on desc, l.requested_at desc, l.linkage_id desc
         limit $2",
        facility.0,
        MOST,
    )
    .fetch_all(&mut *db)
    .await?;
    let both = found.iter().flat_map(|row| [FacilityId(row.core_id), FacilityId(row.partner_id)]);
    let facilities: Vec<FacilityId> = both.chain([facility]).chain(also.iter().copied()).collect();
    let grounds = grounds(db, &facilities).await?;
    let held = found.into_iter().map(|row| row.held(&grounds)).collect::<Result<_>>()?;
    Ok((held, grounds))
}

/// The certifications of these facilities.
async fn grounds(db: &mut PgConnection, facilities: &[FacilityId]) -> Result<Grounds> {
    let ids: Vec<Uuid> = facilities.iter().map(|id| id.0).collect();
    let found = sqlx::query!(
        "select facility_id, kind, certificate_no, start_on, end_on from certification
         where facility_id = any($1) order by start_on",
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut grounds = Grounds::new();
    for row in found {
        let kind = rows::kind("certification", &row.kind)?;
        let known = grounds.entry((FacilityId(row.facility_id), kind)).or_default();
        known.0.push(rows::period("certification", row.start_on, row.end_on)?);
        known.1 = row.certificate_no;
    }
    Ok(grounds)
}

/// A facility that somebody names.
pub(super) struct NamedFacility {
    pub name: String,
    pub login_email: Option<String>,
}

pub(super) async fn facility(db: &mut PgConnection, id: FacilityId) -> Result<Option<NamedFacility>> {
    let found =
        sqlx::query_as!(NamedFacility, "select name, login_email from facility where facility_id = $1", id.0);
    Ok(found.fetch_optional(db).await?)
}

/// A request that is about to be made.
pub(super) struct NewLinkage {
    pub id: LinkageId,
    pub partner: FacilityId,
    pub core: FacilityId,
    pub application: Option<ApplicationId>,
    pub starts: Date,
}

pub(super) async fn insert(db: &mut PgConnection, new: &NewLinkage, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into linkage (linkage_id, partner_id, core_id, application_id, starts_on, state, requested_at)
         values ($1, $2, $3, $4, $5, 'requested', $6)",
        new.id.0,
        new.partner.0,
        new.core.0,
        new.application.map(|id| id.0),
        new.starts.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The next state of a locked linkage.
pub(super) async fn save_state(db: &mut PgConnection, id: LinkageId, state: &LinkageState) -> Result<()> {
    let columns = Columns::from(state);
    sqlx::query!(
        "update linkage
         set state = $2, answered_at = $3, reason = $4, dissolved_on = $5, dissolved_by = $6,
             dissolved_reason = $7
         where linkage_id = $1",
        id.0,
        state.name().key(),
        columns.answered_at.map(ToSqlx::to_sqlx) as _,
        columns.reason,
        columns.dissolved_on.map(ToSqlx::to_sqlx) as _,
        columns.dissolved_by,
        columns.dissolved_reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What the register knows of a facility for F11, but its linkages: its records, and for each as 連携施設 whether its
/// 施設責任者 was on its first day one for whom the measure is made.
pub(super) async fn training(db: &mut PgConnection, facility: FacilityId) -> Result<TrainingFacts> {
    let found = sqlx::query!(
        r#"select c.certification_id, c.kind, c.start_on, c.end_on,
                  q.kind as "held?", q.certificate_no as "number?", q.start_on as "from?", q.end_on as "to?"
           from certification c
           left join qualification q
             on q.member_id = c.responsible_member_id and c.start_on between q.start_on and q.end_on
           where c.facility_id = $1 and c.kind in ('連携施設', '認定研修施設')
           order by c.start_on, c.certification_id"#,
        facility.0,
    )
    .fetch_all(db)
    .await?;
    let mut facts = TrainingFacts::default();
    for of_record in found.chunk_by(|a, b| a.certification_id == b.certification_id) {
        let [record, ..] = of_record else { continue };
        let period = rows::period("certification", record.start_on, record.end_on)?;
        if rows::kind("certification", &record.kind)? == FacilityKind::Training {
            facts.training.push(period);
            continue;
        }
        let mut held = Vec::new();
        for row in of_record {
            if let (Some(kind), Some(number), Some(from), Some(to)) =
                (&row.held, &row.number, row.from, row.to)
            {
                held.push(Qualification {
                    kind: rows::word("qualification", kind)?,
                    certificate_no: number.clone(),
                    period: rows::period("qualification", from, to)?,
                });
            }
        }
        facts.partner.push(PartnerRecord { period, fit: fits_measure(&held, period.start()) });
    }
    Ok(facts)
}
