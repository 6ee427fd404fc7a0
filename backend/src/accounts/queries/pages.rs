//! What people see of themselves.

use domain::{
    accounts::{FacilityHome, FacilityRecord, MemberPage},
    ids::{FacilityId, MemberId, OfficeUserId},
    registry::{FacilityKind, Qualification},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{Result, rows};

/// A signed-in member, for header and menu.
pub struct MemberHead {
    pub name: String,
    pub profession: String,
    pub waiting: i64,
}

pub async fn member_head(db: &mut PgConnection, id: MemberId) -> Result<Option<MemberHead>> {
    let head = sqlx::query_as!(
        MemberHead,
        r#"select family_name || ' ' || given_name as "name!", profession,
               (select count(*) from approval_request where supervisor_id = $1 and state = 'waiting') as "waiting!"
           from member where member_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(head)
}

/// A signed-in facility, for header and menu: its name, and what it is certified as.
pub async fn facility_head(
    db: &mut PgConnection,
    id: FacilityId,
    today: Date,
) -> Result<Option<(String, Vec<FacilityKind>)>> {
    let found = sqlx::query!(
        r#"select display_name(facility) as "name!",
                  array(select kind from certification
                        where facility_id = $1 and $2 between start_on and end_on order by kind) as "held!"
           from facility where facility_id = $1"#,
        id.0,
        today.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    found
        .map(|row| {
            let kinds =
                row.held.iter().map(|kind| rows::kind("certification", kind)).collect::<Result<_>>()?;
            Ok((row.name, kinds))
        })
        .transpose()
}

pub async fn office_name(db: &mut PgConnection, id: OfficeUserId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select name from office_user where office_user_id = $1", id.0)
        .fetch_optional(db)
        .await?)
}

/// A member's own data, without qualifications.
pub async fn member_page(db: &mut PgConnection, id: MemberId) -> Result<Option<MemberPage>> {
    let row = sqlx::query!(
        "select member_no, family_name, given_name, family_kana, given_kana, email, profession, affiliation, joined_on
         from member where member_id = $1",
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| MemberPage {
        member_no: row.member_no,
        name: format!("{} {}", row.family_name, row.given_name),
        kana: format!("{} {}", row.family_kana, row.given_kana),
        email: row.email,
        physician: domain::registry::is_physician(&row.profession),
        profession: row.profession,
        affiliation: row.affiliation,
        joined_on: row.joined_on.to_jiff(),
        qualifications: Vec::new(),
    }))
}

/// A facility's own data, without its certifications.
pub async fn facility_home(
    db: &mut PgConnection,
    id: FacilityId,
    today: Date,
) -> Result<Option<FacilityHome>> {
    let row = sqlx::query!(
        r#"select name, contact_family_name, contact_given_name, login_email as "login_email!", applies_as
           from facility where facility_id = $1 and login_email is not null"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let contact = format!("{} {}", row.contact_family_name, row.contact_given_name);
        FacilityHome {
            name: row.name,
            contact: Some(contact.trim().to_owned()).filter(|contact| !contact.is_empty()),
            email: row.login_email,
            applies_as: row.applies_as.and_then(|key| key.parse().ok()),
            records: Vec::new(),
            today,
        }
    }))
}

/// A facility's certifications, those that end last first.
pub async fn facility_records(db: &mut PgConnection, id: FacilityId) -> Result<Vec<FacilityRecord>> {
    let rows = sqlx::query!(
        r#"select kind, certificate_no, start_on, end_on, family_name || ' ' || given_name as responsible
           from certification left join member on member_id = responsible_member_id
           where facility_id = $1 order by end_on desc, kind"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(FacilityRecord {
                kind: rows::kind("certification", &row.kind)?,
                certificate_no: row.certificate_no,
                period: rows::period("certification", row.start_on, row.end_on)?,
                responsible: row.responsible,
            })
        })
        .collect()
}

/// A member's qualifications, newest first.
pub async fn qualifications(db: &mut PgConnection, id: MemberId) -> Result<Vec<Qualification>> {
    let rows = sqlx::query!(
        "select kind, certificate_no, start_on, end_on from qualification
         where member_id = $1 order by start_on desc, kind",
        id.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Qualification {
                kind: rows::word("qualification", &row.kind)?,
                certificate_no: row.certificate_no,
                period: rows::period("qualification", row.start_on, row.end_on)?,
            })
        })
        .collect()
}

/// What waits for a member, and what stands behind it.
pub struct DashboardHead {
    pub name: String,
    pub to_judge: i64,
    pub oldest: Option<Timestamp>,
    /// Was asked for a judgement at least once.
    pub was_asked: bool,
}

pub async fn dashboard_head(db: &mut PgConnection, id: MemberId) -> Result<Option<DashboardHead>> {
    let row = sqlx::query!(
        r#"select family_name || ' ' || given_name as "name!", queue.waiting as "waiting!", queue.oldest,
               exists (select 1 from approval_request where supervisor_id = $1) as "was_asked!"
           from member
           cross join (select count(*) as waiting, min(requested_at) as oldest from approval_request
                       where supervisor_id = $1 and state = 'waiting') as queue
           where member_id = $1"#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| DashboardHead {
        name: row.name,
        to_judge: row.waiting,
        oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
        was_asked: row.was_asked,
    }))
}

/// One filled slot, as far as progress needs it.
pub struct SlotState {
    pub set_key: String,
    pub slot: i16,
    pub state: String,
    /// 症例区分 of the version registered last.
    pub category: Option<String>,
}

/// The filled slots of all sets of a member, in order.
pub async fn slot_states(db: &mut PgConnection, id: MemberId) -> Result<Vec<SlotState>> {
    let rows = sqlx::query_as!(
        SlotState,
        r#"select case_report.set_key, case_report.slot, case_report.state, case_version.category as "category?"
           from case_report
           left join case_version on case_version.version_id = case_report.version_id
           where case_report.member_id = $1 and case_report.deleted_at is null
           order by case_report.set_key, case_report.slot"#,
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(rows)
}
